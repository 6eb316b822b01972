"""People picked by people: by the initiator at the start, by the approver before (§1, rows 44 to 46)."""

import pytest

from signoff import Refused

from .house import House, started, workflow

PICK = "review: {approvers: approver}"


def test_the_initiator_picks_the_approver_at_the_start() -> None:
    found = started(PICK, data="approver: {type: person, required: true}", given={"approver": "cat"})
    assert found.holders == ["cat"]
    assert found.act("cat", "approve").status == "approved"


def test_without_a_pick_the_case_does_not_start() -> None:
    with pytest.raises(Refused) as caught:
        started(PICK, data="approver: {type: person, required: true}")
    assert [reason.code for reason in caught.value.reasons] == ["approver_required"]


def test_only_a_person_whom_the_directory_knows_is_picked() -> None:
    with pytest.raises(Refused) as caught:
        started(PICK, data="approver: {type: person, required: true}", given={"approver": "nobody"})
    assert [reason.code for reason in caught.value.reasons] == ["approver_invalid"]


def test_the_initiator_picks_several_who_sign_in_turn() -> None:
    steps = "review: {approvers: each(approvers), rule: sequence}"
    found = started(steps, data="approvers: {type: list, of: person, required: true}", given={"approvers": ["dan", "bob"]})
    assert found.holders == ["dan"]
    found.act("dan", "approve")
    assert found.act("bob", "approve").status == "approved"


def test_the_pick_may_be_kept_to_some_people() -> None:
    start = "start: {require: {not_legal: {that: approver in role(legal), say: pick somebody of the legal section}}}"
    text = workflow(PICK, start, "approver: {type: person, required: true}")
    assert House(text).start({"approver": "bob"}).tasks[0].holder == "bob"
    with pytest.raises(Refused) as caught:
        House(text).start({"approver": "dan"})
    assert [reason.code for reason in caught.value.reasons] == ["not_legal"]


def test_the_initiator_cannot_pick_himself_where_self_forbids() -> None:
    data = "approver: {type: person, required: true}"
    assert started(PICK, data=data, given={"approver": "ini"}, self_="forbid").holders == [None]


def test_the_previous_approver_has_to_pick() -> None:
    first = "first: {approvers: person(bob), actions: {approve: {to: next, needs: [chosen]}, reject: rejected}}"
    found = started(f"{first}\nsecond: {{approvers: chosen}}", data="chosen: person")
    assert found.refused("bob", "approve") == "chosen_required"
    found.act("bob", "approve", data={"chosen": "fay"})
    assert (found.step, found.holders) == ("second", ["fay"])


def test_the_pick_of_an_earlier_round_is_still_there_and_may_be_changed() -> None:
    first = "first: {approvers: person(bob), may_edit: [chosen], actions: {approve: {to: next, needs: [chosen]}, reject: rejected}}"
    second = "second: {approvers: chosen, return: {to: first}}"
    found = started(f"{first}\n{second}", data="chosen: person")
    found.act("bob", "approve", data={"chosen": "fay"})
    found.act("fay", "return", comment="not mine")
    found.act("bob", "approve", data={"chosen": "eve"})
    assert found.holders == ["eve"]


def test_a_field_is_read_when_the_step_is_entered_not_when_the_case_began() -> None:
    steps = "first: {approvers: person(bob), may_edit: [approver]}\nsecond: {approvers: approver}"
    found = started(steps, data="approver: person", given={"approver": "cat"})
    found.act("bob", "approve", data={"approver": "dan"})
    assert found.holders == ["dan"]


def test_the_manager_of_whoever_was_picked_may_be_asked() -> None:
    steps = "first: {approvers: approver}\nsecond: {approvers: manager_of(approver)}"
    found = started(steps, data="approver: person", given={"approver": "cat"})
    found.act("cat", "approve")
    assert found.holders == ["boss"]
