"""Who or what can bring a case on: every open case has a mover, one of them primary, or it is a defect."""

from collections.abc import Iterator
from dataclasses import replace

from .. import commands as c
from ..case import Case, Child, Status
from ..definition import Step
from ..expressions import Expression, ExpressionFailed
from ..model import Model
from ..outlook import leads_on
from ..people import ADMINISTRATORS
from ..scope import CaseScope
from ..ticking import ticking
from ..verdict import verdict
from ..world import World
from .seats import Standings, may_move
from .values import Mover, MoverKind

HOWS = ("holder", "pool", "arm", "resume", "child", "case", "reassign", "act", "to", "itself", "anytime")
"""The rights by which a mover moves, in the order in which the primary one is chosen among movers of one kind."""


def movers(model: Model, case: Case, world: World, standings: Standings | None = None) -> tuple[Mover, ...]:
    """Every mover of an open case, the primary one first; none for a case that has ended or can move no more.

    People come before timers; a seat's holder before a pool, a pool before an action's own `by`; then the earlier and the lower seat.
    What is possible anytime comes last: it is beside the way.
    """
    found = sorted(moving(model, case, world, standings or Standings()), key=_precedence)
    return tuple(replace(mover, primary=not number) for number, mover in enumerate(found))


def moving(model: Model, case: Case, world: World, standings: Standings) -> Iterator[Mover]:
    """The same in no order, each worked out when it is asked for."""
    if not case.open:
        return
    if case.status is Status.SUSPENDED:
        yield from _resuming(case, world)
        return
    step = model.step(case.step)
    yield from _seated(model, case, world, standings)
    yield from by_arms(step, model, case, world)
    yield from by_children(step, case, world, standings)
    yield from by_cases(step, model, case, world)
    if any(True for _ in by_themselves(step, model)):
        # What has to become true may be what a case above waits for.
        for above in world.family(case).above(case):
            its = world.family(case).models(above)
            yield from by_cases(its.step(above.step), its, above, world) if above.open else ()
    yield from _rungs(CaseScope.of(model, case, world))
    yield from by_themselves(step, model)


def _precedence(mover: Mover) -> tuple[int, int, str, str]:
    when = mover.when.isoformat() if mover.when is not None else ""
    kind = len(MoverKind) if mover.how == "anytime" else list(MoverKind).index(mover.kind)
    return kind, HOWS.index(mover.how), when, mover.task or ""


def _resuming(case: Case, world: World) -> Iterator[Mover]:
    administrators = world.find(ADMINISTRATORS).entries
    if administrators:
        asleep = to_wake(case, world)
        yield Mover(MoverKind.PERSON, administrators, "resume", other=asleep.key if asleep is not case else None)


def to_wake(case: Case, world: World) -> Case:
    """The case that has to be resumed for this suspended one to go on: one above it, with which it sleeps, or itself."""
    return world.family(case).to_wake(case) if case.parent is not None else case


def _seated(model: Model, case: Case, world: World, standings: Standings) -> Iterator[Mover]:
    """The people of each open seat to whom an action is offered."""
    for task, standing in zip(case.tasks, standings.of(model, case, world), strict=True):
        if task.open:
            who = tuple(person for person in standing.able if may_move(model, case, task, person, world))
            if who:
                yield Mover(MoverKind.PERSON, who, "holder" if task.holder is not None else "pool", task.id)


def by_arms(step: Step, model: Model, case: Case, world: World) -> Iterator[Mover]:
    """Those whom an action names itself, beside the seats; of those possible anytime, the ones that bring the case on."""
    actions = model.actions(step)
    for how, name in model.outlook(step.id).arms:
        action = actions[name]
        named = dict.fromkeys(p for arm in action.arms if arm.by is not None for p in people_named(model, case, world, arm.by))
        who = tuple(p for p in named if verdict(model, case, c.Act(case=case.id, by=p, action=name), world).offered)
        if who:
            yield Mover(MoverKind.PERSON, who, how, action=name)


def by_cases(step: Step, model: Model, case: Case, world: World) -> Iterator[Mover]:
    """Other cases that this one waits for, each once: what one of them is to signal is possible now, and which one is known."""
    if not model.outlook(step.id).cases:
        return
    scope = CaseScope.of(model, case, world)
    named: set[str] = set()
    for name, action in model.actions(step).items():
        for arm in action.arms:
            key = case.data.get(arm.case_in) if arm.case_in is not None else None
            if isinstance(key, str) and key and key not in named and _may_hold(arm.when, scope):
                named.add(key)
                yield Mover(MoverKind.CASE, (), "case", action=name, other=key)


def _may_hold(condition: Expression | None, scope: CaseScope) -> bool:
    try:
        return scope.met(condition)
    except ExpressionFailed:
        return True


def by_themselves(step: Step, model: Model) -> Iterator[Mover]:
    """What waits for its condition, and then leads on by itself."""
    for name, action in model.actions(step).items():
        when = [arm.when.text for arm in action.arms if arm.system and arm.when is not None]
        if when and leads_on(model, action):
            yield Mover(MoverKind.EFFECT, (), "itself", action=name, condition=" or ".join(when))


def by_children(step: Step, case: Case, world: World, standings: Standings) -> Iterator[Mover]:
    """The children that are waited for and can move, with whoever can bring them on."""
    for child in waited_for(step, case):
        kid = world.family(case).kid(child.id)
        found = movers(kid.model, kid.case, world, standings) if kid is not None else ()
        if found:
            yield Mover(MoverKind.CHILD, found[0].who, "child", child=child.key, when=found[0].when)


def waited_for(step: Step, case: Case) -> tuple[Child, ...]:
    """The children under way of which a step waits."""
    return tuple(child for child in case.opened_at(step.id) if child.open and child.wait) if step.splits else ()


def people_named(model: Model, case: Case, world: World, by: Expression) -> tuple[str, ...]:
    """Whom an action names now."""
    try:
        return CaseScope.of(model, case, world).people_of(by).people.entries
    except ExpressionFailed:
        return ()


def _rungs(scope: CaseScope) -> Iterator[Mover]:
    """Timers that change whose turn it is; one that only reminds moves nothing."""
    for timer in scope.case.timers:
        rungs = ticking(timer.clock, scope).rungs
        if timer.rung < len(rungs):
            rung = rungs[timer.rung]
            for how, there in (("reassign", rung.reassign is not None), ("act", rung.act is not None), ("to", bool(rung.to))):
                if there:
                    yield Mover(MoverKind.TIMER, (), how, timer=timer.key, when=timer.due)
