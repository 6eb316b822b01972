"""The tables: created is upgraded, new SQLite files come by themselves, everything else is told to upgrade."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, Index, MetaData, create_engine, event, inspect, text

from signoff.adapters.sql import SqlStore, current, needs_upgrade, upgrade
from signoff.adapters.sql.columns import ON_MARIADB
from signoff.adapters.sql.migrate import LOCATION, VERSION_TABLE
from signoff.adapters.sql.schema_check import HEAD, OLDER
from signoff.adapters.sql.tables import is_mariadb, metadata
from signoff.engine.errors import StoreUnavailable
from signoff.engine.ports import CaseFilter, Wanted

from .doing import start, together
from .factory import a_case


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table; on PostgreSQL a schema of its own, on MariaDB a database."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/m.db")
    elif request.param == "mariadb":
        engine = create_engine(request.getfixturevalue("mariadb_migrating"))
    else:
        engine = create_engine(request.getfixturevalue("postgresql"), connect_args={"options": "-c search_path=migrating"})
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS migrating CASCADE"))
            connection.execute(text("CREATE SCHEMA migrating"))
    yield engine
    engine.dispose()


def described(connection: Connection) -> dict[str, object]:
    """Everything there is to see of a schema, beside Alembic's own table."""
    seen = inspect(connection)
    names = sorted(name for name in seen.get_table_names() if name != VERSION_TABLE)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"], column["default"]) for column in seen.get_columns(name)],
            seen.get_pk_constraint(name),
            seen.get_foreign_keys(name),
            sorted((index["name"], index["column_names"], conditions(index)) for index in seen.get_indexes(name)),
        )
        for name in names
    }


def as_it_is_there(connection: Connection) -> MetaData:
    """The tables with the indexes that this kind of database has; Alembic does not ask which those are."""
    copied, on_mariadb = MetaData(naming_convention=metadata.naming_convention), is_mariadb(connection.dialect)
    for table in metadata.sorted_tables:
        mine = table.to_metadata(copied)
        kept = {shape(index) for index in table.indexes if index.info.get(ON_MARIADB, on_mariadb) == on_mariadb}
        mine.indexes = {index for index in mine.indexes if shape(index) in kept}
    return copied


def shape(index: Index) -> tuple[object, ...]:
    """What makes an index what it is."""
    return index.name, tuple(index.columns.keys()), str(index.dialect_kwargs.get("postgresql_where"))


def conditions(index: Any) -> list[tuple[str, str]]:
    """What makes an index partial."""
    return sorted((name, str(value)) for name, value in index.get("dialect_options", {}).items())


def test_an_upgraded_schema_is_the_one_that_the_tables_describe(empty: Engine) -> None:
    upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, as_it_is_there(connection)) == []
        upgraded = described(connection)
    with empty.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    with empty.connect() as connection:
        assert described(connection) == upgraded


def test_sqlite_has_the_same_statements_created_and_upgraded(tmp_path: Path) -> None:
    sql = []
    for name, make in (("created", metadata.create_all), ("upgraded", upgrade)):
        engine = create_engine(f"sqlite:///{tmp_path}/{name}.db")
        make(engine)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")).all()
            sql.append([(name, " ".join((written or "").split())) for name, written in rows if VERSION_TABLE not in name])
        engine.dispose()
    assert sql[0] == sql[1]


def test_an_upgrade_tells_what_was_there_and_may_be_repeated(empty: Engine) -> None:
    assert (current(empty), needs_upgrade(empty)) == (None, True)
    assert upgrade(empty) is None
    assert (current(empty), needs_upgrade(empty)) == (HEAD, False)
    assert upgrade(empty) == HEAD


def test_upgrades_at_once_do_no_harm(empty: Engine) -> None:
    together(3, lambda _: upgrade(empty))
    assert current(empty) == HEAD


def test_an_upgrade_leaves_other_tables_alone(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE letter (id INTEGER)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of_the_host')"))
    upgrade(empty)
    with empty.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "of_the_host"
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == HEAD


def test_a_new_sqlite_file_is_migrated_on_first_use(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "new.db").exists()
    assert store.cases("default", CaseFilter()) == []
    assert current(store.engine) == HEAD
    store.close()


def test_several_that_open_a_new_file_at_once_do_no_harm(tmp_path: Path) -> None:
    def use(_: int) -> None:
        store = SqlStore(f"sqlite:///{tmp_path}/new.db")
        start(store, a_case())
        store.close()

    together(4, use)


def test_anything_but_a_new_sqlite_file_is_told_to_upgrade(empty: Engine) -> None:
    if empty.dialect.name == "sqlite":
        with empty.begin() as connection:
            connection.execute(text("CREATE TABLE letter (id INTEGER)"))
    store = SqlStore(empty)
    for use in (lambda: store.find("default", "x"), store.now, lambda: store.lease("n", store.now(), 1, 1)):
        with pytest.raises(StoreUnavailable) as caught:
            use()
        assert caught.value.code == "database_not_migrated"
        assert "signoff db upgrade" in (caught.value.hint or "")
    upgrade(empty)
    assert store.cases("default", CaseFilter()) == []


def test_an_older_schema_is_told_to_upgrade(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(empty)
    running = SqlStore(empty)
    running.ready()
    monkeypatch.setattr("signoff.adapters.sql.schema_check.OLDER", (*OLDER, HEAD))
    assert needs_upgrade(empty)
    with pytest.raises(StoreUnavailable) as caught:
        SqlStore(empty).now()
    assert caught.value.code == "database_not_migrated"
    with pytest.raises(StoreUnavailable), running.begin() as work:
        work.load(Wanted("default"))


def test_a_newer_schema_is_worked_on(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE signoff_schema SET revision = 'signoff_9999'"))
        connection.execute(text("ALTER TABLE signoff_task ADD COLUMN later INTEGER"))
        connection.execute(text("ALTER TABLE signoff_case ADD COLUMN later INTEGER NOT NULL DEFAULT 7"))
    store = SqlStore(empty)
    case = a_case()
    assert start(store, case).cases == {case.id: case}
    assert not needs_upgrade(empty)


def test_the_scripts_are_one_branch_of_their_own() -> None:
    scripts = ScriptDirectory(str(LOCATION))
    assert scripts.get_current_head() == HEAD
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == [HEAD, *reversed(OLDER)]
    first = scripts.get_revision(revisions[-1])
    assert (first.down_revision, first.branch_labels) == (None, {"signoff"})
    assert all(script.doc and len(script.revision) <= 32 for script in scripts.walk_revisions())


def test_a_url_will_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/url.db"
    assert needs_upgrade(url)
    assert upgrade(url) is None
    assert current(URL.create("sqlite", database=f"{tmp_path}/url.db")) == HEAD


HOSTS_ENVIRONMENT = """
from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""

HOSTS_REVISION = """
from alembic import op

revision = "host_1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE letter (id INTEGER)")
"""


def test_a_host_may_add_the_branch_to_its_own_environment(empty: Engine, tmp_path: Path) -> None:
    own = tmp_path / "alembic" / "versions"
    own.mkdir(parents=True)
    (own.parent / "env.py").write_text(HOSTS_ENVIRONMENT)
    (own / "host_1.py").write_text(HOSTS_REVISION)
    config = Config()
    config.set_main_option("script_location", str(own.parent))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{own}\nsignoff.adapters.sql:migrations/versions")
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
    with empty.connect() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version ORDER BY version_num")).scalars().all()
        assert versions == ["host_1", HEAD]
        assert "letter" in inspect(connection).get_table_names()
    assert (current(empty), needs_upgrade(empty)) == (HEAD, False)
    assert start(SqlStore(empty), a_case()).version == 2


def test_an_upgrade_that_is_cut_short_anywhere_is_taken_up_by_the_next_one(empty: Engine) -> None:
    """After each change of a table once: MariaDB has committed it by then, other databases take all of it back."""
    passed, stride = 0, 1 if is_mariadb(empty.dialect) else 7
    while cut_short(empty, passed):
        passed += stride
    assert passed > 20
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, as_it_is_there(connection)) == []
    assert (current(empty), needs_upgrade(empty)) == (HEAD, False)
    assert start(SqlStore(empty), a_case()).version == 2


def cut_short(engine: Engine, passed: int) -> bool:
    """Upgrade, and fail after one more change of a table than before; whether it came so far."""
    made = 0

    def fail(_conn: object, _cursor: object, sql: str, *_: object) -> None:
        nonlocal made
        made += sql.lstrip().startswith(("CREATE", "ALTER"))
        if made > (0 if is_mariadb(engine.dialect) else passed):
            raise KeyboardInterrupt

    event.listen(engine, "after_cursor_execute", fail)
    try:
        upgrade(engine)
    except KeyboardInterrupt:
        return True
    finally:
        event.remove(engine, "after_cursor_execute", fail)
    return False
