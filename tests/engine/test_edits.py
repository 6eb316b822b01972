"""Edits: what a signature covers, which approvals fall, which seats open again, and what never counts."""

import pytest

from signoff import Refused, Stale

from .house import House, started

VOTE = """
draft: {by: initiator, may_edit: [amount]}
vote: {approvers: [person(bob), person(cat), person(dan)], rule: all, may_edit: [amount, note]%s}
last: {approvers: person(eve), may_edit: [amount, note]}
"""
DATA = "amount: integer\nnote: text"


def voting(more: str = "", head: str = "signs: [amount]") -> House:
    house = started(VOTE % more, head=head, data=DATA, given={"amount": 1})
    house.act("ini", "submit")
    return house


def test_an_edit_is_a_new_revision() -> None:
    house = voting()
    assert house.engine.edit("k", data={"note": "n"}, by="bob").revision == 2


def test_only_a_holder_edits_and_only_what_the_step_names() -> None:
    house = voting()
    for by, data, code in (("eve", {"note": "n"}, "not_holder"), ("bob", {"zz": 1}, "unknown_field:zz")):
        with pytest.raises(Refused) as caught:
            house.engine.edit("k", data=data, by=by)
        assert caught.value.code == code


def test_a_signed_change_opens_the_seat_again_in_a_slate_still_open() -> None:
    house = voting()
    old = house.task_of("bob")
    house.act("bob", "approve")
    house.engine.edit("k", data={"amount": 2}, by="cat")
    assert sorted(map(str, house.holders)) == ["bob", "cat", "dan"] and house.step == "vote"
    new = house.task_of("bob")
    assert new != old and house.rows()[old] == ("approve", "decided")
    assert house.fields("seat_opened", "again")[-1] == (old,)
    for person in ("bob", "cat", "dan"):
        house.act(person, "approve")
    assert house.step == "last" and house.sound()


def test_an_edit_with_an_act_voids_the_others_and_not_itself() -> None:
    house = voting()
    house.act("bob", "approve")
    house.act("cat", "approve", data={"amount": 2})
    house.act("dan", "approve")
    assert house.step == "vote" and house.holders == ["bob"]
    assert house.act("bob", "approve").step == "last"


def test_a_seat_may_fall_and_open_again_as_often_as_the_content_changes() -> None:
    house = voting()
    for amount in (2, 3, 4):
        house.act("bob", "approve")
        house.engine.edit("k", data={"amount": amount}, by="cat")
    for person in ("bob", "cat", "dan"):
        house.act(person, "approve")
    assert house.step == "last" and house.sound()


def test_keep_lets_approvals_stand() -> None:
    house = voting(", on_change: keep")
    house.act("bob", "approve")
    house.engine.edit("k", data={"amount": 2}, by="cat")
    assert house.holders == ["cat", "dan"] and house.facts("superseded") == []


def test_a_change_outside_of_signs_voids_nothing() -> None:
    house = voting()
    house.act("bob", "approve")
    house.engine.edit("k", data={"note": "n"}, by="cat")
    assert house.holders == ["cat", "dan"]
    assert house.fields("edited", "substantive") == [(False,)]


def test_without_signs_every_field_is_signed() -> None:
    house = voting(head="")
    house.act("bob", "approve")
    house.engine.edit("k", data={"note": "n"}, by="cat")
    assert sorted(map(str, house.holders)) == ["bob", "cat", "dan"]


def test_an_earlier_steps_approval_falls_and_the_case_does_not_move() -> None:
    house = started(
        """
        one: {approvers: person(bob)}
        two: {approvers: person(cat), may_edit: [amount], actions: {approve: {to: next, require: {stands: approved(one)}}}}
        """,
        data=DATA,
        given={"amount": 1},
    )
    house.act("bob", "approve")
    assert house.engine.can("k", "approve", by="cat")
    house.engine.edit("k", data={"amount": 2}, by="cat")
    assert house.step == "two" and house.fields("superseded", "step") == [("one",)]
    assert house.refused("cat", "approve") == "stands"


def test_an_approval_falls_also_after_the_case_was_returned_before_it() -> None:
    house = started(
        """
        draft: {by: initiator, may_edit: [amount], actions: {submit: {to: next, require: {anew: not approved(one)}}}}
        one: {approvers: person(bob)}
        two: {approvers: person(cat)}
        """,
        head="return: {to: any_earlier, comment: optional}",
        data=DATA,
        given={"amount": 1},
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return", to="draft")
    assert house.refused("ini", "submit") == "anew"
    house.engine.edit("k", data={"amount": 2}, by="ini")
    assert house.act("ini", "submit").step == "one"


def test_what_an_effect_sets_never_counts() -> None:
    house = started(
        """
        one: {approvers: person(bob)}
        two: {approvers: person(cat), effects: [{set: {amount: 9}}], may_edit: [note]}
        three: {approvers: person(dan), when: approved(one)}
        """,
        head="signs: [amount]",
        data=DATA,
        given={"amount": 1},
    )
    house.act("bob", "approve")
    assert house.case.data["amount"] == 9 and house.facts("superseded") == []
    house.engine.edit("k", data={"note": "n"}, by="cat")
    assert house.act("cat", "approve").step == "three"


def accepting(edits: str) -> House:
    """bob has signed one amount, and another is taken up by an act whose effect says how it counts."""
    house = started(
        f"""
        one: {{approvers: person(bob)}}
        two: {{by: person(cat), actions: {{accept: {{to: next, effects: [{{set: {{amount: 9}}{edits}}}]}}}}}}
        three: {{approvers: person(dan)}}
        """,
        head="signs: [amount]",
        data=DATA,
        given={"amount": 1},
    )
    house.act("bob", "approve")
    house.act("cat", "accept")
    return house


def test_an_effect_of_an_act_counts_where_it_says_so() -> None:
    house = accepting(", edits: substantive")
    assert house.fields("superseded", "step") == [("one",)] and house.sound()


@pytest.mark.parametrize("edits", ["", ", edits: formal"])
def test_else_it_voids_nothing(edits: str) -> None:
    house = accepting(edits)
    assert house.facts("superseded") == [] and house.sound()
    assert house.fields("edited", "formal") == [(bool(edits),)]


def test_what_counts_is_open_again_in_a_slate_that_goes_on() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(cat)]
          rule: all
          actions: {approve: next, amend: {to: stay, effects: [{set: {amount: 9}, edits: substantive}]}}
        """,
        head="signs: [amount]",
        data=DATA,
        given={"amount": 1},
    )
    house.act("bob", "approve")
    house.act("cat", "amend")
    assert sorted(map(str, house.holders)) == ["bob", "cat"] and house.sound()


def test_a_reopened_seat_of_a_pool_stays_with_who_had_decided_it() -> None:
    house = started("vote: {approvers: [role(legal), person(dan)], rule: all, may_edit: [note]}", data=DATA)
    house.act("bob", "approve")
    house.engine.edit("k", data={"note": "n"}, by="dan")
    assert sorted(map(str, house.holders)) == ["bob", "dan"]
    assert house.refused("cat", "approve") == "not_holder"


def test_a_reopened_seat_of_a_sequence_lets_the_later_ones_wait() -> None:
    house = started("vote: {approvers: [person(bob), person(cat), person(dan)], rule: sequence, may_edit: [note]}", data=DATA)
    house.act("bob", "approve")
    house.engine.edit("k", data={"note": "n"}, by="cat")
    house.act("cat", "approve")
    assert house.holders == ["bob"]
    house.act("bob", "approve")
    assert house.holders == ["dan"]
    assert house.act("dan", "approve").status == "approved"


def test_a_decision_on_an_older_revision_is_stale() -> None:
    house = voting()
    house.engine.edit("k", data={"note": "n"}, by="cat")
    with pytest.raises(Stale) as caught:
        house.act("bob", "approve", revision=1)
    assert caught.value.code == "stale_revision" and caught.value.data == {"given": 1, "revision": 2}
    with pytest.raises(Stale):
        house.engine.edit("k", data={"note": "m"}, by="bob", revision=1)
    assert house.act("bob", "approve", revision=2).step == "vote"


def test_changed_compares_with_the_last_submission() -> None:
    house = started(
        """
        draft: {by: initiator, may_edit: [amount, note], actions: {submit: {to: [{when: changed(amount), to: one}, {to: two}]}}}
        one: {approvers: person(bob)}
        two: {approvers: person(cat)}
        """,
        head="return: {to: draft, comment: optional}",
        data=DATA,
        given={"amount": 1},
    )
    assert house.act("ini", "submit").step == "one"
    house.act("bob", "approve")
    house.act("cat", "return")
    assert house.act("ini", "submit").step == "two"
    house.act("cat", "return")
    assert house.act("ini", "submit", data={"amount": 2}).step == "one"
