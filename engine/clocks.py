"""Clocks that are moved: after a rest in which they stood still, and when a step is given more time (approval-semantics §2.12)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from .case import CaseClock, Timer
from .clock_changes import armed_of
from .definition import Step
from .errors import SignoffError
from .expressions import Expression, ExpressionFailed, Kind
from .scope import CaseScope
from .ticking import Ticking, of_case, of_step
from .times import moment, rung_time
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
    begin, due = _put_off(own, Due(case.begin)), _put_off(own, own.scope.due) if own.scope.due is not None else None
    timers = _later(own, begin, due)
    clocks: list[CaseClock] = []
    for clock in case.clocks:
        if clock.running:
            moved, more = _clock_rested(of_case(clock, scope), clock)
            clocks.append(moved)
            timers += more
    return Rested(begin.at, due, tuple(clocks), timers)


def _clock_rested(running: Ticking, clock: CaseClock) -> tuple[CaseClock, tuple[Timer, ...]]:
    begin = _put_off(running, Due(clock.begin))
    due = _put_off(running, Due(clock.due, clock.provisional)) if clock.due is not None else None
    at, provisional = (due.at, due.provisional) if due is not None else (None, False)
    return replace(clock, begin=begin.at, due=at, provisional=provisional), _later(running, begin, due)


def _later(running: Ticking, begin: Due, due: Due | None) -> tuple[Timer, ...]:
    since = begin if isinstance(running.scope.begin, Due) else begin.at
    after = replace(running, scope=replace(running.scope, begin=since, due=due))
    return _retimed(after, lambda timer: _put_off(running, Due(timer.due, timer.provisional)))


def _put_off(running: Ticking, at: Due) -> Due:
    scope = running.scope
    return put_off(at, scope.case.suspended or scope.world.now, scope.world.now, scope.calendar)


def given_until(running: Ticking, due: Due | None) -> tuple[Timer, ...]:
    """The timers of a clock that is due at another instant: what is counted from there moves with it.

    A rung that found no room before is armed. One of a clock of the case that has fired is armed anew where it lies ahead again (a step's
    fires once a round). Without a due instant no rung counts from it.
    """
    after = replace(running, scope=replace(running.scope, due=due))
    moved = _retimed(after, lambda timer: Due(timer.due, timer.provisional) if due is not None else None)
    return (*moved, *_room_now(running, after))


def _retimed(clock: Ticking, otherwise: Callable[[Timer], Due | None]) -> tuple[Timer, ...]:
    """The armed timers at their new instants; a repetition, and what cannot be worked out, moves as `otherwise` says, or goes (None)."""
    made = []
    for timer in armed_of(clock.scope.case, clock.id):
        found = None if timer.repeat or timer.rung >= len(clock.rungs) else _at(clock.rungs[timer.rung].at, clock.scope)
        at = found or otherwise(timer)
        if at is not None:
            made.append(replace(timer, due=at.at, provisional=at.provisional))
    return tuple(made)


def _room_now(before: Ticking, after: Ticking) -> list[Timer]:
    """Rungs that lie ahead now and are not armed: they lay before the clock's begin, had no instant, or have fired."""
    begin, found = before.scope.begin, []
    least = begin.at if isinstance(begin, Due) else begin
    assert least is not None
    lasting = before.scope.case.clock(before.id) is not None
    known, moment = {timer.rung for timer in armed_of(before.scope.case, before.id)}, after.scope.world.now
    for number, rung in enumerate(before.rungs):
        was, now = _at(rung.at, before.scope), _at(rung.at, after.scope)
        again = lasting and not any(effect.verb == "extend" for effect in rung.effects)  # else it would give itself more time for ever
        gone = was is None or was.at < least or (again and was.at <= moment)
        if number not in known and gone and now is not None and now.at >= moment:
            found.append(Timer(before.key(number), before.id, before.round, number, now.at, provisional=now.provisional))
    return found


def _at(time: Expression, scope: CaseScope) -> Due | None:
    try:
        return rung_time(time, scope)
    except (ExpressionFailed, ValueError, OverflowError):
        return None


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
