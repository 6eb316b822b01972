"""Timers are written with the move, found when due, and rest with their case."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from signoff.engine.case import Case, Status, Timer
from signoff.engine.ports import Stored

from .conftest import AnyStore
from .doing import save, start
from .factory import NOON, a_case, a_timer, ended, later, moving


def due(store: AnyStore, minutes: int, limit: int = 100, tenant: str | None = "default") -> list[str]:
    """The keys of the timers that are due so many minutes after noon."""
    return [timer.key for timer in store.due(tenant, later(minutes), limit)]


def changed(store: AnyStore, stored: Stored, change: Callable[[Case], Case]) -> Stored:
    """The aggregate after a move that does this to its root."""
    return save(store, moving(stored, change(stored.cases[stored.root])))


def with_timers(*timers: Timer) -> Callable[[Case], Case]:
    """A move after which exactly these timers are armed."""
    return lambda case: replace(case, timers=timers)


def test_a_timer_is_due_at_its_instant_and_not_before(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t", later(5)),)))
    assert due(store, 4) == []
    (found,) = store.due("default", later(5), 10)
    assert (found.root, found.case, found.key, found.due) == (stored.root, stored.root, "t", later(5))


def test_the_earliest_comes_first(store: AnyStore) -> None:
    timers = [a_timer(key, later(minutes)) for key, minutes in (("c", 3), ("a", 1), ("e", 5), ("b", 2))]
    start(store, a_case(timers=tuple(timers[:2])))
    start(store, a_case(timers=tuple(timers[2:])))
    assert due(store, 4) == ["a", "b", "c"]
    assert due(store, 9, limit=2) == ["a", "b"]


def test_a_moved_timer_is_due_at_its_new_instant(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t", later(5)),)))
    changed(store, stored, with_timers(a_timer("t", later(50))))
    assert due(store, 49) == []
    assert due(store, 50) == ["t"]


def test_a_timer_that_fired_and_repeats_keeps_its_key(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t", later(5)),)))
    again = a_timer("t", later(6), repeat=1, round=2, rung=1, provisional=True)
    stored = changed(store, stored, with_timers(again))
    assert store.projection("default", stored.root).timers[0].repeat == 1
    assert stored.cases[stored.root].timers == (again,)


def test_a_deleted_timer_is_gone(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t"), a_timer("u"), a_timer("v"))))
    changed(store, stored, with_timers(a_timer("u")))
    assert due(store, 9) == ["u"]


def test_a_timer_may_come_back_under_its_key(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t"),)))
    stored = changed(store, stored, with_timers())
    assert due(store, 9) == []
    changed(store, stored, with_timers(a_timer("t", later(1))))
    assert due(store, 9) == ["t"]


def test_timers_are_exchanged_in_one_move(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("a"), a_timer("b"))))
    changed(store, stored, with_timers(a_timer("b", later(1)), a_timer("c", later(2))))
    assert due(store, 9) == ["b", "c"]


def test_two_cases_may_have_timers_of_one_key(store: AnyStore) -> None:
    for _ in range(2):
        start(store, a_case(timers=(a_timer("t"),)))
    assert due(store, 9) == ["t", "t"]


def test_a_suspended_case_rests(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t"),)))
    resting = changed(store, stored, lambda case: replace(case, status=Status.SUSPENDED))
    assert due(store, 9) == []
    assert store.next_due("default") is None
    assert len(store.projection("default", stored.root).timers) == 1
    changed(store, resting, lambda case: replace(case, status=Status.OPEN))
    assert due(store, 9) == ["t"]


def test_an_ended_case_has_none(store: AnyStore) -> None:
    stored = start(store, a_case(timers=(a_timer("t"),)))
    after, tasks, facts = ended(stored.cases[stored.root])
    save(store, moving(stored, after, tasks=tasks, facts=facts))
    assert (due(store, 9), store.next_due(None)) == ([], None)


@pytest.mark.parametrize("tenant", ["default", None])
def test_the_next_due_is_the_earliest(store: AnyStore, tenant: str | None) -> None:
    assert store.next_due(tenant) is None
    start(store, a_case(timers=(a_timer("a", later(7)), a_timer("b", later(3)))))
    assert store.next_due(tenant) == later(3)


def test_a_sweep_may_look_at_all_tenants_or_at_one(store: AnyStore) -> None:
    for tenant in ("one", "two"):
        start(store, a_case(tenant=tenant, timers=(a_timer(tenant, NOON),)))
    assert sorted(due(store, 1, tenant=None)) == ["one", "two"]
    assert due(store, 1, tenant="two") == ["two"]
    assert store.next_due("three") is None


def test_microseconds_count(store: AnyStore) -> None:
    at = NOON.replace(microsecond=1)
    start(store, a_case(timers=(a_timer("t", at),)))
    assert list(store.due(None, NOON.replace(microsecond=0), 1)) == []
    assert store.due(None, at, 1)[0].due == at


def test_tenants_with_due_timers_are_named(store: AnyStore) -> None:
    assert list(store.tenants_due(NOON)) == []
    for tenant in ("two", "one"):
        start(store, a_case(tenant=tenant, timers=(a_timer("t", later(5)),)))
    assert list(store.tenants_due(later(4))) == []
    assert list(store.tenants_due(later(5))) == ["one", "two"]
