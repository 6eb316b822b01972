"""What the tables are made of: kinds of columns, keys, conditions of partial indexes."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, MetaData, Text, literal_column
from sqlalchemy.dialects.mysql import LONGTEXT, VARCHAR
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(referred_table_name)s"})


BYTES: dict[str, Any] = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}
"""How MariaDB compares texts: byte by byte, trailing spaces included."""

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
    "look_at": 32,
    "mover": 32,
    "situation": 64,
    "until_day": 32,
}
"""How many characters MariaDB keeps in a name: an index takes no more than 768 of them together."""


def name_type(length: int = LENGTH) -> TypeEngine[str]:
    """The type of ids, keys, names and instants: compared byte by byte on every database."""
    of_mariadb = VARCHAR(length, **BYTES)
    return Text().with_variant(TEXT(collation="C"), "postgresql").with_variant(of_mariadb, "mysql", "mariadb")


def text_type() -> TypeEngine[str]:
    """The type of texts of any length."""
    return Text().with_variant(LONGTEXT(**BYTES), "mysql", "mariadb")


def name_column(name: str, nullable: bool = False, *, length: int | None = None) -> Column[str]:
    """An id, a key, a name or an instant; `length` is that on MariaDB."""
    return Column(name, name_type(length or LENGTHS.get(name, LENGTH)), nullable=nullable)


def text_column(name: str, nullable: bool = False) -> Column[str]:
    """A text of any length, or JSON."""
    return Column(name, text_type(), nullable=nullable)


def number_column(name: str) -> Column[int]:
    """A number; truth is 0 or 1."""
    return Column(name, Integer(), nullable=False)


def count_column(name: str, nullable: bool = False) -> Column[int]:
    """A number of a series, which may have many digits."""
    return Column(name, BigInteger(), nullable=nullable)


def within_root(*columns: str, of: str, key: tuple[str, ...]) -> ForeignKeyConstraint:
    """A foreign key that stays within one root."""
    return ForeignKeyConstraint(columns, [f"{of}.{name}" for name in key])


def literal(sql: str) -> ColumnElement[bool]:
    """A condition written out, so that a planner can match it with a partial index."""
    return literal_column(sql)


CASE_KEY = ("tenant", "id", "root_id")
TASK_KEY = ("tenant", "root_id", "id")
COUNTER_KEY = ("tenant", "series", "period")
OPEN_CASE = "status IN ('open', 'suspended')"
OPEN_TASK = "state = 'open'"
LIVE = "live = 1"
ARMED = "parked = 0"
READY = "state = 'ready'"
DEAD = "state = 'dead'"
NOT_ENDED = "ended_at IS NULL"
TO_LOOK_AT = "look_at IS NOT NULL"
ON_MARIADB = "on_mariadb"
"""Tells the two forms of an index apart, in its `info`."""


def partial_index(name: str, *columns: Column[str] | Column[int], where: str, mariadb: Sequence[Column[str] | Column[int]]) -> None:
    """An index of the rows that meet a condition; MariaDB has an ordinary one whose columns `mariadb` tell those rows from others."""
    for index in (
        Index(name, *columns, sqlite_where=literal(where), postgresql_where=literal(where), info={ON_MARIADB: False}),
        Index(name, *mariadb, info={ON_MARIADB: True}),
    ):
        index.ddl_if(callable_=cast(Any, _there))


def _there(_ddl: object, target: Index, _bind: object, *, dialect: Dialect, **_: object) -> bool:
    return bool(target.info[ON_MARIADB] == is_mariadb(dialect))


def is_mariadb(dialect: Dialect) -> bool:
    """Whether this dialect speaks to MariaDB, whichever of its two names the URL has."""
    return dialect.name in ("mariadb", "mysql")
