"""A transaction of the in-memory store, for those who join it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from signoff.engine.errors import Misconfigured


class MemoryTransaction:
    """Knows no statements; what is to follow the commit is done when it has ended."""

    driver = "memory"

    def __init__(self) -> None:
        self._works: list[Callable[[], None]] = []

    def run(self, statement: str, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """There is no database to run it."""
        raise Misconfigured("the store in memory runs no statements", hint="Give the engine a database URL.")

    def after_commit(self, work: Callable[[], None]) -> None:
        """Do this once it is committed."""
        self._works.append(work)

    def committed(self) -> None:
        """Do what was to follow."""
        for work in self._works:
            work()
