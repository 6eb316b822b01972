"""Open cases as a whole: which want looking at, which are alike, of which nothing is told, and whose effects never arrived."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from signoff.engine.case import Case, Status
from signoff.engine.events import Started
from signoff.engine.next_movers import Liveness, MoverKind, NextMover
from signoff.engine.ports import CaseFilter, OpenCase, Save
from signoff.engine.projection import LiveRow

from .conftest import AnyStore
from .doing import save, start
from .factory import NOON, a_case, a_task, an_outgoing, beginning, later, moving

ANY = CaseFilter()
HOLDER = NextMover(MoverKind.PERSON, "holder", "t1")
TIMER = NextMover(MoverKind.TIMER, "act", "review:1:0:0", later(60))


def begun(store: AnyStore, case: Case, live: Liveness | None = None) -> Case:
    """A case of which this is told."""
    change = beginning(case)
    with store.begin() as unit:
        unit.save(Save((replace(change, live={case.id: live} if live is not None else {}),), NOON))
    return case


def keys(found: Sequence[OpenCase]) -> str:
    """Which cases they are."""
    return "".join(one.case.key for one in found)


def paged(ask: Callable[[int, tuple[object, str] | None], Sequence[OpenCase]], place: Callable[[OpenCase], object]) -> str:
    """All of them, one row at a time."""
    found, after = list[OpenCase](), None
    while page := ask(1, after):
        found += page
        after = place(page[0]), page[0].id
    return keys(found)


@pytest.fixture
def some(store: AnyStore) -> None:
    """Cases that hang or will, alike or not; one untold, one that has ended, one of others."""
    for key, look_at, situation, given in (
        ("a", later(9), "s2", {}),
        ("b", later(3), "s1", {"workflow": "leave", "tasks": (a_task(holder="li"),)}),
        ("c", None, "s2", {"step": "draft"}),
        ("d", later(99), "s1", {"tasks": (a_task(holder="li"),)}),
        ("e", later(3), "s1", {"status": Status.SUSPENDED}),
        ("x", later(1), "s1", {"tenant": "other"}),
    ):
        begun(store, a_case(key=key, **given), Liveness((HOLDER,), look_at, situation))
    begun(store, a_case(key="f"))
    begun(store, a_case(key="g", status=Status.APPROVED, ended_at=NOON), Liveness())


@pytest.mark.usefixtures("some")
def test_what_hangs_comes_first_the_longest_before_all(store: AnyStore) -> None:
    assert keys(store.hanging("default", ANY, later(50), 10)) == "bea"
    assert keys(store.hanging("default", ANY, later(3), 10)) == "be"
    assert keys(store.hanging("default", ANY, later(2), 10)) == ""
    assert paged(lambda limit, after: store.hanging("default", ANY, later(50), limit, after), lambda one: one.look_at) == "bea"  # type: ignore[arg-type]


@pytest.mark.usefixtures("some")
def test_the_others_come_situation_by_situation(store: AnyStore) -> None:
    assert keys(store.alike("default", ANY, later(2), 10)) == "bdeac"
    assert keys(store.alike("default", ANY, later(50), 10)) == "dc"
    assert paged(lambda limit, after: store.alike("default", ANY, later(2), limit, after), lambda one: one.situation) == "bdeac"  # type: ignore[arg-type]
    assert keys(store.alike("default", ANY, later(2), 10, ("s1", "\x7f"))) == "ac"


@pytest.mark.usefixtures("some")
def test_those_of_which_nothing_is_told_are_found(store: AnyStore) -> None:
    (one,) = store.untold("default", ANY, 10)
    assert (one.case.key, one.look_at, one.situation) == ("f", None, None)
    assert store.untold("default", ANY, 10, one.id) == []


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("wanted", "hanging", "alike"), [({"workflow": "leave"}, "b", ""), ({"step": "draft"}, "", "c"), ({"holder": "li"}, "b", "d")]
)
def test_they_are_narrowed(store: AnyStore, wanted: dict[str, str], hanging: str, alike: str) -> None:
    found = CaseFilter(**wanted)  # type: ignore[arg-type]
    assert keys(store.hanging("default", found, later(50), 10)) == hanging
    assert keys(store.alike("default", found, later(50), 10)) == alike
    assert keys(store.untold("default", found, 10)) == ""


def test_what_keeps_a_case_alive_changes_with_every_move(store: AnyStore) -> None:
    stored = start(store, a_case(key="k"))

    def told() -> LiveRow:
        (row,) = store.projection("default", stored.root).live
        return row

    assert told() == LiveRow(stored.root)
    for live in (Liveness((HOLDER, TIMER), later(60), "s1"), Liveness((), later(61), "s2")):
        change = moving(store.find("default", "k"), replace(store.find("default", "k").meant, round=2))
        save(store, replace(change, live={stored.root: live}))
        primary = live.movers[0].kind.value if live.movers else "none"
        assert (told().mover, told().look_at, told().situation) == (primary, live.look_at, live.situation)
    assert told().movers == "[]"


def test_cases_whose_effects_never_arrived_are_found_ended_ones_too(store: AnyStore) -> None:
    cases = [a_case(key=key, status=status) for key, status in (("a", Status.OPEN), ("b", Status.APPROVED), ("c", Status.OPEN))]
    for case in cases:
        with store.begin() as unit:
            unit.save(Save((beginning(case, outgoing=[an_outgoing(case) for _ in range(2)]),), NOON))
    for row in store.lease("n", later(1), 10, 60):
        if row.case != cases[2].id:
            store.failed(row.id, later(2), "no", None)
    ids = [case.id for case in cases]
    assert store.incidents("default", 10) == ids[:2] and store.incidents("default", 1, ids[0]) == [ids[1]]
    assert store.incidents("other", 10) == []
    assert [row.case for row in store.dead_among("default", [ids[1], ids[2]])] == [ids[1]] * 2


def test_an_instant_has_the_zone_in_which_it_was_told(store: AnyStore) -> None:
    begun(store, a_case(key="k"), Liveness((HOLDER,), datetime.fromisoformat("2026-03-02T20:00:00+08:00"), "s"))
    (found,) = store.hanging("default", ANY, NOON, 10)
    assert found.look_at == datetime.fromisoformat("2026-03-02T12:00:00Z")


def test_the_histories_of_several_cases_are_read_in_one_go(store: AnyStore) -> None:
    roots = [start(store, a_case(key=key)).root for key in "abc"]
    told = store.events_among("default", roots[:2], roots[:2], 10)
    assert told is not None and list(told) == roots[:2]
    for root in roots[:2]:
        everything = [link.event for link in store.history("default", root)]
        assert told[root](None, None) == everything and [event.seq for event in everything] == [1, 2]
        assert told[root]({everything[1].kind}, None) == everything[1:] and told[root]({"ended"}, None) == []
        started, second = everything
        assert isinstance(started.fact, Started)
        key = f'"{started.fact.key}"'
        assert told[root](None, key) == [started] and told[root]({second.kind}, key) == []
    begun = {"started"}
    some = store.events_among("default", roots[:2], roots[:2], 2, begun)
    assert some is not None and [[event.kind for event in some[root](None, None)] for root in roots[:2]] == [["started"]] * 2
    assert store.events_among("default", roots, roots, 5) is None
    assert store.events_among("default", roots, roots, 2, begun) is None
    assert store.events_among("other", roots, roots, 5) == {}
