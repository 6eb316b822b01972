"""What every dialect gives."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias, runtime_checkable

from signoff.engine.frozen import dataclass
from signoff.engine.numbered import Counter
from signoff.engine.ports import Loaded, Wanted

from ..batch import Batch
from ..pipeline import Values
from ..rows import Row
from ..wire import Rows, Text, Wire

CHANGING = (
    *("definition", "step", "status", "round", "revision", "entered", "due_at", "ended_at", "version", "seq", "head", "state"),
    *("mover", "movers", "look_at", "situation"),
)
"""The columns of a case that a move may change."""


DEFINITION_BEGINS = ("hash", "workflow", "version", "content", "first_used")
"""The columns of a definition that comes into use with a case: who publishes it expressly is another matter."""

CURRENT = "FROM signoff_definition WHERE workflow = :workflow ORDER BY coalesce(published_at, first_used) DESC, hash DESC LIMIT 1"
"""The definition published last for a workflow."""

MARK = "(SELECT p.mark FROM signoff_proxy p WHERE p.tenant = :tenant ORDER BY p.change DESC LIMIT 1)"
"""The mark of the last change of a tenant's standing proxies."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """How many rows the guarded parts of a save wrote. What comes after a part that wrote too few is not written."""

    requests: int
    keys: int
    cases: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: (workflow, key, id) of each case it could mean, the rows of the aggregate, the mark of standing proxies."""

    names: Sequence[Sequence[str]]
    cases: Sequence[Sequence[Any]]
    mark: str | None


class Claims(Protocol):
    """The locked read, the write, the clock."""

    clock: Text
    """A statement that gives the database's clock."""
    find: Text
    """A statement that resolves a name and reads the aggregate without locks."""

    def found(self, rows: Rows) -> Found:
        """What the rows of `find` say."""
        ...

    def deciding(self, text: Text) -> Text:
        """A question on which something is decided, as it has to be asked in a host's transaction."""
        ...

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

    def check(self, batch: Batch) -> None:
        """Before the first statement: raises Refused for what this database cannot keep."""
        ...

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """Write a batch: requests, keys and cases first; what follows only where these were all written."""
        ...


Lone: TypeAlias = tuple[str, Values]
"""A statement, and its values."""


@runtime_checkable
class AtOnce(Claims, Protocol):
    """Claims of a database where a save is one statement, which can stand for a transaction of its own."""

    def read(self, wire: Wire, wanted: Wanted) -> Loaded:
        """The same as `load`, in one statement and without locks."""
        ...

    def write_at_once(self, wire: Wire, batch: Batch, *, skip_locked: bool) -> None:
        """Write a batch in one statement: all of it, or none and raise Stale (`conflict`).

        A root that somebody else holds is waited for, or (`skip_locked`) is a conflict, too.
        """
        ...

    def lone(self, batch: Batch) -> Lone | None:
        """The statement of a batch of a single case and what belongs to it, which writes nothing where the case is not as it was read.

        None where it cannot be sent to a connection that pipelines.
        """
        ...

    def sending_each(self, wire: Wire, lone: Sequence[Lone]) -> AbstractContextManager[Iterator[bool]]:
        """Run each of these in a transaction of its own; whether the case was as it had been read, and free, and nothing was refused.

        All of them are sent as the block begins.
        """
        ...


def found_as_json(rows: Rows) -> Found:
    """Where `find` gives one row: names and cases as JSON, which a driver may have read already, and the mark."""
    names, cases, mark = rows[0]
    return Found(read_json(names) or (), read_json(cases) or (), mark)


def read_json(value: Any) -> Any:
    """A JSON column: drivers may or may not have read it already."""
    return json.loads(value) if isinstance(value, str) else value
