"""The history in partitions by ranges of root ids, made as the guide says: the same behaviour, and one partition for a statement."""

import json
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from signoff.adapters.sql import SqlStore, needs_upgrade, queries, tables, upgrade
from signoff.adapters.sql.migrate import VERSION_TABLE
from signoff.adapters.sql.wire import Text
from tests.acceptance.databases import empty_database

from . import test_history, test_round_trip, test_transactions
from .archiving import Office
from .conftest import closing, emptied
from .test_migrations import as_it_is_there

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "partitions.md"
STEP = re.compile(r"<!-- step: (\w+) -->\n```sql\n(.*?)```", re.DOTALL)
STEPS = dict(STEP.findall(GUIDE.read_text("utf-8")))


@pytest.fixture(scope="module")
def database() -> Iterator[SqlStore]:
    """A store on a database of its own, partitioned at the turn of a month with cases on both sides."""
    with empty_database("postgresql") as url:
        upgrade(url)
        yield from closing(SqlStore(url))


@pytest.fixture(scope="module")
def partitioned(database: SqlStore) -> SqlStore:
    """The same after the first steps of the guide."""
    for step in ("function", "create", "month"):
        run(database, step)
    return database


@pytest.fixture
def store(partitioned: SqlStore) -> SqlStore:
    """It, empty: what the core of the suite runs on once more."""
    return emptied(partitioned)


def core(*modules: ModuleType) -> dict[str, object]:
    """The tests of these modules that run on any store."""
    found = [(name, test) for module in modules for name, test in vars(module).items() if name.startswith("test_")]
    return {f"{name}_in_partitions": test for name, test in found if "store" in signature(test).parameters}


globals().update(core(test_history, test_round_trip, test_transactions))


def run(store: SqlStore, step: str) -> None:
    """Carry out a step of the guide as psql would."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(STEPS[step])


def counted(store: SqlStore) -> dict[str, int]:
    """How many events lie in each partition that has any."""
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT tableoid::regclass::text, count(*) FROM signoff_event GROUP BY 1 ORDER BY 1"))
        return {str(name): int(count) for name, count in rows}


def plan(store: SqlStore, statement: Text, **params: object) -> str:
    """How PostgreSQL would carry it out."""
    with store._source.reading() as wire:
        explained = Text(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.names, positional=statement.positional, fixed=statement.fixed)
        return json.dumps(wire.rows(explained, params))


def test_the_guide_from_its_first_step_to_its_last(tmp_path: Path) -> None:
    """Cases of May, June, July and August; all that is over goes, and the months that are empty with it."""
    with empty_database("postgresql") as url:
        upgrade(url)
        for store in closing(SqlStore(url)):
            _walk(store, tmp_path)


def _walk(store: SqlStore, folder: Path) -> None:
    office = Office(store, folder)
    for key, days in {"may": 61, "june": 31}.items():
        office.clock.advance(f"{days}d")
        office.over(key)
    run(store, "function")
    run(store, "create")
    assert set(counted(store)) == {"signoff_event_before"} and office.engine.verify()
    run(store, "month")
    for key in ("july", "august"):
        office.clock.advance("31d")
        office.over(key)
    office.engine.start("paper", by="ann", key="open")
    lying = counted(store)
    assert set(lying) == {"signoff_event_before", "signoff_event_2026_07", "signoff_event_2026_08"} and office.engine.verify()

    run(store, "move")
    moved = counted(store)
    assert sum(moved.values()) == sum(lying.values()) and moved["signoff_event_2026_06"] == moved["signoff_event_before"]
    assert office.engine.verify() and len(office.engine.history("june")) == moved["signoff_event_2026_06"]
    with pytest.raises(DBAPIError, match="is not empty"):
        run(store, "drop")

    office.years_later()
    assert office.archive().roots == 4
    assert set(counted(store)) == {"signoff_event_2026_08"} and office.engine.verify()
    run(store, "drop")
    assert office.engine.verify() and office.engine.verify_archive(folder / "a.jsonl")
    office.engine.restore(folder / "a.jsonl", "june", by="zhou", reason="Asked for.")
    assert "signoff_event_default" in counted(store) and office.engine.verify()
    assert office.engine.act("june", "reopen", by="ann").step == "draft"


def test_a_history_is_looked_for_in_its_own_month_alone(store: SqlStore, tmp_path: Path) -> None:
    office = Office(store, tmp_path)
    office.clock.advance("125d")
    office.over("july")
    root = office.engine.case("july").id
    assert set(counted(store)) == {"signoff_event_2026_07"}
    statement = queries.rows_of_root(store._source.dialect, tables.event, ("seq",), frozenset({"after"}))
    found = plan(store, statement, tenant="default", root=root, after=0, limit=10)
    assert "signoff_event_2026_07" in found
    assert not [other for other in ("signoff_event_before", "signoff_event_2026_08", "signoff_event_default") if other in found]


def test_what_a_later_release_changes_reaches_the_partitions(partitioned: SqlStore) -> None:
    with partitioned.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE signoff_event ADD COLUMN later text")
        connection.exec_driver_sql("CREATE INDEX ix_signoff_event_later ON signoff_event (tenant, later)")
        rows = connection.exec_driver_sql("SELECT count(later) FROM signoff_event_2026_07").all()
        connection.exec_driver_sql("ALTER TABLE signoff_event DROP COLUMN later")
    assert rows == [(0,)]
    upgrade(partitioned.engine)
    assert not needs_upgrade(partitioned.engine)


def test_the_partitioned_table_is_the_one_that_the_tables_describe(partitioned: SqlStore) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith("signoff_event_")

    with partitioned.engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, as_it_is_there(connection)) == []
