"""Rows of the outbox that a dispatcher brings to workers, in memory."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from signoff.engine.ports import Delivery, Transaction

from .outbox import due, taken
from .tables import Tables
from .transaction import MemoryTransaction


class MemorySubmissions:
    """The port `Submissions` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def take(self, id: str, node: str, now: datetime, seconds: int, serves: Sequence[str] | None = None) -> Delivery | None:
        """Lease this row, if it is free or was submitted, and can be delivered here."""
        with self._lock:
            kept = self._tables.outbox.get(id)
            if kept is None or kept.next is None or not (kept.submitted or kept.next <= now):
                return None
            if not (serves is None or kept.needs is None or kept.needs in serves):
                return None
            return taken(self._tables.outbox, kept, now + timedelta(seconds=seconds))

    @contextmanager
    def submitting(self, now: datetime, until: datetime, limit: int) -> Iterator[tuple[Sequence[str], Transaction]]:
        """Rows that are due are submitted; an exception in the block leaves them as they were."""
        transaction = MemoryTransaction()
        with self._lock:
            rows = due(self._tables.outbox.values(), now)[:limit]
            yield [kept.delivery.id for kept in rows], transaction
            for kept in rows:
                self._tables.outbox[kept.delivery.id] = replace(kept, next=until, submitted=True)
        transaction.committed()
