"""Hosts on MariaDB: what decides is read as it is there, whatever old state their transaction sees; and nothing is half done."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.orm import Session

from signoff.adapters.sql import SqlStore
from signoff.engine.errors import NotFound, Refused, Stale
from signoff.engine.ports import Answered, Definition, Request, Store, Stored, Wanted

from .conftest import emptied
from .doing import PATIENCE, load, save, start
from .factory import NOON, a_case, a_task, beginning, moving, saving
from .test_bound import letters
from .test_races import waits
from .test_requests_and_keys import answered
from .test_standing import FULL

LEVELS = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]


@pytest.fixture
def store(mariadb_store: SqlStore) -> Iterator[SqlStore]:
    """An empty store, in whose database the host has a table of its own."""
    letters.metadata.create_all(mariadb_store.engine)
    yield emptied(mariadb_store)
    letters.metadata.drop_all(mariadb_store.engine)


@contextmanager
def having_read(store: SqlStore, level: str = "REPEATABLE READ", before: str = "SELECT 1") -> Iterator[Connection]:
    """A host's transaction at this level that has read before, and so may see an old state from now on."""
    engine = create_engine(store.engine.url)
    with engine.connect().execution_options(isolation_level=level) as connection:
        connection.exec_driver_sql(before)
        connection.execute(select(letters)).all()
        yield connection
        connection.rollback()
    engine.dispose()


def to(stored: Stored, step: str) -> Stored:
    """The aggregate once its root is at this step."""
    return replace(stored, cases={**stored.cases, stored.root: replace(stored.cases[stored.root], step=step)})


def moved(store: Store, stored: Stored, step: str, request: Request | None = None) -> Stored:
    """The same, saved by somebody."""
    return save(store, moving(stored, to(stored, step).cases[stored.root]), request=request)


@pytest.mark.parametrize("level", LEVELS)
def test_a_host_that_has_read_before_works_on_what_is_there_now(store: SqlStore, level: str) -> None:
    root = a_case(step="old")
    child = a_case(root=root.id, parent=root.id, step="old")
    stored = start(store, root, child)
    with having_read(store, level) as connection:
        changed = save(store, moving(moved(store, stored, "new"), replace(child, step="new"), a_case(root=root.id, parent=root.id)))
        seen = load(store.bound(connection), root.id)
        assert seen == changed and len(seen.cases) == 3
        moved(store.bound(connection), seen, "newer")
        connection.commit()
    assert load(store, root.id).cases[root.id].step == "newer"


def test_it_finds_a_case_that_was_started_meanwhile(store: SqlStore) -> None:
    with having_read(store) as connection:
        case = a_case(key="k")
        start(store, case)
        assert load(store.bound(connection), "k").root == load(store.bound(connection), case.id).root == case.id


def test_a_case_that_is_not_there_ends_nothing(store: SqlStore) -> None:
    with having_read(store) as connection:
        connection.execute(letters.insert(), {"text": "mine"})
        with pytest.raises(NotFound):
            load(store.bound(connection), "nothing")
        connection.commit()
        assert len(connection.execute(select(letters)).all()) == 1


def test_it_is_told_what_a_request_has_come_to_meanwhile(store: SqlStore) -> None:
    stored = start(store, a_case())
    with having_read(store) as connection:
        done = Answered("f", stored.root, stored.root, 3)
        moved(store, stored, "new", Request("default", "r", done, NOON))
        with store.bound(connection).begin() as unit:
            assert unit.load(Wanted("default", stored.root, request_id="r")).answered == done


def test_it_starts_with_the_definition_and_the_proxies_of_now(store: SqlStore) -> None:
    old, new = Definition("1" * 64, "reply", "1", "{}"), Definition("2" * 64, "reply", "2", "{}")
    store.publish(old, NOON, "ann")
    with having_read(store) as connection:
        store.publish(new, NOON.replace(hour=13), "ann")
        store.set_proxy("default", FULL, "m1")
        with store.bound(connection).begin() as unit:
            loaded = unit.load(Wanted("default", workflow="reply", definition=new.hash))
            assert (loaded.current and loaded.current.hash, loaded.standing) == (new.hash, "m1")
            assert [row.id for row in unit.standing("default", date(2026, 1, 1)).rows] == [FULL.id]


def test_a_key_or_request_that_was_taken_meanwhile_is_told_and_the_host_goes_on(store: SqlStore) -> None:
    with having_read(store) as connection:
        first, second = a_case(key="k"), a_case(key="k")
        start(store, first, request=Request("default", "r", answered(first), NOON))
        bound = store.bound(connection)
        with pytest.raises(Refused) as refused:
            start(bound, second)
        with pytest.raises(Stale) as stale:
            start(bound, replace(second, key="other"), request=Request("default", "r", answered(second), NOON))
        assert (refused.value.code, stale.value.code) == ("key_taken", "conflict")
        start(bound, replace(second, key="other"))
        connection.commit()
    assert load(store, "other").root == second.id


def test_hosts_at_work_on_different_cases_do_not_wait_for_each_other(store: SqlStore) -> None:
    """No gap is locked: neither where cases are started nor where children and tasks are opened."""
    stored = [start(store, a_case(tasks=(a_task(),))) for _ in range(2)]

    def work(number: int) -> None:
        with having_read(store) as connection:
            bound = store.bound(connection)
            one = load(bound, stored[number].root)
            child = a_case(root=one.root, parent=one.root, tasks=(a_task(),))
            save(
                bound, moving(one, replace(one.cases[one.root], step="next", tasks=(a_task(), a_task())), child), request=asked(one, number)
            )
            start(bound, a_case())
            connection.commit()

    with ThreadPoolExecutor(1) as pool, having_read(store) as connection:
        bound = store.bound(connection)
        one = load(bound, stored[0].root)
        save(bound, moving(one, one.cases[one.root], a_case(root=one.root, parent=one.root)), request=asked(one, 9))
        start(bound, a_case())
        pool.submit(work, 1).result(PATIENCE)
        connection.commit()


def asked(stored: Stored, number: int) -> Request:
    """A request that has moved this case."""
    return Request("default", f"r{number}", Answered("f", stored.root, stored.root, stored.seq + 1), NOON)


def test_where_the_server_watches_over_snapshots_the_host_is_told_to_run_again(store: SqlStore) -> None:
    """`innodb_snapshot_isolation`, on by default from MariaDB 11.6: a row that has changed since is an error there."""
    stored = start(store, a_case())
    with having_read(store, before="SET SESSION innodb_snapshot_isolation = ON") as connection:
        connection.execute(letters.insert(), {"text": "mine"})
        moved(store, stored, "new")
        with pytest.raises(Stale) as caught:
            load(store.bound(connection), stored.root)
        assert caught.value.code == "conflict"
        lost(connection, store)


def lost(connection: Connection, store: SqlStore) -> None:
    """The transaction cannot be committed, whatever the host does in it; nothing is left of it, and the host may go on."""
    connection.execute(letters.insert(), {"text": "more"})
    with pytest.raises(Stale, match="rolled back instead of committed"):
        connection.commit()
    connection.rollback()
    assert connection.execute(select(letters)).all() == []
    assert start(store.bound(connection), a_case()).version == 2
    connection.commit()


def test_after_a_deadlock_the_host_cannot_commit_what_is_left(store: SqlStore) -> None:
    """MariaDB has rolled everything back by then, and would take the rest for a new transaction."""
    first, second = start(store, a_case()), start(store, a_case())
    with having_read(store) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(letters.insert(), {"text": "mine"})
        bound = store.bound(connection)
        load(bound, second.root)
        # the other one has written more: it is not the one that the server gives up
        with store.begin() as work:
            work.save(saving(*(beginning(a_case()) for _ in range(50))))
            work.load(Wanted("default", first.root))
            waiting = pool.submit(work.load, Wanted("default", second.root))
            assert waits(waiting)
            with pytest.raises(Stale) as caught:
                load(bound, first.root)
            assert caught.value.code == "conflict"
            assert waiting.result(PATIENCE).aggregates[0].root == second.root
        lost(connection, store)


def test_a_lock_that_is_not_given_in_time_is_told_and_nothing_is_half_done(store: SqlStore) -> None:
    stored = start(store, a_case())
    with store.begin() as work, having_read(store, before="SET SESSION innodb_lock_wait_timeout = 1") as connection:
        work.load(Wanted("default", stored.root))
        connection.execute(letters.insert(), {"text": "mine"})
        with pytest.raises(Stale) as caught:
            load(store.bound(connection), stored.root)
        assert caught.value.code == "conflict"
        lost(connection, store)


def test_a_session_is_told_too_that_its_transaction_is_over(store: SqlStore) -> None:
    stored = start(store, a_case())
    engine = create_engine(store.engine.url, connect_args={"init_command": "SET SESSION innodb_lock_wait_timeout = 1"})
    with store.begin() as work, Session(engine) as session:
        work.load(Wanted("default", stored.root))
        session.execute(letters.insert(), {"text": "mine"})
        with pytest.raises(Stale):
            load(store.bound(session), stored.root)
        with pytest.raises(Stale):
            session.commit()
        session.rollback()
        assert session.execute(select(letters)).all() == []
    engine.dispose()


def test_a_save_that_fails_in_the_middle_cannot_be_committed(store: SqlStore) -> None:
    case = a_case()
    with having_read(store) as connection:
        bound = store.bound(connection)
        with pytest.raises(Stale), bound.begin() as unit:
            unit.save(saving(beginning(case), beginning(replace(case, key="another"))))
        with pytest.raises(Stale):
            connection.commit()
        connection.rollback()
        assert start(bound, case).cases == {case.id: case}
        connection.commit()


@pytest.mark.parametrize("word", [chr(0xD800), chr(0xDC80)], ids=["high", "low"])
def test_characters_that_no_text_has_are_refused_before_anything_is_written(store: SqlStore, word: str) -> None:
    with having_read(store) as connection:
        connection.execute(letters.insert(), {"text": "mine"})
        with pytest.raises(Refused) as caught:
            start(store.bound(connection), a_case(tasks=(a_task(reason=word),)))
        assert caught.value.code == "unstorable_text"
        connection.commit()
        assert len(connection.execute(select(letters)).all()) == 1
    assert store.roots("default", 9) == []


def test_a_savepoint_rolled_back_in_the_middle_leaves_the_outer_part(store: SqlStore) -> None:
    stored = start(store, a_case(step="old"))
    with having_read(store) as connection:
        connection.execute(letters.insert(), {"text": "outer"})
        bound = store.bound(connection)
        middle = moved(bound, load(bound, stored.root), "middle")
        nested = connection.begin_nested()
        connection.execute(letters.insert(), {"text": "inner"})
        moved(bound, middle, "inner")
        nested.rollback()
        connection.commit()
    assert load(store, stored.root) == middle
