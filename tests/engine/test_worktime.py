"""Deadlines, rungs and working hours, on days that are written out here, so that nothing but the counting is tested."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signoff.engine.calendars import Calendar, Layer, LayerYear, Season, Year, layered
from signoff.engine.worktime import (
    Due,
    Duration,
    add_working_hours,
    before_working_hours,
    deadline,
    next_month_day,
    overdue_workdays,
    repeated,
    shift,
    working_time_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")


def days(year: int, *spans: str) -> frozenset[date]:
    """`days(2026, "01-01..01-03")` as a set."""
    found: set[date] = set()
    for span in spans:
        first, last = (date.fromisoformat(f"{year}-{end}") for end in (span.split("..") * 2)[:2])
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(found)


GOV = Calendar(
    "gov",
    timezone="Asia/Shanghai",
    cutoff="business_close",
    hours=((time(8, 30), time(12)), (time(14, 30), time(17, 30))),
    years={
        2025: Year("official", "", days(2025, "10-01..10-08"), days(2025, "09-28", "10-11")),
        2026: Year(
            "official",
            "",
            days(2026, "01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"),
            days(2026, "01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
        ),
        2027: Year("provisional", "", days(2027, "01-01", "02-05..02-08")),
    },
    fixed=frozenset({(1, 1), (10, 1)}),
)
MIDNIGHT = replace(GOV, cutoff="midnight")
PLAIN = Calendar("plain", timezone="Europe/Amsterdam", unlisted="official")


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`local("2026-03-10 09:00")` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def due(begin: str, duration: str, calendar: Calendar | None = GOV, zone: ZoneInfo = SHANGHAI) -> str:
    """The deadline as local time, with `*` where it is provisional."""
    return shown(deadline(local(begin, zone), Duration.parse(duration), calendar, zone), zone)


def rung(base: str, sign: str, duration: str, at: time | None = None, calendar: Calendar | None = GOV, zone: ZoneInfo = SHANGHAI) -> str:
    """`base ± duration [at]` as local time."""
    length = Duration.parse(duration)
    return shown(shift(local(base, zone), length if sign == "+" else -length, calendar, zone, at), zone)


def shown(result: Due, zone: ZoneInfo = SHANGHAI) -> str:
    """Local time to the minute, with `*` where it is provisional."""
    return f"{result.at.astimezone(zone):%Y-%m-%d %H:%M}" + "*" * result.provisional


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-03-10", "3wd", "2026-03-13"),
        ("2026-03-10", "7wd", "2026-03-19"),
        ("2026-03-10", "15wd", "2026-03-31"),
        ("2026-03-10", "1m", "2026-04-10"),
        ("2026-03-10", "3m", "2026-06-10"),
        ("2026-03-10", "6m", "2026-09-10"),
        ("2026-02-12", "2wd", "2026-02-14"),
        ("2026-02-13", "3wd", "2026-02-25"),
        ("2026-04-30", "3wd", "2026-05-08"),
        ("2026-04-30", "7wd", "2026-05-13"),
        ("2026-09-17", "3wd", "2026-09-21"),
        ("2026-07-01", "3m", "2026-10-08"),
        ("2025-11-14", "3m", "2026-02-14"),
        ("2025-11-15", "3m", "2026-02-24"),
        ("2026-03-31", "1m", "2026-04-30"),
        ("2026-03-14", "3wd", "2026-03-18"),
        ("2026-05-02", "3wd", "2026-05-08"),
    ],
)
def test_the_checked_examples_of_the_rule_book(start: str, duration: str, end: str) -> None:
    assert due(f"{start} 09:00", duration) == f"{end} 17:30"


def test_a_month_end_in_an_unpublished_year_is_provisional() -> None:
    assert due("2026-08-31 09:00", "6m") == "2027-03-01 17:30*"


def test_the_day_of_receipt_is_not_counted_whatever_the_hour() -> None:
    for hour in ("00:00", "07:00", "12:10", "17:30", "17:31", "23:59"):
        assert due(f"2026-03-10 {hour}", "1wd") == "2026-03-11 17:30"


def test_what_comes_on_a_rest_day_begins_on_that_day() -> None:
    assert due("2026-03-14 10:00", "1wd") == "2026-03-16 17:30"
    assert due("2026-03-14 10:00", "2d") == "2026-03-16 17:30"


def test_a_day_counts_in_the_calendars_zone() -> None:
    begin = datetime(2026, 3, 9, 20, 0, tzinfo=UTC)  # already 10 March in Shanghai
    assert shown(deadline(begin, Duration.parse("1wd"), GOV, AMSTERDAM)) == "2026-03-11 17:30"


def test_calendar_days_roll_over_the_whole_holiday() -> None:
    assert due("2026-02-05 09:00", "10d") == "2026-02-24 17:30"
    assert due("2026-02-04 09:00", "10d") == "2026-02-14 17:30"


def test_a_leap_day_is_the_last_of_its_month() -> None:
    assert due("2027-11-30 09:00", "3m") == "2028-02-29 17:30*"


def test_the_cutoff_midnight_ends_the_day() -> None:
    assert due("2026-03-10 09:00", "3wd", MIDNIGHT) == "2026-03-14 00:00"


def test_a_deadline_of_no_days_ends_with_the_day_or_the_next_working_one() -> None:
    assert due("2026-03-10 09:00", "0wd") == "2026-03-10 17:30"
    assert due("2026-03-10 17:30", "0d") == "2026-03-10 17:30"
    assert due("2026-03-10 18:00", "0d") == "2026-03-11 17:30"
    assert due("2026-03-14 09:00", "0wd") == "2026-03-16 17:30"


def test_a_deadline_may_end_at_a_clock_time() -> None:
    found = deadline(local("2026-03-13 15:00"), Duration.parse("1wd"), GOV, SHANGHAI, time(8, 30))
    assert shown(found) == "2026-03-16 08:30"


def test_a_deadline_counted_back_ends_at_the_cutoff_of_its_day() -> None:
    reply = local("2026-05-08 17:30")
    assert shown(deadline(reply, -Duration.parse("3wd"), GOV, SHANGHAI)) == "2026-04-30 17:30"
    assert shown(deadline(reply, -Duration.parse("5d"), GOV, SHANGHAI)) == "2026-05-06 17:30"


def test_elapsed_hours_know_no_calendar() -> None:
    assert due("2026-02-14 17:00", "36h") == "2026-02-16 05:00"
    assert due("2026-02-14 17:00", "36h", None) == "2026-02-16 05:00"


def test_without_a_calendar_days_and_months_keep_the_time_of_day() -> None:
    assert due("2026-03-10 09:15", "4d", None) == "2026-03-14 09:15"
    assert due("2026-01-31 09:15", "1m", None) == "2026-02-28 09:15"


@pytest.mark.parametrize(
    ("begin", "end", "zone"),
    [
        ("2026-02-15 09:00", "2026-04-16 09:00", AMSTERDAM),
        ("2026-09-15 09:00", "2026-11-14 09:00", AMSTERDAM),
        ("2026-02-15 09:00", "2026-04-16 09:00", NEW_YORK),
        ("2026-09-15 09:00", "2026-11-14 09:00", NEW_YORK),
    ],
)
def test_sixty_days_are_sixty_local_days_across_clock_changes(begin: str, end: str, zone: ZoneInfo) -> None:
    assert due(begin, "60d", None, zone) == end
    elapsed = local(end, zone) - local(begin, zone)
    assert abs(elapsed - timedelta(days=60)) == timedelta(hours=1)


def test_a_local_time_that_the_clocks_skip_moves_forward() -> None:
    assert due("2026-03-28 02:30", "1d", None, AMSTERDAM) == "2026-03-29 03:30"
    assert due("2026-03-07 02:30", "1d", None, NEW_YORK) == "2026-03-08 03:30"


def test_a_local_time_that_comes_twice_is_the_first() -> None:
    found = deadline(local("2026-10-24 02:30", AMSTERDAM), Duration.parse("1d"), None, AMSTERDAM)
    assert found.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    found = deadline(local("2026-10-31 01:30", NEW_YORK), Duration.parse("1d"), None, NEW_YORK)
    assert found.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_begin_in_the_second_of_two_like_hours_counts_from_the_same_local_time() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in Amsterdam, for the second time
    found = deadline(second, Duration.parse("1d"), None, AMSTERDAM)
    assert shown(found, AMSTERDAM) == "2026-10-26 02:30"


def test_the_close_of_business_follows_the_clock_change() -> None:
    office = replace(PLAIN, cutoff="business_close", hours=((time(9), time(17)),))
    assert deadline(local("2026-03-27 10:00", AMSTERDAM), Duration.parse("1wd"), office, AMSTERDAM).at.hour == 15
    assert deadline(local("2026-10-23 10:00", AMSTERDAM), Duration.parse("1wd"), office, AMSTERDAM).at.hour == 16


@pytest.mark.parametrize("duration", ["1wd", "1wh"])
def test_working_time_without_a_calendar_is_refused(duration: str) -> None:
    for count in (deadline, shift):
        with pytest.raises(ValueError, match="no calendar is named"):
            count(local("2026-03-10 09:00"), Duration.parse(duration), None, SHANGHAI)


@pytest.mark.parametrize(
    ("begin", "duration", "end"),
    [
        ("2026-03-10 09:00", "2wh", "2026-03-10 11:00"),
        ("2026-03-10 11:00", "2wh", "2026-03-10 15:30"),
        ("2026-03-10 13:00", "1wh", "2026-03-10 15:30"),
        ("2026-03-10 11:00", "1wh", "2026-03-10 12:00"),
        ("2026-03-10 16:30", "1wh", "2026-03-10 17:30"),
        ("2026-03-10 17:30", "1wh", "2026-03-11 09:30"),
        ("2026-03-10 20:00", "4wh", "2026-03-11 15:00"),
        ("2026-03-10 05:00", "4wh", "2026-03-10 15:00"),
        ("2026-03-13 17:00", "1wh", "2026-03-16 09:00"),
        ("2026-03-14 10:00", "1wh", "2026-03-16 09:30"),
        ("2026-02-14 17:00", "1wh", "2026-02-24 09:00"),
        ("2026-03-10 12:00", "0wh", "2026-03-10 14:30"),
        ("2026-03-10 09:10", "0wh", "2026-03-10 09:10"),
        ("2026-12-31 17:00", "1wh", "2027-01-04 09:00*"),
    ],
)
def test_working_hours_use_up_open_time_only(begin: str, duration: str, end: str) -> None:
    assert due(begin, duration) == end


@pytest.mark.parametrize(
    ("base", "duration", "end"),
    [
        ("2026-03-10 17:30", "1wh", "2026-03-10 16:30"),
        ("2026-03-10 17:30", "3wh", "2026-03-10 14:30"),
        ("2026-03-10 17:30", "4wh", "2026-03-10 11:00"),
        ("2026-03-10 20:00", "1wh", "2026-03-10 16:30"),
        ("2026-03-10 08:30", "1wh", "2026-03-09 16:30"),
        ("2026-03-14 10:00", "1wh", "2026-03-13 16:30"),
    ],
)
def test_working_hours_count_back_over_open_time(base: str, duration: str, end: str) -> None:
    assert rung(base, "-", duration) == end


def test_no_working_hours_back_is_the_last_open_instant() -> None:
    assert before_working_hours(local("2026-03-10 20:00"), 0, GOV) == local("2026-03-10 17:30")
    assert add_working_hours(local("2026-03-10 20:00"), 0, GOV) == local("2026-03-11 08:30")


def test_open_round_the_clock_a_working_day_is_as_long_as_the_clocks_make_it() -> None:
    sunday_too = replace(PLAIN, weekend=frozenset({5}))
    begin = local("2026-03-29 00:00", AMSTERDAM)  # a day of 23 hours
    assert working_time_between(begin, local("2026-03-30 00:00", AMSTERDAM), sunday_too) == timedelta(hours=23)
    assert shown(deadline(begin, Duration.parse("24wh"), sunday_too, AMSTERDAM), AMSTERDAM) == "2026-03-30 01:00"


def test_hours_follow_the_season() -> None:
    summer = Season((5, 1), (9, 30), ((time(8), time(12)),))
    winter = Season((10, 1), (4, 30), ((time(9), time(12)),))
    office = replace(GOV, hours=(), seasons=(summer, winter))
    assert office.close_of(date(2026, 7, 1)) == local("2026-07-01 12:00")
    assert due("2026-04-30 11:00", "2wh", office) == "2026-05-06 09:00"
    assert office.hours_on(date(2026, 12, 31)) == office.hours_on(date(2026, 1, 1)) == winter.hours


@pytest.mark.parametrize(
    ("base", "sign", "duration", "at", "end"),
    [
        ("2026-04-30 17:30", "+", "1wd", None, "2026-05-06 17:30"),
        ("2026-04-30 17:30", "+", "1wd", time(8, 30), "2026-05-06 08:30"),
        ("2026-05-08 17:30", "-", "3wd", None, "2026-04-30 17:30"),
        ("2026-05-08 17:30", "-", "1wd", time(8, 30), "2026-05-07 08:30"),
        ("2026-05-03 17:30", "-", "1wd", None, "2026-04-30 17:30"),
        ("2026-03-12 10:00", "+", "2d", None, "2026-03-16 10:00"),
        ("2026-03-16 10:00", "-", "1d", None, "2026-03-15 10:00"),
        ("2026-07-01 10:00", "+", "3m", None, "2026-10-08 10:00"),
        ("2026-11-01 10:00", "-", "1m", None, "2026-10-01 10:00"),
        ("2026-03-13 10:00", "+", "30h", None, "2026-03-14 16:00"),
        ("2026-03-13 10:00", "-", "30h", None, "2026-03-12 04:00"),
        ("2026-03-13 10:00", "+", "30h", time(8, 30), "2026-03-14 08:30"),
    ],
)
def test_a_rung_keeps_the_time_of_day_or_takes_its_own(base: str, sign: str, duration: str, at: time | None, end: str) -> None:
    assert rung(base, sign, duration, at) == end


def test_a_rung_without_a_calendar_falls_on_any_day() -> None:
    assert rung("2026-03-12 10:00", "+", "2d", None, None) == "2026-03-14 10:00"
    assert rung("2026-03-28 10:00", "+", "1d", time(2, 30), None, AMSTERDAM) == "2026-03-29 03:30"


def test_a_clock_time_is_read_in_the_workflows_zone() -> None:
    base = local("2026-03-12 17:30")
    assert shown(shift(base, Duration.parse("1wd"), GOV, AMSTERDAM, time(8, 30)), AMSTERDAM) == "2026-03-13 08:30"


def test_rungs_count_the_days_of_the_calendar_where_the_workflows_zone_is_far_off() -> None:
    office = replace(PLAIN, timezone="America/New_York", cutoff="business_close", hours=((time(9), time(17, 30)),))
    friday = local("2026-03-13 17:30", NEW_YORK)  # a Saturday morning in Shanghai
    assert shown(shift(friday, Duration.parse("1wd"), office, SHANGHAI), NEW_YORK) == "2026-03-16 17:30"


def test_a_due_at_midnight_counts_as_the_end_of_its_day() -> None:
    friday = deadline(local("2026-03-10 09:00"), Duration.parse("3wd"), MIDNIGHT, SHANGHAI)
    assert shown(friday) == "2026-03-14 00:00"
    assert shown(shift(friday, Duration.parse("1wd"), MIDNIGHT, SHANGHAI, time(8, 30))) == "2026-03-16 08:30"
    assert shown(shift(friday, Duration.parse("1wd"), MIDNIGHT, SHANGHAI)) == "2026-03-17 00:00"
    thursday = Due(local("2026-03-13 00:00"))
    assert shown(shift(thursday, Duration.parse("1wd"), MIDNIGHT, SHANGHAI, time(8, 30))) == "2026-03-13 08:30"
    assert shown(shift(thursday, -Duration.parse("1wd"), MIDNIGHT, SHANGHAI, time(8, 30))) == "2026-03-11 08:30"


def test_a_beginning_at_midnight_is_the_start_of_its_day() -> None:
    assert rung("2026-03-13 00:00", "+", "1wd", time(8, 30), MIDNIGHT) == "2026-03-16 08:30"


def test_a_due_at_midnight_is_known_where_clocks_jump_at_midnight() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    office = replace(PLAIN, timezone="Asia/Beirut", weekend=frozenset())
    saturday = Due(office.close_of(date(2025, 3, 29)))  # shown as 01:00 on the 30th
    assert shown(saturday, beirut) == "2025-03-30 01:00"
    assert shown(shift(saturday, Duration.parse("1wd"), office, beirut, time(8)), beirut) == "2025-03-30 08:00"


def test_provisional_days_mark_what_is_counted_over_them() -> None:
    assert due("2026-12-30 09:00", "1wd") == "2026-12-31 17:30"
    assert due("2026-12-30 09:00", "2wd") == "2027-01-04 17:30*"
    assert due("2026-12-31 09:00", "1d") == "2027-01-04 17:30*"
    assert due("2026-12-31 09:00", "36h") == "2027-01-01 21:00"
    assert rung("2027-01-04 09:00", "-", "1wd") == "2026-12-31 09:00*"
    assert rung("2027-01-04 09:00", "-", "4d") == "2026-12-31 09:00"


def test_years_beyond_the_list_have_weekends_and_fixed_days() -> None:
    assert due("2029-09-28 09:00", "1wd") == "2029-10-02 17:30*"
    assert due("1999-12-31 09:00", "1wd") == "2000-01-03 17:30*"


def test_a_provisional_base_hands_its_mark_on() -> None:
    base = Due(local("2026-03-10 17:30"), provisional=True)
    for duration in ("1wd", "1wh", "1d", "1h"):
        assert shift(base, Duration.parse(duration), GOV, SHANGHAI).provisional
        assert deadline(base, Duration.parse(duration), GOV, SHANGHAI).provisional


@pytest.mark.parametrize(
    ("after", "month", "day", "end"),
    [
        ("2026-03-10 09:00", 11, 20, "2026-11-20 17:30"),
        ("2026-11-20 09:00", 11, 20, "2026-11-20 17:30"),
        ("2026-11-20 18:00", 11, 20, "2026-11-20 17:30"),
        ("2026-11-21 00:00", 11, 20, "2027-11-20 17:30"),
        ("2026-03-10 09:00", 2, 29, "2027-02-28 17:30"),
        ("2027-03-10 09:00", 2, 29, "2028-02-29 17:30"),
        ("2026-03-10 09:00", 10, 1, "2026-10-01 17:30"),
    ],
)
def test_a_date_is_the_next_such_date_itself_included(after: str, month: int, day: int, end: str) -> None:
    assert shown(next_month_day(local(after), month, day, GOV, SHANGHAI)) == end


def test_a_date_without_a_calendar_ends_at_midnight() -> None:
    assert shown(next_month_day(local("2026-03-10 09:00"), 11, 20, None, SHANGHAI)) == "2026-11-21 00:00"
    assert shown(next_month_day(local("2026-03-10 09:00"), 11, 20, None, SHANGHAI, time(8, 30))) == "2026-11-20 08:30"


@pytest.mark.parametrize(("month", "day"), [(2, 30), (13, 1), (0, 1), (4, 31)])
def test_a_date_that_no_year_has_is_refused(month: int, day: int) -> None:
    with pytest.raises(ValueError, match="is not a day of the year"):
        next_month_day(local("2026-03-10 09:00"), month, day, GOV, SHANGHAI)


@pytest.mark.parametrize(
    ("now", "count"),
    [
        ("2026-04-30 17:29", 0),
        ("2026-04-30 17:31", 0),
        ("2026-05-05 23:59", 0),
        ("2026-05-06 00:00", 1),
        ("2026-05-08 12:00", 3),
        ("2026-05-10 12:00", 4),
        ("2026-03-01 12:00", 0),
    ],
)
def test_overdue_counts_the_working_days_begun_since_the_due_day(now: str, count: int) -> None:
    assert overdue_workdays(local("2026-04-30 17:30"), local(now), GOV) == count


def test_overdue_counts_across_years() -> None:
    assert overdue_workdays(local("2025-12-31 17:30"), local("2027-01-04 08:00"), GOV) == 249


def test_a_due_at_midnight_is_overdue_on_the_day_after() -> None:
    friday = local("2026-03-14 00:00")
    assert overdue_workdays(friday, friday, MIDNIGHT) == 0
    assert overdue_workdays(friday, local("2026-03-15 12:00"), MIDNIGHT) == 0
    assert overdue_workdays(friday, local("2026-03-16 00:00"), MIDNIGHT) == 1
    assert overdue_workdays(local("2026-03-13 00:00"), local("2026-03-13 00:00") + timedelta(microseconds=1), MIDNIGHT) == 1


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-10 09:00", "2026-03-10 10:30", 90),
        ("2026-03-10 11:00", "2026-03-10 15:00", 90),
        ("2026-03-10 00:00", "2026-03-11 00:00", 390),
        ("2026-03-13 17:00", "2026-03-16 09:00", 60),
        ("2026-03-14 00:00", "2026-03-15 23:00", 0),
        ("2026-03-10 10:30", "2026-03-10 09:00", -90),
    ],
)
def test_working_time_between_two_instants(start: str, end: str, minutes: int) -> None:
    assert working_time_between(local(start), local(end), GOV) == timedelta(minutes=minutes)


def often(base: str, every: str, calendar: Calendar | None = GOV, zone: ZoneInfo = SHANGHAI) -> list[str]:
    """Month, day and time of the first four repetitions."""
    found = [repeated(Due(local(base, zone)), Duration.parse(every), number, calendar, zone) for number in range(1, 5)]
    return [shown(one, zone)[5:] for one in found]


def test_repetitions_by_the_month_keep_to_their_day() -> None:
    assert often("2026-01-31 10:00", "1m", None) == ["02-28 10:00", "03-31 10:00", "04-30 10:00", "05-31 10:00"]
    assert often("2026-04-15 10:00", "1m") == ["05-15 10:00", "06-15 10:00", "07-15 10:00", "08-17 10:00"]


def test_a_holiday_does_not_move_the_repetitions_after_it() -> None:
    assert often("2026-04-24 09:00", "7d") == ["05-06 09:00", "05-08 09:00", "05-15 09:00", "05-22 09:00"]


def test_what_rolls_to_one_working_day_happens_there_once() -> None:
    assert often("2026-06-04 09:00", "1d") == ["06-05 09:00", "06-08 09:00", "06-09 09:00", "06-10 09:00"]


def test_an_hour_that_the_clocks_skip_moves_one_repetition_only() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert often("2026-03-27 02:30", "1d", None, berlin) == ["03-28 02:30", "03-29 03:30", "03-30 02:30", "03-31 02:30"]


def test_working_time_and_hours_repeat_from_one_to_the_next() -> None:
    assert often("2026-06-05 17:00", "1wd") == ["06-08 17:00", "06-09 17:00", "06-10 17:00", "06-11 17:00"]
    assert often("2026-06-05 17:00", "2wh") == ["06-08 10:00", "06-08 12:00", "06-08 16:30", "06-09 09:30"]
    assert often("2026-06-05 17:00", "20h") == ["06-06 13:00", "06-07 09:00", "06-08 05:00", "06-09 01:00"]


def test_reminders_lie_strictly_before_and_are_never_rolled() -> None:
    assert GOV.before_workdays(date(2026, 5, 8), 1) == date(2026, 5, 7)
    assert GOV.before_workdays(date(2026, 5, 3), 1) == date(2026, 4, 30)
    assert GOV.before_workdays(date(2026, 1, 5), 2) == date(2025, 12, 31)
    assert GOV.before_workdays(date(2026, 2, 24), 1) == date(2026, 2, 14)


def test_counting_the_wrong_way_is_refused() -> None:
    with pytest.raises(ValueError, match="use before_workdays"):
        GOV.add_workdays(date(2026, 3, 10), -1)
    with pytest.raises(ValueError, match="use add_workdays"):
        GOV.before_workdays(date(2026, 3, 10), -1)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        deadline(datetime(2026, 3, 10), Duration.parse("1d"), GOV, SHANGHAI)


@pytest.mark.parametrize("year", [1899, 2201])
def test_years_out_of_reach_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="calendars run from 1900 to 2200"):
        GOV.is_workday(date(year, 6, 1))
    with pytest.raises(ValueError, match="calendars run from 1900 to 2200"):
        deadline(datetime(year, 6, 1, tzinfo=UTC), Duration.parse("1h"), None, SHANGHAI)


def test_counting_past_the_last_year_is_refused() -> None:
    for duration in ("10wd", "20wh", "1m", "10d"):
        with pytest.raises(ValueError, match="2201 cannot be counted"):
            due("2200-12-30 09:00", duration)


def test_a_layer_closes_and_opens_single_days() -> None:
    typhoon = Layer("city", years={2026: LayerYear(off=days(2026, "03-11"), makeup=days(2026, "05-05"))})
    city = layered(GOV, typhoon)
    assert due("2026-03-10 09:00", "1wd", city) == "2026-03-12 17:30"
    assert city.is_workday(date(2026, 5, 5))
    assert not city.is_workday(date(2026, 5, 4))
    assert city.id == "city"
    assert GOV.is_workday(date(2026, 3, 11))


def test_a_layer_may_rest_on_a_day_that_is_made_up_below() -> None:
    city = layered(GOV, Layer("city", years={2026: LayerYear(off=days(2026, "05-09"))}))
    assert not city.is_workday(date(2026, 5, 9))


def test_a_layer_does_not_make_a_provisional_year_official_unless_it_says_so() -> None:
    closed = LayerYear(off=days(2027, "03-11"))
    assert layered(GOV, Layer("city", years={2027: closed})).provisional(date(2027, 6, 1))
    official = replace(closed, status="official")
    assert not layered(GOV, Layer("city", years={2027: official})).provisional(date(2027, 6, 1))


def test_a_layer_over_an_unlisted_year_keeps_its_fixed_days() -> None:
    city = layered(GOV, Layer("city", years={2029: LayerYear(off=days(2029, "03-12"))}))
    assert not city.is_workday(date(2029, 10, 1))
    assert not city.is_workday(date(2029, 3, 12))
    assert city.provisional(date(2029, 3, 12))


def test_a_layer_replaces_hours_weekend_and_zone_whole() -> None:
    shop = layered(GOV, Layer("shop", hours=((time(10), time(20)),), weekend=frozenset({0}), timezone="UTC"))
    assert shop.close_of(date(2026, 3, 15)) == datetime(2026, 3, 15, 20, tzinfo=UTC)
    assert shop.is_workday(date(2026, 3, 15))
    assert not shop.is_workday(date(2026, 3, 16))
    assert shop.cutoff == "business_close"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"timezone": "Asia/Shanghi"}, "no time zone"),
        ({"timezone": "../etc/passwd"}, "no time zone"),
        ({"cutoff": "noon"}, "business_close or midnight"),
        ({"weekend": frozenset(range(7))}, "leaves at least one"),
        ({"hours": ((time(12), time(9)),)}, "ends before it begins"),
        ({"hours": ((time(9), time(12)), (time(11), time(13)))}, "begins before the one above"),
        ({"hours": ((time(9), time(0)), (time(11), time(13)))}, "begins before the one above"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(GOV, **changes)  # type: ignore[arg-type]
