"""A transaction from the side of those who join it without knowing the store."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


class Transaction(Protocol):
    """The transaction that rows are written in, as a dispatcher meets it: of our own, or the host's."""

    @property
    def driver(self) -> str:
        """Database and driver, such as `postgresql+psycopg`; `memory` where there is none."""
        ...

    def run(self, statement: str, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Run a statement of the driver's own on the same connection; its rows. It commits or rolls back with everything else."""
        ...

    def after_commit(self, work: Callable[[], None]) -> None:
        """Do this once the transaction has been committed, never if it is rolled back. It must not raise.

        For a host's transaction that is soon after the commit: when its connection goes back to the pool, or begins the next one.
        """
        ...
