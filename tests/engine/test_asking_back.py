"""`take_back` once the next one has read, claimed or decided: not at all, or with his consent (LANGUAGE §6, `later`)."""

import pytest

from signoff import Refused
from signoff.engine import commands as c
from signoff.engine.people_data import Proxy

from .house import House, Register, started, workflow

STEPS = """
draft: {by: initiator}
one: {approvers: role(legal)}
two: {approvers: [person(dan), person(eve)], rule: all}
done: {end: approved}
"""


def at_one(until: str, later: str = "ask_holder") -> House:
    """The case just handed in to a pool."""
    house = started(STEPS, head=f"take_back: {{until: {until}, later: {later}}}\nreturn: {{to: any_earlier, comment: optional}}")
    house.act("ini", "submit")
    return house


def asked(until: str = "claimed") -> House:
    """Bob has claimed, and the initiator asks to have it back."""
    house = at_one(until)
    house.engine.claim("k", by="bob")
    house.engine.take_back("k", by="ini", comment="a page is missing")
    return house


def actions(house: House, person: str) -> list[str]:
    """What is offered."""
    return [offer.action for offer in house.engine.offers("k", by=person)]


def test_reading_ends_taking_back_where_the_workflow_says_so() -> None:
    """§2.9: "users ask that a next step already read blocks take-back; nobody implements it"."""
    house = at_one("read", "none")
    assert house.engine.can("k", "take_back", by="ini")
    house.engine.read("k", by="cat")
    with pytest.raises(Refused) as caught:
        house.engine.take_back("k", by="ini")
    assert (caught.value.code, caught.value.data["until"]) == ("not_now", "read") and "read" in caught.value.message
    assert actions(house, "ini") == []


def test_where_only_a_claim_matters_reading_does_not() -> None:
    house = at_one("claimed", "none")
    house.engine.read("k", by="cat")
    assert house.engine.take_back("k", by="ini").step == "draft"


@pytest.mark.parametrize("until", ["read", "claimed"])
def test_whoever_decides_has_read_and_claimed(until: str) -> None:
    house = started(
        "draft: {by: initiator}\none: {approvers: [role(legal), person(eve)], rule: all}", head=f"take_back: {{until: {until}}}"
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert house.refused("ini", "take_back") == "not_now"


def test_after_that_the_holder_is_asked_and_his_consent_carries_it_out() -> None:
    house = asked()
    assert house.step == "one" and house.case.asked_back is not None
    assert (house.case.asked_back.by, house.case.asked_back.to) == ("ini", "draft")
    assert house.notices() == [("back_asked", ("bob",))]
    assert actions(house, "bob")[-2:] == ["consent_back", "decline_back"]
    case = house.engine.consent_back("k", by="bob")
    assert (case.step, case.round, case.asked_back) == ("draft", 2, None)
    assert house.fields("taken_back", "asker", "comment") == [("ini", "a page is missing")]
    assert house.notices()[-1] == ("back_consented", ("ini",))
    assert house.sound()


def test_the_holder_finds_the_question_in_his_inbox_and_may_go_on_all_the_same() -> None:
    house = asked()
    (item,) = house.engine.inbox("bob")
    assert [offer.action for offer in item.offers] == ["approve", "reject", "return", "consent_back", "decline_back"]
    assert item.case.asked_back is not None and item.case.asked_back.comment == "a page is missing"


def test_a_refusal_leaves_the_case_where_it_is_and_is_told() -> None:
    house = asked()
    case = house.engine.decline_back("k", by="bob", comment="nearly done")
    assert (case.step, case.asked_back) == ("one", None)
    assert house.fields("back_answered", "consent", "comment") == [(False, "nearly done")]
    assert house.notices()[-1] == ("back_declined", ("ini",))
    house.engine.take_back("k", by="ini")
    assert house.case.asked_back is not None


def test_a_case_that_moves_on_closes_the_request_with_a_reason() -> None:
    house = asked()
    house.act("bob", "approve")
    assert (house.step, house.case.asked_back) == ("two", None)
    assert house.fields("back_closed", "asker", "reason") == [("ini", "moved_on")]
    assert house.notices()[-1] == ("back_closed", ("ini",))
    assert house.refused("bob", "consent_back") == "nothing_asked" and house.sound()


@pytest.mark.parametrize(("verb", "reason"), [("reject", "ended"), ("return", "moved_on"), ("jump", "moved_on"), ("terminate", "ended")])
def test_however_it_leaves_the_request_is_closed(verb: str, reason: str) -> None:
    house = asked()
    match verb:
        case "jump":
            house.engine.jump("k", by="adm", to="two", reason="r")
        case "terminate":
            house.engine.terminate("k", by="adm", reason="r")
        case "return":
            house.act("bob", "return", to="draft")
        case _:
            house.act("bob", verb)
    assert house.fields("back_closed", "reason") == [(reason,)] and house.case.asked_back is None and house.sound()


def test_nobody_else_answers() -> None:
    house = asked()
    for person in ("ini", "cat", "adm", "dan"):
        assert house.refused(person, "consent_back") == "not_asked"
        assert house.refused(person, "decline_back") == "not_asked"
        assert "consent_back" not in actions(house, person)


def test_asking_twice_is_refused_with_whom_it_waits_for() -> None:
    house = asked()
    with pytest.raises(Refused) as caught:
        house.engine.take_back("k", by="ini")
    assert caught.value.code == "asked_already" and "bob" in (caught.value.hint or "")
    assert actions(house, "ini") == []


def test_whoever_holds_it_by_now_is_asked() -> None:
    house = asked()
    house.engine.reassign("k", by="adm", to="dan", reason="bob is ill")
    assert house.engine.take_back("k", by="ini").step == "draft"
    house = asked("read")
    house.engine.reassign("k", by="adm", to="dan", reason="bob is ill")
    house.engine.read("k", by="dan")
    assert house.refused("bob", "consent_back") == "not_asked"
    assert house.engine.consent_back("k", by="dan").step == "draft"


def test_everybody_who_has_begun_has_to_agree() -> None:
    house = at_one("decided")
    house.act("bob", "approve")
    house.engine.remind("k", by="ini")
    house.act("dan", "approve")
    house.engine.take_back("k", by="bob")
    assert house.case.asked_back is not None
    assert house.engine.allowed(c.ConsentBack(case="k", by="dan"))
    assert house.refused("eve", "consent_back") == "not_asked"
    assert house.engine.consent_back("k", by="dan").step == "one"


def test_two_who_have_begun_answer_one_after_the_other() -> None:
    steps = "draft: {by: initiator}\none: {approvers: {law: role(legal), money: role(finance), boss: person(boss)}, rule: all}"
    house = started(steps, head="take_back: {until: claimed, later: ask_holder}")
    house.act("ini", "submit")
    house.engine.claim("k", by="bob")
    house.act("dan", "approve")
    house.engine.take_back("k", by="ini")
    house.engine.consent_back("k", by="dan")
    assert house.step == "one" and house.refused("dan", "consent_back") == "not_asked"
    assert house.engine.consent_back("k", by="bob").step == "draft" and house.sound()


def test_once_nobody_has_begun_any_more_it_needs_no_consent() -> None:
    house = asked()
    house.engine.release("k", by="bob")
    assert house.engine.take_back("k", by="ini").step == "draft"
    assert house.case.asked_back is None


def test_a_vote_of_a_sequence_is_asked_back_from_those_who_came_after() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: [person(bob), person(cat), person(dan)], rule: sequence}"
    house = started(steps, head="take_back: {until: decided, later: ask_holder}")
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "approve")
    house.engine.take_back("k", by="bob")
    assert house.case.asked_back is not None and house.case.asked_back.task is not None
    house.engine.consent_back("k", by="cat")
    assert house.holders == ["bob"]
    for person in ("bob", "cat", "dan"):
        house.act(person, "approve")
    assert house.case.status == "approved" and house.sound()


def test_a_vote_that_falls_otherwise_closes_the_request() -> None:
    steps = """
    draft: {by: initiator}
    sign: {approvers: [person(bob), person(cat), person(dan)], rule: sequence, may_edit: [text]}
    """
    house = started(steps, head="take_back: {until: decided, later: ask_holder}", data="text: document", given={"text": "one"})
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "approve")
    house.engine.take_back("k", by="bob")
    house.engine.edit("k", by="dan", data={"text": "two"})
    assert house.fields("back_closed", "reason") == [("moved_on",)] and house.sound()


def test_who_stands_in_for_the_holder_may_agree() -> None:
    house = House(workflow(STEPS, "take_back: {until: claimed, later: ask_holder}"), register=Register(Proxy("bob", "eve")))
    house.start()
    house.act("ini", "submit")
    house.engine.claim("k", by="bob")
    house.engine.take_back("k", by="ini")
    assert house.notices() == [("back_asked", ("bob", "eve"))]
    assert house.engine.consent_back("k", by="eve").step == "draft"


def test_a_suspended_case_waits_for_its_answer() -> None:
    house = asked()
    house.engine.suspend("k", by="adm", reason="audit")
    assert house.refused("bob", "consent_back") == "suspended"
    house.engine.resume("k", by="adm")
    assert house.engine.consent_back("k", by="bob").step == "draft"


def test_a_request_given_twice_is_answered_as_the_first_time() -> None:
    house = at_one("claimed")
    house.engine.claim("k", by="bob")
    for _ in range(2):
        house.engine.take_back("k", by="ini", request_id="r-1")
    assert len(house.facts("back_asked")) == 1
