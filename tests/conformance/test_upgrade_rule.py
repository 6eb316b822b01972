"""The rule of migrations: each only adds, so that the code of the release before goes on working on the tables of this one."""

from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from signoff.adapters.sql.migrate import LOCATION
from signoff.adapters.sql.schema_check import HEAD, OLDER

REVISIONS = (*OLDER, HEAD)
Column = tuple[str, bool, bool]
"""Its type, whether it may be null, whether it has a default."""


def brought_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(LOCATION).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def shape(connection: Connection) -> dict[str, dict[str, Column]]:
    """Every table of ours with its columns."""
    seen = inspect(connection)
    return {
        table: {one["name"]: (str(one["type"]), bool(one["nullable"]), one["default"] is not None) for one in seen.get_columns(table)}
        for table in seen.get_table_names()
        if table.startswith("signoff_") and "alembic" not in table
    }


def unique(connection: Connection, table: str) -> set[tuple[str, ...]]:
    """What must be unique in a table beside its key."""
    return {tuple(str(name) for name in index["column_names"]) for index in inspect(connection).get_indexes(table) if index["unique"]}


def breaks(before: dict[str, dict[str, Column]], after: dict[str, dict[str, Column]]) -> list[str]:
    """What the code of the release before would stumble over."""
    found = [f"{table} is gone" for table in before.keys() - after.keys()]
    for table in before.keys() & after.keys():
        was, now = before[table], after[table]
        found += [f"{table}.{name} is gone" for name in was.keys() - now.keys()]
        found += [f"{table}.{name} was {was[name]} and is {now[name]}" for name in was.keys() & now.keys() if was[name] != now[name]]
        for name in now.keys() - was.keys():
            _, nullable, default = now[name]
            if not (nullable or default):
                found.append(f"{table}.{name} is new, and an insert that does not know it would fail")
    return found


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/steps.db")


@pytest.mark.parametrize(("old", "new"), list(pairwise(REVISIONS)))
def test_each_migration_only_adds(database: Engine, old: str, new: str) -> None:
    with database.begin() as connection:
        brought_to(connection, old)
        before = shape(connection)
        kept = {table: unique(connection, table) for table in before}
        brought_to(connection, new)
        assert breaks(before, shape(connection)) == []
        assert {table: unique(connection, table) for table in before} == kept, "what was allowed still is"
    database.dispose()


def test_what_would_break_the_code_of_the_release_before_is_seen(database: Engine) -> None:
    with database.begin() as connection:
        brought_to(connection, HEAD)
        before = shape(connection)
        connection.execute(text("ALTER TABLE signoff_node ADD COLUMN fine TEXT"))
        connection.execute(text("ALTER TABLE signoff_node ADD COLUMN fine_too INTEGER NOT NULL DEFAULT 0"))
        assert breaks(before, shape(connection)) == []
        connection.execute(text("ALTER TABLE signoff_node DROP COLUMN about"))
        connection.execute(text("ALTER TABLE signoff_subscription RENAME TO signoff_listener"))
        assert breaks(before, shape(connection)) == ["signoff_subscription is gone", "signoff_node.about is gone"]
        assert breaks({"t": {}}, {"t": {"new": ("TEXT", False, False)}}) == [
            "t.new is new, and an insert that does not know it would fail",
        ]
    database.dispose()
