"""A transaction on SQL, for those who join it: their statements on its connection, and what is to follow its commit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .afterwards import after_commit
from .wire import Wire


class SqlTransaction:
    """The port `Transaction`: of our own (`own`), or the host's. `open` makes sure that there is one, before a statement joins it."""

    def __init__(self, wire: Wire, *, own: bool, open: Callable[[], None] | None = None) -> None:
        self._wire = wire
        self._own = own
        self._open = open
        self._works: list[Callable[[], None]] = []

    @property
    def driver(self) -> str:
        """Database and driver: `postgresql+psycopg`."""
        return f"{self._wire.dialect.name}+{self._wire.dialect.driver}"

    def run(self, statement: str, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Run a statement of the driver's own on the connection."""
        if self._open is not None:
            self._open()
        return self._wire.named(statement, values)

    def after_commit(self, work: Callable[[], None]) -> None:
        """Do this once it is committed."""
        if self._own:
            self._works.append(work)
        else:
            after_commit(self._wire.connection, work)

    def committed(self) -> None:
        """Do what was to follow; where the transaction is the host's, there is nothing here."""
        for work in self._works:
            work()
