"""S07 分解和计划: first a section and an officer, then a plan with milestones, and a scheme where a leader leads."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import HEADS, OFFICERS, U1, U2, U3, Office

PLAN = {"handling_plan": "办理计划"}
THREE = [{"what": what, "date": date} for what, date in (("踏勘", "2026-04-15"), ("方案", "2026-05-06"), ("报批", "2026-05-15"))]

STATED = stated("""
             taishan           coast             hills
    plan     2026-03-26 17:30  2026-04-02 17:30  2026-03-19 17:30
    no slip  2026-04-23 08:29  2026-04-23 08:29  2026-04-23 08:29
    slip     2026-04-23 08:30  2026-04-23 08:30  2026-04-23 08:30
    card     黄牌              橙色警示单        黄牌
    score    -1                -1                -2
    rectify  2026-04-28 17:30  2026-04-30 17:30  2026-04-28 17:30
""")
"""Ten working days after the sign-in, fifteen, five. A slip of more than five working days is yellow in all three."""


def signed_in(office: Office) -> None:
    """K, signed in by the lead unit on Thursday the 12th."""
    office.assigned()
    office.sign_in(U1, at="2026-03-12 09:00")


def led(office: Office) -> None:
    """The same, of two units and led by a leader."""
    office.assigned(units=(U1, U2), leader_led=True, leading_leader="wu")
    office.sign_in(U1, at="2026-03-12 09:00")


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on Thursday the 12th."""
    return offices.after(signed_in)


def test_s07_the_plan_is_due_so_many_working_days_after_the_sign_in(k: Office, city: str) -> None:
    assert k.clock(U1, "plan") == STATED[city]["plan"]
    k.to("2026-03-17 09:00")
    k.decompose(U1)
    assert k.clock(U1, "plan") == STATED[city]["plan"]


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
    k = offices.after(led)
    k.decompose(U1)
    assert k.refused(U1, "file_plan", OFFICERS[U1], data={**PLAN, "milestones": THREE}) == ["scheme_required"]
    k.act(U1, "file_plan", OFFICERS[U1], data={**PLAN, "milestones": THREE, "implementation_scheme": "实施方案"})
    assert k.step(U1) == "handling"
    assert [task.holder for task in k.case("leadership").tasks] == ["wu"]


def test_s07_a_milestone_that_slips_by_more_than_five_working_days_brings_a_yellow_card(k: Office, city: str) -> None:
    says = STATED[city]
    k.decompose(U1)
    k.contact("pre")
    k.act(U1, "file_plan", "a1", data={**PLAN, "milestones": THREE[:1]})
    k.to(says["no slip"])
    assert k.orders(U1) == []
    k.to(says["slip"])
    (order,) = k.orders(U1)
    assert (order.data["level"], order.data["card"], str(order.data["score_delta"])) == ("yellow", says["card"], says["score"])
    assert k.clock(order.key.partition("6115/")[2], "rectify") == says["rectify"]


@pytest.mark.parametrize("person", ["b1", "D1", "chen"])
def test_the_officer_is_somebody_of_the_handling_unit(k: Office, person: str) -> None:
    assert k.refused(U1, "decompose", "a3", data={"section": "规划股", "case_officer": person}) == ["officer_of_another_unit"]
    assert k.step(U1) == "decompose"


def test_the_officer_may_be_of_a_unit_below(k: Office) -> None:
    k.act(U1, "decompose", "a3", data={"section": "养护股", "case_officer": OFFICERS[U3]})
    assert [task.holder for task in k.case(U1).tasks] == [OFFICERS[U3]]
    assert k.refused(U3, "decompose", HEADS[U3], data={"section": "养护股", "case_officer": OFFICERS[U1]}) == ["not_now"]
    k.sign_in(U3)
    assert k.refused(U3, "decompose", HEADS[U3], data={"section": "养护股", "case_officer": OFFICERS[U1]}) == ["officer_of_another_unit"]


def test_the_office_of_the_unit_replaces_the_officer_while_the_case_is_handled(k: Office) -> None:
    k.decompose(U1)
    assert k.refused(U1, "decompose", "b3", data={"case_officer": "a2"}) == ["not_by"]
    assert k.refused(U1, "decompose", "a3", data={"case_officer": "b1"}) == ["officer_of_another_unit"]
    plan = k.clock(U1, "plan")
    k.act(U1, "decompose", "a3", data={"section": "养护股", "case_officer": "a2"})
    assert (k.step(U1), k.case(U1).data["section"], k.clock(U1, "plan")) == ("planning", "养护股", plan)
    assert [task.holder for task in k.case(U1).tasks] == ["a2"]
    assert (k.case(U1).round, k.clocks(U1)["plan"]) == (1, "running"), "it goes on from where it is"
    assert k.refused(U1, "report_progress", "a1", data={"progress_reports": [{"percent": 1}]}) == ["not_by"]
    k.act(U1, "file_plan", "a2", data={**PLAN, "milestones": THREE})
    k.act(U1, "decompose", "a3", data={"case_officer": "a1"})
    assert (k.step(U1), k.case(U1).round, [task.holder for task in k.case(U1).tasks]) == ("handling", 1, ["a1"])
    k.act(U1, "decompose", "a3", data={"section": "规划股"})
    assert (k.case(U1).data["section"], [task.holder for task in k.case(U1).tasks]) == ("规划股", ["a1"])
    assert k.sound()


def test_the_office_replaces_who_writes_the_reply_and_whoever_follows_is_the_new_officer(offices: Offices) -> None:
    k = offices.after(Office.handled)
    k.act(U1, "start_reply", "a1")
    k.act(U1, "decompose", "a3", data={"section": "养护股", "case_officer": "a2"})
    reply = f"{U1}/replying"
    assert k.refused(reply, "change_drafter", "b3", data={"drafter": "a2"}) == ["not_by"]
    k.act(reply, "change_drafter", "a3", data={"drafter": "a2"})
    assert [(task.step, task.holder) for task in k.case(reply).tasks] == [("drafting", "a2")]
    draft = {"text": "答复稿", "result_class": "A", "disclosure": "full", "contact_person": "甲二", "phone": "0750-5550000"}
    assert k.refused(reply, "submit", "a1", data=draft) == ["not_holder"]
    k.act(reply, "submit", "a2", data=draft)
    k.act(reply, "return", "a3", to="drafting", comment="补充数据")
    assert [task.holder for task in k.case(reply).tasks] == ["a2"]
    assert k.sound()
