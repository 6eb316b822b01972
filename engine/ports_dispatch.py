"""How rows of the outbox are handed to an engine for jobs, where one machine is not enough (DESIGN §7)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Final, Protocol

from .ports_saving import Delivery
from .ports_transaction import Transaction

SUBMITTED: Final = "dispatcher"
"""The node that a row is said to be with while its id is on its way to a worker."""


class Dispatcher(Protocol):
    """Hands rows of the outbox to workers on other machines. Only their ids travel; the row stays the truth, and any id may get lost
    or come twice."""

    @property
    def name(self) -> str:
        """What people call it: `celery`."""
        ...

    @property
    def patience(self) -> timedelta:
        """How long a row waits to be taken by a worker before it is submitted again."""
        ...

    def check(self, transaction: Transaction) -> None:
        """Raise Misconfigured where rows of this transaction cannot be submitted; asked before anything of them is written."""
        ...

    def submit(self, rows: Sequence[str], transaction: Transaction, *, again: bool = False) -> None:
        """Bring these ids to the workers, with the transaction or after it. What gets lost is submitted `again`, after its patience."""
        ...


class Submissions(Protocol):
    """What a store does for dispatchers. A submitted row is kept from everybody but who was told its id."""

    def take(self, id: str, node: str, now: datetime, seconds: int, serves: Sequence[str] | None = None) -> Delivery | None:
        """Lease the row with this id, as `Outbox.lease` would, or one that was submitted; counts the try.

        None for one that is unknown, delivered, dead, waits for its time, is leased by another or needs what is not among `serves`.
        """
        ...

    def submitting(self, now: datetime, until: datetime, limit: int) -> AbstractContextManager[tuple[Sequence[str], Transaction]]:
        """A transaction in which up to `limit` rows whose time has come (or whose lease has run out) are submitted until `until`.

        The longest due come first; the try is not counted.
        """
        ...
