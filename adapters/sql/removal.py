"""Taking whole roots out of the tables and putting them back, in a transaction that has begun."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Change, Definition, Record, Save, Stub
from signoff.engine.verify import rebuilt

from . import tables
from .batch import batch
from .claims import Claims
from .dialects import among, given, listed, met_by
from .errors import conflict
from .rows import Row
from .wire import Text, Wire, compiled_once

EMPTIED = (tables.candidate, tables.task, tables.timer, tables.event)
"""The tables that lose the rows of a root before its cases go, in the order that foreign keys allow."""

LOCK_LISTED = """SELECT c.id, c.version FROM json_table(:roots, '$[*]' COLUMNS (
 root_id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) x
STRAIGHT_JOIN signoff_case c FORCE INDEX (PRIMARY) ON c.tenant = :tenant AND c.id = x.root_id AND c.root_id = x.root_id
FOR UPDATE SKIP LOCKED"""
"""MariaDB holds for a moment what it only looks at, and another one would pass over it: it is to look at these roots alone."""


def lock(wire: Wire, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
    """Lock those of these roots that nobody else holds; their versions."""
    return dict(wire.rows(_lock(wire.dialect), {"tenant": tenant, "roots": listed(sorted(roots), wire.dialect)}))


def remove(wire: Wire, stubs: Sequence[Stub]) -> None:
    """Delete the rows of these roots and leave the stubs."""
    for tenant in sorted({stub.tenant for stub in stubs}):
        roots = sorted({stub.root for stub in stubs if stub.tenant == tenant})
        for table in EMPTIED:
            wire.run(_empty(wire.dialect, table), {"tenant": tenant, "roots": listed(roots, wire.dialect)})
    rows = [of_stub(stub) for stub in stubs]
    # by their whole keys: whoever searched for them might wait for a case that somebody holds
    wire.many(_drop(wire.dialect), rows)
    wire.many(_leave(wire.dialect), rows)


def put_back(wire: Wire, claims: Claims, record: Record, definitions: Sequence[Definition], at: datetime) -> None:
    """Take the stubs of a root out and write its rows; raises Stale where the stubs are not there."""
    stored = record.stored
    if wire.run(_take(wire.dialect), {"tenant": stored.tenant, "root": stored.root}) != len(stored.cases):
        raise conflict("the case is not archived any more")
    found = batch(Save((beginning(record),), at, definitions=tuple(definitions)))
    # keys and lines of the register have never left
    found.keys, found.numbers, found.voided = [], [], []
    claims.write(wire, found)


def beginning(record: Record) -> Change:
    """The change that writes a root from nothing: every task that its history tells of, in its final form."""
    stored = record.stored
    _, tasks = rebuilt(link.event for link in record.links)
    closed = {case: tuple(found.values()) for case, found in tasks.items()}
    return Change(stored.root, stored.tenant, {}, stored.cases, record.links, tasks=closed)


def of_stub(stub: Stub) -> Row:
    """A stub as a row."""
    same = {name: getattr(stub, name) for name in ("tenant", "id", "workflow", "key", "seq", "head", "file")}
    return {**same, "root_id": stub.root, "archived_at": instant(stub.at), "archived_by": stub.by}


@compiled_once
def _lock(dialect: Dialect) -> Text:
    if tables.is_mariadb(dialect):
        return Text.written(LOCK_LISTED, dialect)
    case = tables.case.c
    mine = (case.tenant == given("tenant"), among(case.id, "roots", dialect), case.id == case.root_id)
    locked = select(case.id, case.version).where(*mine).order_by(case.id).with_for_update(skip_locked=True)
    return Text.compiled(locked, dialect)


@compiled_once
def _empty(dialect: Dialect, table: Table) -> Text:
    mine = (table.c.tenant == given("tenant"), met_by(table.c.root_id, "roots", dialect))
    return Text.compiled(delete(table).where(*mine), dialect)


@compiled_once
def _drop(dialect: Dialect) -> Text:
    return Text.compiled(delete(tables.case).where(*(column == given(column.name) for column in tables.case.primary_key)), dialect)


@compiled_once
def _leave(dialect: Dialect) -> Text:
    return Text.compiled(insert(tables.archived).values({column.name: given(column.name) for column in tables.archived.columns}), dialect)


@compiled_once
def _take(dialect: Dialect) -> Text:
    stub = tables.archived.c
    return Text.compiled(delete(tables.archived).where(stub.tenant == given("tenant"), stub.root_id == given("root")), dialect)
