"""Somebody leaves the house: everything that lies with them goes to another (离职转办, approval-semantics B 17)."""

import pytest

from signoff import Refused

from .house import House, workflow

STEPS = """
draft: {by: initiator}
sign:
  approvers: [person(dan), person(bob), person(cat)]
  rule: sequence
  allow: {delegate: anyone}
last: {approvers: [person(bob), person(fay)], rule: any}
"""


def busy() -> House:
    """bob waits for his turn in one case, holds a seat in a second, has delegated that of a third, has nothing to do in a fourth."""
    house = House(workflow(STEPS))
    for key in ("waits", "holds", "lent", "draft"):
        house.start(key=key)
        if key != "draft":
            house.act("ini", "submit")
        if key in ("holds", "lent"):
            house.act("dan", "approve")
    house.engine.delegate("lent", to="eve", by="bob")
    return house


def told(house: House, **more: object) -> list[tuple[str, bool]]:
    """The report of a hand-over to boss."""
    given = {"to": "boss", "by": "adm", "reason": "bob leaves", **more}
    return [(one.key, one.done) for one in house.engine.hand_over("bob", **given)]  # type: ignore[arg-type]


def test_row_17_everything_a_person_holds_goes_to_another() -> None:
    house = busy()
    assert told(house) == [("waits", True), ("holds", True), ("lent", True)]
    for key in ("holds", "lent"):
        assert [task.holder for task in house.engine.case(key).tasks] == ["boss"]
    house.key = "waits"
    house.act("dan", "approve")
    assert house.holders == ["boss"]
    assert told(house) == []
    assert house.sound()


def test_a_seat_that_must_not_go_there_stays_and_says_why() -> None:
    house = busy()
    report = house.engine.hand_over("bob", to="cat", by="adm", reason="bob leaves")
    assert [(one.key, [reason.code for reason in one.reasons]) for one in report] == [
        ("waits", ["already_signer"]),
        ("holds", ["already_signer"]),
        ("lent", ["already_signer"]),
    ]


def test_a_dry_run_changes_nothing() -> None:
    house = busy()
    assert told(house, dry_run=True) == [("waits", True), ("holds", True), ("lent", True)]
    assert [task.holder for task in house.engine.case("holds").tasks] == ["bob"]


def test_who_has_left_already_can_be_handed_over() -> None:
    house = busy()
    house.people.leave("bob")
    assert len(told(house)) == 3


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"by": "dan"}, "not_admin"),
        ({"to": "gus"}, "inactive_person"),
        ({"to": "nobody"}, "unknown_person"),
        ({"by": "system:timer"}, "reserved_name"),
        ({"reason": " "}, "comment_required"),
    ],
)
def test_a_hand_over_is_refused_as_a_whole_where_it_cannot_be(more: dict[str, object], code: str) -> None:
    house = busy()
    with pytest.raises(Refused) as caught:
        told(house, **more)
    assert caught.value.code == code
