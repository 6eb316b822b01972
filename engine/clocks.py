"""Clocks that are moved: after a rest in which they stood still, and when a step is given more time (approval-semantics §2.12)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from .case import Case, Timer
from .definition import Step
from .errors import SignoffError
from .escalation import moment, rung_time
from .expressions import Expression, ExpressionFailed, Kind
from .scope import CaseScope
from .worktime import Due, put_off


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a step as it is to be: from when, until when, with which timers."""

    begin: datetime
    due: Due | None
    timers: tuple[Timer, ...]


def clock_of(step: Step, scope: CaseScope) -> CaseScope:
    """The scope in which the times of the running clock are worked out."""
    case = scope.case
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    return replace(scope, step=step, begin=case.begin, due=due)


def rested(step: Step, scope: CaseScope) -> Clock:
    """After a rest: begin, due and rungs are all later by the time of the rest."""
    case, running = scope.case, clock_of(step, scope)
    assert case.suspended is not None

    def later(at: datetime, provisional: bool = False) -> Due:
        return put_off(Due(at, provisional), case.suspended or scope.world.now, scope.world.now, running.calendar)

    begin, due = later(case.begin).at, later(case.due_at, case.provisional) if case.due_at is not None else None
    after = replace(running, begin=begin, due=due)
    return Clock(begin, due, _retimed(case, step, after, lambda timer: later(timer.due, timer.provisional)))


def given_until(step: Step, scope: CaseScope, due: Due) -> Clock:
    """More time: what is counted from the due instant moves with it, and a rung that found no room before is armed."""
    case, running = scope.case, clock_of(step, scope)
    after = replace(running, due=due)
    moved = _retimed(case, step, after, lambda timer: Due(timer.due, timer.provisional))
    return Clock(case.begin, due, (*moved, *_room_now(case, step, running, after)))


def _retimed(case: Case, step: Step, scope: CaseScope, otherwise: Callable[[Timer], Due]) -> tuple[Timer, ...]:
    """The armed timers at their new instants; a repetition, and what cannot be worked out, moves as `otherwise` says."""
    made = []
    for timer in case.timers:
        if timer.clock != step.id:
            continue
        found = None if timer.repeat or timer.rung >= len(step.rungs) else _at(step.rungs[timer.rung].at, scope)
        at = found or otherwise(timer)
        made.append(replace(timer, due=at.at, provisional=at.provisional))
    return tuple(made)


def _room_now(case: Case, step: Step, before: CaseScope, after: CaseScope) -> list[Timer]:
    """Rungs that lay before the clock's begin and so were never armed, and lie ahead now."""
    armed, found = {timer.rung for timer in case.timers if timer.clock == step.id}, []
    for number, rung in enumerate(step.rungs):
        was, now = _at(rung.at, before), _at(rung.at, after)
        if number not in armed and was is not None and now is not None and was.at < case.begin and now.at >= after.world.now:
            found.append(Timer(f"{step.id}:{case.round}:{number}:0", step.id, case.round, number, now.at, provisional=now.provisional))
    return found


def _at(time: Expression, scope: CaseScope) -> Due | None:
    try:
        return rung_time(time, scope)
    except (ExpressionFailed, ValueError, OverflowError):
        return None


def instant_of(given: object, step: Step, scope: CaseScope) -> Due:
    """The instant that a person names: an aware datetime, a date (it ends with its office hours), ISO 8601, or a time of the language.

    Raises ValueError with a sentence for anything else.
    """
    running = clock_of(step, scope)
    value = _iso(given) if isinstance(given, str) else given
    try:
        if isinstance(value, str):
            value = Expression(value).evaluate(running, Kind.TIME).value
        found = moment(value, running)
    except SignoffError as error:
        raise ValueError(error.message) from error
    if found is None:
        raise ValueError(f"{given!r} is no time: give an instant, a date, or a time such as `due + 2wd`")
    return found


def _iso(given: str) -> object:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(given)
        except ValueError:
            continue
    return given
