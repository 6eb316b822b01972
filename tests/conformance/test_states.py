"""What was written last is remembered by its text: it is what reading the text gives, to the order of its keys, and nobody else's."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from signoff.adapters.sql import SqlStore, states
from signoff.engine.case import Case
from signoff.engine.case import Child as ChildOf
from signoff.engine.evolve import evolve
from signoff.engine.history import opened
from signoff.engine.plain import parsed, read, text
from tests.engine.house import House, workflow
from tests.properties.golden import FOLDER

from .conftest import emptied
from .doing import load, start
from .factory import a_case

HOUSE = workflow(
    "check: {approvers: [person(bob), person(cat)], rule: sequence, may_edit: [z, rows]}",
    data="z: text\na: integer\nrows: {type: list, fields: {n: integer, b: text}}",
)


def same(text_: str) -> None:
    """What is remembered of a text is what reading it gives. The representation tells types, too, and the order of keys."""
    assert repr(states.case_of("id", text_)) == repr(read(Case, text_))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.jsonl")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_after_every_event_of_a_history(path: Path) -> None:
    *lines, _ = [parsed(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cases: dict[str, Case | None] = {}
    for line in lines:
        event = opened(line["header"], line["payload"])
        case = cases[event.case] = evolve(cases.get(event.case), event)
        states.keep(case, text(case))
        same(text(case))


def test_what_an_engine_writes_is_remembered(tmp_path: Path) -> None:
    states._written.clear()
    house = House(HOUSE, database=f"sqlite:///{tmp_path}/x.db")
    house.start({"z": "last", "a": 1, "rows": [{"n": 1, "b": "x"}, {"b": "y", "n": 2}]})
    house.act("bob", "approve", data={"rows": [{"n": 3, "b": "z"}]})
    assert len(states._written) == 2
    for written in list(states._written):
        same(written)


class Kind(StrEnum):
    """A host's own word for something."""

    GIFT = "gift"


def test_what_a_host_gives_in_its_own_way_is_from_the_beginning_what_is_kept(tmp_path: Path) -> None:
    states._written.clear()
    given = workflow("check: {approvers: [person(bob)]}", data="z: text\nm: money\nrows: {type: list, fields: {n: money, b: text}}")
    house = House(given, database=f"sqlite:///{tmp_path}/x.db")
    house.start({"z": Kind.GIFT, "m": Decimal("1E+2"), "rows": [{"n": "1e2", "b": Kind.GIFT}]})
    for written in list(states._written):
        same(written)
    assert repr(house.case.data["m"]) == "Decimal('100')" and type(house.case.data["z"]) is str


def test_a_host_may_write_to_what_it_is_shown(tmp_path: Path) -> None:
    house = House(HOUSE, database=f"sqlite:///{tmp_path}/x.db")
    views = [house.start({"z": "true", "rows": [{"n": 1, "b": "true"}]}), house.act("bob", "approve"), house.case]
    for view in views:
        data: dict[str, object] = view.data  # type: ignore[assignment]
        data["z"] = "changed"
        data["rows"][0]["b"] = "changed"  # type: ignore[index]
    assert house.case.data == house.act("cat", "approve").data == {"z": "true", "rows": ({"n": 1, "b": "true"},)}


def test_a_state_that_was_mended_by_hand_is_read(sql_store: SqlStore) -> None:
    store = emptied(sql_store)
    stored = start(store, a_case(key="k", data={"note": "as it was"}))
    with store.engine.begin() as connection:
        connection.execute(sql("UPDATE signoff_case SET state = replace(state, 'as it was', 'mended')"))
    assert load(store, stored.root).cases[stored.root].data == {"note": "mended"}


def test_there_is_an_end_to_what_is_remembered() -> None:
    states._written.clear()
    for number in range(2 * states.MOST):
        states.keep(a_case(), str(number))
        assert len(states._written) <= states.MOST
    states._written.clear()
    rare = a_case(children=(ChildOf("id", "key", "branch", element={"b": 1, "a": 2}),))
    for case, written in ((a_case(), "x" * (states.LONGEST + 1)), (rare, text(rare))):
        states.keep(case, written)
    assert not states._written
