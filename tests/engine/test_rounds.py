"""Rounds that come to an end, steps that are asked again, and those who are told what they are not asked (approval-semantics §2.4)."""

import pytest

from signoff import Refused

from .house import House, started

CHAIN = """
draft: {by: initiator, may_edit: [amount, note]}
one: {approvers: person(bob)}
two: {approvers: person(cat), reapprove: true}
three: {approvers: person(dan)}
"""
DATA = "amount: integer\nnote: {type: text, title: {zh: 说明, en: Note}}"
MARKED = "return: {to: any_earlier, comment: optional, resume: [rewalk, straight_back, reapprove_marked]}\nsigns: [amount]"


def at_three(head: str = MARKED, steps: str = CHAIN) -> House:
    """The case at the step `three`, everybody before having approved."""
    house = started(steps, head=head, data=DATA, given={"amount": 1})
    for by, action in (("ini", "submit"), ("bob", "approve"), ("cat", "approve")):
        house.act(by, action)
    return house


# ---- how a returned case goes on


def test_rule_2_4_a_return_carries_how_the_case_goes_on_with_rows_and_notices_for_the_steps_jumped_over() -> None:
    """→ Rule of §2.4: chosen by the returner, recorded; a bypassed step has a row and a read-only notice with the difference."""
    house = at_three()
    house.act("dan", "return", to="draft", resume="straight_back")
    assert house.fields("returned", "resume") == [("straight_back",)]
    house.act("ini", "submit", data={"note": "reworded"})
    assert (house.step, house.holders, house.case.round) == ("three", ["dan"], 2)
    assert house.fields("passed_over", "step", "reason") == [("one", "bypassed_on_resubmit"), ("two", "bypassed_on_resubmit")]
    assert house.notices() == [("bypassed", ("bob",)), ("bypassed", ("cat",))]
    about = [fact.about for fact in house.facts("noticed")]  # type: ignore[attr-defined]
    assert about[0] == {"step": "one", "since": 1, "revision": 2, "fields": ("note",)}
    text = house.facts("noticed")[0].text  # type: ignore[attr-defined]
    assert "Note" in text["en"] and "说明" in text["zh"]
    assert house.engine.offers("k", by="bob") == () and house.sound()


def test_marked_steps_are_asked_again_and_the_others_are_not() -> None:
    house = at_three()
    house.act("dan", "return", to="draft", resume="reapprove_marked")
    house.act("ini", "submit")
    assert (house.step, house.case.round) == ("two", 2)
    house.act("cat", "approve")
    assert (house.step, house.holders) == ("three", ["dan"])
    assert house.fields("resumed", "how") == [("stopped",), ("reapprove_marked",)]
    assert house.act("dan", "approve").status == "approved" and house.sound()


def test_an_unmarked_step_whose_approval_has_fallen_is_asked_again_all_the_same() -> None:
    house = at_three()
    house.act("dan", "return", to="draft", resume="reapprove_marked")
    house.act("ini", "submit", data={"amount": 9})
    assert house.step == "one"


def test_a_marked_step_that_sent_back_itself_begins_its_votes_anew() -> None:
    steps = """
    draft: {by: initiator}
    vote: {approvers: [person(bob), person(cat)], rule: all, reapprove: true}
    """
    for resume, holders in (("straight_back", ["cat"]), ("reapprove_marked", ["bob", "cat"])):
        house = started(steps, head=f"return: {{to: draft, comment: optional, resume: {resume}}}")
        house.act("ini", "submit")
        house.act("bob", "approve")
        house.act("cat", "return")
        house.act("ini", "submit")
        assert house.holders == holders


def test_nested_returns_may_each_go_on_in_their_own_way() -> None:
    """No system in §2.4 covers two nested returns by a test; here the inner one goes straight back and the outer asks the marked."""
    house = at_three()
    house.act("dan", "return", to="one", resume="reapprove_marked")
    house.act("bob", "return", to="draft", resume="straight_back")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("one", ["bob"])
    house.act("bob", "approve")
    assert house.step == "two"
    house.act("cat", "approve")
    assert (house.step, house.holders) == ("three", ["dan"]) and house.sound()


# ---- a limit on rounds

LIMITED = "return: {to: draft, comment: optional, max_rounds: 2, then: appeal}"
WITH_APPEAL = """
draft: {by: initiator}
one: {approvers: person(bob), may_edit: [note]}
done: {end: approved}
appeal: {by: person(boss), actions: {grant: approved, deny: rejected}}
"""


def judged_twice() -> House:
    """The case at `one` in its second round."""
    house = started(WITH_APPEAL, head=LIMITED, data=DATA)
    for _ in range(2):
        house.act("ini", "submit")
        if house.case.round == 1:
            house.act("bob", "return")
    assert (house.step, house.case.round) == ("one", 2)
    return house


def test_in_the_last_round_a_return_leads_elsewhere() -> None:
    house = judged_twice()
    case = house.act("bob", "return", comment="still not good", data={"note": "see my letter"})
    assert (case.step, house.holders, case.data["note"]) == ("appeal", ["boss"], "see my letter")
    assert house.fields("left", "step", "outcome")[-1] == ("one", "return")
    assert house.sound() and house.act("boss", "deny").status == "rejected"


def test_without_then_the_case_is_rejected() -> None:
    house = started("draft: {by: initiator}\none: {approvers: person(bob)}", head="return: {to: draft, max_rounds: 1}")
    house.act("ini", "submit")
    assert house.refused("bob", "return") == "comment_required"
    assert house.act("bob", "return", comment="no").status == "rejected"
    assert house.fields("ended", "reason") == [("no",)] and house.sound()


def test_the_last_round_is_told_before() -> None:
    house = judged_twice()
    (told,) = [one for one in house.engine.why("k").nexts if one.action == "return"]
    assert told.to == "appeal"


# ---- pulling back


def test_a_withdrawn_case_may_begin_again_as_a_new_round() -> None:
    house = at_three(head="withdraw: {until: end, to: draft, needs: [note], require: {small: amount < 5}}")
    assert house.refused("ini", "withdraw") == "note_required"
    case = house.engine.withdraw("k", by="ini", data={"note": "my mistake"})
    assert (case.step, case.round, case.data["note"]) == ("draft", 2, "my mistake")
    assert list(house.rows().values())[3] == (None, "withdrawn")
    house.act("ini", "submit")
    assert house.step == "one" and house.sound()


def test_guards_hold_back_who_would_withdraw_and_can_says_the_same() -> None:
    """Bugs OS #12775 and OS #6539: whether it may be withdrawn was decided in three places; here one predicate answers all."""
    house = at_three(head="withdraw: {until: end, require: {small: amount < 1}, comment: required}")
    assert house.refused("ini", "withdraw") == "comment_required small"
    with pytest.raises(Refused) as caught:
        house.engine.withdraw("k", by="ini", comment="c")
    assert caught.value.code == "small"
    assert house.refused("bob", "withdraw") == "not_by"
    assert [o.action for o in house.engine.offers("k", by="ini")] == ["withdraw"] and house.engine.offers("k", by="bob") == ()


def test_a_finished_case_cannot_be_withdrawn() -> None:
    """Bug of §2.9: in FL the initiator's revoke works on finished cases, since nothing checks."""
    house = at_three(head="withdraw: {until: end}")
    house.act("dan", "approve")
    assert house.refused("ini", "withdraw") == "not_open"
    assert house.case.status == "approved"
