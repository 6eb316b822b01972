"""S07 分解和计划: first a section and an officer, then a plan with milestones, and a scheme where a leader leads."""

import pytest

from .office import OFFICERS, U1, U2, Office, Offices

PLAN = {"handling_plan": "办理计划"}
THREE = [{"what": what, "date": date} for what, date in (("踏勘", "2026-04-15"), ("方案", "2026-05-06"), ("报批", "2026-05-15"))]


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, signed in by the lead unit on Thursday the 12th."""
    made = offices(now="2026-03-10 09:00").assigned()
    made.sign_in(U1, at="2026-03-12 09:00")
    return made


def test_s07_the_plan_is_due_ten_working_days_after_the_sign_in(k: Office) -> None:
    assert k.clock(U1, "plan") == "2026-03-26 17:30"
    k.to("2026-03-17 09:00")
    k.decompose(U1)
    assert k.clock(U1, "plan") == "2026-03-26 17:30"


def test_s07_first_the_section_and_the_officer(k: Office) -> None:
    assert k.refused(U1, "file_plan", "a3", data={}) == ["decompose_first"]
    assert k.refused(U1, "decompose", "a3", data={"section": "规划股"}) == ["case_officer_required"]
    k.decompose(U1)
    assert k.step(U1) == "planning"
    assert [task.holder for task in k.case(U1).tasks] == ["a1"]


def test_s07_a_plan_has_milestones_and_each_has_a_timer(k: Office) -> None:
    k.decompose(U1)
    assert k.refused(U1, "file_plan", "a1", data={**PLAN, "milestones": []}) == ["milestones_required"]
    k.act(U1, "file_plan", "a1", data={**PLAN, "milestones": THREE})
    assert k.step(U1) == "handling"
    milestones = {id: due for id in k.clocks(U1) if id.startswith("milestone") and (due := k.clock(U1, id))}
    assert sorted(milestones.values()) == ["2026-04-15 17:30", "2026-05-06 17:30", "2026-05-15 17:30"]
    assert "2026-04-15 17:30" in k.timers(U1, "milestone") and len(k.timers(U1, "milestone")) == 6
    assert k.clocks(U1)["plan"] == "met"


def test_s07_a_leader_led_case_needs_a_scheme(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2), leader_led=True, leading_leader="wu")
    k.sign_in(U1, at="2026-03-12 09:00")
    k.decompose(U1)
    assert k.refused(U1, "file_plan", OFFICERS[U1], data={**PLAN, "milestones": THREE}) == ["scheme_required"]
    k.act(U1, "file_plan", OFFICERS[U1], data={**PLAN, "milestones": THREE, "implementation_scheme": "实施方案"})
    assert k.step(U1) == "handling"
    assert [task.holder for task in k.case("leadership").tasks] == ["wu"]


def test_s07_a_milestone_that_slips_by_more_than_five_working_days_brings_a_yellow_card(k: Office) -> None:
    k.decompose(U1)
    k.contact("pre")
    k.act(U1, "file_plan", "a1", data={**PLAN, "milestones": THREE[:1]})
    k.to("2026-04-23 08:29")
    assert k.orders(U1) == []
    k.to("2026-04-23 08:30")
    assert [order.data["level"] for order in k.orders(U1)] == ["yellow"]
