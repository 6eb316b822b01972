"""The few words that databases say differently, beside the hot path in `claims`."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Column, Select, Table, Text, any_, bindparam, cast, func, select, text
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from .columns import is_mariadb

LISTED = (
    "SELECT listed FROM json_table(:p_{}, '$[*]' COLUMNS (listed varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) l"
)

AnySelect = TypeVar("AnySelect", bound="Select[Any]")


def given(name: str) -> Any:
    """The parameter `name`."""
    return bindparam(f"p_{name}")


def among(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a column is one of the texts that `listed` gives, however many: the statement's text stays the same."""
    if dialect.name == "sqlite":
        return column.in_(select(func.json_each(given(name)).table_valued("value").c.value))
    if is_mariadb(dialect):
        return column.in_(text(LISTED.format(name)).bindparams(given(name)).columns(Column("listed")))
    # of an array PostgreSQL knows how many there are; it takes any JSON for a hundred, and then reads the whole table
    return column == any_(cast(given(name), ARRAY(Text)))


def listed(values: Iterable[str], dialect: Dialect) -> Any:
    """Texts as the parameter of `among`."""
    return list(values) if dialect.name == "postgresql" else json.dumps(list(values))


def met_by(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """The same for what is changed or deleted: MariaDB would look at every row of the table, unless the list is joined."""
    if not is_mariadb(dialect):
        return among(column, name, dialect)
    return column == text(LISTED.format(name)).bindparams(given(name)).columns(Column("listed")).subquery("x").c.listed


def contains(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a text holds another one as it is written: LIKE would read signs in it, and on SQLite takes A for a."""
    place: ColumnElement[int] = (func.strpos if dialect.name == "postgresql" else func.instr)(column, given(name))
    return place > 0


def rare(condition: ColumnElement[bool], dialect: Dialect) -> ColumnElement[bool]:
    """A condition that few rows meet: SQLite, once it has counted rows, takes every value of a column to be equally common."""
    return func.unlikely(condition) if dialect.name == "sqlite" else condition


def by_index(statement: AnySelect, table: Table, index: str, dialect: Dialect) -> AnySelect:
    """A question that is to go by an index of a table: MariaDB, while a table is small, takes another one and keeps to it."""
    return statement.with_hint(table, f"FORCE INDEX ({index})") if is_mariadb(dialect) else statement


def upsert(dialect: Dialect, table: Table, values: Mapping[str, Any], again: Callable[[Any], Mapping[str, Any]]) -> ClauseElement:
    """Insert, or where the primary key is there set what `again` makes of the row that was to be inserted."""
    if is_mariadb(dialect):
        inserting = mysql.insert(table).values(values)
        return inserting.on_duplicate_key_update(dict(again(inserting.inserted)))
    statement: Any = (sqlite if dialect.name == "sqlite" else postgresql).insert(table).values(values)
    keys = [column.name for column in table.primary_key]
    updating: ClauseElement = statement.on_conflict_do_update(index_elements=keys, set_=again(statement.excluded))
    return updating
