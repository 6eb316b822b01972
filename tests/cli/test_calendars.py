"""`calendar`: a year is imported, and open deadlines are counted anew."""

import json
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
YEARS = "years:\n  2027: {off: [01-01..01-03, 05-01, 10-01..10-03], source: （虚构）}\n  2028: {off: [01-01, 05-01, 10-01..10-03]}\n"


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
