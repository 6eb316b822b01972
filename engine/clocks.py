"""Clocks that are moved: after a rest in which they stood still, and when a step is given more time (approval-semantics §2.12)."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from .case import CaseClock, Timer
from .clock_changes import armed_of
from .definition import Rung, Step
from .durations import Duration, Unit
from .errors import SignoffError
from .expressions import Expression, ExpressionFailed, Kind, Span
from .frozen import dataclass
from .scope import CaseScope
from .ticking import Ticking, of_case, of_step
from .times import moment
from .worktime import Due, put_off


@dataclass(frozen=True, slots=True)
class Rested:
    """All clocks of a case after a rest: that of its step (begin, due), those of the case that run, and every timer."""

    begin: datetime
    due: Due | None
    clocks: tuple[CaseClock, ...]
    timers: tuple[Timer, ...]


def rested(step: Step, scope: CaseScope) -> Rested:
    """After a rest: begin, due and rungs are all later by the time of the rest."""
    case, own = scope.case, of_step(step, scope)
    begin, due, timers = _later(own, step.due, Due(case.begin), own.scope.due)
    clocks: list[CaseClock] = []
    for clock in case.clocks:
        if clock.running:
            moved, more = _clock_rested(of_case(clock, scope), clock)
            clocks.append(moved)
            timers += more
    return Rested(begin.at, due, tuple(clocks), timers)


def _clock_rested(running: Ticking, clock: CaseClock) -> tuple[CaseClock, tuple[Timer, ...]]:
    deadline = running.scope.deadline
    begin, due, timers = _later(running, deadline.due if deadline is not None else None, Due(clock.begin), running.scope.due)
    at, provisional = (due.at, due.provisional) if due is not None else (None, False)
    return replace(clock, begin=begin.at, due=at, provisional=provisional), timers


def _later(running: Ticking, by: Expression | None, begun: Due, until: Due | None) -> tuple[Due, Due | None, tuple[Timer, ...]]:
    """Begin, due and timers of a clock after a rest. A rung that counts from the begin in other units moves by these."""
    unit = _counted_in(by, running.scope)
    begin, due = _put_off(running, begun, unit), _put_off(running, until, unit) if until is not None else None
    since = begin if isinstance(running.scope.begin, Due) else begin.at
    after = replace(running, scope=replace(running.scope, begin=since, due=due))
    timers = []
    for timer in armed_of(running.scope.case, running.id):
        at = running.rungs[timer.rung].at if timer.rung < len(running.rungs) else None
        own = _counted_in(at, running.scope) if at is not None and "due" not in at.names else unit
        found = _moved(timer, running, after) if own is unit and running.places(timer) else None
        found = found or _put_off(running, Due(timer.due, timer.provisional), own)
        timers.append(replace(timer, due=found.at, provisional=found.provisional))
    return begin, due, tuple(timers)


def _put_off(running: Ticking, at: Due, unit: Unit) -> Due:
    scope = running.scope
    return put_off(at, scope.case.suspended or scope.world.now, scope.world.now, scope.calendar, unit)


def _counted_in(time: Expression | None, scope: CaseScope) -> Unit:
    """What a time counts; working time where that is not one thing, or cannot be told."""
    if time is None:
        return Unit.WD
    written = [*time.durations, *(_worth(Expression(f"policy.{name}"), scope) for name in time.policies), _worth(time, scope)]
    counted = (value.duration if isinstance(value, Span) else value for value in written)
    units = {duration.unit for duration in counted if isinstance(duration, Duration)}
    return units.pop() if len(units) == 1 else Unit.WD


def _worth(time: Expression, scope: CaseScope) -> object:
    try:
        return time.worth(scope, Kind.TIME)
    except (ExpressionFailed, ValueError, OverflowError):
        return None


def given_until(running: Ticking, due: Due | None) -> tuple[Timer, ...]:
    """The timers of a clock that is due at another instant: what is counted from there moves with it.

    A rung that found no room before is armed. One of a clock of the case that has fired is armed anew where it lies ahead again (a step's
    fires once a round). Without a due instant no rung counts from it.
    """
    after = replace(running, scope=replace(running.scope, due=due))
    ahead = _ahead(running, after)
    anew, moved = {timer.rung for timer in ahead}, []
    for timer in armed_of(running.scope.case, running.id):
        at = _moved(timer, running, after) or (Due(timer.due, timer.provisional) if due is not None else None)
        if at is not None and timer.rung not in anew:
            moved.append(replace(timer, due=at.at, provisional=at.provisional))
    return (*moved, *ahead)


def _moved(timer: Timer, before: Ticking, after: Ticking) -> Due | None:
    """When a timer happens now; None where that cannot be worked out.

    After a rest a rung may be later than its clock has it (`_later`): it stays where nothing moves that it counts from. The repetitions
    of a rung that gives more time stay, too: else it would run after itself.
    """
    if timer.rung >= len(after.rungs):
        return None
    now = after.found(timer.rung, timer.repeat)
    still = _has_rested(before) and before.found(timer.rung, timer.repeat) == now
    if now is not None and (still or (timer.repeat and _extends(after.rungs[timer.rung]))):
        return Due(timer.due, timer.provisional)
    return now


def _extends(rung: Rung) -> bool:
    return any(effect.verb == "extend" for effect in rung.effects)


def _has_rested(running: Ticking) -> bool:
    case, lasting = running.scope.case, running.scope.lasting
    return lasting.begin != lasting.origin if lasting is not None else case.begin != case.entered


def _ahead(before: Ticking, after: Ticking) -> list[Timer]:
    """Rungs that lie ahead now and do not wait: they lay before the clock's begin, had no instant, or have fired (and may repeat)."""
    begin, found = before.scope.begin, []
    least = begin.at if isinstance(begin, Due) else begin
    assert least is not None
    lasting = before.scope.case.clock(before.id) is not None
    repeats, moment = {timer.rung: timer.repeat for timer in armed_of(before.scope.case, before.id)}, after.scope.world.now
    for number, rung in enumerate(before.rungs):
        was, now = before.found(number), after.found(number)
        again = lasting and not _extends(rung)  # else it would give itself more time for ever
        fired = again and was is not None and was.at <= moment and was != now
        never = number not in repeats and (was is None or was.at < least)
        if repeats.get(number) != 0 and (fired or never) and now is not None and now.at >= moment:
            found.append(Timer(before.key(number), before.id, before.round, number, now.at, provisional=now.provisional))
    return found


def instant_of(given: object, clock: Ticking) -> Due:
    """The instant that a person names: an aware datetime, a date (it ends with its office hours), ISO 8601, or a time of the language.

    Raises ValueError with a sentence for anything else.
    """
    running = clock.scope
    value = named_instant(given)
    try:
        if isinstance(value, str):
            value = Expression(value).worth(running, Kind.TIME)
        found = moment(value, running)
    except SignoffError as error:
        raise ValueError(error.message) from error
    if found is None:
        raise ValueError(f"{given!r} is no time: give an instant, a date, or a time such as `due + 2wd`")
    return found


def named_instant(given: object) -> object:
    """The date or instant that a text in ISO 8601 names; any other value as it is."""
    if isinstance(given, str):
        for read in (date.fromisoformat, datetime.fromisoformat):
            with suppress(ValueError):
                return read(given)
    return given
