"""What a person may see and change now, and what a host may let be changed of its own record."""

import pytest

from signoff import InvalidWorkflow
from signoff.engine.errors import Misconfigured

from .house import House, started, workflow

DATA = "sum: {type: money, required: true}\nreason: text\nsecret: {type: text, default: quiet}"
STEPS = """
draft: {by: initiator, may_edit: [sum]}
review:
  approvers: person(bob)
  hide: secret
  may_edit: reason
  actions: {approve: {to: next, needs: [reason]}, reject: {to: rejected, needs: [reason]}}
"""


def made() -> House:
    """A case at its first step."""
    return started(STEPS, data=DATA, given={"sum": "5"})


def test_a_step_says_of_every_field_what_may_be_done() -> None:
    """Rule D 39: field permissions per step, readable by the host."""
    house = made()
    assert house.engine.fields("k", by="ini") == {"sum": "required", "reason": "read", "secret": "read"}
    house.act("ini", "submit")
    assert house.engine.fields("k", by="bob") == {"sum": "read", "reason": "required", "secret": "hidden"}
    assert house.engine.fields("k", by="ini") == {"sum": "read", "reason": "read", "secret": "read"}
    assert house.engine.fields("k", by="cat")["secret"] == "hidden"


def test_a_field_that_has_its_value_is_no_longer_required() -> None:
    house = made()
    house.act("ini", "submit")
    house.engine.edit("k", by="bob", data={"reason": "so"})
    assert house.engine.fields("k", by="bob")["reason"] == "edit"


def test_hidden_fields_are_left_out_of_what_a_person_is_given() -> None:
    house = made()
    house.act("ini", "submit")
    assert "secret" in house.case.data and "secret" not in house.engine.case("k", by="bob").data
    assert "secret" in house.engine.case("k", by="ini").data and "secret" in house.engine.case("k", by="adm").data
    (item,) = house.engine.inbox("bob")
    assert "secret" not in item.case.data
    assert "quiet" not in str(house.engine.history("k", by="bob")) and "quiet" in str(house.engine.history("k"))


def test_nothing_is_hidden_once_the_case_has_ended() -> None:
    house = made()
    house.act("ini", "submit")
    house.act("bob", "approve", data={"reason": "so"})
    assert "secret" in house.engine.case("k", by="bob").data
    assert set(house.engine.fields("k", by="bob").values()) == {"read"}


def test_what_is_hidden_cannot_be_asked_for() -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        House(workflow("draft: {by: initiator, hide: sum, may_edit: sum}", data="sum: money"))
    assert [finding.code for finding in caught.value.findings] == ["out_of_place"]


def test_a_record_is_locked_but_for_what_the_step_may_edit() -> None:
    """Rule D 40: the record is locked while the case is open, and unlocked in the revise window."""
    house = House(workflow(STEPS, data=DATA))
    house.engine.start("w", by="ini", key="k", data={"sum": "5"}, subject=("bill", "7"))
    lock = house.engine.locked(subject=("bill", "7"))
    assert lock and lock.editable == {"sum": ("ini",)} and lock.may_edit("ini", "sum") and not lock.may_edit("bob", "sum")
    house.engine.act("k", "submit", by="ini")
    lock = house.engine.locked("k")
    assert lock.cases == ("k",) and lock.editable == {"reason": ("bob",)}
    house.engine.act("k", "approve", by="bob", data={"reason": "so"})
    lock = house.engine.locked(subject=("bill", "7"))
    assert not lock and lock.may_edit("anybody", "sum")


def test_of_two_cases_about_one_record_both_have_to_allow_it() -> None:
    house = House(workflow(STEPS, data=DATA))
    for key in ("k1", "k2"):
        house.engine.start("w", by="ini", key=key, data={"sum": "5"}, subject=("bill", "7"))
    assert house.engine.locked(subject=("bill", "7")).editable == {"sum": ("ini",)}
    house.engine.act("k1", "submit", by="ini")
    lock = house.engine.locked(subject=("bill", "7"))
    assert sorted(lock.cases) == ["k1", "k2"] and lock.editable == {}


def test_a_lock_is_asked_for_of_one_thing() -> None:
    with pytest.raises(Misconfigured):
        made().engine.locked()
