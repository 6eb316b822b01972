"""§4.2: calendars in layers. A unit that has days and hours of its own is held to them; what the whole case owes is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from signoff import Misconfigured
from signoff.engine.people_data import PeopleFile

from .beginnings import Offices
from .office import U1, U2, city

TOWN = """
calendar: town
extends: cn-gov
hours: {06-01..09-30: [08:00-12:00, 15:00-18:00], other: [08:30-12:00, 14:30-17:00]}
years:
  2026: {off: [03-12], makeup: [03-21]}
"""
"""Transport is shut on 12 March, for a fair, and works on Saturday the 21st instead; its offices close at 17:00, in summer at 18:00."""


@pytest.fixture
def calendars(tmp_path: Path) -> Path:
    """A folder with the calendar of the town."""
    folder = tmp_path / "calendars"
    folder.mkdir()
    (folder / "town.yaml").write_text(TOWN, "utf-8")
    return folder


def with_calendar(unit: str, calendar: str | None) -> PeopleFile:
    """The city, in which a unit has a calendar of its own."""
    people = city()
    return replace(people, units={**people.units, unit: replace(people.units[unit], calendar=calendar)})


def test_what_a_unit_owes_is_counted_by_its_own_days_and_hours(offices: Offices, calendars: Path) -> None:
    k = offices(now="2026-03-10 09:00", people=with_calendar(U1, "town"), calendars=calendars).assigned(units=(U1, U2))
    assert (k.due(U1), k.due(U2)) == ("2026-03-16 17:00", "2026-03-13 17:30")
    assert (k.clock(U1, "dispute"), k.clock(U2, "dispute")) == ("2026-03-20 17:00", "2026-03-19 17:30")
    assert k.clock(U1, "reply") == "2026-06-10 17:30"
    assert k.clock(U1, "first_contact") == "2026-03-31 17:00"
    k.under_way(U1, U2, at="2026-03-11 09:00")
    k.contact("pre")
    k.contact("mid")
    assert k.clock(U1, "plan") == "2026-03-25 17:00"
    k.replied("2026-06-01 10:00")
    assert k.due(f"{U1}/upload") == "2026-06-04 18:00" and k.sound()


def test_the_desks_of_the_unit_go_by_its_calendar_and_those_of_the_office_by_that_of_the_city(offices: Offices, calendars: Path) -> None:
    k = offices(now="2026-03-10 09:00", people=with_calendar(U1, "town"), calendars=calendars).handled(at="2026-03-11 09:00")
    k.act(U1, "start_reply", "a1")
    reply = f"{U1}/replying"
    text = {"text": "答复稿", "result_class": "A", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}
    assert k.due(reply) == "2026-03-19 17:00"
    k.act(reply, "submit", "a1", data=text)
    assert k.due(reply) == "2026-03-13 17:00"
    k.act(reply, "approve", "a3")
    k.act(reply, "approve", "a5")
    assert (k.step(reply), k.due(reply)) == ("section_revision", "2026-03-13 17:30")


def test_a_unit_whose_calendar_is_not_there_is_told_of_before_anything_runs(offices: Offices) -> None:
    with pytest.raises(Misconfigured) as wrong:
        offices(people=with_calendar(U1, "town"))
    assert (wrong.value.code, wrong.value.data) == ("unit_calendar_missing", {"unit": U1, "calendar": "town"})
    assert "calendars=FOLDER" in str(wrong.value.hint)
