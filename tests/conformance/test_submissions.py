"""Rows that a dispatcher brings to workers: whose they are, when they are due again, and what follows a commit."""

from dataclasses import replace
from datetime import datetime

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine.errors import Stale
from signoff.engine.ports import CaseFilter, Outgoing, Save, Settled

from .conftest import AnyStore
from .doing import load, start
from .factory import NOON, a_case, an_outgoing, beginning, later, moving
from .test_outbox import leased, sent, settle, with_rows

SOON = later(5)


def submitted(store: AnyStore, until: datetime = SOON) -> Outgoing:
    """A row that was submitted as it was written."""
    case = a_case()
    row = replace(an_outgoing(case), submitted=until)
    start(store, case, outgoing=(row,))
    return row


def submit(store: AnyStore, at: datetime, until: datetime, limit: int = 100) -> list[str]:
    """What a sweep submits now."""
    with store.submitting(at, until, limit) as (rows, _):
        return list(rows)


def test_a_submitted_row_is_taken_by_its_id_and_by_nothing_else(store: AnyStore) -> None:
    row = submitted(store)
    assert leased(store, at=later(4)) == []
    taken = store.take(row.id, "worker", NOON, 60)
    assert taken is not None and (taken.key, taken.tries, taken.payload) == (row.key, 1, row.payload)


def test_whoever_is_told_of_a_row_that_another_holds_gets_nothing_until_the_lease_has_run_out(store: AnyStore) -> None:
    row = submitted(store)
    assert store.take(row.id, "worker", NOON, 60) is not None
    assert store.take(row.id, "other", NOON, 60) is None
    again = store.take(row.id, "other", later(1), 60)
    assert again is not None and again.tries == 2


def test_there_is_nothing_to_take_of_a_row_that_is_unknown_delivered_dead_or_waits(store: AnyStore) -> None:
    assert store.take("nobody", "worker", NOON, 60) is None
    done, dead, waits = submitted(store), submitted(store), submitted(store)
    for row in (done, dead, waits):
        assert store.take(row.id, "worker", NOON, 60) is not None
    store.delivered(done.id, NOON)
    store.failed(dead.id, NOON, "never", None)
    store.failed(waits.id, NOON, "not now", later(10))
    assert [store.take(row.id, "worker", later(9), 60) for row in (done, dead, waits)] == [None, None, None]
    assert store.take(waits.id, "worker", later(10), 60) is not None


def test_a_worker_takes_what_it_can_deliver(store: AnyStore) -> None:
    case = a_case()
    row = replace(an_outgoing(case), submitted=SOON, needs="call:book@1")
    start(store, case, outgoing=(row,))
    assert store.take(row.id, "worker", NOON, 60, ["call:book@2"]) is None
    taken = store.take(row.id, "worker", NOON, 60, ["call:book@1", "notice"])
    assert taken is not None and taken.tries == 1
    free = submitted(store)
    assert store.take(free.id, "worker", NOON, 60, []) is not None


def test_a_row_that_nobody_has_taken_is_submitted_again_after_its_patience(store: AnyStore) -> None:
    row = submitted(store, until=later(5))
    assert submit(store, later(4), later(9)) == []
    assert submit(store, later(5), later(10)) == [row.id]
    assert submit(store, later(9), later(14)) == []
    taken = store.take(row.id, "worker", later(9), 60)
    assert taken is not None and taken.tries == 1, "submitting is no try"


def test_a_row_of_a_dead_worker_is_submitted_again_when_its_lease_has_run_out(store: AnyStore) -> None:
    row = submitted(store)
    store.take(row.id, "worker", NOON, 120)
    assert submit(store, later(1), later(9)) == []
    assert submit(store, later(2), later(9)) == [row.id]


def test_rows_that_were_written_without_a_dispatcher_are_submitted_the_oldest_first(store: AnyStore) -> None:
    rows = sent(store, at=later(2)) + sent(store, at=later(1)) + sent(store, at=later(3))
    assert submit(store, later(9), later(14), limit=2) == [rows[1].id, rows[0].id]
    assert leased(store, at=later(9)) != [] and submit(store, later(9), later(14)) == []


def test_a_submission_that_fails_leaves_the_rows_as_they_were(store: AnyStore) -> None:
    (row,) = sent(store)

    def broken() -> None:
        with store.submitting(NOON, later(5), 10) as (rows, transaction):
            assert list(rows) == [row.id]
            transaction.after_commit(lambda: pytest.fail("it was not committed"))
            raise RuntimeError("the dispatcher is broken")

    with pytest.raises(RuntimeError):
        broken()
    assert submit(store, NOON, later(5)) == [row.id]


def test_a_revived_row_is_due_at_once(store: AnyStore) -> None:
    kept, (row,) = with_rows(store)
    store.take(row.id, "worker", NOON, 60)
    store.failed(row.id, NOON, "no", None)
    settle(store, kept, Settled(row.id))
    assert submit(store, NOON, later(5)) == [row.id]


@pytest.mark.parametrize("locking", [True, False])
def test_what_is_to_follow_a_commit_follows_it(store: AnyStore, locking: bool) -> None:
    told: list[int] = []
    case = a_case()
    with store.begin(locking=locking) as unit:
        unit.transaction.after_commit(lambda: told.append(len(list(store.history("default", case.root)))))
        unit.save(Save((beginning(case),), NOON))
        assert told == []
    assert told == [2], "the history can be read by then"


@pytest.mark.parametrize("locking", [True, False])
def test_nothing_follows_a_rollback(store: AnyStore, locking: bool) -> None:
    def rolled_back() -> None:
        with store.begin(locking=locking) as unit:
            unit.transaction.after_commit(lambda: pytest.fail("it was not committed"))
            raise RuntimeError("the host changes its mind")

    with pytest.raises(RuntimeError):
        rolled_back()


@pytest.mark.parametrize("locking", [True, False])
def test_a_statement_of_somebody_else_and_the_save_stand_and_fall_together(sql_store: SqlStore, locking: bool) -> None:
    case = a_case()

    def saved(*, good: bool) -> None:
        with sql_store.begin(locking=locking) as unit:
            unit.save(Save((beginning(case),), NOON))
            assert list(unit.transaction.run("SELECT count(*) AS cases, 2 AS two FROM signoff_case", {})) == [{"cases": 1, "two": 2}]
            assert unit.transaction.driver in ("sqlite+pysqlite", "postgresql+psycopg", "mariadb+pymysql")
            assert good, "changes its mind"

    with pytest.raises(AssertionError, match="changes its mind"):
        saved(good=False)
    assert list(sql_store.history("default", case.root)) == []
    saved(good=True)
    assert load(sql_store, case.root).meant.key == case.key


def test_a_save_without_a_lock_that_others_were_faster_than_leaves_nothing_of_a_joined_statement(server_store: SqlStore) -> None:
    kept = start(server_store, a_case())
    late = replace(moving(kept, kept.meant), version=kept.version - 1)

    def joined() -> None:
        with server_store.begin(locking=False) as unit:
            unit.transaction.run("UPDATE signoff_case SET step = 'joined'", {})
            unit.save(Save((late,), NOON))

    with pytest.raises(Stale):
        joined()
    assert [row.step for row in server_store.cases("default", CaseFilter())] == ["review"]
