"""`head_of(UNIT)`: whoever holds the post `head` there, else in the nearest unit above where somebody does (§1, row 43)."""

import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.engine.people_data import PeopleFile, Person, Unit

from .house import House, Register, workflow

UNITS = {
    "city": Unit("city"),
    "office": Unit("office", parent="city"),
    "desk": Unit("desk", parent="office"),
    "loop": Unit("loop", parent="pool"),
    "pool": Unit("pool", parent="loop"),
}


class Town(Register):
    """A register with units below and above the office."""

    def _now(self) -> StaticDirectory:
        return StaticDirectory(PeopleFile(UNITS, self.people, self.rules))


def heads(expression: str, *persons: Person, unit: str = "desk") -> list[str | None]:
    register = Town()
    register.put(Person("boss", unit="office"), *persons)
    found = House(workflow(f"review: {{approvers: {expression}}}", data="unit: unit"), register=register)
    found.start({"unit": unit})
    return [*found.holders] if found.tasks[0].holder or not found.tasks[0].candidates else list(found.tasks[0].candidates)


def test_the_head_of_a_unit_is_who_holds_the_post() -> None:
    assert heads("head_of(desk)", Person("kim", unit="desk", posts=("head",))) == ["kim"]


def test_where_a_unit_has_none_the_nearest_above_counts() -> None:
    high, higher = Person("kim", unit="office", posts=("head",)), Person("lee", unit="city", posts=("head",))
    assert heads("head_of(desk)", high, higher) == ["kim"]
    assert heads("head_of(desk)", higher) == ["lee"]


def test_two_who_share_the_post_share_the_seat() -> None:
    both = (Person("kim", unit="desk", posts=("head",), rank=2), Person("lee", unit="desk", posts=("head",), rank=1))
    assert heads("head_of(desk)", *both) == ["lee", "kim"]


def test_who_has_left_is_no_head() -> None:
    gone, above = Person("kim", unit="desk", posts=("head",), active=False), Person("lee", unit="office", posts=("head",))
    assert heads("head_of(desk)", gone, above) == ["lee"]


@pytest.mark.parametrize("unit", ["desk", "loop", "nowhere"])
def test_where_nobody_heads_anything_the_policy_empty_decides(unit: str) -> None:
    assert heads(f"head_of('{unit}')") == [None]


def test_a_field_and_the_unit_of_a_person_are_asked_as_well() -> None:
    kim, lee = Person("kim", unit="desk", posts=("head",)), Person("lee", unit="office", posts=("head",))
    assert heads("head_of(unit)", kim, lee) == ["kim"]
    assert heads("head_of(unit_of(initiator))", kim, lee) == ["lee"]
    assert heads("head_of(unit_of(person(kim) | initiator))", kim, lee) == ["kim", "lee"]


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("'desk' in units_of(person(kim))", True),
        ("'office' in units_of(person(kim))", True),
        ("'city' in units_of(person(kim))", True),
        ("'pool' in units_of(person(kim))", False),
        ("'desk' in units_of(initiator)", False),
        ("'desk' in units_of(person(kim) | initiator)", True),
        ("units_of(person(max)).count() == 2", True),
        ("'desk' in units_of(person(nobody))", False),
    ],
)
def test_units_of_a_person_are_his_own_and_all_above(condition: str, met: bool) -> None:
    register = Town()
    register.put(Person("boss", unit="office"), Person("kim", unit="desk"), Person("max", unit="loop"))
    seats = f'[{{who: person(boss), when: "{condition}"}}, {{who: person(max)}}]'
    found = House(workflow(f"review: {{rule: all, approvers: {seats}}}"), register=register)
    found.start()
    assert ("boss" in found.holders) is met


def test_every_question_on_the_way_up_is_in_the_history() -> None:
    register = Town()
    register.put(Person("boss", unit="office"), Person("lee", unit="city", posts=("head",)))
    found = House(workflow("review: {approvers: head_of(desk)}"), register=register)
    found.start()
    ((trace,),) = found.fields("seat_opened", "trace")
    assert [entry["query"] for entry in trace["resolutions"]] == ["head@desk", "head@office", "head@city"]  # type: ignore[index]
