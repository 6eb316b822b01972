"""How the in-memory store is: it has no tables to be too old, and nothing in it lasts."""

import platform
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from signoff.engine.ports import Backlog, Condition, Orphans, Pinned, Waiting

from .outbox import waiting_since
from .tables import Tables


class MemoryHealth:
    """The port `Health` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def condition(self) -> Condition:
        """What it is."""
        return Condition(kind="memory", version=platform.python_version(), lasting=False)

    def backlog(self, now: datetime) -> Backlog:
        """What waits at this instant."""
        with self._lock:
            armed = [kept.row.due for kept in self._tables.timers.values() if not kept.row.parked]
            due = [at for at in armed if at <= now]
            rows = [(kept.needs, waiting_since(kept)) for kept in self._tables.outbox.values()]
            ripe = [(needs, at) for needs, at in rows if at is not None and at <= now]
            dead = [kept.delivery.at for kept in self._tables.outbox.values() if kept.dead]
        counts = Counter(needs for needs, _ in ripe)
        waiting = [Waiting(needs, n, min(at for one, at in ripe if one == needs)) for needs, n in counts.items()]
        waiting.sort(key=lambda one: one.needs or "")
        return Backlog(len(armed), len(due), min(due, default=None), tuple(waiting), len(dead), min(dead, default=None))

    def pinned(self) -> Sequence[Pinned]:
        """The definitions of open cases."""
        with self._lock:
            rows = [kept.row for kept in self._tables.cases.values()]
            counts = Counter((row.workflow, row.definition) for row in rows if row.status in ("open", "suspended"))
            return [Pinned(hash, flow, n, hash in self._tables.definitions) for (flow, hash), n in sorted(counts.items())]

    def orphans(self) -> Sequence[Orphans]:
        """None: rows go with their case."""
        return ()
