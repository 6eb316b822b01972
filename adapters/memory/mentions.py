"""Names that the in-memory store's rows say."""

import threading
from collections.abc import Iterator, Sequence

from signoff.engine.plain import to_plain

from .tables import Tables


class MemoryMentions:
    """The port `Mentions` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def tenants(self) -> Sequence[str]:
        """Every tenant that has anything."""
        with self._lock:
            tables = self._tables
            keys = (*tables.cases, *tables.archived, *((tenant, "") for tenant, *_ in tables.numbers))
            return sorted({*(tenant for tenant, _ in keys), *(kept.tenant for kept in tables.proxies.values())})

    def mentions(self, tenant: str, name: str) -> bool:
        """Whether a case names a person or a unit."""
        with self._lock:
            mine = [kept for (of, _), kept in self._tables.cases.items() if of == tenant]
            seats = [task for (of, _), slate in self._tables.slates.items() if of == tenant for task in slate.values()]
        pools = (token for task in seats for token in task.tokens)
        at_seats = (person for task in seats for person in (task.holder, *task.candidates))
        if name in at_seats or any(token.endswith(f"@{name}") for token in pools):
            return True
        return any(name in texts(to_plain(kept.case())) for kept in mine)

    def holders(self, tenant: str, limit: int) -> Sequence[str]:
        """Who holds open seats."""
        with self._lock:
            held = {row.holder for (of, _, _), row in self._tables.open_tasks.items() if of == tenant}
        return sorted(holder for holder in held if holder is not None)[:limit]


def texts(value: object) -> Iterator[str]:
    """Every text in a plain value; keys are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
