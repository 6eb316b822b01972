"""What a store is asked without changing anything."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, overload

from .case import Case
from .frozen import dataclass, quickly_made
from .ports_archive import Stub
from .ports_numbers import NumberRow
from .ports_saving import Definition, Link, Stored
from .projection import CaseRow, KeyRow, LiveRow, TaskRow, TimerRow


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refused command: counted up per (case, actor, action, code)."""

    tenant: str
    case: str
    actor: str
    action: str
    code: str
    at: datetime
    message: str = ""


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """What is known of refused commands of one kind."""

    case: str
    actor: str
    action: str
    code: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: every field given must fit. `subject` is (kind, id). `after` is the cursor of the page before (a case id).

    `number` is the last part of a key: `6115` that of `npc_suggestion-2026-6115`, as `2026-6115` is. Nothing is overdue whose clocks
    stand still.
    """

    workflow: str | None = None
    step: str | None = None
    status: str | None = None
    open: bool | None = None
    key: str | None = None
    number: str | None = None
    holder: str | None = None
    overdue_at: datetime | None = None
    subject: tuple[str, str] | None = None
    limit: int = 1000
    after: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class InboxRow:
    """An open task with as much of its case as an inbox shows, and the situation of that, where it is told."""

    case: Case
    task: str
    claimed: bool
    situation: str | None = None


@dataclass(frozen=True, slots=True)
class Inbox(Sequence[InboxRow]):
    """The tasks of an inbox, and the mark of the standing proxies as of the same moment."""

    rows: tuple[InboxRow, ...] = ()
    mark: str | None = None

    @overload
    def __getitem__(self, index: int) -> InboxRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[InboxRow]: ...

    def __getitem__(self, index: int | slice) -> InboxRow | Sequence[InboxRow]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)


class Reader(Protocol):
    """Questions over the live tables, without locks."""

    def find(self, tenant: str, case: str) -> Stored:
        """The aggregate of a case by UUID, `workflow/key` or unambiguous key; raises NotFound (`candidates` in data; `archived`)."""
        ...

    def cases(self, tenant: str, wanted: CaseFilter) -> Sequence[Case]:
        """Cases in id order (time-ordered), at most `limit`."""
        ...

    def latest(self, tenant: str, definition: str, limit: int) -> Sequence[Case]:
        """The latest cases that are pinned to a definition, ended ones too, by their id backwards. One statement.

        Those whose states do not read are left out.
        """
        ...

    def inbox(self, tenant: str, tokens: Sequence[str], person: str, limit: int = 1000) -> Inbox:
        """Open tasks held by this person, or unclaimed and open to them or one of their tokens; earliest due first. One statement."""
        ...

    def history(self, tenant: str, root: str, case: str | None = None) -> Iterator[Link]:
        """The chain of a root in order, or only the links of one case."""
        ...

    def definition(self, hash: str) -> Definition | None:
        """A stored definition."""
        ...

    def attempts(self, tenant: str, case: str) -> Sequence[AttemptRow]:
        """Refused commands on a case (its id, or the text given where there is no such case), latest first."""
        ...

    def projection(self, tenant: str, root: str) -> "Projection":
        """The rows of an aggregate as they stand in the tables, for comparison with the fold of its history.

        A root whose own row is missing has the rows that are left, an empty head and seq 0.
        """
        ...


@dataclass(frozen=True, slots=True)
class Projection:
    """Every row of an aggregate, or the `stubs` of one that is archived.

    `states` are the folded cases as stored; `head`, `seq` and `version` (the same number) the root's.
    """

    cases: tuple[CaseRow, ...]
    states: tuple[Case, ...]
    tasks: tuple[TaskRow, ...]
    timers: tuple[TimerRow, ...]
    head: str
    seq: int
    keys: tuple[KeyRow, ...] = ()
    version: int = 0
    numbers: tuple[NumberRow, ...] = ()
    stubs: tuple[Stub, ...] = ()
    live: tuple[LiveRow, ...] = ()


class Roots(Protocol):
    """Which aggregates there are, as far as any row tells."""

    def roots(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """Root ids in order, behind `after`, that cases, events, numbers, human keys or stubs name."""
        ...
