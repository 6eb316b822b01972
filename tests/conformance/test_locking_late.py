"""On a file of SQLite a unit of work reads without the lock and takes it when something is written: what has changed by then is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine.case import Timer
from signoff.engine.errors import Stale
from signoff.engine.ports import Definition, Save, Stored, Wanted
from signoff.engine.ports_numbers import Numbering

from .conftest import AnyStore, emptied
from .doing import PATIENCE, load, start
from .factory import NOON, a_case, a_timer, later, moving, saving
from .numbering import a_counter, passed_on
from .test_without_a_lock import act, to


@pytest.fixture
def file(sqlite_file_store: SqlStore) -> SqlStore:
    """A store on a file of SQLite."""
    return emptied(sqlite_file_store)


def step(store: SqlStore, stored: Stored) -> str:
    """Where a case is."""
    return load(store, stored.root).cases[stored.root].step


def move_all(
    store: SqlStore, *stored: Stored, meanwhile: Callable[[], object], definitions: tuple[Definition, ...] = (), skip_locked: bool = True
) -> list[str]:
    """Read these and move each of them; `meanwhile` comes between reading and writing. What was passed over."""
    with store.begin(locking=False) as work:
        found = work.load(Wanted("default", roots=tuple(one.root for one in stored), skip_locked=skip_locked)).aggregates
        meanwhile()
        return sorted(work.save(Save(tuple(to(one, "moved") for one in found), NOON, definitions=definitions)))


def test_of_many_roots_those_that_have_changed_are_passed_over_and_the_others_written(file: SqlStore) -> None:
    cases = [start(file, a_case(step="old")) for _ in range(3)]
    assert move_all(file, *cases, meanwhile=lambda: act(file, to(cases[1], "quick"))) == [cases[1].root]
    assert [step(file, one) for one in cases] == ["moved", "quick", "moved"]


def test_where_all_have_changed_nothing_is_written(file: SqlStore) -> None:
    cases = [start(file, a_case(step="old")) for _ in range(2)]
    passed_over = move_all(file, *cases, meanwhile=lambda: act(file, *(to(one, "quick") for one in cases)))
    assert passed_over == sorted(one.root for one in cases)
    assert [step(file, one) for one in cases] == ["quick", "quick"]


def test_a_case_that_is_gone_meanwhile_is_passed_over(file: SqlStore) -> None:
    cases = [start(file, a_case(step="old")) for _ in range(2)]
    assert move_all(file, *cases, meanwhile=lambda: emptied(file)) == sorted(one.root for one in cases)


def test_nothing_is_passed_over_for_whoever_did_not_say_so(file: SqlStore) -> None:
    cases = [start(file, a_case(step="old")) for _ in range(2)]
    with pytest.raises(Stale) as caught:
        move_all(file, *cases, meanwhile=lambda: act(file, to(cases[0], "quick")), skip_locked=False)
    assert caught.value.code == "conflict"
    assert [step(file, one) for one in cases] == ["quick", "old"]


def test_a_definition_that_may_be_that_of_who_is_passed_over_is_a_conflict(file: SqlStore) -> None:
    cases = [start(file, a_case(step="old")) for _ in range(2)]
    with pytest.raises(Stale) as caught:
        move_all(file, *cases, meanwhile=lambda: act(file, to(cases[0], "quick")), definitions=(Definition("d", "reply", "1", "{}"),))
    assert caught.value.code == "conflict"
    assert [step(file, one) for one in cases] == ["quick", "old"]
    assert file.definitions("default") == []


def test_whoever_decides_keeps_nobody_from_writing_and_whoever_writes_nobody_from_deciding(file: SqlStore) -> None:
    first, second = (start(file, a_case(step="old")) for _ in range(2))
    with ThreadPoolExecutor(1) as pool, file.begin(locking=False) as work:
        found = work.load(Wanted("default", first.root)).aggregates[0]
        pool.submit(act, file, to(second, "quick")).result(PATIENCE)
        work.save(saving(to(found, "moved")))
        assert pool.submit(lambda: file.find("default", second.root)).result(PATIENCE).cases[second.root].step == "quick"
    assert [step(file, one) for one in (first, second)] == ["moved", "quick"]


def test_a_counter_is_taken_under_the_lock_where_nothing_has_changed(file: SqlStore) -> None:
    stored, first = start(file, a_case()), a_counter()
    with file.begin(locking=False) as work:
        found = work.load(Wanted("default", stored.root)).aggregates[0]
        assert list(work.counters("default", [first])) == [first]
        work.save(Save((to(found, "moved"),), NOON, numbering=Numbering("default", (passed_on(first),))))
    with file.begin() as work:
        assert list(work.counters("default", [first])) == [passed_on(first)]


def test_a_counter_for_what_has_changed_is_a_conflict_and_not_begun(file: SqlStore) -> None:
    stored, first = start(file, a_case(step="old")), a_counter()
    with file.begin(locking=False) as work:
        work.load(Wanted("default", stored.root))
        act(file, to(stored, "quick"))
        with pytest.raises(Stale) as caught:
            work.counters("default", [first])
    assert caught.value.code == "conflict"
    with file.begin() as work:
        assert list(work.counters("default", [passed_on(first)])) == [passed_on(first)], "it begins here"


def at(minutes: int) -> tuple[Timer, ...]:
    """A timer that is due so many minutes after noon."""
    return (a_timer("t", later(minutes)),)


def test_roots_with_something_due_are_found_among_others(store: AnyStore) -> None:
    due, late, none, other = (start(store, a_case(timers=timers)) for timers in (at(5), at(50), (), at(5)))
    roots = [one.root for one in (due, late, none)]
    assert list(store.still_due("default", later(5), roots)) == [due.root]
    assert sorted(store.still_due("default", later(50), [*roots, other.root])) == sorted([due.root, late.root, other.root])
    assert list(store.still_due("another", later(5), roots)) == []
    assert list(store.still_due("default", later(5), [])) == []
    save_without_timers(store, due)
    assert list(store.still_due("default", later(5), roots)) == []


def save_without_timers(store: AnyStore, stored: Stored) -> None:
    """It has fired."""
    with store.begin() as work:
        work.save(saving(moving(stored, replace(stored.cases[stored.root], timers=()))))
