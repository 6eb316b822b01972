"""Who is proposed for a seat: whom the step names, who leads other units by the same post, then who leads the holder; whom duties let."""

from dataclasses import replace

import pytest

from signoff.engine.errors import DirectoryUnavailable
from signoff.engine.expressions import PeopleQuery
from signoff.engine.inspect import Source
from signoff.engine.people_data import Person, Proxy

from ..house import House, Register, workflow

LED = "check: {approvers: deputy@portfolio(unit)}"


class Hall(Register):
    """Deputies each of whom leads units, and a director above them. `led` says by whom the office is led, if by anybody."""

    def __init__(self, led: str | None = None) -> None:
        super().__init__()
        self.led = led
        self.put(
            Person("ann", unit="hall", posts=("deputy",), manager="top", rank=2),
            Person("ben", unit="hall", posts=("deputy",), manager="top", rank=1),
            Person("top", unit="hall", posts=("director",)),
        )

    def find(self, query: PeopleQuery) -> tuple[str, ...]:
        if query.portfolio:
            return (self.led,) if self.led is not None and self.people[self.led].active else ()
        return super().find(query)


class Narrow(Hall):
    """A host's directory that asks for a unit with every post."""

    def find(self, query: PeopleQuery) -> tuple[str, ...]:
        if query.kind == "post" and query.unit is None:
            raise DirectoryUnavailable("which unit?", hint="")
        return super().find(query)


def hall(steps: str = LED, register: Hall | None = None) -> House:
    """A case in the hall."""
    house = House(workflow(steps, data="unit: {type: unit, default: office}"), register=register or Hall())
    house.start()
    return house


def likeliest(house: House, code: str) -> list[tuple[str, str]]:
    """Who is named for the one seat, and why; the first is taken, unless it is only an administrator."""
    (fix,) = house.engine.plan_fix("k", by="adm", reason="x", code=code).cases
    measure = next(one for one in fix.measures if one.verb == "reassign")
    first = measure.candidates[0]
    assert measure.to == (first.person if first.source is not Source.ADMINISTRATOR else None)
    return [(one.person, one.source.value) for one in measure.candidates]


def test_a_vacant_post_goes_to_who_leads_other_units_by_it() -> None:
    house = hall()
    assert likeliest(house, "nobody_assigned") == [("ben", "peer"), ("ann", "peer"), ("adm", "administrator")]
    (command,) = house.engine.why("k").findings[0].commands
    assert "--to ben" in command.line


def test_whoever_has_left_is_followed_by_a_peer_then_by_who_leads_him() -> None:
    house = hall(register=Hall("ben"))
    house.people.put(replace(house.people.people["ben"], active=False))
    assert likeliest(house, "holder_inactive") == [("ann", "peer"), ("top", "manager"), ("adm", "administrator")]


def test_whoever_stands_in_comes_before_a_peer() -> None:
    house = hall(register=Hall("ben"))
    house.people.rules = (Proxy("ben", "fay"),)
    house.people.put(replace(house.people.people["ben"], active=False))
    assert likeliest(house, "holder_inactive")[:2] == [("fay", "stand_in"), ("ann", "peer")]


def test_a_peer_whom_a_duty_keeps_out_is_passed_over() -> None:
    house = hall("one: {approvers: person(ben)}\ntwo: {approvers: deputy@portfolio(unit), not_same_as: [one]}")
    house.act("ben", "approve")
    assert likeliest(house, "nobody_assigned") == [("ann", "peer"), ("adm", "administrator")]


@pytest.mark.parametrize("steps", ["check: {approvers: deputy@office}", "check: {approvers: role(nurse)}"])
def test_a_post_or_role_in_one_unit_has_no_peers_elsewhere(steps: str) -> None:
    assert likeliest(hall(steps), "nobody_assigned") == [("adm", "administrator")]


def test_a_directory_that_cannot_say_who_has_a_post_anywhere_knows_no_peers() -> None:
    assert likeliest(hall(register=Narrow()), "nobody_assigned") == [("adm", "administrator")]


ADMINISTRATORS = (Person("ada", unit="office", roles=("admin",)), Person("fox", unit="office"))


def proposed_alike(house: House) -> dict[str, list[str]]:
    """What a page proposes for each case, which is what is proposed for the case alone."""
    page = house.engine.stuck(page=20)
    told = {one.key: [command.line for command in one.commands] for one in page.findings}
    assert told == {key: [c.line for f in house.engine.why(key).findings for c in f.commands] for key in told}
    return {key: [line.partition(" --to ")[2].split()[0] for line in lines] for key, lines in told.items()}


def test_of_cases_that_lie_alike_each_has_a_proposal_that_fits_who_began_it() -> None:
    house = House(workflow("check: {approvers: person(fox)}", self_="forbid"))
    house.people.put(*ADMINISTRATORS)
    for number, by in enumerate(("ini", "ada", "adm", "ini")):
        house.start(by=by, key=f"k{number}")
    house.people.leave("fox")
    assert proposed_alike(house) == {"k0": ["ada"], "k1": ["adm"], "k2": ["ada"], "k3": ["ada"]}


def test_and_who_has_acted_in_it_before() -> None:
    house = House(workflow("first: {approvers: role(admin)}\ncheck: {approvers: person(fox), not_same_as: [first]}"))
    house.people.put(*ADMINISTRATORS)
    for number, by in enumerate(("ada", "adm", "ada")):
        house.start(key=f"k{number}")
        house.act(by, "approve")
    house.people.leave("fox")
    assert proposed_alike(house) == {"k0": ["adm"], "k1": ["ada"], "k2": ["adm"]}


def test_and_whom_its_fields_name_by_now() -> None:
    house = House(workflow("check: {approvers: who, may_edit: [who]}", data="who: {type: person}"))
    house.people.put(*ADMINISTRATORS)
    for number, now in enumerate(("bob", "cat", "bob")):
        house.start({"who": "fox"}, key=f"k{number}")
        house.engine.edit(f"k{number}", by="fox", data={"who": now})
    house.people.leave("fox")
    assert proposed_alike(house) == {"k0": ["bob"], "k1": ["cat"], "k2": ["bob"]}
