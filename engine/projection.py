"""The rows that mirror a folded case for queries: what stands in the tables beside it, worked out in one place.

A store writes these rows and reads them back; a test, and `signoff verify`, compare them with the fold of the history.
"""

from datetime import datetime

from .case import Case, Status, Task, Timer
from .frozen import dataclass, maker, quickly_made
from .next_movers import NOBODY, Liveness
from .plain import text


@quickly_made
@dataclass(frozen=True, slots=True)
class CaseRow:
    """The columns of a case that queries ask for."""

    id: str
    root: str
    parent: str | None
    tenant: str
    workflow: str
    definition: str
    key: str
    initiator: str
    subject_kind: str | None
    subject_id: str | None
    step: str
    status: str
    round: int
    revision: int
    started: datetime
    entered: datetime
    due_at: datetime | None
    ended_at: datetime | None


@quickly_made
@dataclass(frozen=True, slots=True)
class TaskRow:
    """One seat in one round; kept for ever. `candidates` and `tokens` are rows of their own, in the order given.

    `places` says of each such row its position, and whether it is live: whether the task may be taken now.
    """

    id: str
    case: str
    step: str
    round: int
    seat: str
    group: str | None
    state: str
    holder: str | None
    candidates: tuple[str, ...]
    tokens: tuple[str, ...]
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    reason: str | None
    urged: int
    superseded: bool
    places: tuple[tuple[int, bool], ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class TimerRow:
    """One armed timer; `parked` while its case rests."""

    case: str
    key: str
    clock: str
    round: int
    rung: int
    repeat: int
    seat: str
    due: datetime
    provisional: bool
    parked: bool = False


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The human key of a case, in the table where keys are looked up."""

    workflow: str
    key: str
    case: str


@quickly_made
@dataclass(frozen=True, slots=True)
class LiveRow:
    """What keeps a case alive: the kind of its primary next mover, all of them, from when on it is to be looked at, and its situation.

    `mover` is `none` where an open case has no next mover, which is a defect. All is None of a case that has ended, and where it is not
    told: by a release that did not know of it.
    """

    case: str
    mover: str | None = None
    movers: str | None = None
    look_at: datetime | None = None
    situation: str | None = None


_live_row = maker(LiveRow)


def case_row(case: Case) -> CaseRow:
    """The columns of a case."""
    kind, id = case.subject or (None, None)
    return CaseRow(
        id=case.id,
        root=case.root,
        parent=case.parent,
        tenant=case.tenant,
        workflow=case.workflow,
        definition=case.definition,
        key=case.key,
        initiator=case.initiator,
        subject_kind=kind,
        subject_id=id,
        step=case.step,
        status=case.status.value,
        round=case.round,
        revision=case.revision,
        started=case.started,
        entered=case.entered,
        due_at=case.due_at if case.open else None,
        ended_at=case.ended_at,
    )


def live_row(case: Case, found: Liveness | None) -> LiveRow:
    """What keeps this case alive, as it is stored."""
    if found is None or not case.open:
        return _live_row(case.id)
    movers = f"[{','.join([text(mover) for mover in found.movers])}]"
    return _live_row(case.id, found.primary.value if found.primary is not None else NOBODY, movers, found.look_at, found.situation)


def task_row(case: str, task: Task) -> TaskRow:
    """The columns of a task of the case with this id."""
    return TaskRow(
        id=task.id,
        case=case,
        step=task.step,
        round=task.round,
        seat=task.seat,
        group=task.group,
        state=task.state.value,
        holder=task.holder,
        candidates=task.candidates,
        tokens=task.tokens,
        opened_at=task.opened_at,
        due_at=task.due_at,
        closed_at=task.closed_at,
        outcome=task.outcome,
        reason=task.reason,
        urged=task.urged,
        superseded=task.superseded,
        places=tuple([(number, live(task)) for number in range(len(task.candidates) + len(task.tokens))]),
    )


def live(task: Task) -> bool:
    """Whether whoever belongs to a pool may take the task now."""
    return task.open and task.holder is None


def timer_row(case: Case, timer: Timer) -> TimerRow:
    """The columns of a timer of this case."""
    parked = case.status is not Status.OPEN
    return TimerRow(
        case.id, timer.key, timer.clock, timer.round, timer.rung, timer.repeat, timer.seat, timer.due, timer.provisional, parked
    )


def key_row(case: Case) -> KeyRow:
    """The key of this case."""
    return KeyRow(case.workflow, case.key, case.id)
