"""What comes back to a host: values to read, made from the folded case."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from .case import AskedBack, Case, CaseClock, Question, Reader, Status, Task
from .errors import Reason
from .frozen import dataclass, maker, quickly_made
from .outgoing import what_of
from .ports import Delivery
from .rules import Tally


@quickly_made
@dataclass(frozen=True, slots=True)
class TaskView:
    """One seat: who holds it (or may claim it), since when, until when; `outcome` and `reason` once it is closed.

    `owner` is who decides: the holder, or who delegated it to him. `weight` is what its vote counts; the `main` seat has to write
    an opinion to approve.
    """

    id: str
    case: str
    key: str
    workflow: str
    step: str
    round: int
    group: str | None
    holder: str | None
    candidates: tuple[str, ...]
    tokens: tuple[str, ...]
    opened_at: datetime
    due_at: datetime | None
    state: str
    urged: int
    outcome: str | None = None
    reason: str | None = None
    owner: str | None = None
    weight: int = 1
    main: bool = False
    read_at: datetime | None = None

    @classmethod
    def of(cls, case: Case, task: Task) -> "TaskView":
        """The task of this case as a host sees it."""
        return _task_view(
            task.id,
            case.id,
            case.key,
            case.workflow,
            task.step,
            task.round,
            task.group,
            task.holder,
            task.candidates,
            task.tokens,
            task.opened_at,
            task.due_at,
            task.state.value,
            task.urged,
            task.outcome,
            task.reason,
            task.owner,
            task.weight,
            task.main,
            read_at=task.read_at,
        )


_task_view = maker(TaskView)


@dataclass(frozen=True, slots=True)
class LastingClock:
    """A clock of the case as a host sees it: `status` is `running`, `met` or `ended`."""

    id: str
    status: str
    begin: datetime
    due_at: datetime | None
    provisional: bool = False
    extended: bool = False
    stopped_at: datetime | None = None

    @classmethod
    def of(cls, clock: CaseClock) -> "LastingClock":
        """The clock as a host sees it."""
        due, status = clock.due, clock.stopped or "running"
        return cls(clock.id, status, clock.begin, due, clock.provisional, clock.extended, clock.stopped_at)


@quickly_made
@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a host sees it. `tasks` are the open ones; `status` is `open`, `suspended` or how it ended.

    `progress` says how the votes of the present step stand, by group where groups count; None where nothing is voted on.
    `readers` were given a copy or asked to confirm having read something; `questions` are not answered yet.
    `asked_back`: somebody asks to take the last act back, and waits for the consent of those who have begun since.
    `clocks` are those of the case that outlast one step; `due_at` is that of the step.
    """

    id: str
    key: str
    workflow: str
    definition: str
    step: str
    status: str
    round: int
    revision: int
    initiator: str
    data: Mapping[str, object]
    tasks: tuple[TaskView, ...]
    due_at: datetime | None
    started: datetime
    entered: datetime
    ended_at: datetime | None = None
    subject: tuple[str, str] | None = None
    provisional: bool = False
    children: tuple["CaseView", ...] = ()
    progress: Tally | None = None
    branch: str = ""
    parent: str | None = None
    readers: tuple[Reader, ...] = ()
    questions: tuple[Question, ...] = ()
    asked_back: AskedBack | None = None
    clocks: tuple[LastingClock, ...] = ()

    @classmethod
    def of(cls, case: Case, progress: Tally | None = None, children: "tuple[CaseView, ...]" = ()) -> "CaseView":
        """The folded case as a host sees it."""
        return _case_view(
            case.id,
            case.key,
            case.workflow,
            case.definition,
            case.step,
            case.status.value,
            case.round,
            case.revision,
            case.initiator,
            case.data,
            tuple(TaskView.of(case, task) for task in case.open_tasks),
            case.due_at if case.open else None,
            case.started,
            case.entered,
            case.ended_at,
            case.subject,
            case.provisional,
            children,
            progress,
            case.branch,
            case.parent,
            readers=case.readers,
            questions=case.questions,
            asked_back=case.asked_back,
            clocks=tuple(LastingClock.of(clock) for clock in case.clocks),
        )

    @property
    def open(self) -> bool:
        """Whether the case is still under way."""
        return self.status in (Status.OPEN, Status.SUSPENDED)

    @property
    def still(self) -> bool:
        """Whether its clocks stand still: it is suspended, and nothing of it is late."""
        return self.status == Status.SUSPENDED


_case_view = maker(CaseView)


@dataclass(frozen=True, slots=True)
class Can:
    """The answer to `can`: truthy if it is allowed; else `reasons` say why not and `who_could` who could."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    who_could: tuple[str, ...] = ()
    task: str | None = None

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def code(self) -> str | None:
        """The code of the first reason."""
        return self.reasons[0].code if self.reasons else None


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that a person may take now: its button text, the seat it is taken at, and what else it asks for."""

    action: str
    title: Mapping[str, str]
    task: str | None
    needs: tuple[str, ...] = ()
    comment: str = "optional"
    targets: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class InboxItem:
    """An open task of a person with as much of its case as an inbox shows, and what may be done with it.

    `behalf_of` is whose task it is, where the person stands in for somebody.
    """

    task: TaskView
    case: CaseView
    claimed: bool
    title: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An outgoing effect that failed its last try: `sort` is notice, event or call, `what` it brings, `error` what the last try met.

    `case` is the id of the case, `at` when the effect was brought about.
    """

    key: str
    case: str
    sort: str
    what: str
    error: str
    tries: int
    at: datetime

    @classmethod
    def of(cls, row: Delivery) -> "DeadLetter":
        """The row as a host sees it."""
        return cls(row.key, row.case, row.kind, what_of(row.kind, row.payload), row.error or "", row.tries, row.at)
