"""Numbers: what an act that gives one needs for it, and who may declare one void by hand."""

from collections.abc import Iterator

from .. import commands as c
from ..case import Case
from ..definition import Effect
from ..errors import Reason
from ..expressions import ExpressionFailed
from ..model import Model
from ..scope import CaseScope
from ..series import series_of, unnumbered
from ..world import World


def number_reasons(effects: tuple[Effect, ...], scope: CaseScope) -> Iterator[Reason]:
    """What is missing for the numbers that these effects give. Behind a `set` nothing can be told before it has happened."""
    for effect in effects:
        if effect.verb == "set":
            return
        if effect.verb == "allocate" and _fires(effect, scope):
            assert effect.series is not None and effect.into is not None
            held = scope.case.numbers.get(effect.into)
            if held is None or held.series != effect.series:
                yield from unnumbered(series_of(scope, effect.series), scope)


def _fires(effect: Effect, scope: CaseScope) -> bool:
    try:
        return scope.met(effect.when)
    except ExpressionFailed:
        return False


def void_number(model: Model, case: Case, command: c.VoidNumber, world: World) -> list[Reason]:
    """Only a number that the case holds can become void."""
    held = [one.number for one in case.numbers.values()]
    if command.number in held:
        return []
    told = f"the case {case.key} does not hold the number {command.number!r}"
    hint = f"It holds {', '.join(held)}." if held else "It holds none; one that is void stays so."
    return [Reason("number_unknown", told, hint, {"numbers": held})]
