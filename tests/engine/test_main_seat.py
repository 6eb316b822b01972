"""The main approver (主签) writes an opinion; for the others 圈阅, circling without words, is consent (proposal-handling S15)."""

import pytest

from signoff.engine.errors import InvalidWorkflow

from .house import House, Register, started, workflow

LEADERS = "vote: {approvers: [person(bob), person(boss)], rule: sequence, main: last}"


def kinds(house: House) -> list[str | None]:
    return [getattr(fact, "kind", None) for (fact,) in house.fields("decided", "decision")]


def test_s15_the_first_leader_circles_and_the_main_one_has_to_write() -> None:
    house = started(LEADERS)
    house.act("bob", "approve")
    assert house.holders == ["boss"]
    assert house.refused("boss", "approve") == "main_opinion_required"
    assert house.refused("boss", "approve", comment="  ") == "main_opinion_required"
    assert house.act("boss", "approve", comment="同意").status == "approved"
    assert kinds(house) == ["circled", None]
    assert house.sound()


def test_who_writes_has_not_merely_circled() -> None:
    house = started(LEADERS)
    house.act("bob", "approve", comment="agreed")
    assert kinds(house) == [None]


def test_without_a_main_seat_nobody_circles() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all}")
    house.act("bob", "approve")
    assert kinds(house) == [None]


def test_the_main_seat_may_be_the_first() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all, main: first}")
    assert house.refused("bob", "approve") == "main_opinion_required"
    assert [(task.holder, task.main) for task in house.tasks] == [("bob", True), ("boss", False)]


def test_the_main_seat_may_reject_without_an_opinion() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all, main: first}")
    assert house.act("bob", "reject").status == "rejected"


def test_a_seat_handed_on_stays_the_main_one() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all, main: last, allow: {transfer: anyone}}")
    house.engine.transfer("k", by="boss", to="fay")
    assert house.refused("fay", "approve") == "main_opinion_required"


def test_the_main_seat_stays_the_main_one_after_a_return() -> None:
    house = started(f"draft: {{by: initiator}}\n{LEADERS}", head="return: {to: draft, resume: straight_back, comment: optional}")
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("boss", "return")
    house.act("ini", "submit")
    assert house.holders == ["boss"]
    assert house.refused("boss", "approve") == "main_opinion_required"


def test_no_policy_writes_the_main_opinion() -> None:
    house = started(
        "one: {approvers: person(boss)}\nvote: {approvers: [person(bob), person(boss)], rule: all, main: last}", duplicate="any"
    )
    house.act("boss", "approve")
    house.act("bob", "approve")
    assert (house.step, house.holders) == ("vote", ["boss"])


def test_a_seat_that_is_skipped_is_not_the_main_one() -> None:
    house = started("vote: {approvers: [person(bob), role(nobody)], rule: all, main: last}", empty="skip")
    assert [(task.holder, task.main) for task in house.tasks] == [("bob", True)]


def test_the_button_of_the_main_seat_asks_for_a_comment() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all, main: last}")
    asked = {person: next(o.comment for o in house.engine.offers("k", by=person) if o.action == "approve") for person in ("bob", "boss")}
    assert asked == {"bob": "optional", "boss": "required"}


def test_why_says_which_seat_has_to_write() -> None:
    house = started("vote: {approvers: [person(bob), person(boss)], rule: all, main: last}")
    assert [(seat.holder, seat.main) for seat in house.engine.why("k").seats] == [("bob", False), ("boss", True)]


def test_a_main_seat_that_may_not_write_is_refused_at_load() -> None:
    text = workflow(
        """
        vote:
          approvers: [person(bob), person(boss)]
          rule: all
          main: last
          actions: {approve: {to: next, comment: none}, reject: rejected}
        """
    )
    with pytest.raises(InvalidWorkflow) as caught:
        House(text, register=Register())
    assert [(finding.code, finding.path) for finding in caught.value.findings] == [("out_of_place", "steps.vote.main")]
