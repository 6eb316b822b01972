"""How a case changes on its way from step to step."""

from collections.abc import Callable
from typing import Any

from . import events as e
from .case import PARALLEL, Approval, Case, ReturnPoint, SeatOwner, Task
from .changing import Changes
from .clock_changes import lasting
from .frozen import altered, maker
from .life_changes import end_remembered, still_fired

BY_POLICY = "policy"
"""In the trace of a `left`: nobody's act, the step passed by itself."""

_approval = maker(Approval)
_seat_owner = maker(SeatOwner)


def _entered(case: Case, event: e.Event, fact: e.Entered) -> Changes:
    memory = altered(case.remembers(fact.step), rounds=fact.round, entered=event.at, due=fact.due, extended=False)
    return {
        "step": fact.step,
        "entered": event.at,
        "round": fact.round,
        "due_at": fact.due,
        "provisional": fact.provisional,
        "begun": None,
        "unopened": None,
        "tasks": (),
        "timers": (*lasting(case), *fact.timers),
        "fired": still_fired(case),
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
    memory = altered(case.remembers(fact.step), outcome=outcome, left=event.at)
    return {"memory": {**case.memory, fact.step: memory}}


def _left(case: Case, event: e.Event, fact: e.Left) -> Changes:
    memory = altered(
        case.remembers(fact.step) if case.open else end_remembered(case),
        left=event.at,
        outcome=fact.outcome,
        approvals=approvals_of(case.tasks),
        seats=owners_of(case.tasks),
        by=fact.by,
    )
    by_policy = fact.trace.get("by") == BY_POLICY
    came_from, resumed = (case.came_from, case.resumed_from) if by_policy else (fact.step, ())
    moved: Changes = {"came_from": came_from, "resumed_from": resumed}
    return {"tasks": (), "timers": lasting(case), "reminded": {}, **moved, "memory": {**case.memory, fact.step: memory}}


def approvals_of(tasks: tuple[Task, ...]) -> tuple[Approval, ...]:
    """The approvals given at these seats."""
    return tuple(
        _approval(t.id, t.seat, t.decision.principal, t.decision.actor, t.decision.content, t.decision.revision, t.superseded)
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
    return _seat_owner(task.seat, task.group, task.owner, pool.candidates, pool.tokens, task.held, task.weight, task.main, task.added)


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
    return {"returns": fact.returns, "resumed_from": case.resumed_from or fact.before}


def _submitted(case: Case, event: e.Event, fact: e.Submitted) -> Changes:
    return {"submitted": case.data}


def _chain_frozen(case: Case, event: e.Event, fact: e.ChainFrozen) -> Changes:
    """A chain laid out anew is another one: what was approved in the one before counts no more, nor does a promise that leads over it."""
    before = case.chains[fact.step].ids(fact.step) if fact.step in case.chains else ()
    fresh = {
        id: altered(case.memory[id], left=None, outcome=None, approvals=(), seats=(), by=None)
        for id in {*before, *fact.chain.ids(fact.step)} & case.memory.keys()
    }
    return {
        "chains": {**case.chains, fact.step: fact.chain},
        "memory": {**case.memory, **fresh},
        "returns": _clear_of(case.returns, before),
        "resumed_from": _clear_of(case.resumed_from, before),
    }


def _clear_of(returns: tuple[ReturnPoint, ...], steps: tuple[str, ...]) -> tuple[ReturnPoint, ...]:
    return tuple(point for point in returns if not {point.target, point.origin, *point.cut} & set(steps))


WAY_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Entered: _entered,
    e.PassedOver: _passed_over,
    e.Left: _left,
    e.Returned: _returned,
    e.Resumed: _resumed,
    e.Submitted: _submitted,
    e.ChainFrozen: _chain_frozen,
}
