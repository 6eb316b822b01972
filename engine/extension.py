"""Whether a clock may be given more time: only one that runs, only more, never beyond its `max` (LANGUAGE §8, §10).

`verdict` asks it for what people do; an effect asks once more as it happens, since what went before may have changed the answer.
"""

from collections.abc import Iterator
from dataclasses import replace

from .case import ClockRef, Status
from .clock_view import ClockView, as_kept
from .definition import Effect
from .errors import Reason
from .expressions import ExpressionFailed, Kind
from .frozen import dataclass
from .scope import CaseScope
from .ticking import Ticking, ticking
from .times import moment
from .worktime import Due

Found = tuple[CaseScope, str]
"""The scope of the case whose clock it is, and the clock's id."""


def idle(id: str, scope: CaseScope) -> Reason | None:
    """Why no clock of this name runs in the case."""
    case, workflow = scope.case, scope.model.workflow
    running = [clock.id for clock in case.clocks if clock.running]
    hint = f"Running: {', '.join(f'clock={other}' for other in running)}." if running else "Nothing is due here."
    clock = case.clock(id)
    if clock is not None:
        told = f"the clock `{id}` has no due instant" if clock.running else f"the clock `{id}` has stopped"
        return None if clock.running and clock.due is not None else Reason("no_deadline", told, hint, {"clock": id, "step": case.step})
    if id == case.step:
        told = f"no clock runs at `{case.step}`"
        return None if case.due_at is not None else Reason("no_deadline", told, hint, {"step": case.step, "clocks": running})
    if id.partition("/")[0] in workflow.deadlines or id in workflow.steps:
        return Reason("no_deadline", f"the clock `{id}` does not run", hint, {"clock": id, "step": case.step})
    return Reason("unknown_clock", f"the workflow `{workflow.id}` has no clock `{id}`", hint, {"clocks": [case.step, *running]})


def not_longer(clock: Ticking, due: Due) -> list[Reason]:
    """Why a clock that runs is not extended to this instant."""
    was, most = clock.scope.due, latest(clock)
    if was is not None and due.at <= was.at:
        told = f"{due.at.isoformat()} is not later than {was.at.isoformat()}, when `{clock.id}` is due now"
        return [Reason("not_later", told, "Give a later instant.", {"due": was.at.isoformat()})]
    if most is not None and due.at > most.at:
        told = f"`{clock.id}` is extended to {most.at.isoformat()} at the latest, not to {due.at.isoformat()}"
        return [Reason("beyond_max", told, "Give an earlier instant.", {"max": most.at.isoformat(), "clock": clock.id})]
    return []


def latest(clock: Ticking) -> Due | None:
    """The instant beyond which the clock is never extended, counted from its begin; None without one. Raises ExpressionFailed."""
    deadline, lasting = clock.scope.deadline, clock.scope.lasting
    if deadline is None or lasting is None or deadline.max is None:
        return None
    planned = clock.until(Due(lasting.planned)) if lasting.planned is not None else clock
    return moment(deadline.max.worth(planned.scope, Kind.TIME), planned.scope)


def clock_meant(id: str, scope: CaseScope) -> Found | None:
    """Which clock an effect extends: the one that its rung belongs to, one of this case, of one around, or that a field points to."""
    lasting = scope.lasting
    if lasting is not None and id == lasting.deadline:
        return scope, lasting.id
    spec = scope.model.workflow.data.get(id)
    if spec is not None and spec.type == "clock":
        view = scope.value(id)
        return (view.scope, view.ref.clock) if isinstance(view, ClockView) and live(view.ref, view.scope) else None
    if id in scope.model.workflow.deadlines or id in scope.model.workflow.steps:
        return scope, id
    return clock_meant(id, scope.outer) if scope.outer is not None else None


def live(ref: ClockRef, scope: CaseScope) -> bool:
    """Whether what is pointed to still counts that round or turn."""
    clock = scope.case.clock(ref.clock)
    return (clock.turn if clock is not None else scope.case.remembers(ref.clock).rounds) == ref.round


@dataclass(frozen=True, slots=True)
class Longer:
    """What an effect asks for: a clock and until when; or the `reasons` for which it gets nothing."""

    clock: Ticking | None = None
    due: Due | None = None
    reasons: tuple[Reason, ...] = ()


def longer(effect: Effect, scope: CaseScope) -> Longer:
    """Which clock an effect extends, and until when; in its `to`, `begin` and `due` are that clock's.

    Raises ExpressionFailed, ValueError.
    """
    id = effect.what or ""
    found = clock_meant(id, scope)
    if found is None:
        return Longer(reasons=(Reason("no_deadline", f"the clock `{id}` does not run", "There is nothing to extend.", {"clock": id}),))
    home, id = found
    if home.case.status is not Status.OPEN:
        return Longer(reasons=(Reason("no_deadline", f"the case {home.case.key} is not open", "There is nothing to extend."),))
    reason = idle(id, home)
    if reason is not None:
        return Longer(reasons=(reason,))
    clock = ticking(id, home)
    assert effect.until is not None
    reckoned = replace(scope, begin=clock.scope.begin, due=clock.scope.due)
    due = moment(effect.until.worth(reckoned, Kind.TIME), clock.scope)
    if due is None:
        raise ValueError(f"`{effect.until.text}` has no value")
    return Longer(clock, due, tuple(not_longer(clock, due)))


def extensions(effects: tuple[Effect, ...], scope: CaseScope) -> Iterator[Reason]:
    """Why an act's effects may not give the time that they would; what they set before counts."""
    for effect in effects:
        if effect.verb not in ("set", "extend"):
            continue
        try:
            if not scope.met(effect.when):
                continue
            if effect.verb == "extend":
                yield from longer(effect, scope).reasons
            else:
                scope = scope.having({**scope.data, **{name: as_kept(one.worth(scope)) for name, one in effect.assign.items()}})
        except (ExpressionFailed, ValueError, OverflowError) as error:
            if effect.verb == "extend":
                yield Reason("time_invalid", f"until when `{effect.what}` is extended cannot be worked out: {error}", "Give the value.")
