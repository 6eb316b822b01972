"""What holds for every calendar, instant and duration."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from signoff.engine.calendars import Calendar, Year
from signoff.engine.durations import LIMITS
from signoff.engine.worktime import (
    Duration,
    Unit,
    add_working_hours,
    deadline,
    next_month_day,
    overdue_workdays,
    shift,
    working_time_between,
)

ZONES = ("UTC", "Asia/Shanghai", "Europe/Amsterdam", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia")
HOURS = (
    (),
    ((time(8, 30), time(12)), (time(14, 30), time(17, 30))),
    ((time(0), time(2, 30)), (time(22), time(0))),
    ((time(9), time(9, 30)),),
)

zones = st.sampled_from(ZONES).map(ZoneInfo)
dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))
counts = st.integers(0, 300)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with some days off and made up around 2026, and any weekend that leaves days for work."""
    days = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
    off = draw(days)
    hours = draw(st.sampled_from(HOURS))
    return Calendar(
        "any",
        timezone=draw(st.sampled_from(ZONES)),
        cutoff=draw(st.sampled_from(("business_close", "midnight"))),
        hours=hours,
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        years={2026: Year("official", "invented", off, draw(days) - off)},
        fixed=frozenset({(1, 1), (5, 1)}),
    )


durations = st.builds(lambda unit, part: Duration(part % (LIMITS[unit] + 1), unit), st.sampled_from(Unit), st.integers(0, 10_000))


@given(calendars(), dates, counts)
def test_going_on_and_back_returns_to_the_day_or_the_working_day_before_it(calendar: Calendar, day: date, count: int) -> None:
    there = calendar.add_workdays(day, count)
    back = calendar.before_workdays(there, count)
    assert back == (day if calendar.is_workday(day) or not count else calendar.before_workdays(day, 1))


@given(calendars(), dates, counts, counts)
def test_working_days_add_up(calendar: Calendar, day: date, one: int, two: int) -> None:
    assert calendar.add_workdays(calendar.add_workdays(day, one), two) == calendar.add_workdays(day, one + two)
    assert calendar.before_workdays(calendar.before_workdays(day, one), two) == calendar.before_workdays(day, one + two)


@given(calendars(), dates, st.integers(1, 60))
def test_counting_agrees_with_walking_day_by_day(calendar: Calendar, day: date, count: int) -> None:
    on, back = day, day
    for _ in range(count):
        on += timedelta(days=1)
        back -= timedelta(days=1)
        while not calendar.is_workday(on):
            on += timedelta(days=1)
        while not calendar.is_workday(back):
            back -= timedelta(days=1)
    assert (calendar.add_workdays(day, count), calendar.before_workdays(day, count)) == (on, back)


@given(calendars(), dates, counts)
def test_overdue_undoes_adding(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.overdue_workdays(day, calendar.add_workdays(day, count)) == count


@given(calendars(), moments, st.integers(0, 400), st.sampled_from((Unit.WD, Unit.D, Unit.M)), st.integers(0, 120), zones)
def test_a_later_start_never_ends_earlier(calendar: Calendar, begin: datetime, later: int, unit: Unit, count: int, zone: ZoneInfo) -> None:
    first, second = (deadline(start, Duration(count, unit), calendar, zone) for start in (begin, begin + timedelta(days=later)))
    assert first.at <= second.at


@given(calendars(), moments, durations, zones)
def test_a_deadline_is_never_before_its_beginning_and_always_in_utc(
    calendar: Calendar, begin: datetime, duration: Duration, zone: ZoneInfo
) -> None:
    found = deadline(begin, duration, calendar, zone)
    assert found.at >= begin
    assert found.at.tzinfo is UTC


@given(moments, durations.filter(lambda duration: not duration.unit.needs_calendar), zones)
def test_without_a_calendar_a_deadline_is_never_before_its_beginning(begin: datetime, duration: Duration, zone: ZoneInfo) -> None:
    second_of_two_like_hours = timedelta(hours=1) if duration.count == 0 else timedelta()
    assert deadline(begin, duration, None, zone).at >= begin - second_of_two_like_hours


@given(calendars(), moments, st.sampled_from((Unit.WD, Unit.D, Unit.M)), st.integers(0, 500), zones)
def test_a_deadline_in_days_ends_at_the_cutoff_of_a_working_day(
    calendar: Calendar, begin: datetime, unit: Unit, count: int, zone: ZoneInfo
) -> None:
    found = deadline(begin, Duration(count, unit), calendar, zone)
    near = found.at.astimezone(calendar.zone).date()
    ends = [day for day in (near, near - timedelta(days=1)) if calendar.close_of(day) == found.at]
    assert any(calendar.is_workday(day) for day in ends)


@given(calendars(), moments, st.integers(0, 200), zones)
def test_between_a_beginning_and_its_deadline_lie_just_the_working_hours(
    calendar: Calendar, begin: datetime, hours: int, zone: ZoneInfo
) -> None:
    found = deadline(begin, Duration(hours, Unit.WH), calendar, zone)
    assert working_time_between(begin, found.at, calendar) == timedelta(hours=hours)
    back = shift(begin, Duration(-hours, Unit.WH), calendar, zone)
    assert working_time_between(back.at, begin, calendar) == timedelta(hours=hours)


@given(calendars(), moments, st.integers(0, 100), st.integers(0, 100))
def test_working_hours_add_up(calendar: Calendar, begin: datetime, one: int, two: int) -> None:
    apart = add_working_hours(add_working_hours(begin, one, calendar), two, calendar)
    together = add_working_hours(begin, one + two, calendar)
    assert working_time_between(together, apart, calendar) == timedelta()


@given(calendars(), st.tuples(moments, moments, moments))
def test_working_time_adds_up(calendar: Calendar, three: tuple[datetime, datetime, datetime]) -> None:
    near = [three[0] + timedelta(seconds=(moment - three[0]).total_seconds() % 3_000_000) for moment in three]
    a, b, c = near
    assert working_time_between(a, b, calendar) + working_time_between(b, c, calendar) == working_time_between(a, c, calendar)


@given(calendars(), moments, durations, zones, st.none() | st.times().map(lambda at: at.replace(tzinfo=None)))
def test_counting_never_raises_within_the_years_people_plan_for(
    calendar: Calendar, begin: datetime, duration: Duration, zone: ZoneInfo, at: time | None
) -> None:
    found = deadline(begin, duration, calendar, zone, at)
    back = shift(found, -duration, calendar, zone, at)
    assert back.at.tzinfo is UTC
    assert overdue_workdays(begin, found.at, calendar) >= 0


@given(calendars(), moments, zones, st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_the_next_such_date_lies_within_a_year(calendar: Calendar, after: datetime, zone: ZoneInfo, day: date) -> None:
    found = next_month_day(after, day.month, day.day, calendar, zone)
    assert after - timedelta(days=1, hours=2) <= found.at <= after + timedelta(days=368)


@given(calendars(), moments, counts)
def test_a_mark_says_that_a_year_without_official_days_was_asked(calendar: Calendar, begin: datetime, count: int) -> None:
    found = deadline(begin, Duration(count, Unit.WD), calendar, calendar.zone)
    if found.at.year < 2025 or begin.year > 2027:
        assert found.provisional
    if begin.astimezone(calendar.zone).year == 2026 and found.at < datetime(2026, 12, 30, tzinfo=UTC):
        assert not found.provisional
