"""What every dialect gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from signoff.engine.numbered import Counter
from signoff.engine.ports import Loaded, Wanted

from ..batch import Batch
from ..rows import Row
from ..wire import Text, Wire

CHANGING = ("definition", "step", "status", "round", "revision", "entered", "due_at", "ended_at", "version", "seq", "head", "state")
"""The columns of a case that a move may change."""


DEFINITION_BEGINS = ("hash", "workflow", "version", "content", "first_used")
"""The columns of a definition that comes into use with a case: who publishes it expressly is another matter."""

CURRENT = "FROM signoff_definition WHERE workflow = :workflow ORDER BY coalesce(published_at, first_used) DESC, hash DESC LIMIT 1"
"""The definition published last for a workflow."""

MARK = "(SELECT mark FROM signoff_proxy WHERE tenant = :tenant ORDER BY change DESC LIMIT 1)"
"""The mark of the last change of a tenant's standing proxies."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """How many rows the guarded parts of a save wrote. What comes after a part that wrote too few is not written."""

    requests: int
    keys: int
    cases: int


class Claims(Protocol):
    """The locked read, the write, the clock."""

    clock: Text
    """A statement that gives the database's clock."""
    find: Text
    """A statement that resolves a name and reads the aggregate without locks: the names found, then the cases, as JSON; and the mark."""

    def begin(self, wire: Wire) -> None:
        """Begin a transaction of our own, so that nobody writes between its read and its save."""
        ...

    def snapshot(self, wire: Wire) -> bool:
        """Begin to see one state only; whether there is something to end."""
        ...

    def load(self, wire: Wire, wanted: Wanted, *, own: bool) -> Loaded:
        """Lock the roots and read them. `own` says whether the transaction is ours."""
        ...

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """Lock these counters in the order given, in one statement, and read them freshly; those that are not there begin as given."""
        ...

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """Write a batch: requests, keys and cases first; what follows only where these were all written."""
        ...


@runtime_checkable
class AtOnce(Claims, Protocol):
    """Claims of a database where a save is one statement, which can stand for a transaction of its own."""

    def read(self, wire: Wire, wanted: Wanted) -> Loaded:
        """The same as `load`, in one statement and without locks."""
        ...

    def write_at_once(self, wire: Wire, batch: Batch) -> None:
        """Write a batch in one statement: all of it, or none and raise Stale (`conflict`)."""
        ...
