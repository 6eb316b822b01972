"""马上就办: what can be solved at once goes straight into the reply, as class A, and over every desk like any other."""

from .beginnings import Offices
from .office import CHAIN, U1, U2, Office

DONE = {"resolution": "已补划停车位并设指示牌", "resolved_on": "2026-03-16"}
DRAFT = {"text": "答复稿", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}


def planning(k: Office, key_case: bool = False) -> None:
    """K with the lead unit alone; its officer has it since 12 March and owes a plan."""
    k.assigned(units=(U1,), key_case=key_case)
    k.sign_in(U1, at="2026-03-12 09:00")
    k.decompose(U1)


def test_what_is_solved_needs_no_plan_and_no_second_contact(offices: Offices) -> None:
    k = offices.after(planning)
    assert k.refused(U1, "resolve_now", "a1", data=DONE) == ["resolved_ahead", "contact_missing:[pre]"]
    k.contact("pre", "visit", at="2026-03-16 10:00")
    assert k.refused(U1, "resolve_now", "a1") == ["resolution_required", "resolved_on_required", "resolved_ahead"]
    k.act(U1, "resolve_now", "a1", data=DONE)
    assert (k.step(U1), k.step(f"{U1}/replying")) == ("replying", "drafting")
    assert k.clocks(U1)["plan"] == "met"
    assert k.clock(U1, "reply") == "2026-06-10 17:30"
    assert [(task.step, task.holder) for task in k.tasks(U1)] == [("drafting", "a1")]
    assert k.case(f"{U1}/replying").data["resolution"] == DONE["resolution"]
    k.to("2026-03-30 08:30")
    assert k.orders(U1) == []


def test_its_class_is_a_and_every_desk_reads_it(offices: Offices) -> None:
    k = offices.after(planning)
    k.contact("pre", at="2026-03-16 10:00")
    k.act(U1, "resolve_now", "a1", data=DONE)
    assert k.refused(f"{U1}/replying", "submit", "a1", data={**DRAFT, "result_class": "B"}) == ["class_not_resolved"]
    case = k.approve(at={"city_leader_approval": "2026-03-18 10:00"})
    assert case.data["doc_no"] == "台府办函〔2026〕1号"
    assert [case.step for case in (k.case(), k.case(U1))] == ["issued", "awaiting_feedback"]
    history = k.engine.history(case.key)
    assert [event.step for event in history if type(event.fact).__name__ in ("Acted", "Decided")] == [step for step, *_ in CHAIN]


def test_the_others_opinions_are_waited_for(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2))
    k.under_way(U1, U2)
    k.contact("pre", at="2026-03-16 10:00")
    assert k.refused(U1, "resolve_now", "a1", data=DONE) == ["co_opinion_missing:[finance]"]
    k.opine(U2)
    k.act(U1, "resolve_now", "a1", data=DONE)
    assert k.step(U1) == "replying"


def test_a_key_case_has_its_scheme_even_so(offices: Offices) -> None:
    k = offices.after(planning, True)
    k.contact("pre", at="2026-03-16 10:00")
    assert k.refused(U1, "resolve_now", "a1", data=DONE) == ["scheme_required"]


def test_a_merged_case_is_answered_with_its_main_case(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1,), mode="merged", merged_into="6102")
    k.sign_in(U1)
    k.decompose(U1)
    k.contact("pre")
    assert k.refused(U1, "resolve_now", "a1", data=DONE) == ["not_now"]


def test_who_is_not_content_gets_a_second_reply_of_any_class(offices: Offices) -> None:
    k = offices.after(planning)
    k.contact("pre", at="2026-03-16 10:00")
    k.act(U1, "resolve_now", "a1", data=DONE)
    k.approve()
    k.contact("post")
    k.feedback("D1", "dissatisfied")
    k.act(U1, "start_reply", "a1")
    (second,) = [one for one in k.case(U1).children if one.workflow == "reply-approval" and one.ended_at is None]
    draft = {**DRAFT, "result_class": "B"}
    assert k.engine.act(second.key, "submit", by="a1", data=draft).step == "unit_check"
