"""分办、并案、撤回: each unit replies for itself, a case is answered with another one, or it ends in writing."""

from .beginnings import Offices
from .office import OFFICERS, U1, U2, U3, K, Office, local

DATABASES = ["sqlite", "postgresql"]
"""Whole lives of cases, and of several at once: on both."""

MERGED = "npc_suggestion-2026-6120"


def test_split_each_unit_replies_for_itself_and_is_judged_for_itself(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2), mode="split", roles={})
    k.to("2026-03-12 09:00")
    k.sign_in(U1, U2)
    k.decompose(U1, U2)
    for unit in (U1, U2):
        k.plan(unit)
        k.contact("pre", unit=unit)
        k.contact("mid", unit=unit, explained=unit == U2)
    k.replied("2026-05-11 10:00")
    assert (k.step(), k.step(U1), k.step(U2)) == ("accepted", "awaiting_feedback", "handling")
    k.contact("post")
    k.feedback("D1", "satisfied")
    k.to("2026-05-18 10:00")
    k.act(U2, "start_reply", OFFICERS[U2])
    over = (("submit", "b1"), ("approve", "b3"), ("approve", "b5"), ("approve", "li"), ("approve", "he"), ("approve", "zhou"))
    text = {"text": "答复稿", "result_class": "C", "class_reason": "资金", "reason_category": "funds", "disclosure": "full"}
    for action, by in over:
        data = {**text, "contact_person": "乙一", "phone": "0750-5550002"} if action == "submit" else None
        k.act(f"{U2}/replying", action, by, data=data)
    for action, by in (("approve", "zheng"), ("pass", "li"), ("issue", "li")):
        k.act(f"{U2}/replying", action, by, comment="同意" if by == "zheng" else None)
    assert (k.step(), k.case(U1).data["result_class"], k.case(U2).data["result_class"]) == ("issued", "A", "C")
    assert (k.case(U1).data["doc_no"], k.case(U2).data["doc_no"]) == ("台府办函〔2026〕1号", "台府办函〔2026〕2号")
    k.contact("post", unit=U2)
    k.feedback("D1", "dissatisfied", unit=U2)
    assert (k.step(), k.step(U1), k.step(U2)) == ("issued", "handled", "rehandling")
    assert k.sound()


def test_split_needs_two_units_that_reply(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1,))
    k.engine.start("proposal-handling", by="li", data={**k.case().data, "case_no": "7001", "units": None, "mode": None})
    rows = [{"unit": U1, "role": "lead"}, {"unit": U2, "role": "co"}]
    key = "npc_suggestion-2026-7001"
    assert k.refused("", "propose_assignment", "li", case=key, data={"mode": "split", "units": rows}) == ["leads_required"]
    assert k.refused("", "propose_assignment", "li", case=key, data={"mode": "sole", "units": rows}) == ["co_unit_not_allowed"]
    merged = {"mode": "merged", "units": rows[:1]}
    assert k.refused("", "propose_assignment", "li", case=key, data=merged) == ["merged_into_required"]


def test_merged_a_case_is_answered_with_its_main_case_under_a_number_of_its_own(offices: Offices) -> None:
    k = offices.after(Office.handled)
    k.register(MERGED, units=(U1,), mode="merged", merged_into=K, lead_proposer="D3")
    k.act("", "assign", "chen", case=MERGED)
    k.act(U1, "sign_in", "a3", case=MERGED)
    k.act(U1, "decompose", "a3", case=MERGED, data={"section": "规划股", "case_officer": "a1"})
    assert k.step(U1, case=MERGED) == "handling"
    rows = [{"date": k.today, "phase": phase, "mode": "phone", "counterpart": "proposer"} for phase in ("pre", "mid")]
    k.act(U1, "log_contact", "a1", case=MERGED, data={"contacts": rows})
    assert k.refused(U1, "start_reply", "a1", case=MERGED) == ["main_doc_no_required"]
    k.replied("2026-05-11 10:00")
    k.act(U1, "start_reply", "a1", case=MERGED, data={"main_doc_no": k.case(U1).data["doc_no"]})
    assert k.case(f"{U1}/replying", case=MERGED).data["signers"] == ("D3",)
    assert k.case(U1, case=MERGED).data["main_doc_no"] == "台府办函〔2026〕1号"
    assert k.sound()


def test_withdrawn_in_writing_everything_ends_and_everybody_is_told(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2, U3))
    k.under_way(U1, U2, U3)
    k.to("2026-04-02 08:30")
    assert k.orders()
    codes = k.refusal(K, lambda: k.engine.withdraw(K, by="lin"))
    assert codes == ["withdrawal_letter_required"]
    before = k.mark
    k.engine.withdraw(K, by="lin", comment="提出人书面撤回", data={"withdrawal_letter": "撤回函"})
    assert (k.step(), k.case().status, local(k.case().ended_at)) == ("withdrawn", "withdrawn", "2026-04-02 08:30")
    assert k.tasks() == [] and k.engine.store.projection(k.engine.tenant, k.case().id).timers == ()
    assert {"a1", "b1", "c1", "chen"} <= {person for person, _ in k.told(since=before)}
    assert all(not order.open for order in k.orders()) and k.sound()


def test_a_leader_who_leads_a_case_studies_it_and_instructs(offices: Offices) -> None:
    k: Office = offices(now="2026-03-10 09:00").assigned(units=(U1,), leader_led=True, leading_leader="wu")
    k.act("leadership", "studied", "wu", data={"study_note": "到现场调研"})
    k.act("leadership", "instruct", "wu", data={"instruction": "抓紧办理"})
    assert k.step("leadership") == "led"


def test_reopened_a_closed_case_is_handled_again_by_the_unit_that_led_it(offices: Offices) -> None:
    k = offices.after(Office.handled).replied()
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    assert k.step() == "closed"
    k.to("2026-07-01 10:00")
    assert k.refused("", "reopen", "chen", data={"reopened_unit": U1}) == ["comment_required"]
    assert k.refused("", "reopen", "chen", comment="信访反映未落实", data={"reopened_unit": U2}) == ["not_a_lead_unit"]
    k.act("", "reopen", "chen", comment="信访反映未落实", data={"reopened_unit": U1})
    (again,) = [child for child in k.case().children if child.open and child.branch == "unit_assignment"]
    child = again.key.partition("6115/")[2]
    assert (k.step(), k.step(child), [clock.id for clock in again.clocks]) == ("issued", "decompose", [])
    k.act(child, "decompose", "a3", data={"section": "规划股", "case_officer": "a1"})
    assert (k.step(child), k.due(child)) == ("rehandling", "2026-08-03 17:30")
    k.act(child, "start_reply", "a1")
    k.approve(f"{child}/replying")
    assert k.case(f"{child}/replying").data["document_kind"] == "re_reply"
    (form,) = [one for one in k.case(child).children if one.open and one.branch.endswith("/form")]
    k.act(child, "log_contact", "a1", data={"contacts": [{"date": k.today, "phase": "post", "mode": "visit"}]})
    k.engine.act(form.id, "give_feedback", by="D1", data={"value": "satisfied", "channel": "online"})
    assert k.step() == "closed" and k.sound()
