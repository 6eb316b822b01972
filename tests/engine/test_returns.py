"""Returns: to where, how the case comes forward again, what still stands, and what a stack of returns remembers."""

import pytest

from signoff import Refused

from .house import House, started

CHAIN = """
draft: {by: initiator, may_edit: [amount, note]}
one: {approvers: person(bob)}
two: {approvers: person(cat), may_edit: [amount]}
three: {approvers: person(dan)}
"""
DATA = "amount: integer\nnote: text"
BOTH = "return: {to: any_earlier, comment: optional, resume: [rewalk, straight_back]}\nsigns: [amount]"


def chain(steps: str = CHAIN, head: str = BOTH, until: str = "three", **defaults: str) -> House:
    """The case at one of the steps, everybody before having approved."""
    house = started(steps, head=head, data=DATA, given={"amount": 1}, **defaults)
    for by, action, step in (("ini", "submit", "draft"), ("bob", "approve", "one"), ("cat", "approve", "two")):
        if house.step == until:
            break
        assert house.step == step
        house.act(by, action)
    return house


def test_any_earlier_step_of_the_walk_is_legal() -> None:
    house = chain()
    (offer,) = [offer for offer in house.engine.offers("k", by="dan") if offer.action == "return"]
    assert offer.targets == ("draft", "one", "two") and offer.resume == ("rewalk", "straight_back")


@pytest.mark.parametrize(
    ("rule", "targets"),
    [
        ("previous", ("two",)),
        ("initiator", ("draft",)),
        ("one", ("one",)),
        ("[draft, previous]", ("draft", "two")),
        ("[two, one]", ("one", "two")),
    ],
)
def test_the_rule_names_the_targets(rule: str, targets: tuple[str, ...]) -> None:
    house = chain(CHAIN.replace("person(dan)", f"person(dan), return: {{to: {rule}, comment: optional}}"), head="")
    (offer,) = [offer for offer in house.engine.offers("k", by="dan") if offer.action == "return"]
    assert offer.targets == targets


def test_a_return_to_elsewhere_is_refused_with_the_legal_targets() -> None:
    house = chain(until="two")
    for to in ("three", "two", "nowhere", "approved"):
        with pytest.raises(Refused) as caught:
            house.act("cat", "return", to=to)
        assert caught.value.code == "illegal_target" and caught.value.data["targets"] == ["draft", "one"]


def test_a_return_has_to_say_where_to_unless_there_is_one_place() -> None:
    house = chain(until="two")
    assert house.refused("cat", "return") == "illegal_target"
    house = chain(until="one")
    assert house.act("bob", "return").step == "draft"


def test_the_first_step_has_nowhere_to_return_to() -> None:
    house = started("one: {approvers: person(bob)}", head="return: {to: any_earlier, comment: optional}")
    assert house.refused("bob", "return") == "illegal_target"
    assert [offer.action for offer in house.engine.offers("k", by="bob")] == ["approve", "reject"]


def test_a_return_needs_its_comment() -> None:
    house = chain(head="return: {to: any_earlier}", until="one")
    assert house.refused("bob", "return", to="draft") == "comment_required"


def test_a_way_to_go_on_that_is_not_offered_is_refused() -> None:
    house = chain(head="return: {to: any_earlier, comment: optional}", until="one")
    assert house.refused("bob", "return", to="draft", resume="straight_back") == "illegal_resume"


def test_only_a_holder_returns() -> None:
    house = chain(until="two")
    assert house.refused("dan", "return", to="draft") == "not_holder"


def test_one_seats_return_acts_at_once_and_closes_the_others_with_a_reason() -> None:
    house = started(
        "draft: {by: initiator}\nvote: {approvers: [person(bob), person(cat), person(dan)], rule: all}",
        head="return: {to: draft, comment: optional}",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return")
    assert house.step == "draft"
    assert list(house.rows().values())[1:4] == [("approve", "decided"), ("return", "decided"), (None, "returned")]


def test_rewalk_asks_every_step_again_in_a_new_round() -> None:
    house = chain()
    house.act("dan", "return", to="draft")
    assert (house.step, house.case.round) == ("draft", 2)
    for by, action, step in (("ini", "submit", "one"), ("bob", "approve", "two"), ("cat", "approve", "three")):
        house.act(by, action)
        assert (house.step, house.case.round) == (step, 2)


def test_approvals_of_an_older_round_never_count() -> None:
    house = started(
        "draft: {by: initiator}\nvote: {approvers: [person(bob), person(cat), person(dan)], rule: 2}",
        head="return: {to: draft, comment: optional}",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return")
    house.act("ini", "submit")
    house.act("dan", "approve")
    assert house.step == "vote"
    house.act("bob", "approve")
    assert house.case.status == "approved"


def test_rule_2_4_straight_back_goes_to_the_step_that_returned_with_rows_for_those_between() -> None:
    house = chain()
    house.act("dan", "return", to="draft", resume="straight_back")
    house.act("ini", "submit")
    assert (house.step, house.case.round, house.holders) == ("three", 2, ["dan"])
    assert house.fields("passed_over", "step", "reason") == [("one", "bypassed_on_resubmit"), ("two", "bypassed_on_resubmit")]
    assert house.fields("resumed", "how") == [("straight_back",)]
    assert house.act("dan", "approve").status == "approved" and house.sound()


def test_straight_back_opens_the_same_seats_and_carries_what_stands() -> None:
    house = started(
        "draft: {by: initiator}\nvote: {approvers: [role(legal), role(finance), person(boss)], rule: all}",
        head="return: {to: draft, comment: optional, resume: straight_back}",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    old = [task.id for task in house.tasks]
    house.engine.claim("k", by="dan", task=old[0])
    house.act("boss", "return")
    house.act("ini", "submit")
    assert house.holders == ["dan", "boss"]
    ((approval,),) = house.fields("carried", "approval")
    assert approval.person == "bob" and approval.task not in old and approval.task in house.rows()  # type: ignore[attr-defined]
    house.act("boss", "approve")
    assert house.act("dan", "approve").status == "approved"


def test_straight_back_keeps_the_order_of_a_sequence() -> None:
    house = started(
        """
        draft: {by: initiator, may_edit: [note]}
        vote: {approvers: [person(bob), person(cat), person(dan)], rule: sequence, may_edit: [note]}
        """,
        head="return: {to: draft, comment: optional, resume: straight_back}",
        data=DATA,
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.engine.edit("k", data={"note": "n"}, by="cat")
    house.act("cat", "return")
    house.act("ini", "submit")
    assert house.holders == ["bob"]
    for person in ("bob", "cat", "dan"):
        house.act(person, "approve")
    assert house.case.status == "approved"


def test_straight_back_stops_where_an_approval_no_longer_stands() -> None:
    house = chain(CHAIN.replace("person(bob)", "person(bob), on_change: keep"))
    house.act("dan", "return", to="draft", resume="straight_back")
    house.act("ini", "submit", data={"amount": 2})
    assert (house.step, house.case.round) == ("two", 2)
    assert house.fields("superseded", "step") == [("two",)]
    house.act("cat", "approve")
    assert (house.step, house.holders) == ("three", ["dan"]) and house.sound()


def test_straight_back_goes_on_from_where_it_stopped() -> None:
    house = chain()
    house.act("dan", "return", to="draft", resume="straight_back")
    house.act("ini", "submit", data={"amount": 2})
    assert house.step == "one"
    house.act("bob", "approve")
    assert house.step == "two"
    house.act("cat", "approve")
    assert house.step == "three"
    assert house.fields("resumed", "how") == [("stopped",), ("stopped",), ("straight_back",)]


def test_a_change_of_what_nobody_signs_lets_approvals_stand() -> None:
    house = chain()
    house.act("dan", "return", to="draft", resume="straight_back")
    house.act("ini", "submit", data={"note": "n"})
    assert house.step == "three"


def test_straight_back_stops_at_a_step_that_the_change_calls_for() -> None:
    house = chain(CHAIN.replace("two: {", "extra: {when: amount > 100, approvers: person(eve)}\ntwo: {on_change: keep, "))
    house.act("dan", "return", to="draft", resume="straight_back")
    house.engine.edit("k", data={"amount": 500}, by="ini")
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert (house.step, house.holders) == ("extra", ["eve"])
    house.act("eve", "approve")
    assert house.step == "three" and house.sound()


def test_straight_back_to_people_who_have_left_waits_for_a_reassignment() -> None:
    house = chain()
    house.act("dan", "return", to="draft", resume="straight_back")
    house.people.leave("dan")
    house.act("ini", "submit")
    assert house.holders == ["dan"]
    house.engine.reassign("k", to="eve", by="adm", reason="dan has left")
    assert house.act("eve", "approve").status == "approved"


def test_nested_returns_are_kept_on_a_stack() -> None:
    house = chain()
    house.act("dan", "return", to="one", resume="straight_back")
    house.act("bob", "return", to="draft", resume="straight_back")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("one", ["bob"])
    house.act("bob", "approve")
    assert (house.step, house.holders) == ("three", ["dan"])
    assert house.fields("passed_over", "step") == [("two",)]
    assert house.sound()


def test_a_rewalk_from_before_drops_the_promises_behind_it() -> None:
    house = chain()
    house.act("dan", "return", to="one", resume="straight_back")
    house.act("bob", "return", to="draft", resume="rewalk")
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert house.step == "two"


def test_a_second_return_from_the_same_step_makes_a_new_promise() -> None:
    house = chain()
    for _ in range(3):
        house.act("dan", "return", to="draft", resume="straight_back")
        house.act("ini", "submit")
    assert (house.step, house.case.round) == ("three", 4)
    house.act("dan", "return", to="two", resume="straight_back")
    house.act("cat", "approve")
    assert house.step == "three" and house.act("dan", "approve").status == "approved"


def test_a_promise_survives_a_detour() -> None:
    house = chain(
        """
        draft: {by: initiator, actions: {submit: next, consult: aside}}
        one: {approvers: person(bob)}
        done: {end: approved}
        aside: {by: role(audit), actions: {answer: draft}}
        """,
        until="one",
    )
    house.act("bob", "return", to="draft", resume="straight_back")
    house.act("ini", "consult")
    house.act("fay", "answer")
    house.act("ini", "submit")
    assert house.fields("resumed", "how") == [("straight_back",)] and house.holders == ["bob"]


def test_an_end_reached_from_the_target_forgets_the_promise() -> None:
    house = chain(CHAIN.replace("may_edit: [amount, note]}", "actions: {submit: next, drop: rejected}}", 1))
    house.act("dan", "return", to="draft", resume="straight_back")
    assert house.act("ini", "drop").status == "rejected"


def test_a_step_passed_by_a_policy_on_the_way_back_keeps_the_promise() -> None:
    house = chain(
        """
        draft: {by: initiator, may_edit: [amount]}
        one: {approvers: initiator}
        two: {approvers: person(cat), on_change: keep}
        three: {approvers: person(dan)}
        """,
        until="two",
        self_="skip",
    )
    house.act("cat", "approve")
    house.act("dan", "return", to="draft", resume="straight_back")
    house.act("ini", "submit", data={"amount": 2})
    assert house.step == "three" and house.fields("resumed", "how")[-1] == ("straight_back",)


def test_a_double_click_on_return_says_that_it_is_done() -> None:
    house = chain()
    house.act("dan", "return", to="draft")
    assert house.refused("dan", "return", to="draft") == "already_done"


def test_the_walk_never_repeats_a_step() -> None:
    steps = "draft: {by: initiator}\none: {approvers: person(bob), actions: {approve: next, again: draft}}\ntwo: {approvers: person(cat)}"
    house = chain(steps, until="one")
    for by, action in (("bob", "again"), ("ini", "submit"), ("bob", "again"), ("ini", "submit"), ("bob", "approve")):
        house.act(by, action)
    (state,) = house.engine.store.find("default", "k").cases.values()
    assert state.walk == ("draft", "one", "two")


def test_promises_nest_three_deep() -> None:
    house = chain(CHAIN.replace("may_edit: [amount]}", "may_edit: [amount], on_change: keep}"))
    house.act("dan", "return", to="two", resume="straight_back")
    house.act("cat", "return", to="one", resume="straight_back")
    house.act("bob", "return", to="draft", resume="straight_back")
    house.act("ini", "submit")
    for person, step in (("bob", "one"), ("cat", "two"), ("dan", "three")):
        assert (house.step, house.holders) == (step, [person])
        house.act(person, "approve")
    assert house.case.status == "approved" and len(house.fields("resumed", "how")) == 3


def test_a_promise_behind_a_stop_survives_another_return() -> None:
    house = chain()
    house.act("dan", "return", to="two", resume="straight_back")
    house.act("cat", "return", to="draft", resume="straight_back")
    house.act("ini", "submit", data={"amount": 2})
    assert house.step == "one"
    house.act("bob", "return", to="draft", resume="straight_back")
    house.act("ini", "submit")
    for person, step in (("bob", "one"), ("cat", "two"), ("dan", "three")):
        assert (house.step, house.holders) == (step, [person])
        house.act(person, "approve")
    assert house.fields("resumed", "how") == [("stopped",), ("straight_back",), ("straight_back",), ("straight_back",)]


def test_a_step_knows_whether_the_case_was_sent_back_to_it() -> None:
    house = started(
        """
        draft:
          by: initiator
          may_edit: [note]
          actions: {submit: {to: next, require: {unchanged: {that: changed(note), when: draft.returned}}}}
        one: {approvers: person(bob), actions: {approve: {to: next, require: {back: not one.returned}}}}
        two: {approvers: person(cat)}
        """,
        head="return: {to: any_earlier, resume: straight_back}\ntake_back: {until: decided}",
        data="note: text",
    )
    house.act("ini", "submit")
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return", to="draft", comment="more")
    assert house.refused("ini", "submit") == "unchanged"
    house.act("ini", "submit", data={"note": "more"})
    assert house.step == "one" and house.act("bob", "approve").step == "two"


def test_a_step_knows_who_has_sent_the_case_back_to_it() -> None:
    house = started(
        """
        draft: {by: initiator, effects: [{set: {times: times + 1}, when: two.sent_back}]}
        one: {approvers: person(bob)}
        two: {approvers: person(cat)}
        """,
        head="return: {to: any_earlier}\ntake_back: {until: decided}",
        data="times: {type: integer, default: 0}",
    )
    house.act("ini", "submit")
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit")
    house.act("bob", "return", to="draft", comment="more")
    assert house.engine.case("k").data["times"] == 0
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "return", to="one", comment="once more")
    house.act("bob", "approve")
    house.act("cat", "return", to="draft", comment="more")
    assert house.engine.case("k").data["times"] == 1
