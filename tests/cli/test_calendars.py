"""`calendar`: a year is imported, and open deadlines are counted anew."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from .running import Run

LETTER = """
signoff: 1
workflow: letter
calendar: cn-gov
defaults: {empty: hold, self: allow}
steps:
  answer: {by: initiator, due: 400d}
"""
FEASTS = "02-05..02-08, 04-05, 06-09, 09-15"
YEARS = (
    f"years:\n  2027: {{off: [01-01..01-03, {FEASTS}, 05-01, 10-01..10-03], source: （虚构）}}\n"
    "  2028: {off: [01-01, 01-26..01-29, 04-04, 05-01, 05-28, 10-01..10-08]}\n"
)


@pytest.fixture
def office(run: Run) -> Run:
    """A letter that is due in a year whose days are not official."""
    Path("workflows").mkdir()
    Path("workflows/letter.yaml").write_text(LETTER, "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///signoff.db"\nas = "zhou"\n', "utf-8")
    Path("years.yaml").write_text(YEARS, "utf-8")
    assert run("start", "letter", "--key", "k").exit_code == 0
    return run


def test_calendars_are_shown_year_by_year(office: Run) -> None:
    told = office("--lang", "zh", "calendar", "show", "cn-gov", "--year", "2026")
    assert told.exit_code == 0 and "02-15..02-23" in told.stdout and "正式" in told.stdout
    assert [item["status"] for item in json.loads(office("calendar", "show", "-o", "json").stdout)["items"]][-1] == "provisional"
    assert office("calendar", "show", "nowhere").exit_code == 4


def test_a_year_is_tried_imported_and_the_deadlines_are_counted_anew(office: Run) -> None:
    assert json.loads(office("show", "k", "-o", "json").stdout)["provisional"] is True
    tried = office("calendar", "import", "years.yaml", "--recalculate", "--dry-run")
    assert tried.exit_code == 0 and "1 deadline would be counted anew" in tried.stderr and "becomes a working day" in tried.stdout
    assert not Path("workflows/calendars").exists() and json.loads(office("show", "k", "-o", "json").stdout)["provisional"] is True
    assert office("calendar", "import", "years.yaml", "--recalculate").exit_code == 2
    done = office("calendar", "import", "years.yaml", "--recalculate", "--reason", "the notices are out")
    assert done.exit_code == 0 and "1 deadline counted anew" in done.stderr
    assert json.loads(office("show", "k", "-o", "json").stdout)["provisional"] is False
    assert "by the calendar" in office("history", "k").stdout and "按日历重算" in office("--lang", "zh", "history", "k").stdout
    again = office("calendar", "recount", "--reason", "again")
    assert again.exit_code == 0 and "0 deadlines counted anew" in again.stderr
    assert "2027 is as the file has it" in office("calendar", "import", "years.yaml").stderr


def test_an_official_year_is_replaced_only_where_that_is_said(office: Run) -> None:
    assert office("calendar", "import", "years.yaml").exit_code == 0
    Path("years.yaml").write_text(YEARS.replace("01-01..01-03", "01-01..01-04"), "utf-8")
    assert "[year_official]" in office("calendar", "import", "years.yaml").stderr
    assert office("calendar", "import", "years.yaml", "--replace").exit_code == 0


def test_a_year_with_mistakes_is_refused(office: Run) -> None:
    Path("years.yaml").write_text("years: {2027: {off: [01-01], makeup: [03-02]}}", "utf-8")
    told = office("calendar", "import", "years.yaml")
    assert told.exit_code == 7 and not Path("workflows/calendars").exists()
    assert office("calendar", "import", "years.yaml", "--calendar", "nowhere").exit_code in (4, 7)


def test_one_case_is_counted_by_name(office: Run) -> None:
    office("calendar", "import", "years.yaml")
    told = office("calendar", "recount", "k", "--reason", "x", "-o", "json")
    (item,) = json.loads(told.stdout)["items"]
    assert (item["key"], item["clock"], item["moves"], item["provisional"]) == ("k", "answer", True, False)
    assert office("calendar", "recount", "k").exit_code == 2


@pytest.mark.parametrize("festival", ["02-05..02-08", "04-05", "06-09", "09-15"])
def test_a_year_without_one_of_the_festivals_is_doubted(office: Run, festival: str) -> None:
    Path("years.yaml").write_text(YEARS.replace(f"{festival}, ", ""), "utf-8")
    held = office("--lang", "zh", "calendar", "import", "years.yaml")
    assert held.exit_code == 7 and "[calendar_doubtful]" in held.stderr and not Path("workflows/calendars").exists()
    name = dict(zip(["02-05..02-08", "04-05", "06-09", "09-15"], ["春节", "清明", "端午", "中秋"], strict=True))[festival]
    assert held.stderr.count("2027 年拟为正式日历，却没有") == 1 and f"没有{name}假期" in held.stderr
    tried = office("calendar", "import", "years.yaml", "--dry-run")
    assert tried.exit_code == 7 and "becomes a working day" in tried.stdout and "--accept festival_missing" in tried.stderr
    assert office("calendar", "import", "years.yaml", "--accept", "festival_missing").exit_code == 0


def test_more_days_made_up_than_ever_and_a_file_of_another_year_are_doubted(office: Run) -> None:
    weekends = ", ".join(f"{day:%m-%d}" for day in SATURDAYS[:11])
    Path("2026.yaml").write_text(
        f"years: {{2027: {{off: [01-01..01-08, 02-05..02-08, 04-05, 05-01..05-08, 06-09, 09-15, 10-01..10-08], makeup: [{weekends}]}}}}",
        "utf-8",
    )
    held = office("calendar", "import", "2026.yaml")
    assert held.exit_code == 7 and "11 weekend days of 2027" in held.stderr and "called 2026.yaml and holds 2027" in held.stderr
    assert office("calendar", "import", "2026.yaml", "--accept", "makeup_many").exit_code == 7
    unknown = office("--lang", "zh", "calendar", "import", "2026.yaml", "--accept", "name")
    assert unknown.exit_code == 2 and "没有这种存疑" in unknown.stderr
    assert office("calendar", "import", "2026.yaml", "--accept", "makeup_many", "--accept", "name_year").exit_code == 0


SATURDAYS = [day for day in (date(2027, 2, 13) + timedelta(weeks=n) for n in range(30)) if day.month < 5 or day.month in (7, 8)]
WRONG = {
    "a.json": '{"year": 2027, "days": [{"name": "x", "date": "2027-01-01", "isOffDay": true}, {"name": "y"}, '
    '{"name": "x", "date": "2027-01-01", "isOffDay": true}, {"name": "x", "date": "2028-01-03", "isOffDay": true}, '
    '{"name": "x", "date": "2027-03-01", "isOffDay": false}]}',
    "b.json": "{",
    "c.json": "{}",
    "d.yaml": "years: {2028: {off: [02-30, 13-01, x, 2027-01-02, 03-05..03-01, 04-05, 04-05, 05-02], makeup: [03-01, 05-02], stat: x}, "
    "20: {off: []}, 2029: 7}",
    "e.yaml": "calendar: x",
    "f.yaml": "years: {2028: {status: final, off: 7}}",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_of_a_year_is_said_in_chinese(office: Run, name: str) -> None:
    Path(name).write_text(WRONG[name], "utf-8")
    told = office("--lang", "zh", "calendar", "import", name)
    assert told.exit_code == 7
    lines = re.sub(r"`[^`]*`|\[calendar_invalid\]|JSON：.*|请写.*|可写.*", "", told.stderr)
    assert re.findall(r"[A-Za-z]{3,} [a-z]{2,}", lines) == []
    assert "Check" not in told.stderr and "Write" not in told.stderr


def test_a_file_that_is_not_utf8_is_told_so(office: Run) -> None:
    Path("a.yaml").write_bytes("years: 年".encode("gbk"))
    told = office("--lang", "zh", "calendar", "import", "a.yaml")
    assert told.exit_code == 7 and "不是 UTF-8 编码" in told.stderr


def test_what_is_wrong_with_a_provisional_year_is_told_of_the_calendar_and_not_of_a_place_where_it_was_tried(office: Run) -> None:
    Path("a.yaml").write_text("years: {2028: {status: provisional, off: [01-01], makeup: [03-01]}}", "utf-8")
    told = office("calendar", "import", "a.yaml")
    assert told.exit_code != 0 and "cn-gov.yaml:" in told.stderr and "/tmp" not in told.stderr.replace(str(Path.cwd()), "")
