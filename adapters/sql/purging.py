"""Deleting rows that are needed for a time only, a bounded number at a time: found without locks, deleted by their keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from signoff.engine.plain import instant
from signoff.engine.ports import Disposable

from . import tables
from .dialects import given
from .tables import literal
from .wire import Text, Wire, compiled_once


@dataclass(frozen=True, eq=False)
class Disposal:
    """A table, the column that says when a row was last needed, and which rows may go at all."""

    table: Table
    at: Column[Any]
    done: Sequence[ColumnElement[bool]] = ()


case = tables.case.c
OPEN = (
    select(case.id)
    .where(case.tenant == tables.attempt.c.tenant, case.id == tables.attempt.c.case_id, literal(f"signoff_case.{tables.OPEN_CASE}"))
    .correlate(tables.attempt)
    .exists()
)
"""Whether the case of an attempt is open."""

DISPOSALS = {
    Disposable.REQUESTS: Disposal(tables.request, tables.request.c.at),
    Disposable.DELIVERIES: Disposal(tables.outbox, tables.outbox.c.settled_at, (literal("state = 'done'"),)),
    Disposable.ATTEMPTS: Disposal(tables.attempt, tables.attempt.c.last_at, (~OPEN,)),
}


def purge(wire: Wire, what: Disposable, before: datetime, limit: int) -> int:
    """Delete at most so many rows; how many there were. Two statements: no database needs to limit a DELETE."""
    find, drop = _find(wire.dialect, what), _drop(wire.dialect, what)
    names = [column.name for column in DISPOSALS[what].table.primary_key]
    params = {"before": instant(before), "limit": limit}
    rows = [{**params, **dict(zip(names, row, strict=True))} for row in wire.rows(find, params)]
    return wire.many(drop, sorted(rows, key=lambda row: [row[name] for name in names]))


@compiled_once
def _find(dialect: Dialect, what: Disposable) -> Text:
    found = DISPOSALS[what]
    statement = select(*found.table.primary_key).where(found.at < given("before"), *found.done).limit(given("limit"))
    return Text.compiled(statement, dialect)


@compiled_once
def _drop(dialect: Dialect, what: Disposable) -> Text:
    """By key, and only what may still go: an attempt may have been counted again meanwhile."""
    found = DISPOSALS[what]
    own = (column == given(column.name) for column in found.table.primary_key)
    return Text.compiled(delete(found.table).where(*own, found.at < given("before"), *found.done), dialect)
