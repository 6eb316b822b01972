"""Copies of frozen values are what `dataclasses.replace` gives, whatever the class."""

from dataclasses import FrozenInstanceError, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest

from signoff.engine.case import Case, Memory, Status
from signoff.engine.frozen import altered, changed, maker, quickly_made

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = Case(
    id="c",
    root="c",
    tenant="t",
    workflow="w",
    definition="d",
    key="k",
    initiator="ann",
    started=NOON,
    step="s",
    entered=NOON,
    memory={"s": Memory(rounds=1)},
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One that checks itself as it is made."""

    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(self.number)


@dataclass(frozen=True, slots=True)
class Base:
    """One that another stands on."""

    first: int = 1


@dataclass(frozen=True, slots=True)
class Standing(Base):
    """With a field of its own, and one that is worked out."""

    second: tuple[int, ...] = field(default_factory=tuple)

    @property
    def both(self) -> tuple[int, ...]:
        return (self.first, *self.second)


@dataclass(frozen=True, eq=False)
class Remembering:
    """One without slots, which remembers what it has worked out."""

    first: int = 1
    second: int = 2

    @cached_property
    def total(self) -> int:
        return self.first + self.second


@dataclass
class Loose:
    """One that is not frozen."""

    number: int = 0


def test_a_copy_differs_in_what_was_changed_only() -> None:
    copy = altered(CASE, status=Status.DONE, end="filed")
    assert copy == replace(CASE, status=Status.DONE, end="filed") == changed(CASE, {"status": Status.DONE, "end": "filed"})
    assert type(copy) is Case and hash(type(copy)) == hash(Case) and copy.memory is CASE.memory
    assert CASE.status is Status.OPEN


def test_a_copy_is_frozen_like_the_value() -> None:
    with pytest.raises(FrozenInstanceError):
        altered(CASE, end="filed").end = None  # type: ignore[misc]


def test_fields_of_the_class_it_stands_on_are_copied_too() -> None:
    found = altered(Standing(2, (3,)), second=(4, 5))
    assert found == Standing(2, (4, 5)) and found.both == (2, 4, 5) and isinstance(found, Base)


def test_what_checks_itself_is_still_checked() -> None:
    assert altered(Checked(1), number=2) == Checked(2)
    with pytest.raises(ValueError, match="-1"):
        altered(Checked(1), number=-1)


def test_what_was_worked_out_of_a_value_is_not_copied() -> None:
    value = Remembering()
    assert value.total == 3
    assert altered(value, second=5).total == 6


def test_what_is_not_frozen_is_copied_too() -> None:
    assert altered(Loose(1), number=2) == Loose(2)


@pytest.mark.parametrize("value", [CASE, Checked(1), Standing(), Remembering()])
def test_a_field_that_there_is_not_is_an_error(value: object) -> None:
    with pytest.raises((AttributeError, TypeError)):
        altered(value, nonsense=1)


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    """One of each kind of parameter."""

    first: int
    second: str = "two"
    third: list[int] = field(default_factory=list)
    fourth: int = field(kw_only=True)
    fifth: int = field(default=5, kw_only=True)


def test_what_is_made_quickly_is_made_as_ever() -> None:
    one = Quick(1, fourth=4)
    assert one == Quick(1, "two", [], fourth=4, fifth=5)
    assert (one.first, one.second, one.third, one.fourth, one.fifth) == (1, "two", [], 4, 5)
    assert type(one) is Quick and Quick(1, fourth=4).third is not one.third
    assert replace(one, second="three") == altered(one, second="three") == Quick(1, "three", fourth=4)
    assert repr(one) == "Quick(first=1, second='two', third=[], fourth=4, fifth=5)"
    with pytest.raises(FrozenInstanceError):
        one.first = 2  # type: ignore[misc]


def test_what_is_made_quickly_takes_no_other_arguments() -> None:
    anyhow: Any = Quick
    for named in ({}, {"first": 1}, {"first": 1, "fourth": 4, "sixth": 6}):
        with pytest.raises(TypeError):
            anyhow(**named)
    with pytest.raises(TypeError):
        anyhow(1, "two", [], 4)


@quickly_made
@dataclass(frozen=True)
class Roomy:
    """One without slots, which is made quickly."""

    first: int
    second: list[int] = field(default_factory=list)

    @cached_property
    def total(self) -> int:
        return self.first + len(self.second)


def test_what_has_no_slots_is_made_quickly_too() -> None:
    one = Roomy(1)
    assert one == Roomy(1, []) and one.total == 1 and Roomy(1).second is not one.second
    with pytest.raises(FrozenInstanceError):
        one.first = 2  # type: ignore[misc]


def test_a_maker_makes_what_a_call_of_the_class_makes() -> None:
    quick, standing, roomy, loose = maker(Quick), maker(Standing), maker(Roomy), maker(Loose)
    assert quick(1, fourth=4) == Quick(1, fourth=4) and type(quick(1, fourth=4)) is Quick
    assert quick(1, fourth=4).third is not quick(1, fourth=4).third
    assert standing(second=(3,)) == Standing(second=(3,)) and standing(2).both == (2,)
    assert roomy(1, [2]) == Roomy(1, [2]) and roomy(1, [2]).total == 2
    assert loose(3) == Loose(3) and loose() == Loose()
    for made in (quick(1, fourth=4), standing(2), roomy(1)):
        with pytest.raises(FrozenInstanceError):
            made.first = 2  # type: ignore[misc]


@quickly_made
@dataclass(frozen=True, slots=True)
class Odd:
    """One whose fields are called as what makes it might call its own."""

    found: int
    new: int = 2
    twin: tuple[int, ...] = field(default_factory=tuple)
    cls: int = 4
    absent: int = 5


def test_fields_may_be_called_as_they_like() -> None:
    for made in (Odd(1, twin=(3,)), maker(Odd)(1, twin=(3,)), altered(Odd(0, twin=(3,)), found=1)):
        assert (made.found, made.new, made.twin, made.cls, made.absent) == (1, 2, (3,), 4, 5)


def test_a_maker_takes_no_other_arguments() -> None:
    anyhow: Any = maker(Quick)
    for named in ({}, {"first": 1}, {"first": 1, "fourth": 4, "sixth": 6}):
        with pytest.raises(TypeError):
            anyhow(**named)
    with pytest.raises(TypeError):
        anyhow(1, "two", [], 4)


def test_what_checks_itself_is_checked_by_its_maker_too() -> None:
    with pytest.raises(ValueError, match="-1"):
        maker(Checked)(-1)
