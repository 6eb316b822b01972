"""The history of all cases, in memory."""

import threading
from collections.abc import Sequence

from signoff.engine.ports import Link

from .tables import Tables


class MemoryChronicle:
    """The port `Chronicle` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def told(self, tenant: str, kinds: Sequence[str], limit: int, after: tuple[str, int] | None = None) -> Sequence[Link]:
        """Events of these kinds by root and in order, behind (root, seq)."""
        wanted, start = frozenset(kinds), after or ("", 0)
        with self._lock:
            found = [(key[1:], kept) for key, kept in self._tables.events.items() if key[0] == tenant and key[1:] > start]
        found = sorted(((key, kept) for key, kept in found if kept.stored["kind"] in wanted), key=lambda one: one[0])
        return [kept.link() for _, kept in found[:limit]]
