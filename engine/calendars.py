"""Calendars: which days are working days, and when offices are open. Plain values; counting is exact and asks no clock.

Counting follows the Civil Code of the People's Republic of China, articles 201 to 203: the day a period begins on is not counted,
months end on the corresponding day, and a period that ends on a day of rest ends on the first working day after it.
"""

from bisect import bisect_left, bisect_right
from calendar import isleap, monthrange
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from .frozen import dataclass

Status: TypeAlias = Literal["official", "provisional"]
Cutoff: TypeAlias = Literal["business_close", "midnight"]
Interval: TypeAlias = tuple[time, time]
"""Open from … to …; 00:00 as the end means 24:00."""
MonthDay: TypeAlias = tuple[int, int]
T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Year:
    """One year's exceptions to the weekend: days off, and days made up for. `source` names the notice they come from."""

    status: Status = "official"
    source: str = ""
    off: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Season:
    """Hours that hold from one day of the year to another, both included; it may run over the new year."""

    first: MonthDay
    last: MonthDay
    hours: tuple[Interval, ...]

    def holds(self, day: date) -> bool:
        """Whether the day lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days and hours of one house, in its own time zone.

    `years` holds the days off and made up as published. Any other year has its weekends and the `fixed` days (month, day) off
    and the status `unlisted`. `weekend` holds weekdays, Monday = 0. Without `hours` a working day is open round the clock.
    Days are counted from 1900 to 2200; beyond that every method raises ValueError.
    """

    id: str
    title: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    cutoff: Cutoff = "midnight"
    hours: tuple[Interval, ...] = ()
    seasons: tuple[Season, ...] = ()
    weekend: frozenset[int] = frozenset({5, 6})
    years: Mapping[int, Year] = field(default_factory=dict)
    fixed: frozenset[MonthDay] = frozenset()
    unlisted: Status = "provisional"

    def __post_init__(self) -> None:
        _zone(self.timezone)
        if self.cutoff not in ("business_close", "midnight"):
            raise ValueError(f"the cutoff of a calendar is business_close or midnight, not {self.cutoff!r}")
        if not self.weekend < frozenset(range(7)):
            raise ValueError("the weekend is made of days 0 (Monday) to 6 (Sunday), and leaves at least one for work")
        for hours in (self.hours, *(season.hours for season in self.seasons)):
            check_hours(hours)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return _zone(self.timezone)

    def year(self, number: int) -> Year:
        """The exceptions of a year; for one that is not listed, its fixed days."""
        if not FIRST_YEAR <= number <= LAST_YEAR:
            raise ValueError(f"the year {number} cannot be counted: calendars run from {FIRST_YEAR} to {LAST_YEAR}")
        return self.years.get(number) or _unlisted(number, self.fixed, self.unlisted)

    def is_workday(self, day: date) -> bool:
        """Whether people work on this day."""
        year = self.year(day.year)
        return day in year.makeup or (day.weekday() not in self.weekend and day not in year.off)

    def provisional(self, day: date) -> bool:
        """Whether the day lies in a year whose days are not official yet."""
        return self.year(day.year).status == "provisional"

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any year from the first day to the last is provisional."""
        return any(self.year(number).status == "provisional" for number in range(first.year, last.year + 1))

    def roll(self, day: date) -> date:
        """The day itself if people work on it, else the next working day."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after `day`, which is never counted itself; `day` for 0."""
        _not_negative(count, "before_workdays")
        year, days = day.year, self._workdays(day.year)
        index = bisect_right(days, day.toordinal()) + count - 1
        while count and index >= len(days):
            index -= len(days)
            year += 1
            days = self._workdays(year)
        return date.fromordinal(days[index]) if count else day

    def before_workdays(self, day: date, count: int) -> date:
        """The count-th working day strictly before `day`; `day` for 0."""
        _not_negative(count, "add_workdays")
        year, days = day.year, self._workdays(day.year)
        index = bisect_left(days, day.toordinal()) - count
        while count and index < 0:
            year -= 1
            days = self._workdays(year)
            index += len(days)
        return date.fromordinal(days[index]) if count else day

    def overdue_workdays(self, due: date, today: date) -> int:
        """How many working days lie after `due` up to `today`, that day included; 0 while today is not past `due`."""
        if today <= due:
            return 0
        passed = sum(len(self._workdays(number)) for number in range(due.year, today.year))
        return passed + self._until(today) - self._until(due)

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """The opening hours of that season, whether or not people work on the day; empty: open round the clock."""
        return next((season.hours for season in self.seasons if season.holds(day)), self.hours)

    def close_of(self, day: date) -> datetime:
        """The last instant (UTC) that is still in time on this day: the close of business, or 24:00 = 00:00 of the next day."""
        hours = self.hours_on(day)
        end = hours[-1][1] if hours and self.cutoff == "business_close" else MIDNIGHT
        return self._end(day, end)

    def open_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The intervals (UTC) in which people work on this day; none on a day of rest."""
        if not self.is_workday(day):
            return ()
        hours = self.hours_on(day) or ((MIDNIGHT, MIDNIGHT),)
        return tuple((instant(day, start, self.zone), self._end(day, end)) for start, end in hours)

    def _end(self, day: date, end: time) -> datetime:
        return instant(day + DAY if end == MIDNIGHT else day, end, self.zone)

    def _until(self, day: date) -> int:
        return bisect_right(self._workdays(day.year), day.toordinal())

    def _workdays(self, number: int) -> tuple[int, ...]:
        return _workdays(number, self.weekend, self.year(number))


@dataclass(frozen=True, slots=True)
class Layer:
    """What a calendar says over the one it extends; None: as below. A year's status None means: as below."""

    id: str
    title: Mapping[str, str] | None = None
    timezone: str | None = None
    cutoff: Cutoff | None = None
    hours: tuple[Interval, ...] | None = None
    seasons: tuple[Season, ...] | None = None
    weekend: frozenset[int] | None = None
    years: Mapping[int, "LayerYear"] = field(default_factory=dict)
    fixed: frozenset[MonthDay] | None = None
    unlisted: Status | None = None


@dataclass(frozen=True, slots=True)
class LayerYear:
    """Days that a layer takes off or puts to work; status and source None: as below."""

    status: Status | None = None
    source: str | None = None
    off: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()


def layered(base: Calendar, over: Layer) -> Calendar:
    """The calendar of a city over the nation's, of a unit over its city's: single days win over the days below, other keys whole."""

    own_hours = over.hours is not None or over.seasons is not None
    return replace(
        base,
        id=over.id,
        title=_first(over.title, base.title),
        timezone=_first(over.timezone, base.timezone),
        cutoff=_first(over.cutoff, base.cutoff),
        hours=over.hours or () if own_hours else base.hours,
        seasons=over.seasons or () if own_hours else base.seasons,
        weekend=_first(over.weekend, base.weekend),
        years={**base.years, **{number: _over(base.year(number), year) for number, year in over.years.items()}},
        fixed=_first(over.fixed, base.fixed),
        unlisted=_first(over.unlisted, base.unlisted),
    )


def _first(above: T | None, below: T) -> T:
    return below if above is None else above


def _over(below: Year, above: LayerYear) -> Year:
    return Year(
        status=above.status or below.status,
        source=above.source or below.source,
        off=(below.off - above.makeup) | above.off,
        makeup=(below.makeup - above.off) | above.makeup,
    )


def months_later(day: date, count: int) -> date:
    """The same day number `count` months later (earlier if negative), else the last day of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} cannot be counted: calendars run from {FIRST_YEAR} to {LAST_YEAR}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time as an instant (UTC): one that the clocks skip moves forward by the gap, one that comes twice is the first."""
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def check_hours(hours: tuple[Interval, ...]) -> None:
    """Raises ValueError unless every interval ends after it begins and the next one begins no earlier than that."""
    end_before = MIDNIGHT
    for number, (start, end) in enumerate(hours):
        if end != MIDNIGHT and end <= start:
            raise ValueError(
                f"{start:%H:%M}-{end:%H:%M} ends before it begins; hours past midnight are written as two: 22:00-24:00, 00:00-06:00"
            )
        if number and (start < end_before or end_before == MIDNIGHT):
            raise ValueError(
                f"the interval from {start:%H:%M} begins before the one above it ends: write the hours in order, breaks left out"
            )
        end_before = end


def _not_negative(count: int, other: str) -> None:
    if count < 0:
        raise ValueError(f"{count} working days cannot be counted forward or back by a negative number: use {other}")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}: use a name such as Asia/Shanghai") from error


@lru_cache(maxsize=1024)
def _unlisted(number: int, fixed: frozenset[MonthDay], status: Status) -> Year:
    days = (date(number, month, day) for month, day in fixed if (month, day) != (2, 29) or isleap(number))
    return Year(status, "", frozenset(days))


@lru_cache(maxsize=1024)
def _workdays(number: int, weekend: frozenset[int], year: Year) -> tuple[int, ...]:
    days = range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1)
    off, makeup = {d.toordinal() for d in year.off}, {d.toordinal() for d in year.makeup}
    # The proleptic ordinal 1 is a Monday.
    return tuple(d for d in days if d in makeup or ((d - 1) % 7 not in weekend and d not in off))
