"""Deadlines counted anew: a year becomes official, an office closes, and nothing that has passed comes back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signoff.compose import Engine
from signoff.engine.calendars import Calendar, Year
from signoff.engine.errors import Refused
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOV = Calendars()["cn-gov"]
OFFICIAL = Year("official", "（虚构）", frozenset(date(2027, 1, day) for day in range(1, 4)), frozenset({date(2027, 1, 9)}))
LETTER = """
signoff: 1
workflow: letter
calendar: cn-gov
defaults: {empty: hold, self: allow}
data: {sent: datetime}
deadlines:
  reply: {from: sent, due: 3m, holder: person(ann), met: passed(answer), escalate: [{at: due - 5wd, remind: holder}]}
steps:
  answer:
    by: person(ann)
    due: 5wd
    escalate: [{at: due, remind: holder}, {at: due + 1wd 08:30, notify: person(bob)}]
    actions: {submit: next, wait: {to: stay}}
  file: {by: person(bob)}
"""


class Office(Mapping[str, Calendar]):
    """One calendar, which changes while cases run."""

    def __init__(self) -> None:
        self.calendar = GOV

    def __getitem__(self, id: str) -> Calendar:
        if id != "cn-gov":
            raise KeyError(id)
        return self.calendar

    def __iter__(self) -> Iterator[str]:
        return iter(("cn-gov",))

    def __len__(self) -> int:
        return 1

    def year(self, number: int, year: Year) -> None:
        self.calendar = replace(self.calendar, years={**self.calendar.years, number: year})

    def closes(self, *days: date) -> None:
        year = self.calendar.year(days[0].year)
        self.year(days[0].year, replace(year, off=year.off | frozenset(days)))

    def opens(self, day: date) -> None:
        year = self.calendar.year(day.year)
        self.year(day.year, replace(year, makeup=year.makeup | {day}))


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


class Desk:
    """An engine whose calendar may change under it."""

    def __init__(self, now: str, workflow: str = LETTER) -> None:
        self.office, self.clock = Office(), ManualClock(at(now))
        self.engine = Engine(
            "memory://", workflows=workflow, calendars={"cn-gov": GOV}, clock=self.clock, authorize=lambda by, verb: by == "zhou"
        )
        around = self.engine._service.setting.around
        object.__setattr__(around, "calendars", self.office)

    def due(self, clock: str | None = None) -> str:
        case = self.engine.case("k")
        kept = next((one for one in case.clocks if one.id == clock), None)
        due, unsure = (kept.due_at, kept.provisional) if kept is not None else (case.due_at, case.provisional)
        assert due is not None
        return f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}{'*' if unsure else ''}"

    def recount(self, **how: Any) -> list[str]:
        before = len(self.engine.history("k"))
        self.engine.recount("k", by="zhou", reason="2027 is official", **how)
        return [event.kind for event in self.engine.history("k")[before:]]

    def otherwise(self, **how: Any) -> list[tuple[str, str, bool]]:
        return [(one.clock, one.how, one.moves) for case in self.engine.counted_otherwise(**how) for one in case.clocks]


@pytest.fixture
def newyear() -> Desk:
    """A letter at the end of a year whose next one is not official yet."""
    found = Desk("2026-12-30 10:00")
    found.engine.start("letter", by="ann", key="k", data={"sent": at("2026-10-30 10:00")})
    return found


def test_a_deadline_in_a_year_without_official_days_is_marked_and_loses_the_mark(newyear: Desk) -> None:
    assert (newyear.due(), newyear.due("reply")) == ("2027-01-07 17:30*", "2027-02-01 17:30*")
    newyear.office.year(2027, OFFICIAL)
    assert newyear.otherwise() == [("answer", "same", True), ("reply", "same", True)]
    assert newyear.recount() == ["recounted", "recounted"]
    assert (newyear.due(), newyear.due("reply")) == ("2027-01-07 17:30", "2027-02-01 17:30")
    assert newyear.otherwise() == [] and newyear.recount() == []


def test_a_deadline_moves_later_with_its_timers_and_its_holders_are_told(newyear: Desk) -> None:
    newyear.office.year(2027, replace(OFFICIAL, off=OFFICIAL.off | {date(2027, 1, 4), date(2027, 1, 5), date(2027, 2, 1)}))
    assert newyear.otherwise() == [("answer", "later", True), ("reply", "later", True)]
    assert newyear.recount() == ["recounted", "noticed", "recounted", "noticed"]
    assert (newyear.due(), newyear.due("reply")) == ("2027-01-09 17:30", "2027-02-02 17:30")
    notice = [event.fact for event in newyear.engine.history("k") if event.kind == "noticed"][-1]
    assert notice.to == ("ann",) and "2027-02-02" in notice.text["zh"]  # type: ignore[attr-defined]
    moved = next(event.fact for event in newyear.engine.history("k") if event.kind == "recounted")
    assert (moved.was, moved.due) == (at("2027-01-07 17:30"), at("2027-01-09 17:30"))  # type: ignore[attr-defined]
    timers = sorted(f"{timer.due.astimezone(SHANGHAI):%m-%d %H:%M}" for timer in stored(newyear))
    assert timers == ["01-09 17:30", "01-11 08:30", "01-25 17:30"]
    assert newyear.engine.verify("k")


def stored(desk: Desk) -> tuple[Any, ...]:
    return desk.engine.store.find("default", "k").meant.timers


def test_a_repetition_leaves_the_day_that_has_become_one_of_rest() -> None:
    desk = Desk("2026-12-30 10:00", LETTER.replace("{at: due, remind: holder}", "{at: begin + 1wd, every: 1wd, times: 5, remind: holder}"))
    desk.engine.start("letter", by="ann", key="k")
    desk.clock.set(at("2026-12-31 10:00"))
    assert desk.engine.fire_timers().fired == 1  # the next one would be on 4 January
    desk.office.closes(date(2027, 1, 4))
    desk.recount()
    desk.clock.set(at("2027-01-04 23:00"))
    assert desk.engine.fire_timers().fired == 0
    desk.clock.set(at("2027-01-05 10:00"))
    assert desk.engine.fire_timers().fired == 1 and desk.engine.verify().problems == ()


def test_it_moves_earlier_only_where_that_is_asked_for(newyear: Desk) -> None:
    newyear.office.opens(date(2027, 1, 2))
    assert newyear.otherwise() == [("answer", "earlier", False)]
    assert newyear.recount() == [] and newyear.due() == "2027-01-07 17:30*"
    assert newyear.otherwise(earlier=True) == [("answer", "earlier", True)]
    assert newyear.recount(earlier=True) == ["recounted", "noticed"] and newyear.due() == "2027-01-06 17:30*"


def test_a_clock_of_the_case_that_would_end_earlier_stands_also_after_the_next_move(newyear: Desk) -> None:
    newyear.office.opens(date(2027, 1, 30))
    newyear.office.year(2027, replace(newyear.office.calendar.year(2027), status="official"))
    assert ("reply", "earlier", False) in newyear.otherwise()
    assert newyear.recount() == ["recounted", "recounted"] and newyear.due("reply") == "2027-02-01 17:30"
    newyear.engine.act("k", "wait", by="ann")
    assert newyear.due("reply") == "2027-02-01 17:30" and newyear.recount() == []


def test_a_deadline_that_has_passed_is_not_brought_back(newyear: Desk) -> None:
    newyear.clock.set(at("2027-02-02 09:00"))
    newyear.office.closes(date(2027, 1, 7), date(2027, 2, 1))
    assert newyear.otherwise() == [("answer", "passed", False), ("reply", "passed", False)]
    assert newyear.recount() == ["recounted"] and newyear.due() == "2027-01-07 17:30*"
    newyear.engine.act("k", "wait", by="ann")
    assert newyear.due("reply") == "2027-02-01 17:30*" and newyear.recount() == []


def test_what_an_extension_or_a_rest_has_moved_is_left_alone(newyear: Desk) -> None:
    newyear.engine.extend("k", by="zhou", to="2027-01-11", reason="r")
    newyear.engine.extend("k", by="zhou", to="2027-02-08", clock="reply", reason="r")
    newyear.office.closes(date(2027, 1, 4))
    assert newyear.otherwise() == [] and newyear.recount() == []


def test_a_case_that_rests_or_has_ended_is_not_counted(newyear: Desk) -> None:
    newyear.office.closes(date(2027, 1, 4))
    newyear.engine.suspend("k", by="zhou", reason="r")
    assert newyear.otherwise() == []
    newyear.engine.terminate("k", by="zhou", reason="r")
    with pytest.raises(Refused):
        newyear.recount()


def test_it_takes_an_administrator_and_a_reason(newyear: Desk) -> None:
    with pytest.raises(Refused) as refused:
        newyear.engine.recount("k", by="zhou", reason=" ")
    assert refused.value.code == "comment_required"


def test_cases_are_looked_through_in_pages_and_by_workflow(newyear: Desk) -> None:
    for number in range(3):
        newyear.engine.start("letter", by="ann", key=f"k{number}")
    newyear.office.closes(date(2027, 1, 4))
    assert [case.key for case in newyear.engine.counted_otherwise(workflow="letter")] == ["k", "k0", "k1", "k2"]
    assert [case.key for case in newyear.engine.counted_otherwise(case="k1")] == ["k1"]
    assert len(newyear.engine.counted_otherwise(limit=2)) == 2 and newyear.engine.counted_otherwise(workflow="other") == ()


def test_a_long_holiday_rolls_a_deadline_of_three_months() -> None:
    """S30: assigned on 1 July, due on 8 October; one who is in time at five o'clock is in time."""
    desk = Desk("2026-07-01 10:00")
    desk.engine.start("letter", by="ann", key="k", data={"sent": at("2026-07-01 10:00")})
    assert desk.due("reply") == "2026-10-08 17:30"
    reminded = next(timer for timer in stored(desk) if timer.clock == "reply")
    assert f"{reminded.due.astimezone(SHANGHAI):%m-%d}" == "09-23"
    desk.clock.set(at("2026-10-08 17:00"))
    desk.engine.act("k", "submit", by="ann")
    assert next(one.status for one in desk.engine.case("k").clocks if one.id == "reply") == "met"


def test_a_date_missed_before_a_holiday_is_told_on_the_first_day_after_it() -> None:
    """S31: 30 April, and nobody is bothered before 6 May."""
    desk = Desk("2026-04-23 10:00")
    desk.engine.start("letter", by="ann", key="k")
    assert desk.due() == "2026-04-30 17:30"
    rungs = sorted(f"{timer.due.astimezone(SHANGHAI):%m-%d %H:%M}" for timer in stored(desk))
    assert rungs == ["04-30 17:30", "05-06 08:30"]
    desk.clock.set(at("2026-05-06 08:30") - timedelta(seconds=1))
    assert desk.engine.tick().fired == 1
    desk.clock.set(at("2026-05-06 08:30"))
    assert desk.engine.tick().fired == 1
