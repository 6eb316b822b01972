"""Taking back one's own vote while the slate is still open: the seat opens again, and the votes are counted anew (§2.9)."""

from datetime import timedelta

import pytest

from signoff.engine.people_data import Proxy

from .house import MONDAY, House, Register, started, workflow

HEAD = "take_back: {until: decided}"


def slate(approvers: str, rule: str, *, head: str = HEAD, more: str = "") -> House:
    """A case whose slate is open."""
    house = started(
        f"draft: {{by: initiator}}\nsign: {{approvers: {approvers}, rule: {rule}{more}}}\nlast: {{approvers: person(boss)}}",
        head=head,
    )
    house.act("ini", "submit")
    return house


def progress(house: House) -> tuple[int, int, int]:
    """Approvals got, rejections, seats that may still decide."""
    found = house.case.progress
    assert found is not None
    return found.got, found.rejected, found.possible


def test_one_takes_ones_own_vote_back_and_the_tally_recounts() -> None:
    house = slate("[person(bob), person(cat), person(dan)]", "2")
    house.act("bob", "approve")
    assert progress(house) == (1, 0, 2)
    assert [offer.action for offer in house.engine.offers("k", by="bob")] == ["take_back"]
    house.engine.take_back("k", by="bob", comment="too quick")
    assert progress(house) == (0, 0, 3)
    assert sorted(filter(None, house.holders)) == ["bob", "cat", "dan"]
    assert house.fields("vote_taken_back", "tasks", "comment") == [((), "too quick")]
    house.act("cat", "approve")
    assert house.step == "sign"
    house.act("bob", "approve")
    assert house.step == "last" and house.sound()


def test_the_old_task_keeps_its_outcome_and_says_why_it_no_longer_counts() -> None:
    house = slate("[person(bob), person(cat)]", "all")
    task = house.task_of("bob")
    house.act("bob", "approve")
    house.engine.take_back("k", by="bob")
    assert house.rows()[task] == ("approve", "taken_back")
    assert [(line.actor, line.superseded) for line in house.engine.sheet("k")][-1] == ("bob", True)
    assert house.fields("seat_opened", "again")[-1] == (task,)


def test_a_rejection_that_did_not_end_the_step_is_taken_back_too() -> None:
    house = slate("[person(bob), person(cat), person(dan)]", "{need: 2, reject: 2}")
    house.act("bob", "reject")
    house.engine.take_back("k", by="bob")
    house.act("cat", "reject")
    assert house.step == "sign" and progress(house) == (0, 1, 2)


def test_only_ones_own_vote_is_taken_back() -> None:
    house = slate("[person(bob), person(cat), person(dan)]", "all")
    house.act("bob", "approve")
    for person in ("cat", "boss", "adm"):
        assert house.refused(person, "take_back") == "not_by"
    with pytest.raises(Exception, match="has no vote at the seat"):
        house.engine.take_back("k", by="cat", task=house.fields("decided", "task")[-1][0])  # type: ignore[arg-type]


def test_who_moved_the_case_here_takes_his_vote_back_first() -> None:
    house = slate("[initiator, person(cat)]", "all")
    house.act("ini", "approve")
    house.engine.take_back("k", by="ini")
    assert (house.step, sorted(filter(None, house.holders))) == ("sign", ["cat", "ini"])
    assert house.engine.take_back("k", by="ini").step == "draft"


def test_a_vote_that_was_taken_back_keeps_nobody_from_taking_the_move_back() -> None:
    house = slate("[person(bob), person(cat)]", "all")
    house.act("bob", "approve")
    assert house.refused("ini", "take_back") == "not_now"
    house.engine.take_back("k", by="bob")
    assert house.engine.take_back("k", by="ini").step == "draft"


def test_in_a_sequence_whose_turn_came_by_the_vote_waits_again() -> None:
    house = slate("[person(bob), person(cat), person(dan)]", "sequence")
    house.act("bob", "approve")
    assert house.holders == ["cat"]
    house.engine.take_back("k", by="bob")
    assert house.holders == ["bob"]
    assert ("taken_back",) in house.fields("task_closed", "reason")
    for person in ("bob", "cat", "dan"):
        assert house.holders == [person]
        house.act(person, "approve")
    assert house.step == "last" and house.sound()


def test_in_a_sequence_the_next_one_s_decision_ends_it() -> None:
    house = slate("[person(bob), person(cat), person(dan)]", "sequence")
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert house.refused("bob", "take_back") == "not_now"
    assert house.engine.can("k", "take_back", by="cat")


def test_a_vote_for_somebody_else_falls_to_whoever_gave_it() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: [person(bob), person(dan)], rule: all}"
    house = House(workflow(steps, HEAD), register=Register(Proxy("bob", "cat", until=MONDAY.date())))
    house.start()
    house.act("ini", "submit")
    house.act("cat", "approve")
    assert house.engine.can("k", "take_back", by="cat")
    house.clock.advance(timedelta(days=1))
    assert house.refused("cat", "take_back") == "not_proxy"
    house.people.rules = (Proxy("bob", "cat"),)
    house.engine.take_back("k", by="cat")
    assert sorted(filter(None, house.holders)) == ["bob", "dan"]


ADDED = ", allow: {add_signer: {where: [before, after], depth: 2}}"


def test_advice_is_taken_back_and_who_asked_for_it_waits_again() -> None:
    house = slate("[person(bob), person(cat)]", "all", more=ADDED)
    house.engine.add_signer("k", by="bob", who=("dan",), where="before")
    house.act("dan", "approve")
    assert sorted(filter(None, house.holders)) == ["bob", "cat"]
    house.engine.take_back("k", by="dan")
    assert sorted(filter(None, house.holders)) == ["cat", "dan"]
    house.act("dan", "reject")
    assert sorted(filter(None, house.holders)) == ["bob", "cat"]
    house.act("bob", "approve")
    assert house.refused("dan", "take_back") == "not_now"
    house.act("cat", "approve")
    assert house.step == "last" and house.sound()


def test_signers_asked_after_a_vote_wait_again() -> None:
    house = slate("[person(bob), person(cat)]", "all", more=ADDED)
    house.engine.add_signer("k", by="bob", who=("dan",), where="after")
    house.act("bob", "approve")
    assert sorted(filter(None, house.holders)) == ["cat", "dan"]
    house.engine.take_back("k", by="bob")
    assert sorted(filter(None, house.holders)) == ["bob", "cat"]
    for person in ("bob", "dan", "cat"):
        house.act(person, "approve")
    assert house.step == "last" and house.sound()


def test_a_vote_is_not_taken_back_when_who_came_after_has_asked_others() -> None:
    house = slate("[person(bob), person(cat)]", "sequence", more=ADDED)
    house.act("bob", "approve")
    house.engine.add_signer("k", by="cat", who=("dan",), where="before")
    assert house.refused("bob", "take_back") == "not_now"


def test_a_binding_rejection_of_an_added_signer_is_taken_back() -> None:
    more = ", allow: {add_signer: {where: [before], binding: true}}"
    house = slate("[person(bob), person(cat), person(eve)]", "{need: 2, reject: 2}", more=more)
    house.engine.add_signer("k", by="bob", who=("dan",), where="before")
    house.act("dan", "reject")
    assert progress(house) == (0, 1, 2)
    assert house.refused("dan", "take_back") == "not_now"


def test_without_take_back_a_vote_stays() -> None:
    house = slate("[person(bob), person(cat)]", "all", head="")
    house.act("bob", "approve")
    assert house.refused("bob", "take_back") == "not_now"
