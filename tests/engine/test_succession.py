"""A seat goes with its post: to whoever the step finds now, or it waits while nobody does."""

from dataclasses import replace

import pytest

from signoff.testing import assert_refused

from .house import PEOPLE, House, started

POST = "draft: {by: initiator}\nsign: {approvers: head@office, allow: {add_signer: anyone, transfer: anyone, delegate: anyone}}"


def held(steps: str = POST) -> House:
    """A case that lies with boss, who is the head of the office."""
    house = started(steps)
    house.act("ini", "submit")
    return house


def left(house: House, *successors: str) -> None:
    """boss is head no more; these are."""
    house.people.put(replace(PEOPLE["boss"], posts=()))
    house.people.put(*(replace(PEOPLE[id], posts=("head",)) for id in successors))


def succeed(house: House, **more: object) -> None:
    house.engine.succeed("k", by="adm", reason="moved on", **more)  # type: ignore[arg-type]


def test_the_successor_has_the_seat_and_who_left_has_not() -> None:
    house = held()
    left(house, "bob")
    succeed(house)
    assert house.holders == ["bob"] and house.notices() == []
    assert house.refused("boss", "approve") == "not_holder"
    assert house.act("bob", "approve").status == "approved" and house.sound()


def test_two_who_share_the_post_share_the_seat() -> None:
    house = held()
    left(house, "bob", "cat")
    succeed(house)
    (task,) = house.tasks
    assert (task.holder, sorted(task.candidates)) == (None, ["bob", "cat"]) and house.sound()


def test_a_vacant_post_is_told_once_and_filled_later() -> None:
    house = held()
    house.people.put(replace(PEOPLE["boss"], posts=(), manager="eve"))
    succeed(house)
    assert house.holders == [None] and house.notices() == [("vacant", ("eve",))]
    assert [finding.variant for finding in house.engine.stuck().findings] == ["vacant"]
    assert not house.engine.can("k", "approve", by="boss")
    house.people.put(replace(PEOPLE["fay"], posts=("head",)))
    succeed(house)
    assert house.holders == ["fay"] and house.sound()


def test_where_nobody_stands_above_the_administrators_are_told() -> None:
    house = held()
    left(house)
    succeed(house)
    assert house.notices() == [("vacant", ("adm",))]


def test_what_was_delegated_goes_too() -> None:
    house = held()
    house.engine.delegate("k", by="boss", to="cat")
    left(house, "bob")
    succeed(house)
    assert house.holders == ["bob"] and house.sound()


def test_of_each_only_the_seat_of_who_left_moves() -> None:
    house = held("draft: {by: initiator}\nvote: {approvers: each(role(legal)), rule: all}")
    assert house.holders == ["bob", "cat"]
    house.people.put(replace(PEOPLE["bob"], roles=()), replace(PEOPLE["dan"], roles=("legal",)))
    succeed(house, task=house.task_of("bob"))
    assert sorted(map(str, house.holders)) == ["cat", "dan"] and house.sound()


@pytest.mark.parametrize(
    ("by", "reason", "code"), [("bob", "r", "not_admin"), ("adm", " ", "comment_required"), ("adm", "r", "no_successor")]
)
def test_it_takes_an_administrator_a_reason_and_a_change(by: str, reason: str, code: str) -> None:
    house = held()
    assert house.engine.stuck().findings == ()
    with assert_refused(code):
        house.engine.succeed("k", by=by, reason=reason)


def test_who_was_added_was_found_by_no_post() -> None:
    house = held()
    house.engine.add_signer("k", by="boss", who=("cat",), where="before")
    with assert_refused("no_post"):
        succeed(house, task=house.task_of("cat"))
