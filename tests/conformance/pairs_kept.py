"""A scene put back as it was set: what its store held then is kept beside, and taken back before each pair."""

import pickle
from collections.abc import Callable

from sqlalchemy import Table, text

from signoff.adapters.memory import MemoryStore
from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.tables import metadata, schema

from .conftest import AnyStore

TABLES = [table for table in metadata.sorted_tables if table is not schema]


def kept(store: AnyStore) -> Callable[[], None]:
    """What brings the store back to what it holds now."""
    return _memory(store) if isinstance(store, MemoryStore) else _sql(store)  # type: ignore[arg-type]


def _memory(store: MemoryStore) -> Callable[[], None]:
    tables = pickle.dumps(store._tables)

    def again() -> None:
        store._tables = pickle.loads(tables)

    return again


def _sql(store: SqlStore) -> Callable[[], None]:
    with store.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DROP TABLE IF EXISTS {_copy(table)}"))
            connection.execute(text(f"CREATE TABLE {_copy(table)} AS SELECT * FROM {table.name}"))
        filled = [table for table in TABLES if connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar()]

    def again() -> None:
        with store.engine.begin() as connection:
            for table in reversed(TABLES):
                connection.exec_driver_sql(f"DELETE FROM {table.name}")
            for table in filled:
                connection.exec_driver_sql(f"INSERT INTO {table.name} SELECT * FROM {_copy(table)}")

    return again


def _copy(table: Table) -> str:
    return f"kept_{table.name}"


def forgotten(store: SqlStore) -> None:
    """Drop what was kept beside."""
    with store.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DROP TABLE IF EXISTS {_copy(table)}"))
