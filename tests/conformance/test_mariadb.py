"""What is MariaDB's own: how it compares, what it would do without a word, who may use it, which server it is."""

import traceback
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, event, make_url

from signoff.adapters.sql import SqlStore, upgrade
from signoff.adapters.sql.migrate import VERSION_TABLE
from signoff.adapters.sql.wire import Text
from signoff.engine.errors import Misconfigured, Refused, SignoffError, StoreUnavailable
from signoff.engine.ports import Attempt, CaseFilter, Save, Wanted
from tests.acceptance.databases import administering, empty_database

from .conftest import emptied
from .doing import load, save, start
from .factory import NOON, a_case, a_pool, a_task, beginning, moving


def test_both_names_of_the_dialect_will_do(mariadb: URL, mariadb_store: SqlStore) -> None:
    case = a_case()
    start(emptied(mariadb_store), case)
    other = SqlStore(mariadb.set(drivername="mysql+pymysql"))
    assert load(other, case.key).cases == {case.id: case}
    other.close()


@pytest.mark.parametrize("keys", [("a", "A"), ("a", "a "), ("e", "é"), ("ss", "ß"), ("ｋ", "k")])
def test_keys_and_people_are_compared_byte_by_byte(mariadb_store: SqlStore, keys: tuple[str, str]) -> None:
    store = emptied(mariadb_store)
    for key in keys:
        start(store, a_case(key=key, tasks=(a_task(holder=key), a_pool(f"role:{key}", persons=(key,)))))
    for key in keys:
        assert load(store, key).cases[store.find("default", key).root].key == key
        assert [row.case.key for row in store.inbox("default", [f"role:{key}"], key)] == [key, key]
        assert [case.key for case in store.cases("default", CaseFilter(holder=key))] == [key]


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"key": "k" * 501}, "key"),
        ({"step": "s" * 256}, "step"),
        ({"initiator": "p" * 501}, "initiator"),
        ({"tasks": (a_task(holder="p" * 501),)}, "holder"),
        ({"tasks": (a_pool("role:" + "r" * 500),)}, "value"),
    ],
)
def test_a_name_that_is_too_long_is_refused_before_anything_is_written(mariadb_store: SqlStore, given: Any, column: str) -> None:
    store = emptied(mariadb_store)
    with store.engine.connect() as connection:
        with pytest.raises(Refused) as caught:
            start(store.bound(connection), a_case(**given))
        connection.commit()
    assert (caught.value.code, caught.value.data["column"]) == ("text_too_long", column)
    assert caught.value.hint and store.roots("default", 9) == []


def test_the_longest_names_are_kept(mariadb_store: SqlStore) -> None:
    case = a_case(key="键" * 500, initiator="👤" * 500, step="步" * 255, tasks=(a_task(holder="👤" * 500),))
    assert start(emptied(mariadb_store), case).cases == {case.id: case}


def test_a_refusal_is_counted_however_long_what_was_asked_for(mariadb_store: SqlStore) -> None:
    store = emptied(mariadb_store)
    for _ in range(2):
        store.attempt([Attempt(tenant="default", case="c", actor="p" * 600, action="a" * 300, code="x" * 300, message="no", at=NOON)])
    (row,) = store.attempts("default", "c")
    assert (row.count, row.actor, len(row.action), len(row.code)) == (2, "p" * 400, 120, 100)


def test_more_at_once_than_the_server_takes_is_refused(mariadb_store: SqlStore) -> None:
    store = emptied(mariadb_store)
    with store.begin() as unit:
        unit.load(Wanted("default"))
    with administering("mariadb") as connection:
        most = int(connection.exec_driver_sql("SELECT @@max_allowed_packet").scalar() or 0)
    with pytest.raises(Refused) as caught:
        start(store, a_case(data={"text": "x" * most}))
    assert caught.value.code == "too_large_for_database" and caught.value.data["most"] == most
    assert store.roots("default", 9) == []
    large = a_case(data={"text": "件" * 1_000_000})
    assert start(store, large).cases[large.id] == large


def test_many_cases_at_once_go_in_as_many_messages_as_it_takes(mariadb_store: SqlStore) -> None:
    store = emptied(mariadb_store)
    cases = [a_case(key=f"k{number}", data={"text": "x" * 1_000_000}) for number in range(18)]
    with store.begin() as unit:
        unit.load(Wanted("default"))
        unit.save(Save(tuple(beginning(case) for case in cases), NOON))
    assert [found.key for found in store.cases("default", CaseFilter())] == [case.key for case in cases]
    assert all(store.find("default", case.id).meant == case for case in cases[:2])


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (1213, "conflict", "conflict"),
        (1205, "conflict", "conflict"),
        (1020, "conflict", "conflict"),
        (1062, "conflict", "conflict"),
        (1146, "database_not_migrated", "no Signoff tables"),
        (1054, "database_not_migrated", "no Signoff tables"),
        (1366, "unstorable_text", "characters"),
        (1406, "text_too_long", "too long"),
        (1153, "too_large_for_database", "size"),
        (1044, "database_unavailable", "may not use this database"),
        (1045, "database_unavailable", "does not let this user in"),
        (1049, "database_unavailable", "no such database"),
        (1040, "database_unavailable", "too many connections"),
        (1114, "database_unavailable", "full"),
        (1290, "database_unavailable", "can only be read"),
        (1053, "database_unavailable", "cannot be used"),
    ],
)
def test_each_number_has_its_code(mariadb_store: SqlStore, number: int, code: str, words: str) -> None:
    with pytest.raises(SignoffError, match=words) as caught, mariadb_store._source.reading() as wire:
        wire.run(Text(f"SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'x'"), {})
    assert caught.value.code == code and caught.value.hint


SECRET = "s3cr3t-pa55"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "signoff_test_no_such"}, "no such database"),
        ({"username": "nobody_here", "password": SECRET}, "does not let this user in"),
    ],
)
def test_what_is_wrong_with_the_url_is_told(mariadb: URL, change: dict[str, str], words: str) -> None:
    store = SqlStore(mariadb.set(**change))  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable, match=words) as caught:
        store.now()
    assert caught.value.hint and SECRET not in "".join(traceback.format_exception(caught.value))
    store.close()


def test_a_mariadb_that_is_too_old_is_told(mariadb: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(mariadb)
    engine.connect().close()
    monkeypatch.setattr(engine.dialect, "server_version_info", (10, 5, 29))
    for use in (lambda: SqlStore(engine).now(), lambda: upgrade(engine)):
        with pytest.raises(Misconfigured, match=r"MariaDB 10\.5\.29 is too old") as caught:
            use()
        assert "10.6" in (caught.value.hint or "")
    engine.dispose()


def test_mysql_is_told_that_it_is_not_mariadb(mariadb: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(mariadb.set(drivername="mysql+pymysql"))
    engine.connect().close()
    monkeypatch.setattr(engine.dialect, "is_mariadb", False)
    told_that_it_is_mysql(engine)


def test_mysql_under_the_name_of_mariadb_is_told_so_too(mariadb: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(mariadb)
    monkeypatch.setattr(type(engine.dialect), "_get_server_version_info", lambda dialect, _: dialect._parse_server_version("8.4.6"))
    told_that_it_is_mysql(engine)


def told_that_it_is_mysql(engine: Engine) -> None:
    """Whatever is asked of it."""
    for use in (lambda: SqlStore(engine).now(), lambda: upgrade(engine)):
        with pytest.raises(Misconfigured, match="MySQL, which is not supported") as caught:
            use()
        assert "MariaDB 10.6" in (caught.value.hint or "")
    engine.dispose()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"init_command": "SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'"}, "cut texts short"),
        ({"init_command": "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,EMPTY_STRING_IS_NULL'"}, "lose empty ones"),
        ({"charset": "latin1"}, "latin1"),
    ],
)
def test_a_hosts_connection_that_would_lose_something_is_refused(
    mariadb: URL, mariadb_store: SqlStore, given: dict[str, str], words: str
) -> None:
    emptied(mariadb_store)
    engine = create_engine(mariadb, connect_args=given)
    with engine.connect() as connection:
        with pytest.raises(Misconfigured, match=words) as caught, mariadb_store.bound(connection).begin() as unit:
            unit.load(Wanted("default"))
        assert caught.value.hint
    engine.dispose()


@pytest.mark.parametrize("zone", ["+05:45", "-09:30", "SYSTEM"])
def test_the_clock_is_that_of_the_world_whatever_the_hosts_time_zone(mariadb: URL, mariadb_store: SqlStore, zone: str) -> None:
    engine = create_engine(mariadb, connect_args={"init_command": f"SET SESSION time_zone = '{zone}'"})
    with engine.connect() as connection:
        bound = mariadb_store.bound(connection)
        with bound.begin() as unit:
            loaded = unit.load(Wanted("default")).now
        assert abs(loaded - mariadb_store.now()) < timedelta(seconds=20) > abs(bound.now() - mariadb_store.now())
    engine.dispose()


def test_a_server_that_writes_names_in_double_quotes_will_do(mariadb: URL, mariadb_store: SqlStore) -> None:
    emptied(mariadb_store)
    engine = create_engine(mariadb, connect_args={"init_command": "SET SESSION sql_mode = 'ANSI,STRICT_ALL_TABLES'"})
    store, case = SqlStore(engine), a_case(tasks=(a_pool("role:a b"),))
    stored = start(store, case)
    save(store, moving(stored, stored.cases[stored.root]))
    assert len(store.inbox("default", ["role:a b"], "nobody")) == 1
    engine.dispose()


def test_a_large_family_is_read_whole(mariadb_store: SqlStore) -> None:
    """What MariaDB puts together in one value it cuts at group_concat_max_len."""
    store, root = emptied(mariadb_store), a_case()
    children = [a_case(root=root.id, parent=root.id, data={"text": "x" * 50_000}) for _ in range(30)]
    stored = start(store, root, *children)
    assert len(stored.cases) == 31 == len(store.find("default", root.key).cases)


def test_the_tables_are_made_for_transactions_whatever_the_server_would_make() -> None:
    with empty_database("mariadb") as url:
        engine = create_engine(url, connect_args={"init_command": "SET SESSION default_storage_engine = 'MyISAM'"})
        upgrade(engine)
        with engine.connect() as connection:
            made = "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = database()"
            assert {kind for name, kind in connection.exec_driver_sql(made).all() if name != VERSION_TABLE} == {"InnoDB"}
        engine.dispose()


def test_a_url_may_hold_what_the_driver_wants(mariadb: URL, mariadb_store: SqlStore) -> None:
    store = SqlStore(make_url(mariadb).update_query_dict({"charset": "utf8mb4", "connect_timeout": "5"}))
    assert store.now().tzinfo
    store.close()


def test_an_upgrade_holds_others_off_until_it_is_committed() -> None:
    name = "concat('signoff migrations ', md5(database()))"
    free: list[Any] = []
    with empty_database("mariadb") as url:
        engine, beside = create_engine(url), create_engine(url)

        def ask(_: Any) -> None:
            with beside.connect() as connection:
                free.append(connection.exec_driver_sql(f"SELECT is_free_lock({name})").scalar())

        event.listen(engine, "commit", ask)
        try:
            upgrade(engine)
            assert free[-1] == 0
            ask(None)
            assert free[-1] == 1
        finally:
            engine.dispose()
            beside.dispose()
