"""Calendar files: the one that ships, against an independent library, and every mistake that a file can hold."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from signoff.engine.calendars import Calendar
from signoff.engine.worktime import Duration, deadline
from signoff.workflows.calendar_file import KEYS as CALENDAR_KEYS
from signoff.workflows.calendar_file import YEAR_KEYS, InvalidCalendar, calendar_from, read_values, shipped, shipped_names

SHANGHAI = ZoneInfo("Asia/Shanghai")
SMALL: dict[str, Any] = {"calendar": "office", "timezone": "Europe/Amsterdam", "hours": ["09:00-17:00"]}


def parsed(text: str) -> Any:
    """Plain values of a text: every scalar is a text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def values(name: str) -> Mapping[str, object] | None:
    """Plain values of a calendar that ships."""
    file = shipped(name)
    return None if file is None else parsed(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def gov() -> Calendar:
    """The calendar of government offices."""
    return calendar_from(values("cn-gov"))


def mistakes(data: object) -> list[tuple[str, str]]:
    """(path, code) of every mistake."""
    return [(".".join(map(str, path)), code) for path, code, _, _ in read_values(data, values)[1]]


def with_years(**years: object) -> dict[str, Any]:
    """The small calendar with years: `with_years(y2026={…})`."""
    return {**SMALL, "years": {name.removeprefix("y"): year for name, year in years.items()}}


def test_the_shipped_calendar_agrees_with_an_independent_library_on_every_day(gov: Calendar) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2024, 1, 1)).days + 1)]
    assert len(days) == 1096
    assert [day for day in days if gov.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_official_years_have_the_known_number_of_working_days(gov: Calendar, year: int, workdays: int) -> None:
    assert gov.overdue_workdays(date(year - 1, 12, 31), date(year, 12, 31)) == workdays
    assert not gov.provisional(date(year, 6, 1))
    assert gov.year(year).source


def test_the_year_to_come_is_provisional_with_its_statutory_days(gov: Calendar) -> None:
    assert gov.provisional(date(2027, 1, 4))
    off = [day for n in range(365) if not gov.is_workday(day := date(2027, 1, 1) + timedelta(days=n)) and day.weekday() < 5]
    assert [f"{day:%m-%d}" for day in off] == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]


def test_years_far_off_have_weekends_and_fixed_days(gov: Calendar) -> None:
    assert not gov.is_workday(date(2029, 5, 1))
    assert gov.provisional(date(2029, 5, 1))
    assert gov.is_workday(date(2029, 5, 3))


def test_the_shipped_calendar_closes_at_half_past_five_after_a_lunch_break(gov: Calendar) -> None:
    assert gov.hours == ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
    assert gov.close_of(date(2026, 3, 10)) == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    assert gov.title["zh"] == "国家机关工作日历"


@pytest.mark.parametrize(
    ("start", "duration", "end", "provisional"),
    [
        ("2026-03-10", "3wd", "2026-03-13", False),
        ("2026-03-10", "7wd", "2026-03-19", False),
        ("2026-03-10", "15wd", "2026-03-31", False),
        ("2026-03-10", "1m", "2026-04-10", False),
        ("2026-03-10", "3m", "2026-06-10", False),
        ("2026-03-10", "6m", "2026-09-10", False),
        ("2026-02-12", "2wd", "2026-02-14", False),
        ("2026-02-13", "3wd", "2026-02-25", False),
        ("2026-04-30", "3wd", "2026-05-08", False),
        ("2026-04-30", "7wd", "2026-05-13", False),
        ("2026-09-17", "3wd", "2026-09-21", False),
        ("2026-07-01", "3m", "2026-10-08", False),
        ("2025-11-14", "3m", "2026-02-14", False),
        ("2025-11-15", "3m", "2026-02-24", False),
        ("2026-03-31", "1m", "2026-04-30", False),
        ("2026-08-31", "6m", "2027-03-01", True),
        ("2026-03-14", "3wd", "2026-03-18", False),
        ("2026-05-02", "3wd", "2026-05-08", False),
    ],
)
def test_the_shipped_calendar_gives_the_checked_examples(gov: Calendar, start: str, duration: str, end: str, provisional: bool) -> None:
    found = deadline(datetime.fromisoformat(f"{start}T09:00").replace(tzinfo=SHANGHAI), Duration.parse(duration), gov, SHANGHAI)
    assert (f"{found.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", found.provisional) == (f"{end} 17:30", provisional)


def test_calendars_that_ship_are_found_by_name() -> None:
    assert "cn-gov" in shipped_names()
    assert shipped("cn-gvo") is None
    assert shipped("../policies/taishan") is None


@pytest.mark.parametrize("name", shipped_names())
def test_every_calendar_that_ships_reads_without_a_mistake(name: str) -> None:
    assert calendar_from(values(name), values).id == name


def test_a_calendar_without_years_is_not_provisional() -> None:
    office = calendar_from(SMALL)
    assert not office.provisional(date(2031, 1, 1))
    assert office.is_workday(date(2031, 1, 1))
    assert office.cutoff == "business_close"
    assert office.title == {"en": "office"}


def test_a_calendar_without_hours_ends_its_days_at_midnight() -> None:
    open_all_day = calendar_from({"calendar": "office", "timezone": "UTC"})
    assert open_all_day.close_of(date(2026, 3, 10)) == datetime(2026, 3, 11, tzinfo=UTC)


def test_days_may_be_written_with_their_year_and_singly_without_brackets() -> None:
    made = calendar_from(with_years(y2026={"off": "2026-12-24..2026-12-31", "source": "invented"}))
    assert not made.is_workday(date(2026, 12, 28))
    assert not made.provisional(date(2026, 12, 28))
    assert made.provisional(date(2027, 12, 28))


def test_all_years_that_are_not_listed_may_be_declared_official() -> None:
    made = calendar_from(with_years(other={"status": "official", "off": ["12-25", "02-29"]}))
    assert not made.provisional(date(2031, 1, 1))
    assert not made.is_workday(date(2031, 12, 25))
    assert not made.is_workday(date(2028, 2, 29))
    assert made.is_workday(date(2027, 3, 1))


def test_a_city_extends_the_nation() -> None:
    city = calendar_from(
        {"calendar": "city", "extends": "cn-gov", "years": {"2026": {"off": ["08-20"]}, "2027": {"off": ["08-20"]}}}, values
    )
    assert not city.is_workday(date(2026, 8, 20))
    assert not city.is_workday(date(2026, 2, 16))
    assert city.is_workday(date(2026, 2, 14))
    assert city.provisional(date(2027, 8, 20))
    assert city.timezone == "Asia/Shanghai"
    assert city.title == {"en": "city"}


def test_a_unit_may_work_on_a_holiday() -> None:
    unit = calendar_from({"calendar": "desk", "extends": "cn-gov", "years": {"2026": {"makeup": ["10-01..10-02"]}}}, values)
    assert unit.is_workday(date(2026, 10, 2))
    assert not unit.is_workday(date(2026, 10, 3))


def test_a_calendar_may_extend_one_that_extends_another() -> None:
    files: dict[str, Mapping[str, object]] = {
        "a": {"calendar": "a", "extends": "b"},
        "b": {"calendar": "b", "extends": "c", "weekend": ["sunday"]},
        "c": SMALL,
    }
    assert calendar_from(files["a"], files.get).is_workday(date(2026, 3, 14))


def test_hours_may_follow_the_season() -> None:
    seasons = {"05-01..09-30": ["08:00-12:00", "15:00-18:00"], "other": ["08:30-12:00", "14:30-17:30"]}
    made = calendar_from({**SMALL, "hours": seasons})
    assert made.hours_on(date(2026, 7, 1))[-1] == (time(15), time(18))
    assert made.hours_on(date(2026, 12, 1))[-1] == (time(14, 30), time(17, 30))


def test_seasons_that_cover_the_year_need_no_other() -> None:
    made = calendar_from({**SMALL, "hours": {"05-01..09-30": ["08:00-18:00"], "10-01..04-30": ["09:00-17:00"]}})
    assert made.close_of(date(2026, 1, 5)) == datetime(2026, 1, 5, 16, tzinfo=UTC)


def test_hours_may_end_at_midnight() -> None:
    made = calendar_from({**SMALL, "hours": ["06:00-14:00", "16:00-24:00"]})
    assert made.close_of(date(2026, 1, 5)) == datetime(2026, 1, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [("", "wrong_type")]),
        (["a"], [("", "wrong_type")]),
        ({}, [("", "missing_key"), ("", "missing_key")]),
        ({**SMALL, "calendar": ""}, [("calendar", "missing_value")]),
        ({**SMALL, "calendar": ["x"]}, [("calendar", "wrong_type")]),
        ({**SMALL, "weekends": ["sunday"]}, [("weekends", "unknown_key")]),
        ({**SMALL, "timezone": "Asia/Shanghi"}, [("timezone", "unknown_timezone")]),
        ({**SMALL, "timezone": "../../etc/passwd"}, [("timezone", "unknown_timezone")]),
        ({**SMALL, "cutoff": "noon"}, [("cutoff", "unknown_word")]),
        ({"calendar": "x", "timezone": "UTC", "cutoff": "business_close"}, [("cutoff", "bad_calendar")]),
        ({**SMALL, "title": {"Chinese": "x"}}, [("title.Chinese", "wrong_type")]),
        ({**SMALL, "title": {"zh": ["x"]}}, [("title.zh", "wrong_type")]),
        ({**SMALL, "weekend": ["saturday", "sonday"]}, [("weekend.1", "unknown_word")]),
        ({**SMALL, "weekend": {"a": "b"}}, [("weekend", "wrong_type")]),
        (
            {**SMALL, "weekend": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]},
            [("weekend", "bad_calendar")],
        ),
        ({**SMALL, "hours": ["9-17"]}, [("hours.0", "wrong_type")]),
        ({**SMALL, "hours": ["09:00–17:00"]}, [("hours.0", "wrong_type")]),
        ({**SMALL, "hours": ["25:00-26:00"]}, [("hours.0", "wrong_type")]),
        ({**SMALL, "hours": [["09:00-17:00"]]}, [("hours.0", "wrong_type")]),
        ({**SMALL, "hours": ["17:00-09:00"]}, [("hours.0", "bad_calendar")]),
        ({**SMALL, "hours": ["09:00-12:00", "11:00-17:00"]}, [("hours.1", "bad_calendar")]),
        ({**SMALL, "hours": ""}, [("hours", "missing_value")]),
        ({**SMALL, "hours": {"05-01..09-30": ["08:00-18:00"]}}, [("hours", "bad_calendar")]),
        (
            {**SMALL, "hours": {"05-01..09-30": ["08:00-18:00"], "09-30..10-02": ["08:00-18:00"], "other": "09:00-17:00"}},
            [("hours", "bad_calendar")],
        ),
        ({**SMALL, "hours": {"summer": ["08:00-18:00"], "other": ["08:00-18:00"]}}, [("hours.summer", "wrong_type")]),
        ({**SMALL, "years": ["2026"]}, [("years", "wrong_type")]),
        ({**SMALL, "years": None}, [("years", "missing_value")]),
        ({**SMALL, "hours": None}, [("hours", "missing_value")]),
        (with_years(y2026=None), [("years.2026", "wrong_type")]),
        (with_years(y2026={"off": None}), [("years.2026.off", "missing_value")]),
        (with_years(y26={}), [("years.26", "bad_calendar")]),
        (with_years(y2300={}), [("years.2300", "bad_calendar")]),
        (with_years(y2026="off"), [("years.2026", "wrong_type")]),
        (with_years(y2026={"of": ["01-01"]}), [("years.2026.of", "unknown_key")]),
        (with_years(y2026={"status": "offical"}), [("years.2026.status", "unknown_word")]),
        (with_years(y2026={"source": ["x"]}), [("years.2026.source", "wrong_type")]),
        (with_years(y2026={"off": ["01-01", "1-2"]}), [("years.2026.off.1", "wrong_type")]),
        (with_years(y2026={"off": ["01-01..01-03..01-04"]}), [("years.2026.off.0", "wrong_type")]),
        (with_years(y2026={"off": [{"01-01": "x"}]}), [("years.2026.off.0", "wrong_type")]),
        (with_years(y2026={"off": ["02-29"]}), [("years.2026.off.0", "bad_calendar")]),
        (with_years(y2026={"off": ["2025-12-31"]}), [("years.2026.off.0", "bad_calendar")]),
        (with_years(y2026={"off": ["12-30..01-02"]}), [("years.2026.off.0", "bad_calendar")]),
        (with_years(y2026={"off": ["01-01..01-03", "01-03"]}), [("years.2026.off.1", "written_twice")]),
        (with_years(y2026={"off": ["03-14"], "makeup": ["03-14"]}), [("years.2026.makeup", "bad_calendar")]),
        (with_years(y2026={"makeup": ["03-13"]}), [("years.2026.makeup", "bad_calendar")]),
        (with_years(other={"makeup": ["03-14"]}), [("years.other.makeup", "bad_calendar")]),
        ({**SMALL, "extends": "cn-gvo"}, [("extends", "unknown_calendar")]),
        ({**SMALL, "extends": "office"}, [("extends", "loop")]),
    ],
)
def test_each_mistake_is_told_at_its_place(data: object, expected: list[tuple[str, str]]) -> None:
    assert mistakes(data) == expected


WORDS = st.sampled_from(
    (
        "01-01",
        "02-30",
        "12-30..01-02",
        "08:30-12:00",
        "24:00-24:00",
        "official",
        "midnight",
        "sunday",
        "other",
        "2026",
        "cn-gov",
        "UTC",
        "",
        "工作",
    )
) | st.text(max_size=12)
KEYS = st.sampled_from((*CALENDAR_KEYS, *YEAR_KEYS, "2026", "2027", "other", "05-01..09-30", "zh")) | st.text(max_size=6)
ANYTHING = st.recursive(
    st.none() | WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)  # fmt: skip


@given(st.dictionaries(KEYS, ANYTHING, max_size=8))
def test_whatever_is_written_is_a_calendar_or_a_list_of_mistakes(data: dict[str, object]) -> None:
    made, found = read_values({**SMALL, **data}, values)
    assert (made is None) == bool(found)


def test_all_mistakes_are_told_in_one_run() -> None:
    data = {**SMALL, "cutof": "midnight", "weekend": ["sunnday"], "years": {"2026": {"off": ["13-01", "01-01"], "makeup": ["x"]}}}
    assert [path for path, _ in mistakes(data)] == ["cutof", "years.2026.off.0", "years.2026.makeup.0", "weekend.0"]


def test_a_mistake_comes_with_what_to_do() -> None:
    (mistake,) = read_values({**SMALL, "cutoff": "busines_close"})[1]
    assert mistake == (("cutoff",), "unknown_word", "`cutoff` cannot be `busines_close`", "Did you mean `business_close`?")
    with pytest.raises(InvalidCalendar, match=r"cutoff: `cutoff` cannot be `busines_close`\. Did you mean `business_close`\?"):
        calendar_from({**SMALL, "cutoff": "busines_close"})


def test_a_wrong_weekday_among_made_up_days_is_named() -> None:
    (mistake,) = read_values(with_years(y2026={"makeup": ["03-13"]}))[1]
    assert mistake[2] == "2026-03-13 is a Friday, a working day anyway"


def test_mistakes_of_the_calendar_below_are_told() -> None:
    files: dict[str, Mapping[str, object]] = {"below": {**SMALL, "calendar": "below", "cutoff": "noon"}}
    ((path, code, message, _),) = read_values({"calendar": "a", "extends": "below"}, files.get)[1]
    assert (path, code) == (("extends",), "bad_calendar")
    assert "`below` has mistakes of its own: `cutoff` cannot be `noon`" in message


def test_calendars_that_extend_each_other_are_refused() -> None:
    files: dict[str, Mapping[str, object]] = {"a": {"calendar": "a", "extends": "b"}, "b": {"calendar": "b", "extends": "a"}}
    assert [code for _, code, _, _ in read_values(files["a"], files.get)[1]] == ["bad_calendar"]


def test_the_head_of_the_shipped_file_explains_how_days_are_written() -> None:
    file = shipped("cn-gov")
    assert file is not None
    assert "MM-DD..MM-DD" in Path(str(file)).read_text("utf-8").partition("calendar:")[0]
