"""What the tables are made of: kinds of columns, keys, conditions of partial indexes."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, MetaData, Text, literal_column
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(referred_table_name)s"})


def name_type() -> TypeEngine[str]:
    """The type of ids, keys, names and instants: compared byte by byte on every database."""
    return Text().with_variant(TEXT(collation="C"), "postgresql")


def name_column(name: str, nullable: bool = False) -> Column[str]:
    """An id, a key, a name or an instant."""
    return Column(name, name_type(), nullable=nullable)


def text_column(name: str, nullable: bool = False) -> Column[str]:
    """A text of any length, or JSON."""
    return Column(name, Text(), nullable=nullable)


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
NOT_ENDED = "ended_at IS NULL"


def partial_index(name: str, *columns: Column[str] | Column[int], where: str) -> Index:
    """An index of the rows that meet a condition."""
    return Index(name, *columns, sqlite_where=literal(where), postgresql_where=literal(where))
