"""Due timers of the in-memory store."""

import threading
from collections.abc import Sequence
from datetime import datetime

from signoff.engine.ports import DueTimer

from .tables import KeptTimer, Tables


class MemoryTimers:
    """The port `Timers` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def due(self, tenant: str | None, now: datetime, limit: int) -> Sequence[DueTimer]:
        """Timers due by now of cases that do not rest, earliest first."""
        rows = sorted((kept for kept in self._armed(tenant) if kept.row.due <= now), key=lambda k: (k.row.due, k.row.case, k.row.key))
        return [DueTimer(kept.root, kept.row.case, kept.row.key, kept.row.due) for kept in rows[:limit]]

    def still_due(self, tenant: str, now: datetime, roots: Sequence[str]) -> Sequence[str]:
        """Those of these roots with a timer due by now of a case that does not rest."""
        due = {kept.root for kept in self._armed(tenant) if kept.row.due <= now}
        return sorted(due.intersection(roots))

    def tenants_due(self, now: datetime) -> Sequence[str]:
        """Every tenant with a timer due by now."""
        return sorted({kept.tenant for kept in self._armed(None) if kept.row.due <= now})

    def next_due(self, tenant: str | None) -> datetime | None:
        """When the next timer is due."""
        return min((kept.row.due for kept in self._armed(tenant)), default=None)

    def _armed(self, tenant: str | None) -> list[KeptTimer]:
        with self._lock:
            return [kept for kept in self._tables.timers.values() if not kept.row.parked and tenant in (None, kept.tenant)]
