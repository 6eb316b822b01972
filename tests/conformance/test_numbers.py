"""Counters under their lock, and the register of numbers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from signoff.adapters.sql import SqlStore
from signoff.engine.case import Case
from signoff.engine.errors import Stale
from signoff.engine.numbered import Counter
from signoff.engine.ports import Save, Store, UnitOfWork, Wanted
from signoff.engine.ports_numbers import Numbering

from .conftest import AnyStore, emptied
from .doing import PATIENCE, load
from .factory import NOON, a_case, beginning, links_of, moving
from .numbering import a_change, a_counter, a_number, a_void, passed_on
from .test_races import waits
from .test_transactions import HostError


def take(store: Store, first: Counter | None = None, case: Case | None = None, tenant: str = "default") -> int:
    """Start a case that takes the next number of a counter; which one it was."""
    first = first or a_counter()
    with store.begin() as unit:
        unit.load(Wanted(tenant))
        (counter,) = unit.counters(tenant, [first])
        change = beginning(case or a_case(tenant=tenant), facts=[a_number(counter)])
        unit.save(Save((change,), NOON, numbering=Numbering(tenant, (passed_on(counter),))))
    return counter.next


def test_a_counter_begins_as_given_and_goes_on_from_what_was_saved(store: AnyStore) -> None:
    assert [take(store, a_counter(first=7)) for _ in range(3)] == [7, 8, 9]
    (counter,) = store.register("default").counters
    assert counter == passed_on(a_counter(first=7), 3)


def test_several_counters_are_locked_in_one_go_and_come_back_in_order(store: AnyStore) -> None:
    take(store, a_counter("b"))
    wanted = [a_counter("a"), a_counter("b"), a_counter("b", "2027")]
    with store.begin() as unit:
        found = unit.counters("default", wanted)
    assert [(one.series, one.period, one.next) for one in found] == [("a", "2026", 1), ("b", "2026", 2), ("b", "2027", 1)]


def test_a_transaction_that_fails_gives_the_number_back(store: AnyStore) -> None:
    take(store)
    with pytest.raises(HostError), store.begin() as unit:
        given_up(unit)
    assert take(store) == 2


def given_up(unit: UnitOfWork) -> None:
    """Take a number, and fail after all."""
    (counter,) = unit.counters("default", [a_counter()])
    change = beginning(a_case(), facts=[a_number(counter)])
    unit.save(Save((change,), NOON, numbering=Numbering("default", (passed_on(counter),))))
    raise HostError


def test_who_wants_a_counter_waits_for_who_has_it_and_then_sees_what_became_of_it(snapshot_store: AnyStore) -> None:
    store = snapshot_store
    take(store)
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as unit:
            (counter,) = unit.counters("default", [a_counter()])
            second = pool.submit(take, store)
            assert waits(second)
            change = beginning(a_case(), facts=[a_number(counter)])
            unit.save(Save((change,), NOON, numbering=Numbering("default", (passed_on(counter),))))
        assert second.result(PATIENCE) == 3


def test_the_first_number_of_a_counter_is_waited_for_too(server_store: SqlStore) -> None:
    """The row is not there yet, and two want to begin it."""
    with ThreadPoolExecutor(1) as pool:
        with server_store.begin() as unit:
            (counter,) = unit.counters("default", [a_counter()])
            second = pool.submit(take, server_store)
            assert waits(second)
            change = beginning(a_case(), facts=[a_number(counter)])
            unit.save(Save((change,), NOON, numbering=Numbering("default", (passed_on(counter),))))
        assert second.result(PATIENCE) == 2


def test_other_counters_are_not_waited_for(server_store: SqlStore) -> None:
    with server_store.begin() as unit:
        unit.counters("default", [a_counter()])
        with ThreadPoolExecutor(1) as pool:
            others = [a_counter("other"), a_counter(period="2027")]
            assert [pool.submit(take, server_store, other).result(PATIENCE) for other in others] == [1, 1]
            assert pool.submit(take, server_store, a_counter(), None, "tenant").result(PATIENCE) == 1


def test_the_register_has_a_line_for_each_number_with_the_case_that_has_it(store: AnyStore) -> None:
    case = a_case(key="2026-6115", workflow="reply")
    take(store, case=case)
    take(store, a_counter("letters"))
    register = store.register("default", "orders")
    ((line,), _) = register.numbers, register.counters
    assert (line.series, line.period, line.value, line.root, line.case, line.field) == ("orders", "2026", 1, case.id, case.id, "no")
    assert (line.allocated_by, line.voided_at, line.reason) == ("a1", None, None)
    assert register.cases == {case.id: ("reply", "2026-6115")}
    assert [row.series for row in store.register("default").numbers] == ["letters", "orders"]
    assert store.projection("default", case.id).numbers == (line,)


def test_a_void_number_keeps_its_line(store: AnyStore) -> None:
    case = a_case()
    take(store, case=case)
    stored = load(store, case.id)
    change = moving(stored, stored.cases[case.id])
    links = links_of(case, [a_void(a_counter())], stored.seq, stored.head, actor="boss")
    with store.begin() as unit:
        unit.load(Wanted("default", case.id))
        unit.save(Save((replace(change, links=links),), NOON))
    (line,) = store.register("default").numbers
    assert (line.value, line.voided_by, line.reason) == (1, "boss", "misprint")
    assert line.voided_at is not None and line.allocated_by == "a1"


def test_a_number_that_is_void_in_the_same_move_is_written_so(store: AnyStore) -> None:
    with store.begin() as unit:
        unit.counters("default", [a_counter()])
        change = beginning(a_case(), facts=[a_number(a_counter()), a_void(a_counter())])
        unit.save(Save((change,), NOON, numbering=Numbering("default", (passed_on(a_counter()),))))
    assert [line.reason for line in store.register("default").numbers] == ["misprint"]


def test_what_an_administrator_has_changed_is_kept_in_order(store: AnyStore) -> None:
    for next in (120, 20):
        with store.begin() as unit:
            unit.load(Wanted("default"))
            (counter,) = unit.counters("default", [a_counter()])
            after = replace(counter, next=next, changes=counter.changes + 1, head="h")
            unit.save(Save((), NOON, numbering=Numbering("default", (after,), (a_change(counter, next),))))
    register = store.register("default")
    assert [(change.no, change.was, change.next, change.by, change.reason) for change in register.changes] == [
        (1, 1, 120, "a1", "on paper"),
        (2, 120, 20, "a1", "on paper"),
    ]
    assert (register.counters[0].next, register.counters[0].changes) == (20, 2)


def test_tenants_have_counters_and_registers_of_their_own(store: AnyStore) -> None:
    assert [take(store, tenant=tenant) for tenant in ("one", "two", "one")] == [1, 1, 2]
    assert [len(store.register(tenant).numbers) for tenant in ("one", "two", "default")] == [2, 1, 0]


def test_a_number_is_never_written_twice(store: AnyStore) -> None:
    """Whatever went wrong before: the register holds one line for a number, or the move fails as a whole."""
    take(store)
    case = a_case()
    with pytest.raises(Stale), store.begin() as unit:
        unit.save(Save((beginning(case, facts=[a_number(a_counter())]),), NOON))
    assert [line.value for line in store.register("default").numbers] == [1]
    assert case.id not in store.roots("default", 10)


def test_a_number_of_fifteen_digits_is_kept(store: AnyStore) -> None:
    assert take(store, a_counter(first=999_999_999_999_999)) == 999_999_999_999_999
    assert store.register("default").counters[0].next == 10**15


def test_a_root_that_only_the_register_tells_of_is_looked_at(sql_store: SqlStore) -> None:
    case = a_case()
    take(sql_store, case=case)
    with sql_store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE signoff_number SET root_id = 'forged'")
    assert "forged" in sql_store.roots("default", 10)


def test_under_read_committed_a_host_that_has_read_before_sees_the_number_that_was_taken_meanwhile(server_store: SqlStore) -> None:
    store = server_store
    take(store)
    with store.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.exec_driver_sql("SELECT count(*) FROM signoff_series")
        take(store)
        assert take(store.bound(connection)) == 3
        connection.commit()
    assert [line.value for line in store.register("default").numbers] == [1, 2, 3]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("begun", [True, False])
def test_under_stricter_levels_such_a_host_is_told_to_run_again_and_then_gets_the_next(
    postgresql_store: SqlStore, level: str, begun: bool
) -> None:
    """Whether the counter was there before its snapshot or not: no number is given twice, and none is lost."""
    store = emptied(postgresql_store)
    if begun:
        take(store)
    with store.engine.connect().execution_options(isolation_level=level) as connection:
        connection.execute(select(1))
        connection.exec_driver_sql("SELECT count(*) FROM signoff_series")
        take(store)
        with pytest.raises(Stale) as caught:
            take(store.bound(connection))
        assert caught.value.code == "conflict"
        connection.rollback()
        assert take(store.bound(connection)) == 2 + begun
        connection.commit()
    assert [line.value for line in store.register("default").numbers] == list(range(1, 3 + begun))


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("begun", [True, False])
def test_on_mariadb_such_a_host_gets_the_next_at_once(mariadb_store: SqlStore, level: str, begun: bool) -> None:
    """A counter is read under its lock, whatever state the transaction sees otherwise."""
    store = emptied(mariadb_store)
    if begun:
        take(store)
    with store.engine.connect().execution_options(isolation_level=level) as connection:
        connection.execute(select(1))
        connection.exec_driver_sql("SELECT count(*) FROM signoff_definition")
        take(store)
        assert take(store.bound(connection)) == 2 + begun
        connection.commit()
    assert [line.value for line in store.register("default").numbers] == list(range(1, 3 + begun))
