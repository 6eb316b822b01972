"""What keeps an open case alive: who or what can bring it on next, from when on it is to be looked at, and which cases it is like.

Worked out of the case and its definition after every move, and stored with it: so a database finds most of what is stuck by itself.
Nobody is asked: whether the people named are still there, and whether a duty keeps them, is for whoever inspects the case.
"""

from collections.abc import Iterator
from datetime import datetime

from .case import Case, Status, Timer
from .clock_changes import step_timers
from .frozen import maker
from .model import Model
from .next_movers import Liveness, MoverKind, NextMover, precedence
from .outlook import Outlook
from .situation import has_no_value, holds_not, situation

CIRCLING = 3
"""From so many rounds on, of a step that sent it back, a case is looked at: it may be going round in circles."""
ENDED = Liveness()

_next_mover = maker(NextMover)


def liveness(model: Model, case: Case) -> Liveness:
    """Of a case as it stands after a move. Raises NotFound where the definition lacks its step."""
    if not case.open:
        return ENDED
    outlook = model.outlook(case.step)
    found = tuple(sorted(_movers(model, outlook, case), key=precedence))
    return Liveness(found, min(_instants(model, outlook, case, found), default=None), situation(model, outlook, case))


def _movers(model: Model, outlook: Outlook, case: Case) -> Iterator[NextMover]:
    if case.status is Status.SUSPENDED:
        yield _next_mover(MoverKind.PERSON, "resume")
        return
    for task in case.open_tasks:
        if task.holder is not None or task.pool:
            yield _next_mover(MoverKind.PERSON, "pool" if task.pool else "holder", task.id)
    for how, action in outlook.arms:
        yield _next_mover(MoverKind.PERSON, how, action)
    if outlook.splits:
        for child in case.opened_at(case.step):
            if child.open and child.wait:
                yield _next_mover(MoverKind.CHILD, "child", child.key)
    for key in dict.fromkeys(_awaited(model, outlook, case)):
        yield _next_mover(MoverKind.CASE, "case", key)
    for timer in case.timers:
        for how in _moves(outlook, case, timer):
            yield _next_mover(MoverKind.TIMER, how, timer.key, timer.due)
    for action in outlook.itself:
        yield _next_mover(MoverKind.EFFECT, "itself", action)


def _awaited(model: Model, outlook: Outlook, case: Case) -> Iterator[str]:
    """The keys of other cases that this one waits for; by two actions for one and the same, where there are two."""
    for field, when in outlook.cases:
        key = case.data.get(field)
        if isinstance(key, str) and key and not holds_not(model, case, when):
            yield key


def _moves(outlook: Outlook, case: Case, timer: Timer) -> tuple[str, ...]:
    """What a timer does that moves the case, as its definition has it now."""
    clock = case.clock(timer.clock)
    rungs = outlook.rungs if clock is None else (outlook.clocks or {}).get(clock.deadline, ())
    return rungs[timer.rung] if timer.rung < len(rungs) else ()


def _instants(model: Model, outlook: Outlook, case: Case, movers: tuple[NextMover, ...]) -> Iterator[datetime]:
    """When something about the case begins to want looking at."""
    if case.status is Status.SUSPENDED:
        yield case.suspended or case.entered
        return
    if not movers or any(mover.kind is MoverKind.CASE for mover in movers) or _circling(case) or _unclocked(model, outlook, case):
        yield case.entered
    if case.unopened is not None:
        yield case.unopened.at
    if case.due_at is not None:
        yield case.due_at
    yield from (task.opened_at for task in case.open_tasks if task.holder is None and not task.pool)
    for clock in case.clocks:
        if clock.running and clock.due is not None:
            yield clock.due
        if clock.running and _gap((outlook.clocks or {}).get(clock.deadline, ()), [t.rung for t in case.timers if t.clock == clock.id]):
            yield clock.begin
    yield from (timer.due for timer in case.timers)


def _circling(case: Case) -> bool:
    return any(memory.rounds >= CIRCLING and memory.outcome == "return" for memory in case.memory.values())


def _unclocked(model: Model, outlook: Outlook, case: Case) -> bool:
    """Whether the step should have a deadline and has none, or timers that are not there."""
    if outlook.due is not None and case.due_at is None and not has_no_value(model, case, outlook.due):
        return True
    return bool(outlook.rungs) and _gap(outlook.rungs, [timer.rung for timer in step_timers(case)])


def _gap(rungs: tuple[tuple[str, ...], ...], armed: list[int]) -> bool:
    """Whether armed timers are not those of a ladder's last rungs: what has fired goes first."""
    return sorted(set(armed)) != list(range(min(armed, default=0), len(rungs)))
