"""`require`: conditions that must hold, all of them looked at and all that fail reported by name."""

from collections.abc import Iterator, Sequence

from ..definition import Guard
from ..errors import Reason
from ..expressions import ExpressionFailed, Outcome
from ..scope import CaseScope


def broken(guards: Sequence[Guard], scope: CaseScope) -> list[Reason]:
    """A reason for every guard that does not hold; the failing parts and elements stand in its code: `contact_missing:[mid]`."""
    return [reason for guard in guards for reason in _broken(guard, scope)]


def _broken(guard: Guard, scope: CaseScope) -> Iterator[Reason]:
    try:
        if not scope.met(guard.when):
            return
        if guard.that is not None:
            outcome = scope.ask_for(guard.that)
            if not outcome.met:
                yield _reason(guard, [str(number) for number in outcome.trace.failing], [outcome])
            return
        asked = {name: scope.ask_for(part) for name, part in guard.parts.items()}
    except ExpressionFailed as error:
        yield Reason(guard.code, f"`{guard.code}` cannot be worked out: {error}", "Mend the data or the definition.", {"error": str(error)})
        return
    failing = {name: outcome for name, outcome in asked.items() if not outcome.met}
    if failing:
        yield _reason(guard, list(failing), list(failing.values()))


def _reason(guard: Guard, names: list[str], outcomes: list[Outcome]) -> Reason:
    traces = [outcome.trace for outcome in outcomes]
    said = (guard.say or {}).get("en") or next(iter((guard.say or {}).values()), None)
    told = said or "; ".join(trace.line() for trace in traces)
    data = {"say": dict(guard.say or {}), "failing": names, "trace": [trace.to_plain() for trace in traces]}
    return Reason(f"{guard.code}:[{', '.join(names)}]" if names else guard.code, told, None, data)
