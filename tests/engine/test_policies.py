"""The four policies that are always named: empty, duplicate, self, insufficient_seats; and steps that need a human."""

import pytest

from signoff import Refused
from signoff.engine.people_data import Person

from .house import House, started, workflow

# ---------------------------------------------------------------- empty


def test_hold_opens_a_seat_without_an_owner() -> None:
    house = started("review: {approvers: post_nobody@office}")
    assert [(t.holder, t.candidates) for t in house.tasks] == [(None, ())]
    assert house.refused("bob", "approve") == "not_holder"


def test_a_held_seat_can_be_reassigned() -> None:
    house = started("review: {approvers: post_nobody@office}")
    house.engine.reassign("k", to="bob", by="adm", reason="nobody was there")
    assert house.act("bob", "approve").status == "approved"


def test_admin_gives_the_seat_to_the_administrators() -> None:
    house = started("review: {approvers: post_nobody@office}", empty="admin")
    assert house.act("adm", "approve").status == "approved"


def test_rule_2_10_skip_passes_a_step_that_nobody_holds_with_a_row() -> None:
    house = started("review: {approvers: post_nobody@office}\nlast: {approvers: role(legal)}", empty="skip")
    assert house.step == "last"
    ((decision,),) = house.fields("decided", "decision")
    assert (decision.automatic, decision.actor) == ("empty", "system:policy")  # type: ignore[attr-defined]
    assert house.sound()


def test_assign_asks_those_named_instead() -> None:
    house = started("review: {approvers: post_nobody@office}", empty="{assign: role(audit)}")
    assert house.act("fay", "approve").status == "approved"


def test_assign_that_finds_nobody_holds() -> None:
    assert started("review: {approvers: post_nobody@office}", empty="{assign: other_nobody@office}").holders == [None]


def test_a_skipped_seat_is_no_vote_where_others_are_asked() -> None:
    house = started("vote: {approvers: [role(legal), post_nobody@office], rule: any}", empty="skip")
    assert house.step == "vote"
    assert house.act("bob", "approve").status == "approved"
    assert ("approve", "decided") in house.rows().values() and (None, "empty") in house.rows().values()


def test_a_skipped_seat_leaves_the_denominator() -> None:
    house = started("vote: {approvers: [role(legal), role(finance), post_nobody@office], rule: 2/3}", empty="skip")
    house.act("bob", "approve")
    assert house.act("dan", "approve").status == "approved"


def test_a_work_step_that_nobody_holds_is_skipped_too() -> None:
    house = started("file: {by: post_nobody@office}\nlast: {approvers: role(legal)}", empty="skip")
    assert house.step == "last"


def test_a_skip_takes_the_first_arm_whose_condition_holds() -> None:
    house = started(
        """
        review:
          approvers: post_nobody@office
          actions: {approve: [{by: role(legal), to: wrong}, {when: amount > 5, to: big}, {to: small}]}
        small: {approvers: role(legal)}
        big: {approvers: role(legal)}
        wrong: {approvers: role(legal)}
        """,
        data="amount: integer",
        given={"amount": 9},
        empty="skip",
    )
    assert house.step == "big"


def test_a_circle_of_steps_that_pass_by_themselves_comes_to_rest() -> None:
    house = started(
        """
        one: {approvers: post_nobody@office, actions: {approve: two}}
        two: {approvers: other_nobody@office, actions: {approve: one, reject: rejected}}
        """,
        empty="skip",
    )
    assert house.case.open and house.holders == [None] and house.sound()


# ---------------------------------------------------------------- duplicate

TWO = "one: {approvers: person(bob)}\ntwo: {approvers: person(cat)}\nthree: {approvers: person(bob)}"


def twice(duplicate: str) -> House:
    house = started(TWO, duplicate=duplicate)
    house.act("bob", "approve")
    house.act("cat", "approve")
    return house


def test_none_asks_the_same_person_again() -> None:
    assert twice("none").holders == ["bob"]


def test_any_lets_an_approval_that_stands_count_again() -> None:
    house = twice("any")
    assert house.case.status == "approved"
    assert house.fields("decided", "decision")[-1][0].automatic == "duplicate"  # type: ignore[attr-defined]


def test_consecutive_looks_at_the_step_just_before_only() -> None:
    assert twice("consecutive").holders == ["bob"]
    house = started("one: {approvers: person(bob)}\ntwo: {approvers: person(bob)}", duplicate="consecutive")
    assert house.act("bob", "approve").status == "approved"


def test_forbid_asks_somebody_else() -> None:
    house = twice("forbid")
    assert house.holders == [None]
    assert house.refused("bob", "approve") == "not_holder"


def test_forbid_keeps_a_person_out_of_a_pool() -> None:
    house = started("one: {approvers: role(legal)}\ntwo: {approvers: role(legal)}", duplicate="forbid")
    house.act("bob", "approve")
    assert house.refused("bob", "approve") == "duplicate_forbidden"
    assert house.act("cat", "approve").status == "approved"


def test_rule_2_10_an_approval_before_a_return_does_not_pass_a_later_step() -> None:
    house = started(
        "draft: {by: initiator}\n" + TWO,
        head="return: {to: any_earlier, comment: optional}",
        duplicate="any",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return", to="draft")
    house.act("ini", "submit")
    assert house.step == "one" and house.holders == ["bob"]


def test_a_step_the_case_was_returned_to_does_not_pass_by_itself() -> None:
    house = started(
        """
        one: {approvers: person(bob)}
        two: {approvers: person(bob)}
        three: {approvers: person(cat)}
        """,
        head="return: {to: any_earlier, comment: optional}",
        duplicate="any",
    )
    house.act("bob", "approve")
    assert house.step == "three"
    house.act("cat", "return", to="two")
    assert (house.step, house.holders) == ("two", ["bob"])


# ---------------------------------------------------------------- self


def test_allow_lets_the_initiator_approve() -> None:
    assert started("review: {approvers: initiator}", self_="allow").act("ini", "approve").status == "approved"


def test_skip_passes_the_initiators_own_seat_with_a_row() -> None:
    house = started("review: {approvers: initiator}", self_="skip")
    assert house.case.status == "approved"
    assert house.fields("decided", "decision")[0][0].automatic == "self"  # type: ignore[attr-defined]


def test_superior_asks_the_initiators_manager() -> None:
    house = started("review: {approvers: initiator}", self_="superior")
    assert house.act("boss", "approve").status == "approved"


def test_superior_without_a_manager_falls_to_the_policy_empty() -> None:
    house = House(workflow("review: {approvers: initiator}", self_="superior", empty="admin"))
    house.start(by="boss")
    assert house.act("adm", "approve").status == "approved"


def test_rule_2_10_forbid_keeps_the_initiator_out() -> None:
    house = started("review: {approvers: initiator}", self_="forbid")
    assert house.holders == [None]
    house = started("review: {approvers: role(clerk) | role(legal)}", self_="forbid")
    assert house.refused("ini", "approve") == "self_forbidden"


def test_forbid_bars_the_initiator_from_receiving_a_seat() -> None:
    house = started("review: {approvers: person(bob), allow: {transfer: anyone}}", self_="forbid")
    assert house.engine.can("k", "approve", by="bob")
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="ini", by="bob")
    assert caught.value.code == "self_forbidden"


def test_self_means_nothing_at_a_work_step() -> None:
    assert started("file: {by: initiator}", self_="forbid").act("ini", "submit").status == "approved"


# ---------------------------------------------------------------- insufficient_seats

THREE = "vote: {approvers: each(role(legal)), rule: 3}"


def test_missing_seats_are_held() -> None:
    house = started(THREE)
    assert house.holders == ["bob", "cat", None]
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert house.case.open


def test_missing_seats_go_to_the_administrators() -> None:
    house = started(THREE, insufficient_seats="admin")
    for person in ("bob", "cat"):
        house.act(person, "approve")
    assert house.act("adm", "approve").status == "approved"


def test_clamp_is_content_with_the_seats_there_are() -> None:
    house = started(THREE, insufficient_seats="clamp")
    house.act("bob", "approve")
    assert house.act("cat", "approve").status == "approved"


def test_no_seat_at_all_is_the_policy_empty() -> None:
    house = started("vote: {approvers: each(role(nobody)), rule: 1/2}")
    assert house.holders == [None]


# ---------------------------------------------------------------- human_required


def test_a_step_that_needs_a_human_is_not_passed_as_a_duplicate() -> None:
    house = started(
        "one: {approvers: person(bob)}\ntwo: {approvers: person(bob), human_required: true}",
        duplicate="any",
    )
    house.act("bob", "approve")
    assert house.step == "two" and house.holders == ["bob"]


def test_a_step_that_needs_a_human_may_still_be_asked_of_one_who_joins() -> None:
    house = started("one: {approvers: role(nobody), human_required: true}", empty="hold")
    house.people.put(Person("new", unit="office", roles=("nobody",)))
    assert house.act("new", "approve").status == "approved"


def test_who_passed_by_a_policy_is_the_actor_of_the_step_and_not_the_policy() -> None:
    house = started("one: {approvers: initiator}\ntwo: {approvers: actor_of(one)}\nthree: {approvers: role(legal)}", self_="skip")
    assert house.step == "three"
    house = started("one: {approvers: nobody@office}\ntwo: {approvers: actor_of(one), empty: hold}", empty="skip")
    assert house.step == "two" and house.holders == [None]


def test_a_skip_is_no_way_around_not_same_as() -> None:
    house = started("draft: {by: initiator}\nreview: {approvers: initiator, not_same_as: [draft]}", self_="skip")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("review", ["boss"])
