"""Adding signers before, after and beside a seat (加签), and taking them out (减签): approval-semantics §2.6, §2.7."""

import pytest

from signoff import Refused

from .house import House, started

ONE = """
draft: {by: initiator}
sign: {approvers: person(bob), allow: {add_signer: anyone, remove_signer: own}}
"""
THREE = """
draft: {by: initiator}
sign:
  approvers: [person(bob), person(cat), person(dan)]
  rule: %s
  allow: {add_signer: %s, remove_signer: any}
"""


def signing(steps: str = ONE, **more: object) -> House:
    """A case that has come to `sign`."""
    house = started(steps, **more)  # type: ignore[arg-type]
    house.act("ini", "submit")
    return house


def three(rule: str = "all", add: str = "anyone", **more: object) -> House:
    """The same with three seats."""
    return signing(THREE % (rule, add), **more)


def add(house: House, by: str, *who: str, **more: object) -> None:
    """Add signers."""
    house.engine.add_signer("k", by=by, who=who, **more)  # type: ignore[arg-type]


def why_not(house: House, verb: str, **given: object) -> str:
    """The code with which a verb is refused."""
    with pytest.raises(Refused) as caught:
        getattr(house.engine, verb)("k", **given)
    return caught.value.code


# ---------------------------------------------------------------- before


def test_rule_2_6_before_who_asked_waits_and_acts_last() -> None:
    """approval-semantics §2.6, → Rule: before: my seat WAITING, added seats form a sub-step with its own rule, I act last."""
    house = signing()
    add(house, "bob", "cat", "dan", where="before", comment="please both")
    assert house.holders == ["cat", "dan"]
    assert house.refused("bob", "approve") == "not_now"
    house.act("cat", "approve")
    assert house.step == "sign" and house.holders == ["dan"]
    house.act("dan", "approve")
    assert house.holders == ["bob"]
    assert house.act("bob", "approve").status == "approved"
    assert house.sound()


def test_the_sub_step_has_a_rule_of_its_own() -> None:
    house = signing()
    add(house, "bob", "cat", "dan", where="before", rule="any")
    house.act("dan", "approve")
    assert house.holders == ["bob"]
    assert ("not_needed:advice_complete",) in house.fields("task_closed", "reason")


def test_a_sub_step_may_go_in_sequence() -> None:
    house = signing()
    add(house, "bob", "dan", "cat", where="before", rule="sequence")
    assert house.holders == ["dan"]
    house.act("dan", "approve")
    assert house.holders == ["cat"]
    house.act("cat", "reject")
    assert house.holders == ["bob"]


def test_a_rejection_of_an_added_signer_is_an_opinion() -> None:
    """flowlong I9HTX1: two added signers, one approves, one rejects."""
    house = signing()
    add(house, "bob", "cat", "dan", where="before")
    house.act("cat", "reject", comment="no")
    assert house.holders == ["dan"]
    house.act("dan", "approve")
    assert house.act("bob", "approve").status == "approved"


def test_a_binding_rejection_rejects_the_seat() -> None:
    house = three("all", "{binding: true}")
    add(house, "bob", "eve", where="before")
    assert house.act("eve", "reject").status == "rejected"
    assert set(house.rows().values()) >= {("reject", "decided")}
    assert house.sound()


def test_a_binding_rejection_is_one_rejection_under_a_threshold() -> None:
    house = three("{need: 1/2, reject: 2}", "{binding: true}")
    add(house, "bob", "eve", where="before")
    house.act("eve", "reject")
    assert house.step == "sign" and house.holders == ["cat", "dan"]
    house.act("cat", "approve")
    assert house.act("dan", "approve").status == "approved"
    assert house.sound()


# ---------------------------------------------------------------- after


def test_rule_2_6_after_my_approval_is_recorded_and_the_step_not_complete() -> None:
    """approval-semantics §2.6, → Rule: after: my approval recorded but step not complete."""
    house = signing()
    add(house, "bob", "cat", where="after")
    assert house.holders == ["bob"]
    house.act("bob", "approve")
    assert house.step == "sign" and house.holders == ["cat"]
    assert house.act("cat", "reject").status == "approved"
    assert house.sound()


def test_after_a_binding_rejection_the_step_is_rejected() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: person(bob), allow: {add_signer: {binding: true}}}")
    add(house, "bob", "cat", where="after")
    house.act("bob", "approve")
    assert house.act("cat", "reject").status == "rejected"


def test_who_rejects_needs_nobody_after_him() -> None:
    house = three("{need: 1/2, reject: 2}")
    add(house, "bob", "eve", where="after")
    house.act("bob", "reject")
    assert ("not_needed:asker_did_not_approve",) in house.fields("task_closed", "reason")
    house.act("cat", "approve")
    assert house.act("dan", "approve").status == "approved"


def test_an_added_signer_never_dilutes_the_quorum_nor_votes_in_it() -> None:
    """Denominators that grow with every row are warm-flow's bug (§2.3)."""
    house = three("2/3")
    add(house, "bob", "eve", "fay", where="before")
    count = house.engine.why("k").count
    assert count is not None and (count.got, count.needed, count.still) == (0, 2, 3)
    house.act("eve", "approve")
    house.act("fay", "approve")
    count = house.engine.why("k").count
    assert count is not None and (count.got, count.needed, count.still) == (0, 2, 3)


def test_before_and_after_may_be_asked_by_one_seat() -> None:
    """yudao cannot mix them on one task (§2.6)."""
    house = signing()
    add(house, "bob", "cat", where="after")
    add(house, "bob", "dan", where="before")
    house.act("dan", "approve")
    house.act("bob", "approve")
    assert house.holders == ["cat"]
    assert house.act("cat", "approve").status == "approved"


# ---------------------------------------------------------------- parallel


def test_rule_2_6_parallel_is_a_new_seat_and_the_share_is_counted_anew() -> None:
    """approval-semantics §2.6, → Rule: parallel: new seat in the slate (denominator grows, needed recomputed by the same fraction)."""
    house = three("2/3")
    add(house, "bob", "eve", where="parallel")
    count = house.engine.why("k").count
    assert count is not None and (count.needed, count.still) == (3, 4)
    for by in ("eve", "bob"):
        house.act(by, "approve")
    assert house.step == "sign"
    assert house.act("cat", "approve").status == "approved"


def test_a_rejection_in_parallel_that_binds_nobody_leaves_the_count() -> None:
    house = three("all")
    add(house, "bob", "eve", where="parallel")
    house.act("eve", "reject")
    for by in ("bob", "cat"):
        house.act(by, "approve")
    assert house.act("dan", "approve").status == "approved"
    binding = three("all", "{binding: true}")
    add(binding, "bob", "eve", where="parallel")
    assert binding.act("eve", "reject").status == "rejected"


def test_in_a_sequence_a_parallel_seat_comes_last() -> None:
    """Camunda 7 refuses, Flowable appends at the end (§2.6)."""
    house = three("sequence")
    add(house, "bob", "eve", where="parallel")
    for by in ("bob", "cat", "dan"):
        assert house.holders == [by]
        house.act(by, "approve")
    assert house.holders == ["eve"]
    assert house.act("eve", "approve").status == "approved"


def test_in_a_sequence_who_asks_first_keeps_his_place() -> None:
    house = three("sequence")
    add(house, "bob", "eve", where="before")
    assert house.holders == ["eve"]
    house.act("eve", "approve")
    assert house.holders == ["bob"]
    add(house, "bob", "fay", where="after")
    house.act("bob", "approve")
    assert house.holders == ["fay"]
    house.act("fay", "approve")
    assert house.holders == ["cat"]


# ---------------------------------------------------------------- whom, where, how deep


def test_nobody_is_added_twice_nor_who_has_a_seat() -> None:
    """approval-semantics §2.6, → Rule: No duplicates with open seats."""
    house = three()
    assert why_not(house, "add_signer", by="bob", who=("cat",)) == "already_signer"
    assert why_not(house, "add_signer", by="bob", who=("bob",)) == "already_holder"
    assert why_not(house, "add_signer", by="bob", who=("eve", "eve")) == "nothing_given"
    assert why_not(house, "add_signer", by="bob", who=None) == "nothing_given"
    add(house, "bob", "eve", where="before")
    assert why_not(house, "add_signer", by="cat", who=("eve",)) == "already_signer"


def test_those_added_are_bound_by_the_duties() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: person(bob), not_same_as: [draft], allow: [add_signer]}")
    assert why_not(house, "add_signer", by="bob", who=("ini",)) == "not_same_as"


def test_the_step_says_where_and_among_whom() -> None:
    house = three("all", "{where: [before], among: role(finance)}")
    assert why_not(house, "add_signer", by="bob", who=("eve",), where="after") == "add_signer_not_allowed"
    assert why_not(house, "add_signer", by="bob", who=("fay",)) == "add_signer_not_allowed"
    add(house, "bob", "eve")
    assert "eve" in house.holders and "bob" not in house.holders


def test_those_added_add_nobody_unless_the_step_says_how_deep() -> None:
    flat = signing()
    add(flat, "bob", "cat", where="before")
    assert why_not(flat, "add_signer", by="cat", who=("dan",)) == "too_deep"
    deep = signing("draft: {by: initiator}\nsign: {approvers: person(bob), allow: {add_signer: {depth: 2}}}")
    add(deep, "bob", "cat", where="before")
    add(deep, "cat", "dan", where="before")
    assert deep.holders == ["dan"]
    assert why_not(deep, "add_signer", by="dan", who=("eve",)) == "too_deep"
    for by in ("dan", "cat", "bob"):
        assert deep.holders == [by]
        deep.act(by, "approve")
    assert deep.case.status == "approved" and deep.sound()


@pytest.mark.parametrize("rule", ["3", "5/4", "x", "0"])
def test_a_rule_that_cannot_be_is_refused(rule: str) -> None:
    assert why_not(signing(), "add_signer", by="bob", who=("cat", "dan"), rule=rule) == "rule_invalid"


def test_who_is_asked_for_an_opinion_takes_no_other_action() -> None:
    house = signing(ONE, head="return: {to: any_earlier, comment: optional}")
    add(house, "bob", "cat", where="before")
    assert house.refused("cat", "return", to="draft") == "opinion_only"


def test_a_pool_that_adds_is_claimed_by_it() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: role(legal), allow: [add_signer]}")
    add(house, "cat", "dan", where="before")
    house.act("dan", "approve")
    assert house.holders == ["cat"]


def test_a_return_closes_added_seats_and_asks_only_the_slate_again() -> None:
    house = signing(THREE % ("all", "anyone"), head="return: {to: any_earlier, comment: optional, resume: straight_back}")
    add(house, "bob", "eve", where="before")
    add(house, "cat", "fay", where="parallel")
    house.act("dan", "return", to="draft")
    house.act("ini", "submit")
    assert house.holders == ["bob", "cat", "dan", "fay"]
    assert house.sound()


def test_who_advised_has_acted_and_is_not_the_actor_of_the_step() -> None:
    house = signing(ONE + "last: {approvers: [person(cat), actor_of(sign)], rule: any, not_same_as: []}")
    add(house, "bob", "cat", where="before")
    house.act("cat", "approve")
    house.act("bob", "approve")
    assert house.holders == ["cat", "bob"]


# ---------------------------------------------------------------- taking out


def test_rule_2_7_removing_the_last_one_asked_gives_the_turn_back() -> None:
    house = signing()
    add(house, "bob", "cat", where="before")
    house.engine.remove_signer("k", by="bob", task=house.task_of("cat"))
    assert house.holders == ["bob"]
    assert ("removed_by=bob",) in house.fields("task_closed", "reason")


def test_rule_2_7_removing_a_seat_counts_both_thresholds_anew_at_once() -> None:
    """approval-semantics §2.7, → Rule: Removal shrinks the slate, re-evaluates both thresholds at once."""
    house = three("all")
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert house.engine.remove_signer("k", by="cat", task=house.task_of("dan"), comment="not concerned").status == "approved"
    lost = three("{need: 1/2, reject: 1/2}")
    lost.act("bob", "reject")
    assert lost.engine.remove_signer("k", by="cat", task=lost.task_of("dan"), comment="not concerned").status == "rejected"


def test_rule_2_7_a_step_does_not_pass_by_removing() -> None:
    """approval-semantics §2.7, → Rule: refuses when it would make the step trivially pass (0 seats)."""
    house = signing()
    assert why_not(house, "remove_signer", by="adm", task=house.task_of("bob"), comment="x") == "would_pass_trivially"
    few = three("2")
    few.engine.remove_signer("k", by="bob", task=few.task_of("dan"), comment="x")
    assert why_not(few, "remove_signer", by="bob", task=few.task_of("cat"), comment="x") == "too_few_seats"


GROUPS = """
draft: {by: initiator}
sign: {approvers: {law: [person(bob), person(cat)], money: person(dan)}, rule: {need: %s, of: each_group}}
"""


def test_rule_2_7_the_last_seat_of_a_group_is_not_taken_out() -> None:
    """Where each group is needed, a group without a seat would pass trivially."""
    house = signing(GROUPS % 1)
    with pytest.raises(Refused) as caught:
        house.engine.remove_signer("k", by="adm", task=house.task_of("dan"), comment="x")
    assert (caught.value.code, caught.value.reasons[0].message) == ("would_pass_trivially", "nobody of `money` would be left to decide")
    house.engine.remove_signer("k", by="adm", task=house.task_of("cat"), comment="x")
    assert house.holders == ["bob", "dan"]
    clamped = signing((GROUPS % 2).replace("person(dan)", "each(person(dan))"), insufficient_seats="clamp")
    assert why_not(clamped, "remove_signer", by="adm", task=clamped.task_of("dan"), comment="x") == "would_pass_trivially"


def test_the_seat_that_has_to_write_an_opinion_is_not_taken_out() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: [person(bob), person(cat)], rule: all, main: last}")
    with pytest.raises(Refused) as caught:
        house.engine.remove_signer("k", by="adm", task=house.task_of("cat"), comment="x")
    assert (caught.value.code, caught.value.reasons[0].message) == ("would_pass_trivially", "nobody would be left who writes the opinion")
    house.engine.remove_signer("k", by="adm", task=house.task_of("bob"), comment="x")
    assert house.refused("cat", "approve") == "main_opinion_required"


@pytest.mark.parametrize(
    ("steps", "who", "told"),
    [
        (THREE % (3, "anyone"), "dan", "approvals needed: 3; seats that would be left: 2"),
        (
            "draft: {by: initiator}\nsign: {approvers: {law: [person(bob), person(cat)], money: [person(dan), person(eve)]},"
            " rule: {need: 2, of: each_group}}",
            "eve",
            "approvals of `money` needed: 2; seats that would be left: 1",
        ),
        (
            "draft: {by: initiator}\nsign: {approvers: [{who: person(bob), weight: 40}, {who: person(cat), weight: 30}],"
            " rule: {need: 60, of: weight}}",
            "bob",
            "weight needed: 60; weight that would be left: 30",
        ),
    ],
)
def test_what_would_be_too_few_is_said_in_what_the_rule_counts(steps: str, who: str, told: str) -> None:
    house = signing(steps)
    with pytest.raises(Refused) as caught:
        house.engine.remove_signer("k", by="adm", task=house.task_of(who), comment="x")
    assert (caught.value.code, caught.value.reasons[0].message) == ("too_few_seats", told)


def test_whose_seat_was_taken_out_is_not_told_that_he_decided() -> None:
    house = three("all")
    house.engine.remove_signer("k", by="bob", task=house.task_of("dan"), comment="not concerned")
    with pytest.raises(Refused) as caught:
        house.act("dan", "approve")
    reason = caught.value.reasons[0]
    assert (reason.code, reason.message) == ("seat_already_decided", "this seat was closed without a decision: removed_by=bob")
    assert reason.data["by"] is None


def test_only_the_adder_or_an_administrator_removes_and_only_while_it_is_open() -> None:
    house = signing()
    add(house, "bob", "cat", "dan", where="before")
    assert why_not(house, "remove_signer", by="dan", task=house.task_of("cat")) == "remove_signer_not_allowed"
    assert why_not(house, "remove_signer", by="adm", task=house.task_of("cat")) == "comment_required"
    cat = house.task_of("cat")
    house.act("cat", "approve")
    assert why_not(house, "remove_signer", by="bob", task=cat) == "seat_already_decided"
    house.engine.remove_signer("k", by="adm", task=house.task_of("dan"), comment="on leave")
    assert house.holders == ["bob"]


def test_removing_takes_out_all_that_were_added_below() -> None:
    deep = signing("draft: {by: initiator}\nsign: {approvers: person(bob), allow: {add_signer: {depth: 2}, remove_signer: own}}")
    add(deep, "bob", "cat", where="before")
    cat = deep.task_of("cat")
    add(deep, "cat", "dan", where="before")
    deep.engine.remove_signer("k", by="bob", task=cat)
    assert deep.holders == ["bob"]
    assert deep.sound()


def test_an_added_signer_who_leaves_holds_the_case_up_and_is_found() -> None:
    house = three("any")
    add(house, "bob", "eve", where="before")
    house.people.leave("eve")
    (found,) = house.engine.stuck().findings
    assert (found.code, found.severity.value, found.people) == ("holder_inactive", "error", ("eve",))
    house.engine.remove_signer("k", by="bob", task=house.task_of("eve"), comment="has left")
    assert house.act("bob", "approve").status == "approved"


def test_why_names_those_added_as_movers() -> None:
    house = signing()
    add(house, "bob", "cat", where="before")
    told = house.engine.why("k")
    assert told.movers[0].who == ("cat",)
    assert [seat.state for seat in told.seats] == ["waiting", "open"]


def test_a_rung_that_decides_leaves_alone_whom_nobody_needs_any_more() -> None:
    steps = """
    draft: {by: initiator}
    sign:
      approvers: person(bob)
      allow: [add_signer]
      due: 1d
      escalate: [{at: due, act: approve}]
    """
    house = signing(steps)
    add(house, "bob", "cat", "dan", where="before", rule="any")
    house.tick("25h")
    assert house.holders == ["bob"] and house.sound()
    assert len(house.facts("decided")) == 2
