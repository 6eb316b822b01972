"""Errors of databases and drivers become ours, keep their cause, and never show a password."""

import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, exc, text
from sqlalchemy.engine import make_url

from signoff.adapters.sql import SqlStore, current, describe, needs_upgrade, upgrade
from signoff.adapters.sql.errors import translated
from signoff.adapters.sql.wire import Text
from signoff.engine.errors import Misconfigured, Refused, SignoffError, StoreUnavailable
from signoff.engine.ports import CaseFilter, Wanted

from .doing import load, start
from .factory import a_case, a_task

SECRET = "s3cr3t-pa55"


UNREACHABLE = [f"{driver}://signoff:{SECRET}@127.0.0.1:1/app" for driver in ("postgresql+psycopg", "mariadb+pymysql")]
"""URLs where nobody listens."""


USES = [upgrade, current, needs_upgrade, lambda url: SqlStore(url).now(), lambda url: SqlStore(url).begin().__enter__()]


@pytest.mark.parametrize("url", UNREACHABLE)
@pytest.mark.parametrize("use", USES)
def test_an_unreachable_database_is_told_without_its_password(use: object, url: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        use(url)  # type: ignore[operator]
    assert caught.value.code == "database_unavailable"
    assert caught.value.hint
    assert caught.value.__cause__ is not None
    assert "refused" in caught.value.message
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{caught.value} {caught.value.hint} {caught.value.data}"


@pytest.mark.parametrize(
    "url", [f"nonsense {SECRET}", f"oracle://a:{SECRET}@h/d", f"nodb+driver://a:{SECRET}@h/d", "", f"postgresql://a:{SECRET}@h:port/d"]
)
def test_a_url_that_says_nothing_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        SqlStore(url)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_database_of_another_kind_is_refused() -> None:
    engine = create_engine("sqlite://")
    engine.dialect.name = "oracle"
    with pytest.raises(Misconfigured, match="oracle is not supported"):
        SqlStore(engine)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("postgresql", "postgresql+psycopg"),
        ("postgres", "postgresql+psycopg"),
        ("mariadb", "mariadb+pymysql"),
        ("mysql", "mysql+pymysql"),
    ],
)
def test_short_names_mean_the_driver_we_use(name: str, meant: str) -> None:
    store = SqlStore(f"{name}://a@h/d")
    assert store.engine.url.drivername == meant
    store.close()


def test_a_url_is_described_without_password_and_query() -> None:
    url = make_url(f"postgresql+psycopg://a:{SECRET}@h:5/d?password={SECRET}&sslmode=require")
    assert describe(url) == "postgresql+psycopg://a@h:5/d"


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreUnavailable) as caught:
        store.now()
    assert caught.value.code == "database_unavailable"
    store.close()


def test_a_file_of_something_else_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is not a database, " * 100)
    store = SqlStore(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(StoreUnavailable):
        store.now()
    store.close()


ONLY_READ = {
    "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
    "postgresql": tuple(f"SET SESSION CHARACTERISTICS AS TRANSACTION READ {what}" for what in ("ONLY", "WRITE")),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ WRITE"),
}
"""What makes a connection like one to a standby, or to a file without the right to write; and what takes that back."""


def test_a_database_that_can_only_be_read_is_called_that(sql_store: SqlStore) -> None:
    only_read, as_before = ONLY_READ[sql_store.engine.dialect.name]
    with sql_store.engine.connect() as connection:
        connection.exec_driver_sql(only_read)
        connection.commit()
        with pytest.raises(StoreUnavailable, match="can only be read") as caught:
            start(sql_store.bound(connection), a_case())
        assert caught.value.code == "database_unavailable" and "takes writes" in (caught.value.hint or "")
        connection.rollback()
        connection.exec_driver_sql(as_before)
        connection.commit()
    assert sql_store.cases("default", CaseFilter()) == []


def test_a_text_that_cannot_be_stored_is_refused(sql_store: SqlStore) -> None:
    for word in ("\ud800", "a\0b") if sql_store.engine.dialect.name == "postgresql" else ("\ud800",):
        with pytest.raises(Refused) as caught:
            start(sql_store, a_case(tasks=(a_task(reason=word),)))
        assert caught.value.code == "unstorable_text"
    assert sql_store.cases("default", CaseFilter()) == []


def test_a_text_that_cannot_be_asked_for_is_refused(sql_store: SqlStore) -> None:
    with pytest.raises(SignoffError):
        sql_store.find("default", "\ud800")
    assert sql_store.cases("default", CaseFilter()) == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("database is locked", "conflict"),
        ("no such table: signoff_case", "database_not_migrated"),
        ("table signoff_case has no column named x", "database_not_migrated"),
        ("disk I/O error", "database_unavailable"),
    ],
)
def test_each_error_of_sqlite_has_its_code(sqlite_memory_store: SqlStore, message: str, code: str) -> None:
    original = sqlite3.OperationalError(message)
    with pytest.raises(SignoffError) as caught, translated(sqlite_memory_store.engine.dialect):
        raise original
    assert (caught.value.code, caught.value.__cause__) == (code, original)
    with pytest.raises(SignoffError) as caught, translated(sqlite_memory_store.engine.dialect):
        raise exc.OperationalError("SELECT", {}, original)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("40001", "conflict"),
        ("40P01", "conflict"),
        ("55P03", "conflict"),
        ("23505", "conflict"),
        ("42P01", "database_not_migrated"),
        ("42703", "database_not_migrated"),
        ("25006", "database_unavailable"),
        ("53300", "database_unavailable"),
        ("57014", "database_unavailable"),
        ("22021", "unstorable_text"),
    ],
)
def test_each_state_of_postgresql_has_its_code(postgresql_store: SqlStore, state: str, code: str) -> None:
    with pytest.raises(SignoffError) as caught, postgresql_store._source.reading() as wire:
        wire.run(Text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"), {})
    assert caught.value.code == code


def test_a_password_that_the_driver_repeats_is_not_shown(sqlite_memory_store: SqlStore) -> None:
    with pytest.raises(StoreUnavailable) as caught, translated(sqlite_memory_store.engine.dialect, secret=SECRET):
        raise sqlite3.OperationalError(f"cannot log in with {SECRET}\nDETAIL: {SECRET}")
    assert caught.value.message == "the database cannot be used: cannot log in with ***"


def test_other_errors_pass_as_they_are(sqlite_memory_store: SqlStore) -> None:
    with pytest.raises(KeyError), translated(sqlite_memory_store.engine.dialect):
        raise KeyError("x")


def test_connections_that_the_server_has_closed_are_replaced(server_store: SqlStore) -> None:
    case = a_case()
    start(server_store, case)
    end_all_but_mine(server_store.engine.url)
    assert load(server_store, case.id).root == case.id
    with pytest.raises(StoreUnavailable) as caught:
        in_the_middle(server_store)
    assert caught.value.code == "database_unavailable"
    assert server_store.find("default", case.id).root == case.id


def in_the_middle(store: SqlStore) -> None:
    """The server ends the connection between a load and its save."""
    with store.begin() as work:
        work.load(Wanted("default"))
        end_all_but_mine(store.engine.url)
        work.load(Wanted("default"))


def end_all_but_mine(url: URL) -> None:
    """As an administrator restarting the server would."""
    engine = create_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(text(f"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE {others}"))
        else:
            others = "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
            for id in connection.execute(text(others)).scalars().all():
                connection.execute(text(f"KILL {id}"))
    engine.dispose()


@pytest.fixture
def reader(postgresql_store: SqlStore) -> Iterator[SqlStore]:
    """The same tables, for a user who may only read them."""
    name = f"signoff_reader_{uuid4().hex[:8]}"
    with postgresql_store.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}"))
    store = SqlStore(postgresql_store.engine.url.set(username=name))
    yield store
    store.close()
    with postgresql_store.engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def test_a_user_without_the_right_to_write_is_told_so_and_not_that_nothing_is_known(reader: SqlStore) -> None:
    before = reader.cases("default", CaseFilter())
    with pytest.raises(StoreUnavailable, match="permission denied for table signoff_") as caught:
        start(reader, a_case())
    assert caught.value.code == "database_unavailable" and "GRANT" in (caught.value.hint or "")
    assert reader.cases("default", CaseFilter()) == before


def test_who_finds_no_connection_in_the_pool_is_told_how_to_do_without(postgresql: URL) -> None:
    pool = create_engine(postgresql, pool_size=1, max_overflow=0, pool_timeout=0.05)
    store = SqlStore(pool)
    store.ready()
    with pool.connect(), pytest.raises(StoreUnavailable, match="pool") as caught:
        store.cases("default", CaseFilter())
    assert "engine.bind(session)" in (caught.value.hint or "")
    pool.dispose()
