"""How seats add up: exact, early in both directions, and every seat that closes says why."""

from fractions import Fraction

import pytest

from signoff.engine.definition import Rule
from signoff.engine.rules import needed

from .house import House, started


def board(rule: str, seats: str = "[role(legal), role(finance), person(boss)]") -> House:
    return started(f"vote: {{approvers: {seats}, rule: {rule}}}")


def closings(house: House) -> list[str]:
    return [str(reason).partition("=")[0] for _, reason in house.rows().values()]


def test_any_is_decided_by_the_first_approval() -> None:
    assert board("any").act("dan", "approve").status == "approved"


def test_rule_2_2_any_is_decided_by_the_first_rejection() -> None:
    assert board("any").act("dan", "reject").status == "rejected"


def test_all_needs_every_seat() -> None:
    house = board("all")
    house.act("bob", "approve")
    house.act("dan", "approve")
    assert house.step == "vote"
    assert house.act("boss", "approve").status == "approved"


def test_rule_2_1_a_veto_closes_the_other_seats_with_a_reason() -> None:
    house = board("all")
    house.act("dan", "reject", comment="no")
    assert closings(house) == ["not_needed:vetoed_by", "decided", "not_needed:vetoed_by"]
    assert house.case.status == "rejected"


def test_a_reached_quorum_closes_the_other_seats_with_a_reason() -> None:
    house = board("2")
    house.act("bob", "approve")
    assert house.act("boss", "approve").status == "approved"
    assert closings(house) == ["decided", "not_needed:approved_by", "decided"]


def test_a_sequence_opens_one_seat_at_a_time() -> None:
    house = board("sequence", "[person(bob), person(dan), person(eve)]")
    assert house.holders == ["bob"]
    assert house.refused("dan", "approve") == "not_now"
    house.act("bob", "approve")
    assert house.holders == ["dan"]
    house.act("dan", "approve")
    assert house.act("eve", "approve").status == "approved"


def test_a_sequence_ends_with_the_first_rejection() -> None:
    house = board("sequence", "[person(bob), person(dan), person(eve)]")
    house.act("bob", "approve")
    assert house.act("dan", "reject").status == "rejected"
    assert closings(house) == ["decided", "decided", "not_needed:vetoed_by"]


def test_a_sequence_of_each_follows_the_rank() -> None:
    assert board("sequence", "each(role(finance) | role(legal))").holders == ["dan"]


@pytest.mark.parametrize(
    ("share", "seats", "want"),
    [("2/3", 3, 2), ("2/3", 4, 3), ("2/3", 6, 4), ("1/2", 3, 2), ("1/3", 1, 1), ("99/100", 100, 99), ("99/100", 101, 100), ("1/7", 0, 0)],
)
def test_rule_2_3_a_share_needs_the_exact_ceiling(share: str, seats: int, want: int) -> None:
    assert needed(Rule(Fraction(share)), seats) == want


def test_a_share_is_reached_early() -> None:
    house = board("2/3", "each(role(legal) | role(finance) | role(audit))")
    for person in ("bob", "cat", "dan"):
        assert house.step == "vote"
        house.act(person, "approve")
    assert house.step == "vote"
    assert house.act("fay", "approve").status == "approved"


def test_a_seat_is_decided_once() -> None:
    house = board("all")
    house.act("bob", "approve")
    assert house.refused("bob", "reject") == "seat_already_decided"
    assert house.refused("cat", "approve") == "seat_already_decided"


def test_a_vote_on_a_seat_says_on_which_content_it_stands() -> None:
    house = board("any")
    house.act("bob", "approve", comment="  fine  ")
    ((decision,),) = house.fields("decided", "decision")
    assert (decision.actor, decision.principal, decision.comment, decision.revision) == ("bob", "bob", "fine", 1)  # type: ignore[attr-defined]
    assert house.sound()


def test_an_own_action_in_a_step_of_several_seats_acts_at_once() -> None:
    house = started(
        """
        vote:
          approvers: [role(legal), role(finance)]
          rule: all
          actions: {approve: next, reject: rejected, table: {to: later}}
        later: {by: role(audit)}
        """
    )
    house.act("bob", "approve")
    house.act("dan", "table")
    assert house.step == "later"
    assert [reason for _, reason in house.rows().values()][:2] == ["decided", "decided"]


def test_an_action_that_stays_may_be_taken_again_and_counts_on_neither_side() -> None:
    house = started(
        """
        vote:
          approvers: [role(legal), role(finance)]
          rule: all
          actions: {approve: next, reject: rejected, note: stay}
        """
    )
    house.act("bob", "note")
    house.act("bob", "note")
    house.act("bob", "approve")
    assert house.step == "vote"
    assert house.act("dan", "approve").status == "approved"
    assert house.kinds().count("acted") == 2


def test_the_effects_of_a_vote_run_at_the_outcome_only() -> None:
    house = started(
        """
        vote:
          approvers: [role(legal), role(finance)]
          rule: all
          actions: {approve: {to: next, effects: [{set: {done: true}}]}}
        """,
        data="done: bool",
    )
    house.act("bob", "approve")
    assert "done" not in house.case.data
    assert house.act("dan", "approve").data == {"done": True}


def test_a_rule_of_seats_that_are_not_opened_counts_the_open_ones() -> None:
    house = started(
        """
        vote:
          approvers:
            legal: {who: role(legal)}
            money: {who: role(finance), when: amount > 5}
          rule: all
        """,
        data="amount: integer",
        given={"amount": 1},
    )
    assert house.act("bob", "approve").status == "approved"
