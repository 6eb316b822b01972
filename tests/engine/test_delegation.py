"""Lending a seat to a delegate: one seat, one vote, and its owner decides (approval-semantics §2.8)."""

import pytest

from signoff import Refused

from .house import House, Register, started

ALONE = """
draft: {by: initiator}
sign: {approvers: person(bob), allow: {delegate: anyone, transfer: anyone}}
"""
TWO = """
draft: {by: initiator}
sign:
  approvers: [person(bob), person(cat), person(dan)]
  rule: 2/3
  allow: {delegate: anyone, transfer: anyone}
"""


def signing(steps: str = ALONE, **more: object) -> House:
    """A case that has come to `sign`."""
    house = started(steps, **more)  # type: ignore[arg-type]
    house.act("ini", "submit")
    return house


def why_not(house: House, verb: str, **given: object) -> str:
    """The code with which a verb is refused."""
    with pytest.raises(Refused) as caught:
        getattr(house.engine, verb)("k", **given)
    return caught.value.code


def test_rule_2_8_delegate_parks_the_owner_who_alone_decides() -> None:
    """approval-semantics §2.8, → Rule: `delegate` (owner parked, delegate's opinion recorded, owner decides)."""
    house = signing()
    house.engine.delegate("k", to="cat", by="bob", comment="please look")
    (task,) = house.tasks
    assert (task.holder, task.owner) == ("cat", "bob")
    assert house.refused("bob", "approve") == "delegated"
    house.engine.give_back("k", by="cat", opinion="approve", comment="fine")
    assert house.holders == ["bob"]
    assert house.fields("given_back", "was", "opinion", "comment") == [("cat", "approve", "fine")]
    assert house.act("bob", "approve").status == "approved"
    assert house.sound()


def test_completion_by_a_delegate_is_refused() -> None:
    """Camunda 7 promises it (TaskService) and never checks: CompleteTaskCmd lets either complete (§2.8)."""
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    for action in ("approve", "reject"):
        assert house.refused("cat", action) == "delegated"
    assert [offer.action for offer in house.engine.offers("k", by="cat")] == ["give_back"]
    assert [offer.action for item in house.engine.inbox("cat") for offer in item.offers] == ["give_back"]


def test_a_delegated_vote_does_not_bypass_the_quorum() -> None:
    """django-approval-workflow: a delegated vote becomes a row without the step's strategy (§2.3)."""
    house = signing(TWO)
    house.engine.delegate("k", to="eve", by="bob", task=house.task_of("bob"))
    house.engine.give_back("k", by="eve", opinion="approve")
    assert house.step == "sign" and len(house.tasks) == 3
    house.act("bob", "approve")
    assert house.step == "sign"
    assert house.act("cat", "approve").status == "approved"


def test_an_opinion_is_no_vote() -> None:
    """warm-flow counts a delegate's opinion row as a pass vote and in the denominator (§2.3)."""
    house = signing(TWO)
    for owner, other in (("bob", "eve"), ("cat", "fay")):
        house.engine.delegate("k", to=other, by=owner)
        house.engine.give_back("k", by=other, opinion="approve")
    count = house.engine.why("k").count
    assert count is not None and (count.got, count.needed, count.still) == (0, 2, 3)


def test_a_chain_of_delegations_comes_back_to_the_first_owner() -> None:
    """flowlong: A→B→C resolves straight to the first owner A (§2.8)."""
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    house.engine.delegate("k", to="dan", by="cat")
    assert why_not(house, "give_back", by="cat") == "not_holder"
    house.engine.give_back("k", by="dan")
    assert house.holders == ["bob"]


def test_a_circle_of_delegations_is_harmless() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    assert why_not(house, "delegate", to="bob", by="cat") == "already_holder"
    house.engine.delegate("k", to="dan", by="cat")
    house.engine.delegate("k", to="cat", by="dan")
    house.engine.give_back("k", by="cat")
    assert house.act("bob", "approve").status == "approved"


def test_the_owner_may_end_a_delegation() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    assert house.engine.offers("k", by="bob") == ()
    house.engine.give_back("k", by="bob")
    assert house.holders == ["bob"]
    assert house.act("bob", "approve").status == "approved"


def test_only_delegate_and_owner_end_a_delegation() -> None:
    house = signing()
    assert why_not(house, "give_back", by="bob") == "not_delegated"
    house.engine.delegate("k", to="cat", by="bob")
    assert why_not(house, "give_back", by="dan") == "not_holder"


def test_an_opinion_is_one_of_the_actions_of_the_step() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    assert why_not(house, "give_back", by="cat", opinion="fly") == "unknown_action"
    assert why_not(house, "give_back", by="bob", opinion="approve") == "not_holder"


def test_a_delegate_does_not_hand_the_seat_over_for_good() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    assert why_not(house, "transfer", to="dan", by="cat") == "delegated"


def test_delegation_is_only_where_the_step_allows_it_and_to_whom() -> None:
    closed = signing("draft: {by: initiator}\nsign: {approvers: person(bob)}")
    assert why_not(closed, "delegate", to="cat", by="bob") == "delegate_not_allowed"
    named = signing("draft: {by: initiator}\nsign: {approvers: person(bob), allow: {delegate: role(finance)}}")
    assert why_not(named, "delegate", to="cat", by="bob") == "delegate_not_allowed"
    named.engine.delegate("k", to="dan", by="bob")
    assert named.holders == ["dan"]


def test_separation_of_duties_holds_for_a_delegate() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: person(bob), not_same_as: [draft], allow: [delegate]}")
    assert why_not(house, "delegate", to="ini", by="bob") == "not_same_as"


def test_a_delegate_has_acted_and_cannot_sign_later_where_others_must() -> None:
    house = signing(ALONE + "last: {approvers: [person(cat), person(dan)], rule: any, not_same_as: [sign]}")
    house.engine.delegate("k", to="cat", by="bob")
    house.engine.give_back("k", by="cat")
    house.act("bob", "approve")
    assert house.holders == [None, "dan"]


def test_one_who_has_a_seat_gets_no_second_one_by_delegation_nor_while_his_is_lent() -> None:
    house = signing(TWO)
    assert why_not(house, "delegate", to="cat", by="bob") == "already_signer"
    house.engine.delegate("k", to="eve", by="bob")
    assert why_not(house, "transfer", to="bob", by="cat") == "already_signer"


def test_a_claimed_seat_that_was_lent_goes_back_to_its_claimer_and_can_be_released() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: role(legal), allow: [delegate]}")
    house.engine.delegate("k", to="dan", by="cat")
    house.engine.give_back("k", by="dan")
    assert house.holders == ["cat"]
    house.engine.release("k", by="cat")
    assert house.act("bob", "approve").status == "approved"


def test_reassigning_a_lent_seat_ends_the_delegation() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    house.engine.reassign("k", to="dan", by="adm", reason="bob is ill")
    assert house.act("dan", "approve").status == "approved"


def test_straight_back_asks_the_owner_of_a_lent_seat_again() -> None:
    house = started(TWO, head="return: {to: any_earlier, comment: optional, resume: straight_back}")
    house.act("ini", "submit")
    house.engine.delegate("k", to="eve", by="bob")
    house.act("cat", "return", to="draft")
    house.act("ini", "submit")
    assert house.holders == ["bob", "cat", "dan"]


def test_a_delegate_may_edit_what_the_step_lets_its_holder_edit() -> None:
    house = signing(
        "draft: {by: initiator}\nsign: {approvers: person(bob), may_edit: [note], allow: [delegate]}",
        data="note: text",
    )
    house.engine.delegate("k", to="cat", by="bob")
    assert house.engine.edit("k", data={"note": "better"}, by="cat").data["note"] == "better"


def test_why_names_the_delegate_as_mover_and_tells_the_change_of_hands() -> None:
    house = signing()
    house.engine.delegate("k", to="cat", by="bob")
    told = house.engine.why("k")
    assert told.movers[0].who == ("cat",)
    assert [(hand.verb, hand.was, hand.to) for hand in told.seats[0].hands] == [("delegate", "bob", "cat")]


def test_a_delegate_who_leaves_is_found_stuck() -> None:
    register = Register()
    house = House(
        "signoff: 1\nworkflow: w\ndefaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}\n"
        "steps:\n  draft: {by: initiator}\n  sign: {approvers: person(bob), allow: [delegate]}\n",
        register=register,
    )
    house.start()
    house.act("ini", "submit")
    house.engine.delegate("k", to="cat", by="bob")
    register.leave("cat")
    assert [finding.code for finding in house.engine.stuck().findings] == ["holder_inactive"]
    house.engine.give_back("k", by="bob")
    assert house.act("bob", "approve").status == "approved"
