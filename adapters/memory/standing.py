"""Standing proxies, in memory."""

import threading
from collections.abc import Iterable, Sequence
from datetime import date

from signoff.engine.ports_standing import ProxyRow, Standing

from .tables import KeptProxy, Tables


class MemoryStanding:
    """The port `StandingStore` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def standing_mark(self, tenant: str) -> str | None:
        """The mark of the last change."""
        with self._lock:
            return mark_of(self._tables.proxies.values(), tenant)

    def standing(self, tenant: str, since: date) -> Standing:
        """What counts or will count, under its mark."""
        with self._lock:
            return standing(list(self._tables.proxies.values()), tenant, since)

    def proxy_rows(self, tenant: str) -> Sequence[ProxyRow]:
        """Every row ever, in the order they were set."""
        with self._lock:
            return in_order(kept.row for kept in self._tables.proxies.values() if kept.tenant == tenant)

    def set_proxy(self, tenant: str, row: ProxyRow, mark: str) -> None:
        """Write a new row."""
        with self._lock:
            self._put(tenant, row, mark)

    def end_proxy(self, tenant: str, row: ProxyRow, mark: str) -> bool:
        """Write who ended it; False where it had been ended already."""
        with self._lock:
            kept = self._tables.proxies.get((tenant, row.id))
            if kept is None or kept.row.ended_at is not None:
                return False
            self._put(tenant, row, mark)
            return True

    def _put(self, tenant: str, row: ProxyRow, mark: str) -> None:
        changes = [kept.change for kept in self._tables.proxies.values() if kept.tenant == tenant]
        self._tables.proxies[tenant, row.id] = KeptProxy(tenant, row, max(changes, default=0) + 1, mark)


def mark_of(kept: Iterable[KeptProxy], tenant: str) -> str | None:
    """The mark of the last change of a tenant's rows."""
    last = max((one for one in kept if one.tenant == tenant), key=lambda one: one.change, default=None)
    return last.mark if last is not None else None


def standing(kept: Sequence[KeptProxy], tenant: str, since: date) -> Standing:
    """What counts or will count of a tenant's rules."""
    rows = [one.row for one in kept if one.tenant == tenant and one.row.ended_at is None]
    return Standing(mark_of(kept, tenant), tuple(in_order(row for row in rows if row.until is None or row.until >= since)))


def in_order(rows: Iterable[ProxyRow]) -> list[ProxyRow]:
    """Rows in the order they were set."""
    return sorted(rows, key=lambda row: (row.set_at, row.id))
