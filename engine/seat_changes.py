"""How a case changes when something happens to a seat."""

from collections.abc import Callable
from typing import Any

from . import events as e
from .case import Approval, Case, Task, TaskState
from .changing import Changes, held_by, task_of, with_task
from .commands import SYSTEM
from .frozen import altered, maker
from .life_changes import ANYTIME, fired

_task = maker(Task)


def _seat_opened(case: Case, event: e.Event, fact: e.SeatOpened) -> Changes:
    task = _task(
        id=fact.task,
        step=case.step,
        round=case.round,
        seat=fact.seat,
        state=TaskState.WAITING if fact.waiting else TaskState.OPEN,
        opened_at=event.at,
        group=fact.group,
        holder=fact.holder,
        candidates=fact.candidates,
        tokens=fact.tokens,
        held=tuple(dict.fromkeys((*fact.held, *((fact.holder,) if fact.holder else ())))),
        due_at=case.due_at,
        weight=fact.weight,
        main=fact.main,
        added=fact.added,
    )
    return {"tasks": (*case.tasks, task)}


def _seat_turned(case: Case, event: e.Event, fact: e.SeatTurned) -> Changes:
    return with_task(case, fact.task, state=TaskState.OPEN, opened_at=event.at)


def _carried(case: Case, event: e.Event, fact: e.Carried) -> Changes:
    return with_task(
        case, fact.task, state=TaskState.CLOSED, outcome="approve", reason="carried", closed_at=event.at, decision=fact.decision
    )


def _claimed(case: Case, event: e.Event, fact: e.Claimed) -> Changes:
    return with_task(case, fact.task, holder=fact.holder, held=held_by(case, fact.task, fact.holder))


def _released(case: Case, event: e.Event, fact: e.Released) -> Changes:
    return with_task(case, fact.task, holder=None)


def _transferred(case: Case, event: e.Event, fact: e.Transferred) -> Changes:
    held = held_by(case, fact.task, fact.holder)
    return with_task(case, fact.task, holder=fact.holder, candidates=fact.candidates, tokens=fact.tokens, held=held, parked=None)


def _decided(case: Case, event: e.Event, fact: e.Decided) -> Changes:
    decision = fact.decision
    task = task_of(case, fact.task)
    # A pool's seat belongs to whoever decided it.
    holder = task.holder or (None if decision.automatic in ("empty", "timer") else decision.principal)
    changed = with_task(
        case,
        fact.task,
        state=TaskState.CLOSED,
        holder=holder,
        held=held_by(case, fact.task, holder),
        outcome=decision.action,
        reason=decision.automatic or "decided",
        closed_at=event.at,
        decision=decision,
    )
    decided = case.decided or not (fact.duty or decision.automatic)
    return {**changed, **_remember_actors(case, decision.principal, decision.actor), "decided": decided}


def _acted(case: Case, event: e.Event, fact: e.Acted) -> Changes:
    decision = fact.decision
    changed = {} if fact.beside else _remember_actors(case, decision.principal, decision.actor)
    if not (decision.arm or "").startswith(ANYTIME):
        changed["drafts"] = tuple(draft for draft in case.drafts if draft.person != decision.actor)
    return {**changed, "fired": fired(case, decision.arm or "")} if fact.system else changed


def _remember_actors(case: Case, *persons: str) -> Changes:
    """Who acted, and for whom; who acted last is last. Who acts at a step of a chain has acted at the step of the chain, too."""
    new = dict.fromkeys(person for person in persons if person and not person.startswith(SYSTEM))
    found = dict(case.memory)
    for step in filter(None, (case.step, case.chain_of(case.step))):
        memory = case.remembers(step)
        found[step] = altered(memory, acted=(*(person for person in memory.acted if person not in new), *new))
    return {"memory": found}


def _task_closed(case: Case, event: e.Event, fact: e.TaskClosed) -> Changes:
    return with_task(case, fact.task, state=TaskState.CLOSED, reason=fact.reason, closed_at=event.at)


def _superseded(case: Case, event: e.Event, fact: e.Superseded) -> Changes:
    memory = case.remembers(fact.step)
    # What was carried over into this slate is a task of its own: the approval it stands for falls with it.
    seats = {task.seat for task in case.tasks if task.id in fact.tasks}
    carried = tuple(a.task for p in case.resumed_from if p.origin == case.step for a in p.approvals if a.seat in seats)
    return {
        "tasks": tuple(altered(task, superseded=True) if task.id in fact.tasks else task for task in case.tasks),
        "returns": tuple(altered(point, approvals=_fallen(point.approvals, fact.tasks)) for point in case.returns),
        "resumed_from": tuple(altered(p, approvals=_fallen(p.approvals, (*fact.tasks, *carried))) for p in case.resumed_from),
        "memory": {**case.memory, fact.step: altered(memory, approvals=_fallen(memory.approvals, fact.tasks))},
    }


def _fallen(approvals: tuple[Approval, ...], tasks: tuple[str, ...]) -> tuple[Approval, ...]:
    return tuple(altered(approval, superseded=True) if approval.task in tasks else approval for approval in approvals)


def _urged(case: Case, event: e.Event, fact: e.Urged) -> Changes:
    tasks = tuple(altered(task, urged=task.urged + 1) if task.id in fact.tasks else task for task in case.tasks)
    by_person = not event.actor.startswith(SYSTEM)
    return {"tasks": tasks, **({"reminded": {**case.reminded, event.actor: event.at}} if by_person else {})}


SEAT_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.SeatOpened: _seat_opened,
    e.SeatTurned: _seat_turned,
    e.Carried: _carried,
    e.Claimed: _claimed,
    e.Released: _released,
    e.Transferred: _transferred,
    e.Decided: _decided,
    e.Acted: _acted,
    e.TaskClosed: _task_closed,
    e.Superseded: _superseded,
    e.Urged: _urged,
}
