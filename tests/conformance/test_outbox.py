"""The outbox: leases, tries, dead letters, and what a node must have to take a row."""

from dataclasses import replace
from datetime import datetime

import pytest

from signoff.engine.errors import Stale
from signoff.engine.ports import Delivery, Outgoing, Save, Settled, Stored

from .conftest import AnyStore
from .doing import start, together
from .factory import NOON, a_case, an_outgoing, later, moving


def sent(store: AnyStore, count: int = 1, at: datetime = NOON, tenant: str = "default") -> list[Outgoing]:
    """So many rows in the outbox."""
    case = a_case(tenant=tenant)
    rows = [an_outgoing(case, at=at) for _ in range(count)]
    start(store, case, outgoing=tuple(rows))
    return rows


def with_rows(store: AnyStore, count: int = 1) -> tuple[Stored, list[Outgoing]]:
    """So many rows in the outbox, and the case whose they are."""
    case = a_case()
    rows = [an_outgoing(case) for _ in range(count)]
    return start(store, case, outgoing=tuple(rows)), rows


def settle(store: AnyStore, kept: Stored, *settled: Settled) -> None:
    """A change of the case that buries or revives rows."""
    with store.begin() as unit:
        unit.save(Save((replace(moving(kept, kept.meant), settled=settled),), NOON))


def leased(store: AnyStore, at: datetime = NOON, limit: int = 100, seconds: int = 60) -> list[Delivery]:
    """What a node takes now."""
    return list(store.lease("node", at, limit, seconds))


def test_a_row_is_handed_out_as_it_was_put_in(store: AnyStore) -> None:
    (row,) = sent(store)
    assert leased(store) == [Delivery(row.id, row.key, row.kind, row.case, row.root, row.payload, 1, row.at, "default")]


def test_a_lease_keeps_others_off_until_it_runs_out(store: AnyStore) -> None:
    sent(store)
    assert leased(store, seconds=60)
    assert leased(store, at=NOON.replace(second=59)) == []
    assert [row.tries for row in leased(store, at=later(1))] == [2]


def test_a_row_is_not_taken_before_its_time(store: AnyStore) -> None:
    sent(store, at=later(5))
    assert leased(store, at=later(4)) == []
    assert len(leased(store, at=later(5))) == 1


def test_the_oldest_are_taken_first_up_to_the_limit(store: AnyStore) -> None:
    rows = sent(store, at=later(2)) + sent(store, at=later(1)) + sent(store, at=later(3))
    assert [row.id for row in leased(store, at=later(9), limit=2)] == [rows[1].id, rows[0].id]
    assert [row.id for row in leased(store, at=later(9))] == [rows[2].id]


def test_a_delivered_row_is_never_taken_again(store: AnyStore) -> None:
    (row,) = sent(store)
    leased(store)
    store.delivered(row.id, NOON)
    store.delivered(row.id, NOON)
    assert leased(store, at=later(999)) == []
    assert list(store.dead("default")) == []


def test_a_failed_row_is_tried_again_at_its_time(store: AnyStore) -> None:
    (row,) = sent(store)
    leased(store)
    store.failed(row.id, NOON, "connection refused", later(10))
    assert leased(store, at=later(9)) == []
    assert [taken.tries for taken in leased(store, at=later(10))] == [2]


def test_a_row_that_fails_for_good_is_dead(store: AnyStore) -> None:
    (row,) = sent(store)
    leased(store)
    store.failed(row.id, NOON, "no such address", None)
    assert leased(store, at=later(999)) == []
    assert [(dead.id, dead.tries, dead.error, dead.payload) for dead in store.dead("default")] == [
        (row.id, 1, "no such address", row.payload)
    ]
    assert [dead.id for dead in store.dead("default", row.case)] == [row.id]
    assert list(store.dead("default", "another")) == []


def test_a_late_failure_does_not_undo_a_delivery(store: AnyStore) -> None:
    (row,) = sent(store)
    leased(store)
    store.delivered(row.id, NOON)
    store.failed(row.id, NOON, "too late", NOON)
    store.failed(row.id, NOON, "too late", None)
    assert (leased(store, at=later(999)), list(store.dead("default"))) == ([], [])


def test_a_late_delivery_settles_a_dead_row(store: AnyStore) -> None:
    (row,) = sent(store)
    store.failed(row.id, NOON, "lost", None)
    store.delivered(row.id, NOON)
    assert list(store.dead("default")) == []


def test_a_row_that_is_revived_with_a_change_has_its_tries_again(store: AnyStore) -> None:
    kept, rows = with_rows(store, 3)
    leased(store)
    for row in rows[:2]:
        store.failed(row.id, NOON, "lost", None)
    settle(store, kept, *(Settled(row.id) for row in rows), Settled("unknown"))
    assert list(store.dead("default")) == []
    assert sorted((row.id, row.tries) for row in leased(store, at=later(0), limit=2)) == [(row.id, 1) for row in rows[:2]]


def test_a_row_dies_with_a_change(store: AnyStore) -> None:
    kept, (row,) = with_rows(store)
    leased(store)
    settle(store, kept, Settled(row.id, "no such address"))
    assert [(dead.id, dead.error) for dead in store.dead("default")] == [(row.id, "no such address")]
    assert leased(store, at=later(999)) == []
    with store.begin() as unit:
        assert [dead.id for dead in unit.dead("default", row.case)] == [row.id]
        assert list(unit.dead("default", "another")) == []


def test_what_was_delivered_does_not_die_and_nothing_of_the_change_is_written(store: AnyStore) -> None:
    kept, (row,) = with_rows(store)
    leased(store)
    store.delivered(row.id, NOON)
    with pytest.raises(Stale):
        settle(store, kept, Settled(row.id, "too late"))
    assert list(store.dead("default")) == []
    assert len(list(store.history("default", row.root))) == kept.seq


def test_a_change_that_comes_too_late_settles_nothing(store: AnyStore) -> None:
    kept, (row,) = with_rows(store)
    store.failed(row.id, NOON, "lost", None)
    settle(store, kept, Settled(row.id))
    store.failed(row.id, NOON, "lost again", None)
    with pytest.raises(Stale):
        settle(store, kept, Settled(row.id))
    assert [dead.error for dead in store.dead("default")] == ["lost again"]


def test_dead_rows_are_listed_oldest_first(store: AnyStore) -> None:
    rows = sent(store, at=later(2)) + sent(store, at=later(1))
    for row in rows:
        store.failed(row.id, NOON, "lost", None)
    assert [row.id for row in store.dead("default")] == [rows[1].id, rows[0].id]


def test_a_tenant_sees_its_own_dead_rows_only(store: AnyStore) -> None:
    (row,) = sent(store, tenant="one")
    store.failed(row.id, NOON, "lost", None)
    assert list(store.dead("two")) == []
    assert [dead.tenant for dead in store.dead("one")] == ["one"]


def test_racing_nodes_take_each_row_once(store: AnyStore) -> None:
    rows = sent(store, 12)
    taken = together(4, lambda _: [row.id for row in store.lease("node", NOON, 5, 60)])
    assert sorted(id for ids in taken for id in ids) == sorted(row.id for row in rows)


def needing(store: AnyStore, *needs: str | None) -> list[str]:
    """A row with each of these needs; their ids."""
    case = a_case()
    rows = [replace(an_outgoing(case), needs=need) for need in needs]
    start(store, case, outgoing=tuple(rows))
    return [row.id for row in rows]


def test_a_node_takes_only_what_it_can_deliver_and_what_needs_nothing(store: AnyStore) -> None:
    book, mail, anything, both = needing(store, "call:book@1", "notice:mail", None, "notice:log+mail")

    def taken(*serves: str) -> set[str]:
        return {row.id for row in store.lease("node", NOON, 10, 60, serves)}

    assert taken() == {anything}
    assert taken("call:book@2", "notice:log") == set()
    assert taken("notice:mail", "call:other@1") == {mail}
    assert taken("call:book@1", "call:book", "notice:log+mail") == {book, both}


def test_a_row_that_nobody_here_can_deliver_loses_no_try(store: AnyStore) -> None:
    (id,) = needing(store, "call:book@1")
    for minute in range(5):
        assert list(store.lease("node", later(minute), 10, 60, ["notice"])) == []
    assert [(row.id, row.tries) for row in store.lease("node", later(9), 10, 60, ["call:book@1"])] == [(id, 1)]


def test_what_nobody_serves_is_told_of_one_case_or_of_all_once_its_time_has_come(store: AnyStore) -> None:
    case, other, foreign = a_case(), a_case(), a_case(tenant="other")
    mine = [replace(an_outgoing(case), needs=word) for word in ("call:book@1", "notice:log", None)]
    ahead = replace(an_outgoing(case, at=later(5)), needs="call:book@1")
    theirs = replace(an_outgoing(other, at=later(1)), needs="call:book@1")
    start(store, case, outgoing=(*mine, ahead))
    start(store, other, outgoing=(theirs,))
    start(store, foreign, outgoing=(replace(an_outgoing(foreign), needs="call:book@1"),))
    serves = ("notice:log",)
    assert [(row.id, row.needs) for row in store.unserved("default", later(2), serves)] == [
        (mine[0].id, "call:book@1"),
        (theirs.id, "call:book@1"),
    ]
    assert [row.id for row in store.unserved("default", later(2), serves, other.id)] == [theirs.id]
    assert list(store.unserved("default", later(9), ("call:book@1", "notice:log"))) == []
    store.lease("node", later(2), 100, 60)
    store.failed(mine[0].id, later(2), "no", None)
    assert [row.id for row in store.unserved("default", later(9), serves, case.id)] == [ahead.id], "a dead row waits for nobody"
