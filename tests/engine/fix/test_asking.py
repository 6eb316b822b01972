"""What is wrong with how a repair is asked for is told once, before any case is looked at."""

from datetime import UTC, datetime
from typing import Any

import pytest

from signoff import Misconfigured, Refused
from signoff.compose import Engine
from signoff.engine.fix import Measure, SparedFor
from signoff.engine.fix.mend import Mending

from ..house import MONDAY, House, workflow

LATE = "check: {approvers: role(legal), due: day + 2d}"
DATA = "day: {type: date, default: 2026-06-01}"


@pytest.fixture
def house() -> House:
    """Two cases that are late."""
    house = House(workflow(LATE, data=DATA))
    house.start()
    house.engine.start("w", by="ini", key="k2")
    house.clock.advance("100h")
    return house


def codes(house: House, **asked: object) -> list[str]:
    """Why nothing is planned."""
    given: dict[str, object] = {"by": "adm", "reason": "late", **asked}
    with pytest.raises(Refused) as caught:
        house.engine.plan_fix(["k", "k2"], **given)  # type: ignore[arg-type]
    return [reason.code for reason in caught.value.reasons]


def test_everything_is_told_at_once_and_once(house: House) -> None:
    assert codes(house, by="ghost", reason=" ", to="nobody", until="tomorrow") == [
        "unknown_person",
        "comment_required",
        "unknown_person",
        "time_invalid",
    ]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": "ghost"}, "unknown_person"),
        ({"by": "gus"}, "inactive_person"),
        ({"by": "system:timer"}, "reserved_name"),
        ({"reason": ""}, "comment_required"),
        ({"to": "nobody"}, "unknown_person"),
        ({"to": "gus"}, "inactive_person"),
        ({"until": "due + 2xd"}, "time_invalid"),
        ({"until": "tomorrow"}, "time_invalid"),
        ({"until": datetime(2026, 7, 1)}, "time_invalid"),
        ({"until": 5}, "time_invalid"),
        ({"until": "2026-06-01"}, "time_past"),
        ({"until": MONDAY}, "time_past"),
    ],
)
def test_what_no_case_could_be_mended_with_is_refused(house: House, asked: dict[str, object], code: str) -> None:
    assert codes(house, **asked) == [code]


@pytest.mark.parametrize("until", ["2026-06-05", "day + 30d", "due + 2d", datetime(2026, 7, 1, tzinfo=UTC)])
def test_a_time_that_lies_ahead_is_taken_by_every_case(house: House, until: str | datetime) -> None:
    assert house.engine.plan_fix(["k", "k2"], by="adm", reason="late", until=until)


def test_a_name_that_only_a_stored_definition_knows_is_no_mistake(house: House) -> None:
    bare = Engine(house.engine.store, workflows=[], directory=house.people, clock=house.clock)
    assert bare.plan_fix(["k", "k2"], by="adm", reason="late", until="day + 30d")


def test_of_cases_that_were_named_it_is_said_why_nothing_is_planned_for_them(house: House) -> None:
    house.act("bob", "approve")
    house.engine.start("w", by="ini", key="new", data={"day": "2026-12-31"})
    plan = house.engine.plan_fix(["k", "k2", "new", "k"], by="adm", reason="late")
    assert [one.key for one in plan.cases] == ["k2"] and plan.examined == 3
    assert [(one.key, one.why, one.status) for one in plan.spared] == [
        ("k", SparedFor.ENDED, "approved"),
        ("new", SparedFor.FREE, "open"),
    ]
    (left_out,) = house.engine.plan_fix("k2", by="adm", reason="late", holder="eve").spared
    assert left_out.why is SparedFor.FILTERED
    (left_out,) = house.engine.plan_fix("k2", by="adm", reason="late", code="ping_pong").spared
    assert left_out.why is SparedFor.FILTERED


def test_cases_beyond_the_limit_are_counted_and_left(house: House) -> None:
    plan = house.engine.plan_fix(by="adm", reason="late", workflow="w", limit=1)
    assert (len(plan.cases), plan.beyond, bool(plan)) == (1, 1, False)
    report = house.engine.fix_planned(plan)
    assert (report.beyond, bool(report), {one.state.well for one in report.cases}) == (1, False, {True})


def test_two_late_clocks_are_urged_once_and_the_trial_is_not_told_as_an_earlier_reminder() -> None:
    text = workflow(LATE, data=DATA, head="deadlines: {reply: {due: day + 1d}, answer: {due: day + 1d}}")
    house = House(text)
    house.start()
    house.clock.advance("100h")
    (fix,) = house.engine.plan_fix("k", by="adm", reason="late").cases
    assert [measure.verb for measure in fix.measures] == ["remind", "acknowledge", "acknowledge", "acknowledge"]
    assert [measure.instead_of for measure in fix.measures] == [()] * 4
    assert (fix.left, fix.seen) == ((), ("overdue",))
    house.engine.remind("k", by="adm")
    (again,) = house.engine.plan_fix("k", by="adm", reason="late").cases
    told = [[reason.code for reason in measure.instead_of] for measure in again.measures]
    assert told == [["reminded_lately"], [], []], "what somebody did before is told, once"
    assert house.engine.fix("k", by="adm", reason="late")
    assert house.kinds().count("urged") == 1


def test_nobody_is_urged_where_the_seat_waits_for_nobody() -> None:
    house = House(workflow("check: {approvers: role(nurse), due: 1d}"))
    house.start()
    house.clock.advance("49h")
    (fix,) = house.engine.plan_fix("k", by="adm", reason="late", code="overdue").cases
    assert [measure.verb for measure in fix.measures] == ["acknowledge"]
    (finding,) = [one for one in house.engine.why("k").findings if one.code == "overdue"]
    assert [one.verb for one in finding.commands] == ["acknowledge"]


def test_of_two_plans_of_the_same_the_second_says_who_was_quicker_and_writes_nothing() -> None:
    house = House(workflow(LATE, data=DATA))
    house.start()
    house.clock.advance("100h")
    first, second = (house.engine.plan_fix("k", by=by, reason="late") for by in ("adm", "adm"))
    assert house.engine.fix_planned(first).cases[0].state.value == "acknowledged"
    before = house.kinds()
    (told,) = house.engine.fix_planned(second).cases
    assert {one.state.value for one in told.found} == {"seen"} and house.kinds() == before


def test_who_was_slower_by_a_hair_does_not_say_that_he_has_mended_it(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(workflow("check: {approvers: person(bob)}"))
    house.start()
    house.people.leave("bob")
    first, second = (house.engine.plan_fix("k", by="adm", reason="left", to="cat") for _ in range(2))
    act = Mending.act

    def quicker(mending: Mending, measure: Measure) -> None:
        monkeypatch.setattr(Mending, "act", act)
        assert house.engine.fix_planned(first).cases[0].state.value == "mended"
        act(mending, measure)

    monkeypatch.setattr(Mending, "act", quicker)
    (told,) = house.engine.fix_planned(second).cases
    assert (told.state.value, house.kinds().count("transferred")) == ("gone", 1)


@pytest.mark.parametrize("cases", [(), []])
def test_all_that_is_stuck_is_meant_only_where_that_is_said(house: House, cases: tuple[str, ...]) -> None:
    with pytest.raises(Misconfigured, match="not said which cases"):
        house.engine.plan_fix(cases, by="adm", reason="late")
    assert len(house.engine.plan_fix(cases, by="adm", reason="late", everything=True).cases) == 2


def test_of_which_unit_and_since_when_at_least_is_asked_as_stuck_is() -> None:
    house = House(workflow(LATE, data=DATA + "\nof: {type: unit, default: office}"))
    house.start()
    house.clock.advance("100h")

    asked: list[tuple[dict[str, Any], int]] = [
        ({"unit": "office"}, 1),
        ({"unit": "none"}, 0),
        ({"older_than": "1h"}, 1),
        ({"older_than": "90d"}, 0),
    ]
    for given, found in asked:
        for cases in ((), ("k",)):
            assert len(house.engine.plan_fix(cases, by="adm", reason="late", **given).cases) == found, (given, cases)
    with pytest.raises(Misconfigured, match="not a duration"):
        house.engine.plan_fix(by="adm", reason="late", older_than="long")
