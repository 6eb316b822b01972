"""From a beginning and a duration to an instant: deadlines, rungs, and how much working time has passed. All results are in UTC.

A due instant is the last one that is in time: with the cutoff 17:30 an act at 17:30:00 is in time and one at 17:30:01 late.
The cutoff `midnight` is 24:00, stored as 00:00 of the next day; an act at exactly that instant is in time, and a `Due` that
falls on local midnight belongs to the day it ends.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .calendars import DAY, FIRST_YEAR, LAST_YEAR, MIDNIGHT, Calendar, Layer, LayerYear, Season, Year, instant, layered, months_later
from .durations import Duration, Unit
from .frozen import dataclass

__all__ = [
    "Calendar",
    "Due",
    "Duration",
    "Layer",
    "LayerYear",
    "Season",
    "Unit",
    "Year",
    "add_working_hours",
    "add_working_time",
    "before_working_hours",
    "deadline",
    "layered",
    "next_month_day",
    "overdue_workdays",
    "put_off",
    "repeated",
    "shift",
    "working_time_between",
]


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (UTC). `provisional`: a year was counted whose days are not official yet."""

    at: datetime
    provisional: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _utc(self.at))


def deadline(begin: datetime | Due, duration: Duration, calendar: Calendar | None, zone: ZoneInfo, at: time | None = None) -> Due:
    """When a period that begins now ends; the day of `begin` is never counted, whatever the hour.

    With a calendar, `wd`, `d` and `m` end at its cutoff (or at the clock time `at`) on their last day, rolled forward to a working
    day; `wh` uses up open time; `h` is elapsed time. Without one, `d` and `m` keep the local time of day in `zone`, and `wd` and
    `wh` raise ValueError. A count of 0 ends with the day itself, or with the next working day where that is over already.
    """
    if calendar is None or duration.unit in (Unit.H, Unit.WH) or at is not None:
        return shift(begin, duration, calendar, zone, at, roll=True)
    start = _day(begin, calendar.zone)
    last, provisional = _counted(start, duration, calendar, roll=True)
    if duration.count == 0 and calendar.close_of(last) < _instant(begin):
        last = calendar.add_workdays(last, 1)
    return Due(calendar.close_of(last), provisional or _carried(begin))


def shift(
    base: datetime | Due,
    duration: Duration,
    calendar: Calendar | None,
    zone: ZoneInfo,
    at: time | None = None,
    *,
    roll: bool | None = None,
) -> Due:
    """`base ± duration`, at the base's local time of day in `zone` unless a clock time `at` is given.

    `± wd` is the n-th working day after, or strictly before, the base's day. `± d` and `± m` land on the day they name; with a
    calendar they are rolled forward to a working day when they go forward (`roll=None`), as deadlines are. Going back they are not:
    a reminder ten days ahead that moved forward would leave fewer than ten. `± wh` uses up open time, `± h` is elapsed time.
    A base that is a `Due` carries its mark on, and at local midnight counts as the end of the day before.
    """
    if duration.unit in (Unit.H, Unit.WH):
        found = _hours(base, duration, calendar)
        return found if at is None else Due(instant(_local(found.at, zone)[0], at, zone), found.provisional)
    if calendar is None and duration.unit is Unit.WD:
        raise _needs_calendar(duration)
    own, clock, after_midnight = _spot(base, zone)
    start = own if calendar is None or calendar.zone == zone else _day(base, calendar.zone)
    last, provisional = _counted(start, duration, calendar, duration.count >= 0 if roll is None else roll)
    moved = own + (last - start)
    if at is None:
        return Due(instant(moved + after_midnight * DAY, clock, zone), provisional or _carried(base))
    return Due(instant(moved, at, zone), provisional or _carried(base))


def repeated(base: Due, every: Duration, number: int, calendar: Calendar | None, zone: ZoneInfo) -> Due:
    """The `number`-th repetition of an instant.

    Days and months are counted from that instant, so that neither the end of a short month, nor a day of rest, nor an hour that clocks
    skip moves those after it. What is rolled forward to one and the same working day happens there once.
    """
    found, whole, steps = base, every.unit in (Unit.D, Unit.M) and every.count > 0, 0
    for _ in range(number):
        before = found
        while found.at <= before.at and whole:
            steps += 1
            found = shift(base, every * steps, calendar, zone)
        found = found if whole else shift(found, every, calendar, zone)
    return found


def next_month_day(after: datetime | Due, month: int, day: int, calendar: Calendar | None, zone: ZoneInfo, at: time | None = None) -> Due:
    """The next such date, that of `after` included; it ends at the calendar's cutoff (without one at 24:00), or at the clock time `at`.

    A written date is meant as written: it is not rolled and never provisional. 29 February is the last of the month in other years.
    Raises ValueError for a date that no year has.
    """
    try:
        date(2000, month, day)
    except ValueError as error:
        raise ValueError(f"{month:02}-{day:02} is not a day of the year: write month and day, such as 11-20") from error
    here = calendar.zone if calendar else zone
    today = _day(after, here)
    found = _in_year(today.year, month, day)
    if found < today:
        found = _in_year(today.year + 1, month, day)
    if at is not None:
        return Due(instant(found, at, zone))
    return Due(calendar.close_of(found) if calendar else instant(found + DAY, MIDNIGHT, zone))


def overdue_workdays(due: datetime | Due, now: datetime, calendar: Calendar) -> int:
    """How many working days have begun since the day it was due on; 0 for the rest of that day, and before."""
    if _utc(now) <= _instant(due):
        return 0
    return calendar.overdue_workdays(_spot(Due(_instant(due)), calendar.zone)[0], _local(now, calendar.zone)[0])


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Open time from `start` to `end`; negative if `end` is earlier."""
    start, end = _utc(start), _utc(end)
    if end < start:
        return -working_time_between(end, start, calendar)
    day, last, total = _local(start, calendar.zone)[0], _local(end, calendar.zone)[0], timedelta()
    day = calendar.roll(day)
    while day <= last:
        total += sum((max(min(close, end) - max(open_, start), timedelta()) for open_, close in calendar.open_on(day)), timedelta())
        day = calendar.add_workdays(day, 1)
    return total


def put_off(at: datetime | Due, since: datetime, until: datetime, calendar: Calendar | None, unit: Unit = Unit.WD) -> Due:
    """An instant after a rest in which its clock stood still, by what that clock counts (`unit`).

    Working time is later by the open time of the rest, anything else by all of it. What ended with a day's cutoff still does: with that
    of the day on which it would end now, which is a working day.
    """
    rest = max(_utc(until) - _utc(since), timedelta())
    if calendar is None or unit is Unit.H:
        return Due(_instant(at) + rest, _carried(at))
    worked = unit.needs_calendar
    rest = working_time_between(since, max(since, until), calendar) if worked else rest
    if not rest:
        return Due(_instant(at), _carried(at))
    found = Due(add_working_time(_instant(at), rest, calendar) if worked else _instant(at) + rest, _carried(at))
    first, last = _day(Due(_instant(at)), calendar.zone), _day(found, calendar.zone)
    if calendar.close_of(first) == _instant(at):
        last = calendar.roll(last if calendar.close_of(last) >= found.at else last + DAY)
        found = Due(calendar.close_of(last), found.provisional)
    return Due(found.at, found.provisional or calendar.provisional_between(first, last))


def add_working_hours(start: datetime, hours: int, calendar: Calendar) -> datetime:
    """The first instant at which so many open hours have passed since `start`, or since the next opening if it is closed then."""
    return add_working_time(start, timedelta(hours=hours), calendar)


def add_working_time(start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """The same for any length of open time."""
    at = _utc(start)
    day = calendar.roll(_local(at, calendar.zone)[0])
    while True:
        for open_, close in calendar.open_on(day):
            begin = max(open_, at)
            if begin < close and begin + left <= close:
                return begin + left
            left -= max(close - begin, timedelta())
        day = calendar.add_workdays(day, 1)


def before_working_hours(end: datetime, hours: int, calendar: Calendar) -> datetime:
    """The last instant from which so many open hours pass until `end`, or until the last closing if it is closed then."""
    at, left = _utc(end), timedelta(hours=hours)
    day = _local(at, calendar.zone)[0]
    while True:
        for open_, close in reversed(calendar.open_on(day)):
            finish = min(close, at)
            if open_ < finish and finish - left >= open_:
                return finish - left
            left -= max(finish - open_, timedelta())
        day = calendar.before_workdays(day, 1)


def _hours(base: datetime | Due, duration: Duration, calendar: Calendar | None) -> Due:
    at, carried = _instant(base), _carried(base)
    if duration.unit is Unit.H:
        return Due(at + timedelta(hours=duration.count), carried)
    if calendar is None:
        raise _needs_calendar(duration)
    move = add_working_hours if duration.count >= 0 else before_working_hours
    found = move(at, abs(duration.count), calendar)
    first, last = (_local(moment, calendar.zone)[0] for moment in sorted((at, found)))
    return Due(found, carried or calendar.provisional_between(first, last))


def _counted(start: date, duration: Duration, calendar: Calendar | None, roll: bool) -> tuple[date, bool]:
    """The last day of a period, and whether a provisional year was asked on the way; working days never need rolling."""
    count = duration.count
    if duration.unit is Unit.WD and calendar is not None and count:
        last = calendar.add_workdays(start, count) if count > 0 else calendar.before_workdays(start, -count)
        nearest = start + (DAY if count > 0 else -DAY)
        return last, calendar.provisional_between(*sorted((nearest, last)))
    named = months_later(start, count) if duration.unit is Unit.M else start + count * DAY
    if calendar is None:
        return named, False
    last = calendar.roll(named) if roll else named
    return last, roll and calendar.provisional_between(named, last)


def _in_year(year: int, month: int, day: int) -> date:
    return months_later(date(2000, month, day), (year - 2000) * 12)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone: instants are given with one, such as {at.isoformat()}+00:00")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"the year {at.year} cannot be counted: calendars run from {FIRST_YEAR} to {LAST_YEAR}")
    return at.astimezone(UTC)


def _instant(base: datetime | Due) -> datetime:
    return base.at if isinstance(base, Due) else _utc(base)


def _carried(base: datetime | Due) -> bool:
    return isinstance(base, Due) and base.provisional


def _local(at: datetime, zone: ZoneInfo) -> tuple[date, time]:
    local = _utc(at).astimezone(zone)
    return local.date(), local.time()


def _spot(base: datetime | Due, zone: ZoneInfo) -> tuple[date, time, bool]:
    """Day and time of day, and whether that time is 24:00, which a clock shows as 00:00 of the day after."""
    at = _instant(base)
    day, clock = _local(at, zone)
    # Where clocks jump at midnight the day's first instant shows 01:00; comparing instants still finds it.
    if isinstance(base, Due) and at == instant(day, MIDNIGHT, zone):
        return day - DAY, MIDNIGHT, True
    return day, clock, False


def _day(base: datetime | Due, zone: ZoneInfo) -> date:
    return _spot(base, zone)[0]


def _needs_calendar(duration: Duration) -> ValueError:
    return ValueError(f"{duration} counts working time, and no calendar is named: add `calendar:` to the workflow, or use d, h or m")
