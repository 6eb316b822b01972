"""A running case: the bounded, frozen fold of its history."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from .chain_values import FrozenChain
from .clock_state import CaseClock as CaseClock
from .clock_state import ClockRef as ClockRef
from .clock_state import Timer as Timer
from .frozen import dataclass, quickly_made
from .numbered import Numbered as Numbered
from .remembered import Approval as Approval
from .remembered import AskedBack as AskedBack
from .remembered import Memory as Memory
from .remembered import ReturnPoint as ReturnPoint
from .remembered import SeatOwner as SeatOwner
from .task import AFTER as AFTER
from .task import BEFORE as BEFORE
from .task import CLOSED as CLOSED
from .task import OPEN as OPEN
from .task import PARALLEL as PARALLEL
from .task import Added as Added
from .task import Authority as Authority
from .task import Decision as Decision
from .task import Parked as Parked
from .task import Task as Task
from .task import TaskState as TaskState


class Status(StrEnum):
    """How a case stands: open, or the way it ended."""

    OPEN = "open"
    SUSPENDED = "suspended"
    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    VOID = "void"


SUSPENDED = Status.SUSPENDED
UNDER_WAY = (Status.OPEN, SUSPENDED)
NOTHING = Memory()
"""What is remembered of a step that was never entered."""


@dataclass(frozen=True, slots=True)
class Child:
    """What a case remembers of a child: of which branch, at which entry (`step`, `round`) it was opened, and how it stands.

    `step` is empty for one that an effect has started. `element` is the value of its loop variable. `wait`, `outlives` and
    `keep` say what its branch says.
    """

    id: str
    key: str
    branch: str
    step: str = ""
    round: int = 0
    status: Status = Status.OPEN
    end: str | None = None
    element: object = None
    wait: bool = True
    outlives: bool = False
    keep: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still under way."""
        return self.status in UNDER_WAY

    @property
    def well(self) -> bool:
        """Whether it has ended as one hopes for."""
        return self.status in (Status.APPROVED, Status.DONE)


@dataclass(frozen=True, slots=True)
class Unopened:
    """Why the present step could not open its children: a reason's code, sentence and data, and since when.

    `earlier` are finished children of the round before that stand again once they are opened.
    """

    code: str
    message: str
    data: Mapping[str, object]
    at: datetime
    earlier: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who was told something that is to be confirmed (`asked`), or given a copy (`copied`: may read the case); when it was read."""

    person: str
    at: datetime
    copied: bool = False
    asked: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a person that is not answered yet."""

    id: str
    by: str
    to: str
    text: str
    at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That somebody has seen to a finding, of a `clock` of the case where it is about one: who, when, and what comes of it."""

    code: str
    clock: str | None
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What a person has written down for a decision at a seat and not decided yet. It counts for nothing."""

    task: str
    person: str
    at: datetime
    action: str | None = None
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One running instance of a workflow, pinned to the definition hash it started with.

    `round` counts the entries into the present step, `revision` the versions of `data`, `content` is the hash of what a
    signature covers. `tasks` are those of the present slate, decided ones included, until the step is left. `walk` is
    the list of steps that led here, the present one last; `came_from` is the step that somebody's act left last, `resumed_from`
    what `returns` was before that act kept a promise. `begun` is when the step's clock begins where that is not the entry,
    `suspended` since when the case rests. `reminded` says when each person last urged the holders of the present step,
    `acknowledged` who has seen to which finding of `stuck` last, `asked_back` that somebody asks to take the last act back.
    `fired` are arms that have fired by themselves and do so again only after their condition has failed. `clocks` are those that
    outlast one step, `timers` those of all clocks. `numbers` says of fields which number of a series they hold.

    `children` are those of the latest round of each step that opens some, and those that effects have started. A child says of
    which `branch` of the definition it is (a path; empty for a workflow of its own) and, with `for_each`, its loop `variable` and
    that one's value. Where the present step could not open its children, `unopened` says why: it rests there until somebody mends that.
    `chains` are those laid out so far, by the id of their step; a step entered anew has its chain laid out anew.
    """

    id: str
    root: str
    tenant: str
    workflow: str
    definition: str
    key: str
    initiator: str
    started: datetime
    step: str
    entered: datetime
    parent: str | None = None
    status: Status = Status.OPEN
    end: str | None = None
    ended_at: datetime | None = None
    round: int = 0
    revision: int = 1
    content: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    submitted: Mapping[str, object] = field(default_factory=dict)
    subject: tuple[str, str] | None = None
    due_at: datetime | None = None
    provisional: bool = False
    begun: datetime | None = None
    suspended: datetime | None = None
    decided: bool = False
    tasks: tuple[Task, ...] = ()
    timers: tuple[Timer, ...] = ()
    clocks: tuple[CaseClock, ...] = ()
    walk: tuple[str, ...] = ()
    came_from: str | None = None
    returns: tuple[ReturnPoint, ...] = ()
    resumed_from: tuple[ReturnPoint, ...] = ()
    memory: Mapping[str, Memory] = field(default_factory=dict)
    branch: str = ""
    variable: str | None = None
    element: object = None
    children: tuple[Child, ...] = ()
    unopened: Unopened | None = None
    readers: tuple[Reader, ...] = ()
    questions: tuple[Question, ...] = ()
    drafts: tuple[KeptDraft, ...] = ()
    reminded: Mapping[str, datetime] = field(default_factory=dict)
    acknowledged: tuple[Acknowledgement, ...] = ()
    asked_back: AskedBack | None = None
    fired: tuple[str, ...] = ()
    numbers: Mapping[str, Numbered] = field(default_factory=dict)
    chains: Mapping[str, FrozenChain] = field(default_factory=dict)
    seq: int = 0
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the case is still under way (a suspended one is, too)."""
        return self.status in UNDER_WAY

    @property
    def begin(self) -> datetime:
        """When the clock of the present step begins: at the entry, or later by the time that the case was suspended."""
        return self.begun or self.entered

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The seats somebody may act on now."""
        return tuple(task for task in self.tasks if task.open)

    @property
    def lent(self) -> bool:
        """Whether a seat is with a delegate."""
        return any(task.parked is not None for task in self.tasks)

    def task(self, id: str) -> Task | None:
        """The task of the present slate with this id."""
        return next((task for task in self.tasks if task.id == id), None)

    def clock(self, id: str) -> CaseClock | None:
        """The clock of the case with this id."""
        return next((clock for clock in self.clocks if clock.id == id), None)

    def child(self, id: str) -> Child | None:
        """What is remembered of the child with this id."""
        return next((child for child in self.children if child.id == id), None)

    def opened_at(self, step: str) -> tuple[Child, ...]:
        """The children of the latest round of a step."""
        round = self.remembers(step).rounds
        return tuple(child for child in self.children if child.step == step and child.round == round)

    def chain_of(self, step: str) -> str | None:
        """The step whose chain a step belongs to; None for one that the definition itself has."""
        return next((id for id, chain in self.chains.items() if step in chain.ids(id)), None)

    def remembers(self, step: str) -> Memory:
        """What is remembered of a step; an empty memory for one that was never entered."""
        return self.memory.get(step, NOTHING)
