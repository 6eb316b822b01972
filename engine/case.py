"""A running case: the bounded, frozen fold of its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .attachment import Attachment


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


class TaskState(StrEnum):
    """A seat waits for its turn, is open, or is closed for ever."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Authority:
    """By which standing rule somebody acted: its kind, whose right it was, and its days."""

    kind: str
    principal: str
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at a seat, by whom, and on which content.

    `actor` acted, for `principal` (the same person unless by proxy). `automatic` names the policy that decided in a
    person's stead (`duplicate`, `self`, `empty`, `carried`, `credit`, `timer`), None where a person did. `authority` is the
    standing rule by which the actor stood in for somebody; a substitute in a post is the principal himself.
    `kind` is `circled` where somebody agreed without words at a step with a main seat (圈阅).
    """

    action: str
    actor: str
    principal: str
    at: datetime
    revision: int
    content: str
    comment: str | None = None
    arm: str | None = None
    automatic: str | None = None
    authority: Authority | None = None
    kind: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """Who owns a seat while a delegate works on it, with the pool it was claimed from."""

    holder: str
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


BEFORE, AFTER, PARALLEL = "before", "after", "parallel"


@dataclass(frozen=True, slots=True)
class Added:
    """How a seat came into a running slate: `by` whom, for which `seat`, `where` it stands to that one.

    Those added together are one `batch` with a `rule` of its own. What they say is advice unless it is `binding`.
    """

    by: str
    seat: str
    where: str
    batch: str
    rule: str = "all"
    binding: bool = False
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """One seat in one round: exactly one outcome, ever.

    `holder` owns it; without one, `candidates` (persons) and whoever carries one of the live `tokens`
    (`role:legal`, `role:legal@finance`) may claim it or act. `held` lists everyone who ever held it.
    While it is delegated, `holder` is the delegate and `parked` keeps the owner, who alone decides.
    `weight` is what its vote counts under a rule of weights; the `main` seat has to write an opinion to approve.
    """

    id: str
    step: str
    round: int
    seat: str
    state: TaskState
    opened_at: datetime
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    due_at: datetime | None = None
    urged: int = 0
    outcome: str | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    decision: Decision | None = None
    superseded: bool = False
    parked: Parked | None = None
    added: Added | None = None
    weight: int = 1
    main: bool = False
    read_at: datetime | None = None

    @property
    def owner(self) -> str | None:
        """Whose the seat is: its holder, or whoever delegated it."""
        return self.parked.holder if self.parked is not None else self.holder

    @property
    def open(self) -> bool:
        """Whether somebody may act on it now."""
        return self.state is TaskState.OPEN

    @property
    def pool(self) -> bool:
        """Whether the seat has no owner yet but somebody may take it."""
        return self.holder is None and bool(self.candidates or self.tokens)


@dataclass(frozen=True, slots=True)
class Timer:
    """A due instant of the case: rung number `rung` (from 0) of the step's ladder in this round, `repeat` times repeated."""

    key: str
    clock: str
    round: int
    rung: int
    due: datetime
    repeat: int = 0
    seat: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that a left step keeps: whose, at which seat, on which content. `task` is where it was given."""

    task: str
    seat: str
    person: str
    actor: str
    content: str
    revision: int
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What a case remembers of a step: rounds entered, the last outcome, who ever acted there, what was approved.

    `acted` holds principals and actors of all rounds; `approvals` those of the last finished round only, `by` whose act left it.
    """

    rounds: int = 0
    entered: datetime | None = None
    left: datetime | None = None
    due: datetime | None = None
    outcome: str | None = None
    acted: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    seats: tuple["SeatOwner", ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SeatOwner:
    """Who owned a seat when a step sent the case back, so that the same persons are asked again."""

    seat: str
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    weight: int = 1
    main: bool = False
    added: Added | None = None


@dataclass(frozen=True, slots=True)
class ReturnPoint:
    """A promise made by a return with `straight_back`: when the case leaves `target` forwards it goes on to `origin`.

    `cut` is the part of the walk between target and origin that was cut off, in order; `owners` the origin's slate. With `marked`
    the steps marked `reapprove` are asked again on the way. `changed` are the fields changed since the return.
    """

    target: str
    origin: str
    cut: tuple[str, ...] = ()
    owners: tuple[SeatOwner, ...] = ()
    approvals: tuple[Approval, ...] = ()
    marked: bool = False
    changed: tuple[str, ...] = ()


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
        return self.status in (Status.OPEN, Status.SUSPENDED)

    @property
    def well(self) -> bool:
        """Whether it has ended as one hopes for."""
        return self.status in (Status.APPROVED, Status.DONE)


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
class KeptDraft:
    """What a person has written down for a decision at a seat and not decided yet. It counts for nothing."""

    task: str
    person: str
    at: datetime
    action: str | None = None
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One running instance of a workflow, pinned to the definition hash it started with.

    `round` counts the entries into the present step, `revision` the versions of `data`, `content` is the hash of what a
    signature covers. `tasks` are those of the present slate, decided ones included, until the step is left. `walk` is
    the list of steps that led here, the present one last; `came_from` is the step that somebody's act left last. `begun` is when the
    step's clock begins where that is not the entry, `suspended` since when the case rests. `reminded` says when
    each person last urged the holders of the present step.

    `children` are those of the latest round of each step that opens some, and those that effects have started. A child says of
    which `branch` of the definition it is (a path; empty for a workflow of its own) and, with `for_each`, its loop `variable` and
    that one's value.
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
    walk: tuple[str, ...] = ()
    came_from: str | None = None
    returns: tuple[ReturnPoint, ...] = ()
    memory: Mapping[str, Memory] = field(default_factory=dict)
    branch: str = ""
    variable: str | None = None
    element: object = None
    children: tuple[Child, ...] = ()
    readers: tuple[Reader, ...] = ()
    questions: tuple[Question, ...] = ()
    drafts: tuple[KeptDraft, ...] = ()
    reminded: Mapping[str, datetime] = field(default_factory=dict)
    seq: int = 0
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the case is still under way (a suspended one is, too)."""
        return self.status in (Status.OPEN, Status.SUSPENDED)

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

    def child(self, id: str) -> Child | None:
        """What is remembered of the child with this id."""
        return next((child for child in self.children if child.id == id), None)

    def opened_at(self, step: str) -> tuple[Child, ...]:
        """The children of the latest round of a step."""
        round = self.remembers(step).rounds
        return tuple(child for child in self.children if child.step == step and child.round == round)

    def remembers(self, step: str) -> Memory:
        """What is remembered of a step; an empty memory for one that was never entered."""
        return self.memory.get(step, Memory())
