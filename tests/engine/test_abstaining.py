"""To abstain (弃权): a seat that has had its say for neither side, and still belongs to those who are counted (approval-semantics A 8)."""

from .test_votes import SIX, closings, progress, say, vote


def test_to_abstain_counts_on_neither_side() -> None:
    house = say(vote("{need: 1/3, abstain: true}"), "0bob")
    found = progress(house)
    assert (found.got, found.needed, found.rejected, found.abstained, found.possible) == (0, 1, 0, 1, 2)
    assert say(house, "+dan").case.status == "approved"


def test_who_abstains_stays_among_those_who_are_counted() -> None:
    house = say(vote("{need: 2/3, reject: 2/3, abstain: true}", SIX), "0bob", "+cat", "+dan", "+eve")
    assert (house.step, progress(house).needed) == ("vote", 4)


def test_if_too_many_abstain_the_step_fails() -> None:
    house = say(vote("{need: 2, reject: 2, abstain: true}"), "0bob")
    assert house.step == "vote"
    assert say(house, "0dan").case.status == "rejected"
    assert closings(house) == ["decided", "decided", "not_needed:rejected_by"]


def test_to_abstain_is_offered_only_where_the_rule_says_so() -> None:
    assert vote("1").refused("bob", "abstain") == "unknown_action"
    assert "abstain" in [offer.action for offer in vote("{need: 1, abstain: true}").engine.offers("k", by="bob")]


def test_a_seat_abstains_once() -> None:
    house = say(vote("{need: 1, abstain: true}"), "0bob")
    assert house.refused("bob", "approve") == "seat_already_decided"
    assert house.sound()
