"""Calendars by id: own files first, each read once, mistakes told when one is asked for."""

from pathlib import Path

import pytest

from signoff.engine.calendars import Calendar
from signoff.engine.errors import InvalidWorkflow, Misconfigured
from signoff.workflows.calendar_registry import Calendars, load_calendars

CITY = "calendar: city\nextends: cn-gov\ncutoff: midnight\n"


def test_the_shipped_ones_are_there() -> None:
    calendars = load_calendars()
    assert "cn-gov" in calendars and calendars["cn-gov"].timezone == "Asia/Shanghai"


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert list(Calendars(tmp_path / "calendars")) == list(Calendars())


def test_a_calendar_of_the_folder_lies_over_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").write_text(CITY, encoding="utf-8")
    calendars = load_calendars(tmp_path)
    assert calendars["city"].cutoff == "midnight"
    assert calendars["city"] is calendars["city"]
    assert len(calendars) == len(Calendars()) + 1


def test_an_own_file_wins_over_a_given_and_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "cn-gov.yaml").write_text("calendar: cn-gov\ntimezone: UTC\n", encoding="utf-8")
    assert Calendars(tmp_path, {"cn-gov": Calendar("cn-gov", timezone="Asia/Tokyo")})["cn-gov"].timezone == "UTC"
    assert Calendars(None, {"cn-gov": Calendar("cn-gov", timezone="Asia/Tokyo")})["cn-gov"].timezone == "Asia/Tokyo"


def test_an_unknown_one_is_missed_with_a_suggestion() -> None:
    assert Calendars().get("cn-gvo") is None
    with pytest.raises(Misconfigured, match="no calendar `cn-gvo`") as refused:
        Calendars().need("cn-gvo")
    assert refused.value.hint == "Did you mean `cn-gov`?" and refused.value.code == "unknown_calendar"
    assert Calendars().need("cn-gov").id == "cn-gov"


def test_a_broken_file_is_told_when_asked_for_and_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("calendar: bad\ntimezone: Mars\n", encoding="utf-8")
    (tmp_path / "city.yaml").write_text(CITY, encoding="utf-8")
    calendars = Calendars(tmp_path)
    assert calendars["city"].id == "city"
    with pytest.raises(InvalidWorkflow, match="no time zone `Mars`"):
        calendars["bad"]
    with pytest.raises(InvalidWorkflow, match="no time zone `Mars`"):
        load_calendars(tmp_path)


def test_file_and_calendar_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text("# over the nation's\n" + CITY, encoding="utf-8")
    (finding,) = Calendars(tmp_path).check()
    assert (finding.code, finding.line, finding.suggestion) == ("wrong_name", 2, "Write `calendar: town`.")
    with pytest.raises(InvalidWorkflow):
        Calendars(tmp_path)["town"]
