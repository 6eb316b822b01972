"""Values of the type time as instants: deadlines end as offices close, rungs keep their time of day (LANGUAGE §1)."""

from datetime import UTC, date, datetime, time

from .durations import Duration
from .expressions import Expression, Kind, MonthDay, Span, Timed
from .scope import CaseScope
from .worktime import Due, deadline, next_month_day, shift


def moment(value: object, scope: CaseScope) -> Due | None:
    """When a value of time is, as a deadline: a duration counts from the clock's begin; None for what is no time."""
    begin = scope.begin
    assert begin is not None
    match value:
        case Duration():
            return deadline(begin, value, scope.calendar, scope.zone)
        case Span():
            return deadline(begin, value.duration, scope.calendar, scope.zone, value.at)
        case _:
            return _moment(value, scope)


def _moment(value: object, scope: CaseScope) -> Due | None:
    """An instant: a whole date ends with its office hours, a day of the year is the next one."""
    assert scope.begin is not None
    match value:
        case Due():
            return value
        case Timed():
            return value.instant
        case MonthDay():
            return next_month_day(scope.begin, value.month, value.day, scope.calendar, scope.zone, value.at)
        case datetime():
            return Due(value)
        case date():
            if scope.calendar is not None:
                return Due(scope.calendar.close_of(value))
            return Due(datetime.combine(value, time.max, scope.zone).astimezone(UTC))
    return None


def rung_time(at: Expression, scope: CaseScope) -> Due | None:
    """When a rung happens; a duration counts from the clock's begin and keeps its time of day."""
    return rung_moment(at.worth(scope, Kind.TIME), scope)


def rung_moment(value: object, scope: CaseScope) -> Due | None:
    """When a value of time is, as a rung: a duration counts from the clock's begin and keeps its time of day."""
    assert scope.begin is not None
    match value:
        case Duration():
            return shift(scope.begin, value, scope.calendar, scope.zone)
        case Span():
            return shift(scope.begin, value.duration, scope.calendar, scope.zone, value.at)
        case _:
            return _moment(value, scope)
