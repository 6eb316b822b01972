"""What the revisions are made of, the same for all of them and never changed: kinds of columns, and steps that may be taken twice.

MariaDB ends a transaction at every statement that changes a table. An upgrade that was cut short there is taken up again where it
stopped: what it has made already is left as it is.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT, VARCHAR
from sqlalchemy.dialects.postgresql import TEXT

BYTES: dict[str, Any] = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}
LENGTH = 500
LENGTHS = {
    "tenant": 64,
    "id": 255,
    "root_id": 64,
    "case_id": 64,
    "parent_id": 64,
    "task_id": 255,
    "workflow": 128,
    "step": 255,
    "series": 255,
    "period": 255,
    "action": 120,
    "name": 255,
    "event": 255,
    "code": 100,
    "state": 32,
    "status": 32,
    "due": 32,
    "next_at": 32,
    "ended_at": 32,
    "until_day": 32,
}


def name(column: str, nullable: bool = False, *, length: int | None = None) -> "sa.Column[str]":
    """An id, key, name or instant; `length` is that on MariaDB."""
    of_mariadb = VARCHAR(length or LENGTHS.get(column, LENGTH), **BYTES)
    kind = sa.Text().with_variant(TEXT(collation="C"), "postgresql").with_variant(of_mariadb, "mysql", "mariadb")
    return sa.Column(column, kind, nullable=nullable)


def text(column: str, nullable: bool = False) -> "sa.Column[str]":
    """A text of any length."""
    return sa.Column(column, sa.Text().with_variant(LONGTEXT(**BYTES), "mysql", "mariadb"), nullable=nullable)


def number(column: str) -> "sa.Column[int]":
    """A count or a flag."""
    return sa.Column(column, sa.Integer(), nullable=False)


def big_number(column: str, nullable: bool = False) -> "sa.Column[int]":
    """A number of many digits."""
    return sa.Column(column, sa.BigInteger(), nullable=nullable)


def create_table(title: str, *parts: "sa.Column[Any] | sa.Constraint") -> None:
    """Create a table."""
    if not (taken_up() and sa.inspect(op.get_bind()).has_table(title)):
        op.create_table(title, *parts, mysql_engine="InnoDB", mariadb_engine="InnoDB")


def add_column(table: str, column: "sa.Column[Any]") -> None:
    """Add a column."""
    if not (taken_up() and column.name in {found["name"] for found in sa.inspect(op.get_bind()).get_columns(table)}):
        op.add_column(table, column)


def index(title: str, table: str, columns: list[str], where: str | None = None, *, mariadb: list[str] | None = None, **given: Any) -> None:
    """An index of the rows that meet a condition; on MariaDB, which knows no conditions, of all rows and other columns."""
    if not taken_up():
        condition: sa.ColumnElement[bool] | None = None if where is None else sa.literal_column(where)
        op.create_index(title, table, columns, sqlite_where=condition, postgresql_where=condition, **given)
    elif title not in {found["name"] for found in sa.inspect(op.get_bind()).get_indexes(table)}:
        op.create_index(title, table, mariadb or columns, **given)


def taken_up() -> bool:
    """Whether a step may have been taken before by an upgrade that was cut short."""
    return op.get_bind().dialect.name in ("mysql", "mariadb")
