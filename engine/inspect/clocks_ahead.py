"""What the armed timers of a case will do when they fire, and whom that would reach today."""

from collections.abc import Iterator
from dataclasses import replace

from ..case import SUSPENDED, Timer
from ..definition import Effect, Rung
from ..expressions import Expression, ExpressionFailed
from ..scope import CaseScope
from ..ticking import ticking
from .look import Look
from .story import Armed, Deed


def armed_timers(look: Look) -> Iterator[Armed]:
    """Every armed timer in the order of time."""
    for timer in sorted(look.case.timers, key=lambda timer: (timer.due, timer.rung, timer.repeat)):
        clock = ticking(timer.clock, replace(CaseScope.of(look.model, look.case, look.world), seats=look.case.open_tasks))
        yield _armed(look, timer, clock.rungs[timer.rung] if timer.rung < len(clock.rungs) else None, clock.scope)


def _armed(look: Look, timer: Timer, rung: Rung | None, scope: CaseScope) -> Armed:
    return Armed(
        key=timer.key,
        due=timer.due,
        rung=timer.rung + 1,
        repeat=timer.repeat,
        provisional=timer.provisional,
        late=look.case.status is not SUSPENDED and timer.due + look.patience.grace < look.world.now,
        per_seat=rung is not None and rung.per_seat,
        every=str(rung.every) if rung is not None and rung.every is not None else None,
        when=rung.when.text if rung is not None and rung.when is not None else None,
        met=_met(rung.when, scope) if rung is not None else None,
        deeds=tuple(_deeds(rung, scope)) if rung is not None else (),
        clock=timer.clock if scope.lasting is not None else None,
    )


def _met(condition: Expression | None, scope: CaseScope) -> bool | None:
    if condition is None:
        return None
    try:
        return scope.met(condition)
    except ExpressionFailed:
        return False


def _deeds(rung: Rung, scope: CaseScope) -> Iterator[Deed]:
    """In the order in which they happen."""
    if rung.remind is not None:
        yield _to("remind", rung.remind, scope)
    for effect in rung.effects:
        yield _effect(effect, scope)
    if rung.reassign is not None:
        yield _to("reassign", rung.reassign, scope)
    if rung.act is not None:
        yield Deed("act", rung.act)
    for route in rung.to[:1]:
        yield Deed("to", route.to)


def _effect(effect: Effect, scope: CaseScope) -> Deed:
    if effect.to is not None:
        return _to(effect.verb, effect.to, scope)
    return Deed(effect.verb, fields=tuple(effect.assign) or ((effect.what,) if effect.what else ()))


def _to(verb: str, expression: Expression, scope: CaseScope) -> Deed:
    try:
        people = scope.people_of(expression).people.entries
    except ExpressionFailed:
        people = ()
    return Deed(verb, expression.text, people)
