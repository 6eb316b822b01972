"""Taking back: the last actor has second thoughts, and the next one has not begun (approval-semantics §2.9)."""

import pytest

from signoff import Refused
from signoff.engine.people_data import Proxy

from .house import MONDAY, House, started

STEPS = """
draft: {by: initiator, may_edit: [note], actions: {submit: next, aside: other}}
one: {approvers: role(legal)}
two: {approvers: [person(dan), person(eve)], rule: all}
three: {approvers: person(fay)}
done: {end: approved}
other: {by: role(audit), actions: {answer: draft}}
"""


def at(step: str, until: str = "decided", steps: str = STEPS, head: str = "") -> House:
    """The case at one of the steps."""
    house = started(steps, head=f"take_back: {{until: {until}}}\n{head}", data="note: text")
    for by, action in (("ini", "submit"), ("bob", "approve"), ("dan", "approve"), ("eve", "approve")):
        if house.step == step:
            break
        house.act(by, action)
    assert house.step == step
    return house


def test_rule_2_9_an_act_is_taken_back_by_an_explicit_guard_and_one_predicate_serves_check_button_and_text() -> None:
    """→ Rule of §2.9; bugs OS #12775 and #6539: check, button and text were three predicates. `can`, the offer and the verb agree here."""
    house = at("two")
    assert [offer.action for offer in house.engine.offers("k", by="bob")] == ["take_back"]
    assert house.engine.can("k", "take_back", by="bob")
    case = house.engine.take_back("k", by="bob", comment="one figure is wrong")
    assert (case.step, case.round, house.holders) == ("one", 2, ["bob"])
    assert house.fields("taken_back", "step", "to", "comment") == [("two", "one", "one figure is wrong")]
    assert list(house.rows().values())[2:4] == [(None, "taken_back"), (None, "taken_back")]
    house.act("bob", "approve")
    assert (house.step, house.case.round) == ("two", 2) and house.sound()


def test_nobody_takes_back_after_a_successor_has_acted() -> None:
    """Bug of §2.9: WF takes back with no check that the successor has acted."""
    house = at("two")
    house.act("dan", "approve")
    assert house.refused("bob", "take_back") == "not_now"
    assert house.engine.offers("k", by="bob") == ()
    house.act("eve", "approve")
    assert house.refused("bob", "take_back") == "not_by"
    assert house.engine.can("k", "take_back", by="eve")


def test_an_opinion_that_was_asked_for_afterwards_is_not_taken_back() -> None:
    """Everybody who decides at the step has decided: taken back, the case would rest there with nobody who could act."""
    steps = STEPS.replace("role(legal)}", "role(legal), allow: {add_signer: anyone}}")
    house = at("one", steps=steps)
    house.engine.add_signer("k", by="bob", who=("eve",), where="after")
    house.act("bob", "approve")
    house.act("eve", "approve")
    assert house.step == "two"
    assert house.refused("eve", "take_back") == "not_now"
    assert "take_back" not in [offer.action for offer in house.engine.offers("k", by="eve")]


def test_until_somebody_has_claimed() -> None:
    house = at("one", until="claimed")
    house.engine.claim("k", by="cat")
    with pytest.raises(Refused) as caught:
        house.engine.take_back("k", by="ini")
    assert (caught.value.code, caught.value.data["until"]) == ("not_now", "claimed")
    house.engine.release("k", by="cat")
    assert house.engine.take_back("k", by="ini").step == "draft"


def test_a_claim_does_not_matter_where_only_a_decision_does() -> None:
    house = at("one")
    house.engine.claim("k", by="cat")
    assert house.engine.take_back("k", by="ini").step == "draft"


def test_only_the_last_actor_takes_back() -> None:
    house = at("two")
    for person in ("ini", "cat", "adm", "dan"):
        assert house.refused(person, "take_back") == "not_by"


def test_of_a_vote_only_ones_own_part_is_taken_back() -> None:
    house = at("three")
    house.engine.take_back("k", by="eve")
    assert (house.step, house.holders) == ("two", ["eve"])
    ((approval,),) = house.fields("carried", "approval")
    assert approval.person == "dan"  # type: ignore[attr-defined]
    house.act("eve", "approve")
    assert house.step == "three" and house.sound()


def test_what_is_taken_back_is_not_taken_back_again() -> None:
    house = at("one")
    house.engine.take_back("k", by="ini")
    assert house.refused("ini", "take_back") == "not_now"


def test_a_finished_case_is_not_taken_back() -> None:
    """Steedos #1293: refused after the end."""
    house = at("three")
    house.act("fay", "approve")
    assert house.refused("fay", "take_back") == "not_open"


def test_where_nothing_is_said_nothing_is_taken_back() -> None:
    house = started(STEPS, data="note: text")
    house.act("ini", "submit")
    assert house.refused("ini", "take_back") == "not_now"


@pytest.mark.parametrize("verb", ["return", "jump"])
def test_what_was_no_step_forward_is_not_taken_back(verb: str) -> None:
    house = at("one", head="return: {to: draft, comment: optional}")
    if verb == "return":
        house.act("bob", "return")
    else:
        house.engine.jump("k", by="adm", to="three", reason="r")
    for person in ("bob", "adm", "ini"):
        assert house.refused(person, "take_back") == "not_now"


def test_an_act_that_has_opened_branches_is_not_taken_back() -> None:
    steps = """
    draft: {by: initiator}
    both: {parallel: {law: {steps: {reading: {approvers: role(legal)}}}, money: {steps: {counting: {approvers: role(finance)}}}}}
    """
    house = started(steps, head="take_back: {until: decided}")
    house.act("ini", "submit")
    assert house.refused("ini", "take_back") == "not_now"


def test_who_acted_for_another_takes_the_move_back_only_as_long_as_he_stands_in() -> None:
    house = at("one")
    house.people.rules = (Proxy("bob", "eve", until=MONDAY.date()),)
    house.engine.claim("k", by="bob")
    house.act("eve", "approve")
    assert house.step == "two" and house.engine.can("k", "take_back", by="eve")
    house.clock.advance("2d")
    assert house.refused("eve", "take_back") == "not_proxy"
    house.people.rules = (Proxy("bob", "eve"),)
    assert house.engine.take_back("k", by="eve").step == "one" and house.sound()


# ---------------------------------------------------------------- after a return

LINE = """
draft: {by: initiator, may_edit: [text]}
one: {approvers: person(bob)}
two: {approvers: person(cat), reapprove: true}
three: {approvers: [person(dan), person(eve)], rule: all, may_edit: [text]}
"""


def sent_back(resume: str) -> House:
    """A case that its third step, where one of two has approved, sent back to the draft."""
    house = started(
        LINE,
        head="return: {to: any_earlier, comment: optional, resume: [straight_back, reapprove_marked]}\ntake_back: {until: decided}",
        data="text: {type: text, default: old}",
    )
    for person, action in (("ini", "submit"), ("bob", "approve"), ("cat", "approve"), ("dan", "approve")):
        house.act(person, action)
    house.act("eve", "return", to="draft", resume=resume)
    return house


def test_a_hand_in_that_went_straight_back_and_is_taken_back_goes_straight_back_again() -> None:
    """approval-semantics §2.4: what the returner chose holds until it has been kept."""
    house = sent_back("straight_back")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("three", ["eve"])
    house.engine.take_back("k", by="ini")
    assert [(p.target, p.origin, p.between) for p in house.engine.why("k").promises] == [("draft", "three", ("one", "two"))]
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("three", ["eve"])
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit", data={"text": "new"})
    assert (house.step, house.holders) == ("one", ["bob"])
    assert house.sound()


def test_taken_back_where_it_had_stopped_on_the_way_it_goes_all_the_way_again() -> None:
    house = sent_back("reapprove_marked")
    house.act("ini", "submit")
    assert house.step == "two"
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit")
    assert house.step == "two"
    house.act("cat", "approve")
    house.engine.take_back("k", by="cat")
    assert house.step == "two"
    house.act("cat", "approve")
    assert (house.step, house.holders) == ("three", ["eve"])
    assert house.sound()


def test_an_approval_that_an_edit_has_voided_meanwhile_is_not_carried_over() -> None:
    house = sent_back("straight_back")
    house.act("ini", "submit")
    house.engine.edit("k", by="eve", data={"text": "new"})
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("one", ["bob"])
    for person in ("bob", "cat"):
        house.act(person, "approve")
    assert (house.step, house.holders) == ("three", ["dan", "eve"])
    assert house.sound()


def test_what_has_been_kept_and_left_again_is_not_promised_once_more() -> None:
    house = sent_back("straight_back")
    house.act("ini", "submit")
    house.act("eve", "return", to="draft", resume="reapprove_marked")
    house.act("ini", "submit")
    assert house.step == "two"
    house.engine.jump("k", by="adm", to="one", reason="r")
    house.act("bob", "approve")
    house.engine.take_back("k", by="bob")
    assert house.engine.why("k").promises == ()
    assert house.sound()
