"""Frozen values are written as canonical JSON and read again, whatever their fields are made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.engine.case import Case
from signoff.engine.events import FACTS
from signoff.engine.history import GENESIS, opened, seal
from signoff.engine.plain import dumps, from_plain, instant, read, text, to_plain

from ..properties.golden import FOLDER

AT = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record in a record, which may hold one of its own kind."""

    name: str
    self_: str | None = None
    below: "tuple[Leaf, ...]" = ()


@dataclass(frozen=True, slots=True)
class Everything:
    """A field of every kind."""

    id: str
    at: datetime
    colour: Colour
    number: int = 1
    yes: bool = False
    until: datetime | None = None
    day: date | None = None
    shade: Colour | None = None
    names: tuple[str, ...] = ()
    pair: tuple[str, int] | None = None
    leaves: tuple[Leaf, ...] = ()
    best: Leaf | None = None
    by_name: Mapping[str, Leaf] = field(default_factory=dict)
    when: Mapping[str, datetime] = field(default_factory=dict)
    among: frozenset[str] = frozenset()
    loose: Mapping[str, object] = field(default_factory=dict)
    anything: object = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One that checks itself as it is made."""

    number: int = 0

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """One whose fields with and without defaults take turns."""

    title: str = ""
    id: str
    note: str | None = None
    step: str


FULL = Everything(
    id="号",
    at=AT,
    colour=Colour.RED,
    number=0,
    yes=True,
    until=AT,
    day=date(2026, 3, 2),
    shade=Colour.BLUE,
    names=("a", "b"),
    pair=("x", 2),
    leaves=(Leaf("one"), Leaf("two", "me", (Leaf("three"),))),
    best=Leaf("four"),
    by_name={"b": Leaf("five"), "a": Leaf("six")},
    when={"then": AT},
    among=frozenset({"z", "y"}),
    loose={"n": None, "list": (1, "two", (True,)), "deep": {"at": AT, "price": Decimal("12.50")}},
    anything=(AT, Decimal("0.10")),
)


@dataclass(frozen=True)
class Stamped:
    at: datetime


def test_a_value_comes_back_as_it_was() -> None:
    assert read(Everything, text(FULL)) == FULL
    assert text(FULL) == dumps(to_plain(FULL))
    assert read(Everything, text(Everything("i", AT, Colour.RED))) == Everything("i", AT, Colour.RED)


def test_what_holds_its_default_is_left_out() -> None:
    assert text(Everything("i", AT, Colour.BLUE)) == '{"at":"2026-03-02T12:00:00.000005Z","colour":"blue","id":"i"}'


def test_keys_are_sorted_and_a_name_has_no_underscore_behind_it() -> None:
    leaf = '{"below":[{"name":"three"}],"name":"two","self":"me"}'
    assert text(FULL.leaves[1]) == leaf
    assert leaf in text(FULL) and '"by_name":{"a":{"name":"six"},"b":{"name":"five"}}' in text(FULL)


def test_plain_values_stand_in_the_order_of_the_fields() -> None:
    assert list(to_plain(Mixed(title="t", id="i", note="n", step="s"))) == ["title", "id", "note", "step"]
    assert read(Mixed, text(Mixed(id="i", step="s"))) == Mixed(id="i", step="s")


def test_what_a_later_release_has_added_is_passed_over() -> None:
    assert from_plain(Leaf, {"name": "one", "later": 1}) == Leaf("one")


@pytest.mark.parametrize("plain", [{}, {"self": "me"}, [], "name", None, {"name": "one", "below": [1]}])
def test_what_is_none_is_an_error(plain: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_plain(Leaf, plain)


def test_what_checks_itself_is_checked_when_it_is_read() -> None:
    assert read(Checked, text(Checked(3))) == Checked(3)
    with pytest.raises(ValueError, match="-1"):
        read(Checked, '{"number":-1}')


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    in_shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert instant(in_shanghai) == instant(AT) == "2026-03-02T12:00:00.000005Z"


def test_an_hour_that_comes_twice_is_written_as_two() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    second = first.replace(fold=1)
    assert first == second, "to Python they are equal"
    assert [instant(at) for at in (first, second)] == ["2026-11-01T05:30:00.000000Z", "2026-11-01T06:30:00.000000Z"]
    texts = [text(Stamped(at)) for at in (first, second)]
    assert texts == ['{"at":"2026-11-01T05:30:00.000000Z"}', '{"at":"2026-11-01T06:30:00.000000Z"}']


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_canonical_text_is_what_the_standard_library_writes(plain: object) -> None:
    assert dumps(plain) == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("wrong", [float("nan"), object(), {"a": {1, 2}}])
def test_what_is_no_plain_value_cannot_be_written(wrong: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        dumps(wrong)


@pytest.mark.parametrize("path", sorted((FOLDER / "0.2.0").glob("*.jsonl")), ids=lambda path: path.stem)
def test_facts_of_an_earlier_release_are_written_as_they_were(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines()[:-1]:
        told = json.loads(line)
        fact = opened(told["header"], told["payload"]).fact
        assert type(fact) is FACTS[json.loads(told["header"])["kind"]]
        assert text(fact) == told["payload"] and from_plain(type(fact), to_plain(fact)) == fact


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.jsonl")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_text_is_the_canonical_one_of_the_plain_values(path: Path) -> None:
    *stored, last = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    events = [opened(line["header"], line["payload"]) for line in stored]
    for event, line, link in zip(events, stored, seal(events, GENESIS, repeat("salt")), strict=True):
        assert (event, link.header) == (link.event, line["header"])
        assert link.payload == dumps(to_plain(event.fact))
    for written in (last["case"], *last.get("children", ())):
        case = read(Case, written)
        assert text(case) == dumps(to_plain(case))


def test_what_is_not_of_its_type_is_written_as_what_it_is() -> None:
    leaf: Any = Leaf
    everything: Any = Everything
    wrong = [leaf(5), leaf(None), everything(1, AT, Colour.RED, number=True, yes=1), Mixed(id="i", step="s", note=Colour.RED)]
    for value in wrong:
        assert text(value) == dumps(to_plain(value))


@given(st.text(), st.none() | st.text(), st.dictionaries(st.text(), st.builds(Leaf, st.text()), max_size=4), st.integers())
def test_a_text_is_the_canonical_one_whatever_its_characters(name: str, other: str | None, leaves: Mapping[str, Leaf], number: int) -> None:
    value = Everything(name, AT, Colour.RED, number, best=Leaf(name, other), by_name=leaves, names=(name, *leaves), loose={name: other})
    assert text(value) == dumps(to_plain(value))
    assert read(Everything, text(value)) == value


LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.decimals(allow_nan=False, allow_infinity=False) | st.just(AT),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), LOOSE, max_size=4), LOOSE)
def test_what_is_loosely_typed_has_the_canonical_text_too(loose: Mapping[str, object], anything: object) -> None:
    value = Everything("i", AT, Colour.RED, loose=loose, anything=anything)
    assert text(value) == dumps(to_plain(value))


def test_a_key_that_is_no_text_is_written_as_the_standard_library_does() -> None:
    value = Everything("i", AT, Colour.RED, anything={"deep": {5: "five", 10: "ten"}})
    assert text(value) == dumps(to_plain(value))
    assert '"anything":{"deep":{"5":"five","10":"ten"}}' in text(value)


@pytest.mark.parametrize("wrong", [1.5, object(), ({1, 2},), {"a": [2.5]}])
def test_what_cannot_be_stored_is_an_error_wherever_it_stands(wrong: object) -> None:
    for value in (Everything("i", AT, Colour.RED, anything=wrong), Everything("i", AT, Colour.RED, loose={"key": wrong})):
        with pytest.raises(TypeError, match="cannot be stored"):
            text(value)


def test_what_is_no_text_is_written_as_what_it_is_in_a_record_within_a_record() -> None:
    leaf: Any = Leaf
    value = Everything("i", AT, Colour.RED, leaves=(leaf(["a", 1]), leaf("two", {"a": 1})), best=leaf(None, below=[leaf(7)]))
    assert text(value) == dumps(to_plain(value))
