"""A year for a calendar: read from holiday-cn and from our own form, checked, written in its place and nowhere else."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signoff.workflows.calendar_file import InvalidCalendar
from signoff.workflows.calendar_import import NewYear, change_of, read_years, text_of, with_year
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.calendars_load import load_calendar

OFF = ["01-01", "02-06", "02-07", "02-08", "05-01", "10-01", "10-02", "10-03", "10-04"]
"""An invented year: nobody has published 2027 yet."""


def holidays(path: Path, *more: dict[str, Any], year: int = 2027, off: list[str] | None = None) -> Path:
    days = [{"name": "（虚构）", "date": f"{year}-{day}", "isOffDay": True} for day in (OFF if off is None else off)]
    data = {"$schema": "x", "year": year, "papers": ["http://example.org/2027"], "days": [*days, *more]}
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def day(written: str, rests: bool = False) -> dict[str, Any]:
    return {"name": "（虚构）", "date": written, "isOffDay": rests}


def test_a_year_of_holiday_cn_is_read_with_its_source(tmp_path: Path) -> None:
    (found,) = read_years(holidays(tmp_path / "2027.json", day("2027-01-30"), day("2026-12-27", True)))
    assert (found.number, found.status, found.source) == (2027, "official", "http://example.org/2027")
    assert found.makeup == {date(2027, 1, 30)} and date(2027, 10, 4) in found.off and len(found.off) == len(OFF)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (day("2027-02-09"), "2027-02-09 is a Tuesday, a working day anyway"),
        (day("2027-01-01", True), "2027-01-01 is in the list twice"),
        (day("2026-12-31", True), "2026-12-31 is not in 2027"),
        (day("2027-02-29"), "is no day"),
        ({"date": "2027-01-30"}, "is no day"),
        ({"date": "2027-01-30", "isOffDay": "no"}, "is no day"),
    ],
)
def test_days_that_cannot_be_are_told(tmp_path: Path, more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidCalendar) as refused:
        read_years(holidays(tmp_path / "2027.json", more))
    assert any(told in message for _, _, message, _ in refused.value.mistakes)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"year": "2027", "days": []}', '{"year": 2027}'])
def test_what_is_no_year_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "2027.json").write_text(text, "utf-8")
    with pytest.raises(InvalidCalendar):
        read_years(tmp_path / "2027.json")


def test_a_list_without_the_statutory_days_or_with_too_many_made_up_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidCalendar) as refused:
        read_years(holidays(tmp_path / "2027.json", off=[one for one in OFF if one != "10-02"]))
    assert refused.value.mistakes[0][2] == "2027-10-02 is a statutory holiday and not off"
    weekends = [day(f"2027-{one}") for one in ("03-06", "03-07", "03-13", "03-14", "03-20", "03-21")]
    with pytest.raises(InvalidCalendar) as refused:
        read_years(holidays(tmp_path / "2027.json", *weekends))
    assert "days are made up" in refused.value.mistakes[0][2]


def test_our_own_form_may_hold_several_years(tmp_path: Path) -> None:
    text = "years:\n  2027: {off: [01-01, 05-01, 10-01..10-03], source: '通知: 第1号'}\n  2028: {status: provisional, off: [01-01]}\n"
    (tmp_path / "y.yaml").write_text(text, "utf-8")
    first, second = read_years(tmp_path / "y.yaml")
    assert (first.status, first.source, second.status) == ("official", "通知: 第1号", "provisional")
    (tmp_path / "z.yaml").write_text("years: {2027: {off: [13-01], mackeup: [01-01]}, next: {}}", "utf-8")
    with pytest.raises(InvalidCalendar) as refused:
        read_years(tmp_path / "z.yaml")
    assert {code for _, code, _, _ in refused.value.mistakes} >= {"unknown_key", "bad_calendar"}


def test_a_year_is_written_in_its_place_and_everything_else_stays(tmp_path: Path) -> None:
    text = text_of("cn-gov", tmp_path)
    assert text is not None
    (year,) = read_years(holidays(tmp_path / "2027.json", day("2027-01-30")))
    made = with_year(text, year)
    before, after = load_calendar(text), load_calendar(made)
    change = change_of(before, after, 2027)
    assert (change.was, change.now, change.worked[:3]) == (
        "provisional",
        "official",
        (date(2027, 1, 30), date(2027, 2, 5), date(2027, 4, 5)),
    )
    assert {number: after.years[number] for number in (2024, 2025, 2026)} == {number: before.years[number] for number in (2024, 2025, 2026)}
    assert after.fixed == before.fixed and made.splitlines()[:15] == text.splitlines()[:15]
    assert with_year(made, year) == made


@pytest.mark.parametrize("number", [2023, 2028, 2040])
def test_a_year_that_is_new_stands_in_order(tmp_path: Path, number: int) -> None:
    text = text_of("cn-gov", tmp_path) or ""
    off = frozenset(date(number, month, day) for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)))
    made = load_calendar(with_year(text, NewYear(number, off, frozenset(), "official", "（虚构）")))
    assert sorted(made.years) == sorted({2024, 2025, 2026, 2027, number}) and made.years[number].off == off


def test_a_file_without_years_or_with_years_in_one_line(tmp_path: Path) -> None:
    year = NewYear(2027, frozenset({date(2027, 1, 1)}), frozenset())
    assert load_calendar(with_year("calendar: x\ntimezone: UTC\n", year)).years[2027].off == {date(2027, 1, 1)}
    with pytest.raises(ValueError, match="in one line"):
        with_year("calendar: x\nyears: {2026: {off: [01-01]}}\n", year)


def test_a_running_process_sees_the_file_that_was_written(tmp_path: Path) -> None:
    known = Calendars(tmp_path, patience=0)
    assert known["cn-gov"].year(2027).status == "provisional"
    text = with_year(text_of("cn-gov", tmp_path) or "", NewYear(2027, frozenset({date(2027, 1, 1)}), frozenset(), "official"))
    (tmp_path / "cn-gov.yaml").write_text(text, "utf-8")
    assert known["cn-gov"].year(2027).status == "official"
    (tmp_path / "cn-gov.yaml").write_text("calendar: [", "utf-8")
    assert known["cn-gov"].year(2027).status == "official" and known.check() != ()
    (tmp_path / "cn-gov.yaml").unlink()
    assert known["cn-gov"].year(2027).status == "provisional"


def test_a_file_that_is_replaced_is_seen_at_once_by_a_process_that_looks_seldom(tmp_path: Path) -> None:
    text = text_of("cn-gov", tmp_path) or ""
    known = Calendars(tmp_path, patience=3600)
    assert known["cn-gov"].year(2027).status == "provisional"
    os.utime(tmp_path, ns=(1, 1))  # however coarse the clock of the file system
    assert known["cn-gov"].year(2027).status == "provisional"
    (tmp_path / "new").write_text(with_year(text, NewYear(2027, frozenset({date(2027, 1, 1)}), frozenset(), "official")), "utf-8")
    (tmp_path / "new").replace(tmp_path / "cn-gov.yaml")
    assert known["cn-gov"].year(2027).status == "official"
