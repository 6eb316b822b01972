"""The few words that databases say differently, beside the hot path in `claims`."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import JSON, Table, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement


def given(name: str) -> Any:
    """The parameter `name`."""
    return bindparam(f"p_{name}")


def among(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a column is one of a JSON list of texts, however long: the statement's text stays the same."""
    if dialect.name == "sqlite":
        return column.in_(select(func.json_each(given(name)).table_valued("value").c.value))
    return column.in_(select(func.json_array_elements_text(cast(given(name), JSON)).column_valued("listed")))


def rare(condition: ColumnElement[bool], dialect: Dialect) -> ColumnElement[bool]:
    """A condition that few rows meet: SQLite, once it has counted rows, takes every value of a column to be equally common."""
    return func.unlikely(condition) if dialect.name == "sqlite" else condition


def upsert(dialect: Dialect, table: Table, values: Mapping[str, Any], again: Callable[[Any], Mapping[str, Any]]) -> ClauseElement:
    """Insert, or where the primary key is there set what `again` makes of the row that was to be inserted."""
    statement: Any = (sqlite if dialect.name == "sqlite" else postgresql).insert(table).values(values)
    keys = [column.name for column in table.primary_key]
    updating: ClauseElement = statement.on_conflict_do_update(index_elements=keys, set_=again(statement.excluded))
    return updating
