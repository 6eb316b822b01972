"""会办件 (R-050, R-053): the upper level leads, we owe an opinion; inside the city one unit leads, and the whole chain signs."""

import pytest

from signoff import Refused
from signoff.adapters.proposals.picking import ask, pick, picks

from .beginnings import Offices
from .office import HEADS, OFFICERS, PRINCIPALS, U1, U5, Office, local

DATABASES = ["sqlite", "postgresql"]
"""Whole lives of cases, and of several at once: on both."""

CASE = "npc_suggestion-2026-6022"
DATA = {"kind": "npc_suggestion", "year": 2026, "case_no": "6022", "title": "关于加强绿道管理的建议", "lead_proposer": "江门代表团"}


@pytest.fixture
def k(offices: Offices) -> Office:
    """Suggestion 6022 on 10 March."""
    return offices.after(broken_down)


def broken_down(made: Office) -> None:
    """Suggestion 6022, assigned on 10 March: the urban management bureau gathers, the transport bureau is beside it."""
    made.engine.start("co-opinion-handling", by="li", data={**DATA, "upstream_due": "2026-04-20"})
    units = [{"unit": U5, "role": "lead"}, {"unit": U1, "role": "co"}]
    made.act("", "propose_assignment", "li", case=CASE, data={"units": units, "follow_up_officer": "chen"})
    made.to("2026-03-10 10:00")
    made.act("", "assign", "chen", case=CASE)
    for unit in (U5, U1):
        made.act(unit, "sign_in", HEADS[unit], case=CASE)
        made.act(unit, "decompose", HEADS[unit], case=CASE, data={"section": "业务股", "case_officer": OFFICERS[unit]})


def test_the_officer_of_a_unit_is_one_of_its_own_and_is_replaced_by_its_office(k: Office) -> None:
    assert k.refused(U1, "decompose", HEADS[U1], case=CASE, data={"case_officer": OFFICERS[U5]}) == ["officer_of_another_unit"]
    k.act(U1, "decompose", HEADS[U1], case=CASE, data={"case_officer": "a2"})
    k.act(U5, "decompose", HEADS[U5], case=CASE, data={"case_officer": "e4"})
    held = [(task.step, task.holder) for unit in (U5, U1) for task in k.case(unit, case=CASE).tasks]
    assert held == [("handling", "e4"), ("opining", "a2")]
    k.act(U1, "submit_opinion", "a2", case=CASE, data={"opinion": "交通局意见"})


def gathered(k: Office) -> None:
    """The unit beside the lead has handed in, and the upstream lead has been called."""
    k.act(U1, "submit_opinion", OFFICERS[U1], case=CASE, data={"opinion": "交通局意见"})
    k.act(U1, "approve", PRINCIPALS[U1], case=CASE)
    row = {"date": k.today, "phase": "mid", "mode": "phone", "counterpart": "upstream_unit", "persons": "上级主办单位"}
    k.act(U5, "log_contact", OFFICERS[U5], case=CASE, data={"contacts": [row]})


def test_the_limits_in_the_city_come_before_that_of_the_upper_level(k: Office) -> None:
    assert k.step(case=CASE) == "accepted"
    assert k.clock("", "upstream", case=CASE) == "2026-04-20 17:30"
    assert (k.clock(U5, "co_opinion", case=CASE), k.clock(U1, "inner_opinion", case=CASE)) == ("2026-04-10 17:30", "2026-03-24 17:30")


def test_a_case_that_another_body_leads_may_be_picked_as_well(k: Office) -> None:
    ask(k.engine, 2026, by="li")
    pick(k.engine, CASE, by=PRINCIPALS[U1], deliver=k.engine.deliver_row)
    assert [(one.unit, one.picked) for one in picks(k.engine, 2026)] == [(U5, None), (U1, CASE)]
    assert k.case(case=CASE).data["leading_unit"] == U1 and k.engine.dead_letters() == ()


def test_the_lead_unit_waits_for_the_others_and_talks_to_the_upstream_lead(k: Office) -> None:
    assert k.refused(U5, "start_reply", OFFICERS[U5], case=CASE) == [f"co_opinion_missing:[{U1}]", "contact_missing"]
    gathered(k)
    k.act(U5, "start_reply", OFFICERS[U5], case=CASE)
    assert k.case(f"{U5}/replying", case=CASE).data["document_kind"] == "co_opinion"


def test_the_opinion_goes_over_every_desk_is_sent_and_confirmed(k: Office) -> None:
    gathered(k)
    k.act(U5, "start_reply", OFFICERS[U5], case=CASE)
    reply = f"{U5}/replying"
    text = {"text": "会办意见稿", "contact_person": "戊一", "phone": "0750-5550001"}
    k.act(reply, "submit", OFFICERS[U5], case=CASE, data=text)
    assert k.refused(reply, "issue", "li", case=CASE) != []
    desks = (("approve", HEADS[U5], None), ("approve", PRINCIPALS[U5], None), ("approve", "li", None), ("approve", "he", None))
    for action, by, comment in (
        *desks,
        ("approve", "zhou", None),
        ("approve", "zheng", "同意"),
        ("pass", "li", None),
        ("issue", "li", None),
    ):
        k.act(reply, action, by, case=CASE, comment=comment)
    assert k.case(U5, case=CASE).data["doc_no"] == "台府办会〔2026〕1号"
    assert (k.step(case=CASE), k.due(case=CASE)) == ("sent_to_upstream", "2026-03-13 17:30")
    assert k.refused("", "send", "chen", case=CASE) == ["upload_receipt_no_required"]
    k.act("", "send", "chen", case=CASE, data={"upload_receipt_no": "JM-2026-22"})
    assert k.clocks("", case=CASE) == {"upstream": "met"}
    k.to("2026-03-16 10:00")
    k.act("", "acknowledge", "jiang", case=CASE)
    case = k.case(case=CASE)
    assert (case.step, local(case.data["sent_to_upstream_at"]), local(case.data["upstream_ack_at"])) == (
        "closed",
        "2026-03-10 10:00",
        "2026-03-16 10:00",
    )
    assert {child.key.rpartition("/")[2] for child in k.case(U5, case=CASE).children} == {"replying"}
    assert k.sound()


def test_a_late_opinion_is_chased_as_any_long_duty(k: Office) -> None:
    k.to("2026-04-02 08:30")
    assert [order.data["level"] for order in k.orders(U5, clock="co_opinion", case=CASE)] == ["blue"]
    k.to("2026-04-13 08:30")
    assert [order.data["level"] for order in k.orders(U5, clock="co_opinion", case=CASE)] == ["yellow"]


@pytest.mark.parametrize(
    ("workflow", "role", "code"),
    [("proposal-handling", "co", "co_case_elsewhere"), ("co-opinion-handling", "lead", "lead_case_elsewhere")],
)
def test_each_case_runs_in_its_own_workflow(offices: Offices, workflow: str, role: str, code: str) -> None:
    k = offices()
    proposer = {"lead_proposer": "D1"} if workflow == "proposal-handling" else {}
    with pytest.raises(Refused) as refused:
        k.engine.start(workflow, by="li", data={**DATA, **proposer, "upstream_role": role})
    assert refused.value.code == code
