"""Offers of an inbox are worked out once for tasks that are alike."""

import pytest

from signoff.engine import reading
from signoff.engine.offering import Offering
from signoff.engine.views import Offer

from .inspect.office import Office


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Offering]:
    """The offerings of each inbox that is read."""
    found: list[Offering] = []

    def kept(person: str) -> Offering:
        found.append(Offering(person))
        return found[-1]

    monkeypatch.setattr(reading, "Offering", kept)
    return found


def offers(office: Office, person: str) -> dict[str, tuple[Offer, ...]]:
    """What is offered, by case."""
    return {item.case.key: item.offers for item in office.desk.inbox(person)}


def test_many_tasks_that_are_alike_are_asked_about_once(made: list[Offering]) -> None:
    office = Office("check: {approvers: role(legal)}")
    for number in range(6):
        office.submitted(str(number), by=("ann", "eve")[number % 2])
    found = offers(office, "bob")
    assert len(made[-1]) == 1
    everywhere = ["approve", "reject", "return"]
    assert {key: [offer.action for offer in told] for key, told in found.items()} == {str(number): everywhere for number in range(6)}
    tasks = {key: office.desk.case(key).tasks[0].id for key in found}
    assert {key: {offer.task for offer in told} for key, told in found.items()} == {key: {task} for key, task in tasks.items()}


def test_whoever_has_had_a_part_is_asked_about_case_by_case() -> None:
    office = Office("check: {approvers: role(legal)}\nagain: {approvers: role(legal), not_same_as: [check]}")
    for key, who in (("1", "bob"), ("2", "cat")):
        office.submitted(key)
        office.desk.act(key, "approve", by=who)
    assert (list(offers(office, "bob")), list(offers(office, "cat"))) == (["2"], ["1"])


def test_the_votes_of_each_case_are_its_own() -> None:
    """Those of slates that stand alike are counted once, and none is taken for one that stands otherwise."""
    office = Office("check: {approvers: [role(legal), person(eve), person(fay)], rule: 2}")
    for key, who in (("1", ()), ("2", ("bob",)), ("3", ()), ("4", ("cat",)), ("5", ("fay",)), ("6", ("eve",))):
        office.submitted(key)
        for person in who:
            office.desk.act(key, "approve", by=person)
    told = {item.case.key: item.case for person in ("bob", "eve", "fay") for item in office.desk.inbox(person)}
    assert {key: case.progress.got for key, case in told.items() if case.progress} == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1, "6": 1}
    assert all(case == office.desk.case(key) for key, case in told.items())
