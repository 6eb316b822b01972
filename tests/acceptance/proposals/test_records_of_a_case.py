"""What a case holds beside its way: guidance, studies, outcomes, meetings, points answered one by one, reasons of a class."""

from datetime import date

import pytest

from signoff.engine.errors import SignoffError
from signoff.engine.events import Noticed

from .beginnings import Offices
from .office import U1, Office, local

DRAFT = {"text": "答复稿", "result_class": "A", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}
REPLY = f"{U1}/replying"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on 12 March."""
    return offices.after(talked)


def talked(made: Office) -> None:
    """K with U1 alone, in touch with the proposer; the officer may start the reply."""
    made.assigned(units=(U1,), points=[{"ask": "全线拓宽"}, {"ask": "增设照明"}])
    made.under_way(U1)
    made.contact("pre")
    made.contact("mid")


def test_guidance_moves_nothing_and_asks_for_a_receipt(k: Office) -> None:
    step, before = k.step(), k.mark
    k.act("", "guide", "chen", data={"guidance_notes": [{"note": "请与财政局会商"}]})
    assert (k.step(), k.rows("", "guidance_notes")[0]["note"]) == (step, "请与财政局会商")
    assert sorted(k.told(since=before)) == [(person, "市府办对《关于拓宽某路段的建议》提出指导意见") for person in ("a1", "a3")]
    told = [event.fact for event in k.engine.history(k.case().key) if isinstance(event.fact, Noticed)]
    assert told[-1].receipt is True
    assert {reader.person for reader in k.case().readers} == {"a1", "a3"}
    assert k.refused("", "guide", "a5", data={"guidance_notes": [{"note": "x"}]}) == ["not_by"]


def test_a_study_has_its_places_and_outcomes_may_be_added_after_the_reply(k: Office) -> None:
    study = {"date": "2026-03-18", "places": "台城街道、斗山镇", "participants": "吴副市长、甲五"}
    k.act(U1, "log_field_study", "a1", data={"field_studies": [study]})
    assert k.rows(U1, "field_studies")[0]["places"] == "台城街道、斗山镇"
    answered = [{"ask": ask, "answer": "已办"} for ask in ("全线拓宽", "增设照明")]
    k.replied("2026-04-20 10:00", points=answered)
    outcome = {"date": "2026-06-01", "what": "新增停车泊位", "value": 600, "measure": "个"}
    k.act(U1, "log_outcome", "a1", data={"outcomes": [outcome]})
    (row,) = k.rows(U1, "outcomes")
    assert (row["what"], int(str(row["value"]))) == ("新增停车泊位", 600)


def test_every_point_is_answered(k: Office) -> None:
    k.act(U1, "start_reply", "a1")
    one = [{"ask": "全线拓宽", "answer": "已列入计划"}, {"ask": "增设照明"}]
    assert k.refused(REPLY, "submit", "a1", data={**DRAFT, "points": one}) == ["points_unanswered:[2]"]
    both = [one[0], {"ask": "增设照明", "answer": "已完成"}]
    assert k.act(REPLY, "submit", "a1", data={**DRAFT, "points": both}).step == "unit_check"


@pytest.mark.parametrize("letter", ["C", "D"])
def test_a_class_that_says_no_gives_its_reason_and_its_kind(k: Office, letter: str) -> None:
    k.contact("mid", explained=True)
    k.act(U1, "start_reply", "a1")
    answered = [{"ask": ask, "answer": "暂不实施"} for ask in ("全线拓宽", "增设照明")]
    draft = {**DRAFT, "result_class": letter, "points": answered}
    assert k.refused(REPLY, "submit", "a1", data=draft) == ["class_reason_required", "reason_category_required"]
    reasoned = {**draft, "class_reason": "资金未落实", "reason_category": "funds"}
    assert k.act(REPLY, "submit", "a1", data=reasoned).step == "unit_check"


def test_a_number_is_taken_once_for_each_kind_and_year(k: Office) -> None:
    given = {"kind": "npc_suggestion", "year": 2026, "case_no": "6115", "title": "另一件", "lead_proposer": "D2"}
    with pytest.raises(SignoffError) as taken:
        k.engine.start("proposal-handling", by="li", data=given)
    assert taken.value.code == "key_taken"
    for other in ({"year": 2027}, {"kind": "cppcc_proposal"}):
        assert k.engine.start("proposal-handling", by="li", data={**given, **other}).step == "registered"


def test_a_coordination_meeting_is_kept_with_its_conclusion(k: Office) -> None:
    meeting = {"date": "2026-03-18", "participants": "交通局、财政局", "conclusion": "分两期实施"}
    k.act("", "log_meeting", "chen", data={"coordination_meetings": [meeting]})
    (row,) = k.rows("", "coordination_meetings")
    assert (row["participants"], row["conclusion"]) == ("交通局、财政局", "分两期实施")
    assert k.refused("", "log_meeting", "a1", data={"coordination_meetings": [meeting]}) == ["not_by"]


def test_an_order_is_followed_up_on_the_spot_with_its_minutes(k: Office) -> None:
    k.to("2026-06-03 08:30")
    (order,) = k.orders(clock="reply")
    visit = {"date": "2026-06-03", "method": "site_inspection", "minutes": "已到现场"}
    assert k.engine.act(order.key, "log_visit", by="chen", data={"visits": [visit]}).step == order.step
    (row,) = k.rows(order.key.partition("6115/")[2], "visits")
    assert (row["method"], row["minutes"]) == ("site_inspection", "已到现场")


def test_a_case_says_who_assigned_it_at_which_level_and_when(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(assigning_body="江门市", level="prefecture", received_at="2026-03-02")
    data = k.case().data
    told = {"year": 2026, "assigning_body": "江门市", "level": "prefecture", "received_at": date(2026, 3, 2)}
    assert {name: data[name] for name in told} == told
    assert local(data["assigned_at"]) == "2026-03-10 10:00"
