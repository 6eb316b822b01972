"""A host's SQLite engine, prepared or not, and isolation levels of a host's own choosing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select

from signoff.adapters.sql import SqlStore, prepare, upgrade
from signoff.engine.errors import Stale, StoreUnavailable
from signoff.engine.ports import Wanted

from .conftest import emptied
from .doing import load, save, start
from .factory import a_case, moving
from .test_bound import letters


@contextmanager
def sqlite_engine(path: Path) -> Iterator[Engine]:
    """An engine without patience."""
    engine = create_engine(f"sqlite:///{path}/host.db", connect_args={"timeout": 0.05})
    yield engine
    engine.dispose()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Engine]:
    """An engine with our tables, and with Python's own way of beginning transactions."""
    with sqlite_engine(tmp_path) as engine:
        upgrade(engine)
        letters.metadata.create_all(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        yield engine


def test_on_sqlite_the_first_statement_takes_the_writers_lock(plain: Engine) -> None:
    store = SqlStore(plain)
    with plain.connect() as first, plain.connect() as second:
        with store.bound(first).begin() as work:
            work.load(Wanted("default"))
        with pytest.raises(Stale) as caught, store.bound(second).begin() as work:
            work.load(Wanted("default"))
        assert caught.value.code == "conflict"


def test_a_deferred_transaction_that_has_read_before_is_told_to_run_again(plain: Engine) -> None:
    store = SqlStore(plain)
    case = a_case()
    with plain.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(select(letters)).all()
        start(store, case)
        bound = store.bound(connection)
        with pytest.raises(Stale) as caught, bound.begin() as work:
            work.load(Wanted("default", case.key))
        assert "run your transaction again" in (caught.value.hint or "")
        connection.rollback()
        assert load(bound, case.key).root == case.id


def test_a_prepared_engine_locks_as_it_begins(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path) as engine, prepare(engine).begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.connection.dbapi_connection.in_transaction  # type: ignore[union-attr]


def test_a_prepared_engine_still_reads_in_autocommit(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path) as engine, prepare(engine).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert not connection.connection.dbapi_connection.in_transaction  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_other_databases_need_no_preparation(request: pytest.FixtureRequest, kind: str) -> None:
    engine = create_engine(request.getfixturevalue(kind))
    assert prepare(engine) is engine
    engine.dispose()


def test_under_repeatable_read_a_conflict_is_told(postgresql_store: SqlStore) -> None:
    store = emptied(postgresql_store)
    stored = start(store, a_case())
    with store.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(select(1))
        connection.exec_driver_sql("SELECT count(*) FROM signoff_case")
        save(store, moving(stored, stored.cases[stored.root]))
        with pytest.raises(Stale) as caught, store.bound(connection).begin() as work:
            work.load(Wanted("default", stored.root))
        assert caught.value.code == "conflict"
        with pytest.raises(Stale, match="conflict"), store.bound(connection).begin() as work:
            work.load(Wanted("default", stored.root))


def test_a_database_that_is_not_migrated_is_told_inside_a_hosts_transaction(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path) as engine, engine.connect() as connection:
        connection.begin()
        with pytest.raises(StoreUnavailable) as caught, SqlStore(engine).bound(connection).begin() as work:
            work.load(Wanted("default"))
    assert caught.value.code == "database_not_migrated"
