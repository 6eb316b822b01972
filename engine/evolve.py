"""How a case changes: one event at a time, by nothing else, and asking nobody. The stored case is the fold of its history."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from . import events as e
from .case import PARALLEL, Approval, Case, Memory, ReturnPoint, SeatOwner, Status, Task, TaskState
from .changing import Changes, remember_hand
from .changing import held_by as _held
from .changing import task_of as _task
from .changing import with_task as _with_task
from .commands import SYSTEM
from .data import merged
from .errors import Corrupt
from .evolve_migrated import migrated
from .evolve_out import CHANGES_OUT
from .hand_changes import HAND_CHANGES
from .side_changes import SIDE_CHANGES, without_stale_drafts

BY_POLICY = "policy"
"""In the trace of a `left`: nobody's act, the step passed by itself."""


def evolve(case: Case | None, event: e.Event) -> Case:
    """The case after an event; raises Corrupt for a history that cannot be (its first event is no start, say)."""
    if isinstance(event.fact, e.Started):
        return _started(event, event.fact)
    if case is None:
        raise Corrupt(f"the history of {event.case} begins with `{event.kind}`, not with its start")
    changed = replace(case, seq=event.seq, at=event.at, **_CHANGES[type(event.fact)](case, event, event.fact))
    return without_stale_drafts(changed) if changed.drafts else changed


def fold(events: Iterable[e.Event], case: Case | None = None) -> Case:
    """The case after all these events."""
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise Corrupt("there is no history to fold")
    return case


def _started(event: e.Event, fact: e.Started) -> Case:
    return Case(
        id=event.case,
        root=fact.root,
        tenant=fact.tenant,
        workflow=fact.workflow,
        definition=fact.definition,
        key=fact.key,
        initiator=fact.initiator,
        started=event.at,
        step="",
        entered=event.at,
        parent=fact.parent,
        content=fact.content,
        data=fact.data,
        subject=fact.subject,
        branch=fact.branch,
        variable=fact.variable,
        element=fact.element,
        memory={step: Memory(acted=persons) for step, persons in fact.acted.items()},
        seq=event.seq,
        at=event.at,
    )


def _entered(case: Case, event: e.Event, fact: e.Entered) -> Changes:
    memory = replace(case.remembers(fact.step), rounds=fact.round, entered=event.at, due=fact.due)
    return {
        "step": fact.step,
        "entered": event.at,
        "round": fact.round,
        "due_at": fact.due,
        "provisional": fact.provisional,
        "begun": None,
        "tasks": (),
        "timers": fact.timers,
        "walk": walked(case.walk, fact.step),
        "memory": {**case.memory, fact.step: memory},
        # Of earlier rounds only those are remembered that are still under way.
        "children": tuple(child for child in case.children if child.step != fact.step or child.open),
    }


def walked(walk: tuple[str, ...], step: str) -> tuple[str, ...]:
    """The walk with one more step; coming to a step again cuts it back to there, so that it never outgrows the definition."""
    return (*(walk[: walk.index(step)] if step in walk else walk), step)


def _passed_over(case: Case, event: e.Event, fact: e.PassedOver) -> Changes:
    if fact.walked:
        return {"walk": walked(case.walk, fact.step)}
    outcome = "jumped" if fact.reason == "jumped" else "passed_over"
    memory = replace(case.remembers(fact.step), outcome=outcome, left=event.at)
    return {"memory": {**case.memory, fact.step: memory}}


def _seat_opened(case: Case, event: e.Event, fact: e.SeatOpened) -> Changes:
    task = Task(
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
    return _with_task(case, fact.task, state=TaskState.OPEN, opened_at=event.at)


def _carried(case: Case, event: e.Event, fact: e.Carried) -> Changes:
    return _with_task(
        case, fact.task, state=TaskState.CLOSED, outcome="approve", reason="carried", closed_at=event.at, decision=fact.decision
    )


def _claimed(case: Case, event: e.Event, fact: e.Claimed) -> Changes:
    return _with_task(case, fact.task, holder=fact.holder, held=_held(case, fact.task, fact.holder))


def _released(case: Case, event: e.Event, fact: e.Released) -> Changes:
    return _with_task(case, fact.task, holder=None)


def _transferred(case: Case, event: e.Event, fact: e.Transferred) -> Changes:
    held = _held(case, fact.task, fact.holder)
    return _with_task(case, fact.task, holder=fact.holder, candidates=fact.candidates, tokens=fact.tokens, held=held, parked=None)


def _decided(case: Case, event: e.Event, fact: e.Decided) -> Changes:
    decision = fact.decision
    task = _task(case, fact.task)
    # A pool's seat belongs to whoever decided it.
    holder = task.holder or (None if decision.automatic in ("empty", "timer") else decision.principal)
    changed = _with_task(
        case,
        fact.task,
        state=TaskState.CLOSED,
        holder=holder,
        held=_held(case, fact.task, holder),
        outcome=decision.action,
        reason=decision.automatic or "decided",
        closed_at=event.at,
        decision=decision,
    )
    decided = case.decided or not (fact.duty or decision.automatic)
    return {**changed, **_remember_actors(case, decision.principal, decision.actor), "decided": decided}


def _acted(case: Case, event: e.Event, fact: e.Acted) -> Changes:
    mine = tuple(draft for draft in case.drafts if draft.person != fact.decision.actor)
    return {**_remember_actors(case, fact.decision.principal, fact.decision.actor), "drafts": mine}


def _remember_actors(case: Case, *persons: str) -> Changes:
    """Who acted, and for whom; who acted last is last."""
    memory = case.remembers(case.step)
    new = dict.fromkeys(person for person in persons if person and not person.startswith(SYSTEM))
    acted = (*(person for person in memory.acted if person not in new), *new)
    return {"memory": {**case.memory, case.step: replace(memory, acted=acted)}}


def _task_closed(case: Case, event: e.Event, fact: e.TaskClosed) -> Changes:
    return _with_task(case, fact.task, state=TaskState.CLOSED, reason=fact.reason, closed_at=event.at)


def _edited(case: Case, event: e.Event, fact: e.Edited) -> Changes:
    changed: Changes = {"data": merged(case.data, fact.fields), "revision": fact.revision, "content": fact.content}
    if case.returns:
        changed["returns"] = tuple(replace(p, changed=tuple(dict.fromkeys((*p.changed, *fact.fields)))) for p in case.returns)
    return {**changed, **remember_hand(case, event.actor)} if fact.how == "edit" else changed


def _superseded(case: Case, event: e.Event, fact: e.Superseded) -> Changes:
    memory = case.remembers(fact.step)
    return {
        "tasks": tuple(replace(task, superseded=True) if task.id in fact.tasks else task for task in case.tasks),
        "returns": tuple(replace(point, approvals=_fallen(point.approvals, fact.tasks)) for point in case.returns),
        "memory": {**case.memory, fact.step: replace(memory, approvals=_fallen(memory.approvals, fact.tasks))},
    }


def _fallen(approvals: tuple[Approval, ...], tasks: tuple[str, ...]) -> tuple[Approval, ...]:
    return tuple(replace(approval, superseded=True) if approval.task in tasks else approval for approval in approvals)


def _left(case: Case, event: e.Event, fact: e.Left) -> Changes:
    memory = replace(
        case.remembers(fact.step),
        left=event.at,
        outcome=fact.outcome,
        approvals=approvals_of(case.tasks),
        seats=owners_of(case.tasks),
        by=fact.by,
    )
    came_from = case.came_from if fact.trace.get("by") == BY_POLICY else fact.step
    return {"tasks": (), "timers": (), "reminded": {}, "came_from": came_from, "memory": {**case.memory, fact.step: memory}}


def approvals_of(tasks: tuple[Task, ...]) -> tuple[Approval, ...]:
    """The approvals given at these seats."""
    return tuple(
        Approval(t.id, t.seat, t.decision.principal, t.decision.actor, t.decision.content, t.decision.revision, t.superseded)
        for t in tasks
        if t.outcome == "approve" and t.decision is not None and not t.superseded and not _advice(t)
    )


def owners_of(tasks: tuple[Task, ...]) -> tuple[SeatOwner, ...]:
    """Who owned these seats; the last of several tasks speaks for its seat."""
    return tuple({t.seat: _owner_of(t) for t in tasks if t.added is None or t.added.where == PARALLEL}.values())


def _advice(task: Task) -> bool:
    """Whether what was said at the seat binds nobody."""
    return task.added is not None and task.added.where != PARALLEL and not task.added.binding


def _owner_of(task: Task) -> SeatOwner:
    pool = task.parked or task
    return SeatOwner(task.seat, task.group, task.owner, pool.candidates, pool.tokens, task.held, task.weight, task.main, task.added)


def _returned(case: Case, event: e.Event, fact: e.Returned) -> Changes:
    return {"walk": fact.walk, "returns": (*_promises(case.returns, fact), *((fact.point,) if fact.point is not None else ()))}


def _promises(returns: tuple[ReturnPoint, ...], fact: e.Returned) -> tuple[ReturnPoint, ...]:
    """The earlier promises that can still fall due: at a step of the walk that is left, or of what a kept promise leads to."""
    within = {*fact.walk, *((fact.point.origin, *fact.point.cut) if fact.point is not None else ())}
    kept: list[ReturnPoint] = []
    for point in reversed(returns):
        if point.target in within and point.target != fact.to:
            kept.append(point)
            within |= {point.origin, *point.cut}
    return tuple(reversed(kept))


def _resumed(case: Case, event: e.Event, fact: e.Resumed) -> Changes:
    return {"returns": fact.returns}


def _submitted(case: Case, event: e.Event, fact: e.Submitted) -> Changes:
    return {"submitted": case.data}


def _timer_fired(case: Case, event: e.Event, fact: e.TimerFired) -> Changes:
    rest = tuple(timer for timer in case.timers if timer.key != fact.key)
    return {"timers": (*rest, fact.next) if fact.next is not None else rest}


def _urged(case: Case, event: e.Event, fact: e.Urged) -> Changes:
    tasks = tuple(replace(task, urged=task.urged + 1) if task.id in fact.tasks else task for task in case.tasks)
    by_person = not event.actor.startswith(SYSTEM)
    return {"tasks": tasks, **({"reminded": {**case.reminded, event.actor: event.at}} if by_person else {})}


def _child_opened(case: Case, event: e.Event, fact: e.ChildOpened) -> Changes:
    return {"children": (*(child for child in case.children if child.id != fact.child.id), fact.child)}


def _child_ended(case: Case, event: e.Event, fact: e.ChildEnded) -> Changes:
    return _with_child(case, fact.child, status=Status(fact.status), end=fact.end)


def _child_closed(case: Case, event: e.Event, fact: e.ChildClosed) -> Changes:
    return _with_child(case, fact.child, status=Status(fact.status))


def _with_child(case: Case, id: str, **changes: Any) -> Changes:
    return {"children": tuple(replace(child, **changes) if child.id == id else child for child in case.children)}


def _kin(case: Case, event: e.Event, fact: e.Fact) -> Changes:
    return {}


def _ended(case: Case, event: e.Event, fact: e.Ended) -> Changes:
    ended: Changes = {"step": fact.step, "status": Status(fact.status), "end": fact.step, "entered": event.at, "ended_at": event.at}
    return {
        **ended,
        "round": 1,
        "due_at": None,
        "provisional": False,
        "suspended": None,
        "tasks": (),
        "timers": (),
        "returns": (),
        "reminded": {},
    }


_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Entered: _entered,
    e.PassedOver: _passed_over,
    e.SeatOpened: _seat_opened,
    e.SeatTurned: _seat_turned,
    e.Carried: _carried,
    e.Claimed: _claimed,
    e.Released: _released,
    e.Transferred: _transferred,
    e.Decided: _decided,
    e.Acted: _acted,
    e.TaskClosed: _task_closed,
    e.Edited: _edited,
    e.Superseded: _superseded,
    e.Left: _left,
    e.Returned: _returned,
    e.Resumed: _resumed,
    e.Submitted: _submitted,
    e.TimerFired: _timer_fired,
    e.Urged: _urged,
    e.ChildOpened: _child_opened,
    e.ChildEnded: _child_ended,
    e.ChildClosed: _child_closed,
    e.SentUp: _kin,
    e.KinAsked: _kin,
    e.Migrated: migrated,
    e.Ended: _ended,
    **HAND_CHANGES,
    **CHANGES_OUT,
    **SIDE_CHANGES,
}
