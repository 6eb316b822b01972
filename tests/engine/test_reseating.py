"""`reassign` among the effects of an action: somebody else takes the seat over, and nothing else changes (LANGUAGE §10)."""

from signoff.engine.events import Noticed, Transferred

from .house import House, started

DATA = "who: person\nwhy: text"
REPLACE = "anytime: {replace: {by: role(audit), needs: [who], effects: [{reassign: who}]}}"


def facts(house: House, kind: type) -> list[object]:
    return [event.fact for event in house.engine.history("k") if isinstance(event.fact, kind)]


def test_the_seat_moves_and_round_and_clock_stay() -> None:
    house = started("review: {approvers: person(bob), due: 2d}", head=REPLACE, data=DATA)
    due = house.case.due_at
    house.act("fay", "replace", data={"who": "cat"})
    assert (house.holders, house.step, house.case.round, house.case.due_at) == (["cat"], "review", 1, due)
    assert house.refused("bob", "approve") == "not_holder"
    assert house.act("cat", "approve").status == "approved" and house.sound()


def test_to_whom_it_lies_with_already_nothing_moves() -> None:
    house = started("review: {approvers: person(bob)}", head=REPLACE, data=DATA)
    house.act("fay", "replace", data={"who": "bob"})
    assert house.holders == ["bob"] and facts(house, Transferred) == [] and facts(house, Noticed) == []


def test_a_duty_bars_whom_it_bars_and_the_history_says_so() -> None:
    steps = "draft: {by: initiator}\nreview: {approvers: person(bob), not_same_as: [draft]}"
    house = started(steps, head=REPLACE, data=DATA)
    house.act("ini", "submit")
    house.act("fay", "replace", data={"who": "ini"})
    (told,) = facts(house, Noticed)
    assert isinstance(told, Noticed) and told.kind == "failed" and "nobody else" in str(told.trace["error"])
    assert house.holders == ["bob"] and house.sound()


def test_one_person_does_not_get_two_seats() -> None:
    house = started("board: {approvers: [person(bob), person(cat)], rule: all}", head=REPLACE, data=DATA)
    house.act("fay", "replace", data={"who": "dan"})
    assert sorted(map(str, house.holders)) == ["cat", "dan"] and house.sound()


def test_a_holder_gives_the_seat_away_by_an_action_of_the_step() -> None:
    pass_on = "pass_on: {to: stay, may_edit: [who], effects: [{reassign: who, when: has(who)}]}"
    house = started(f"draft: {{by: initiator, actions: {{submit: next, {pass_on}}}}}", data=DATA)
    house.act("ini", "pass_on", data={"who": "cat"})
    assert (house.step, house.holders, house.case.round) == ("draft", ["cat"], 1)
    assert house.act("cat", "submit").status == "approved" and house.sound()
