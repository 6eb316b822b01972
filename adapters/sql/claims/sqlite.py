"""SQLite: one writer at a time, so the lock is the database's; rows are written as they are, table by table."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

from signoff.engine.numbered import Counter
from signoff.engine.ports import Loaded, Wanted

from .. import tables
from ..batch import Batch
from ..decode import aggregates, answered, current, instant_of
from ..dialects import given, upsert
from ..rows import Row
from ..schema_check import checked
from ..wire import Rows, Text, Wire
from .by_id import ById
from .contract import CHANGING, CURRENT, DEFINITION_BEGINS, MARK, Found, Wrote, found_as_json
from .counting import AGAIN, COUNTER_NAMES, counters
from .counting import COLUMNS as COLUMN_NAMES
from .naming import NAMED, naming, the_one

CLOCK = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

FAMILY = """family AS (
 SELECT * FROM signoff_case WHERE tenant = :tenant AND id IN (SELECT root_id FROM target) AND root_id = id
 UNION ALL
 SELECT * FROM signoff_case WHERE tenant = :tenant AND root_id IN (SELECT root_id FROM target) AND id <> root_id
) SELECT json_group_array(json_array(id, root_id, version, seq, head, state)) FROM family"""

NAMES = f"(WITH {NAMED} SELECT json_group_array(json_array(workflow, key, case_id)) FROM best)"

COLUMNS = f"""{CLOCK},
(SELECT revision FROM signoff_schema),
(SELECT json_array(fingerprint, root_id, case_id, seq) FROM signoff_request WHERE tenant = :tenant AND id = :request),
EXISTS (SELECT 1 FROM signoff_definition WHERE hash = :definition),
(SELECT json_array(hash, retired_at, published_by) {CURRENT}),
{NAMES},
(WITH {NAMED}, target AS (
 SELECT root_id FROM best WHERE (SELECT count(*) FROM best) = 1 UNION SELECT value FROM json_each(:roots)
), {FAMILY}),
{MARK}"""

FIND = f"SELECT {NAMES}, (WITH {NAMED}, target AS (SELECT root_id FROM best), {FAMILY}), {MARK}"

COUNTERS = f"""INSERT INTO signoff_series({COUNTER_NAMES})
SELECT {",".join(f"json_extract(value, '$.{name}')" for name in COLUMN_NAMES)} FROM json_each(:wanted) WHERE true {AGAIN}"""

LOCKING = f"UPDATE signoff_schema SET one = one RETURNING {COLUMNS}"
"""The first statement in a host's transaction: a write that changes nothing takes the writer's lock and reads freshly."""


class SqliteClaims:
    """Statements compiled once for SQLite."""

    def __init__(self, dialect: Dialect) -> None:
        self.clock = Text(f"SELECT {CLOCK}")
        self.find = Text.written(FIND, dialect)
        self._begin = Text("BEGIN IMMEDIATE")
        self._deferred = Text("BEGIN")
        self._touch = Text("UPDATE signoff_schema SET one = one")
        self._by_id = ById(dialect, clock=CLOCK, row="json_array", rows="json_group_array")
        self._reading = Text.written(f"SELECT {COLUMNS}", dialect)
        self._locking = Text.written(LOCKING, dialect)
        self._request = _insert_new(tables.request, dialect)
        self._definition = _insert_new(tables.definition, dialect, DEFINITION_BEGINS)
        self._key = _insert_new(tables.key, dialect)
        self._start = _insert(tables.case, dialect)
        self._move = _move(dialect)
        self._task = _upsert(tables.task, dialect)
        self._candidate = _upsert(tables.candidate, dialect)
        self._drop_candidate = _delete(tables.candidate, dialect)
        self._timer = _upsert(tables.timer, dialect)
        self._drop_timer = _delete(tables.timer, dialect)
        self._event = _insert(tables.event, dialect)
        self._outbox = _insert(tables.outbox, dialect)
        self._counters = Text.written(COUNTERS, dialect)
        self._number = _insert(tables.number, dialect)
        self._void = _update(tables.number, ("voided_at", "voided_by", "reason"), dialect)
        self._series = _update(tables.series, ("next_value", "last_value", "workflow", "terms", "changes", "head"), dialect)
        self._setting = _insert(tables.series_change, dialect)

    def begin(self, wire: Wire) -> None:
        """Take the writer's lock; where the connection has begun by itself, by a write that changes nothing."""
        wire.run(self._touch if wire.in_transaction else self._begin, {})

    def snapshot(self, wire: Wire) -> bool:
        """A deferred transaction sees one state."""
        if wire.in_transaction:
            return False
        wire.run(self._deferred, {})
        return True

    def found(self, rows: Rows) -> Found:
        """One row."""
        return found_as_json(rows)

    def deciding(self, text: Text) -> Text:
        """As it is: who has the case is the only one who writes, or is told of a conflict."""
        return text

    def load(self, wire: Wire, wanted: Wanted, *, own: bool) -> Loaded:
        """One statement; in a host's transaction it is the one that takes the lock."""
        if own and (found := self._by_id.load(wire, wanted)) is not None:
            return found
        params = {**naming(wanted.tenant, wanted.case), "request": wanted.request_id, "definition": wanted.definition}
        params["workflow"] = wanted.workflow
        params["roots"] = json.dumps(wanted.roots)
        rows = wire.rows(self._reading if own else self._locking, params)
        now, _, request, known, last, names, cases, mark = checked(rows)
        addressed = the_one(wanted.case, json.loads(names)) if wanted.case is not None else None
        return Loaded(
            now=instant_of(now),
            aggregates=aggregates(wanted.tenant, json.loads(cases), addressed),
            answered=answered(json.loads(request) if request else None),
            known=wanted.definition is None or bool(known),
            current=current(json.loads(last) if last else None),
            standing=mark,
        )

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """One statement; the writer's lock is held already."""
        return counters(wire, self._counters, wanted)

    def check(self, batch: Batch) -> None:
        """It keeps texts of any length, and tells of characters itself."""

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """At most ten statements for one case, a table each."""
        requests = keys = cases = 0
        requests = wire.many(self._request, batch.requests)
        if requests == len(batch.requests):
            keys = wire.many(self._key, batch.keys)
            if keys == len(batch.keys):
                cases = wire.many(self._move, batch.moved)
                if cases == len(batch.moved):
                    self._write_rest(wire, batch)
        return Wrote(requests, keys, cases)

    def _write_rest(self, wire: Wire, batch: Batch) -> None:
        wire.many(self._definition, batch.definitions)
        wire.many(self._start, batch.started)
        wire.many(self._task, batch.tasks)
        wire.many(self._drop_candidate, batch.dropped_candidates)
        wire.many(self._candidate, batch.candidates)
        wire.many(self._drop_timer, batch.dropped_timers)
        wire.many(self._timer, batch.timers)
        wire.many(self._event, batch.events)
        wire.many(self._outbox, batch.outbox)
        wire.many(self._number, batch.numbers)
        wire.many(self._void, batch.voided)
        wire.many(self._series, batch.counters)
        wire.many(self._setting, batch.settings)


def _binds(table: Table) -> dict[str, Any]:
    return {column.name: given(column.name) for column in table.columns}


def _insert(table: Table, dialect: Dialect) -> Text:
    return Text.compiled(insert(table).values(_binds(table)), dialect)


def _insert_new(table: Table, dialect: Dialect, names: tuple[str, ...] = ()) -> Text:
    binds = {name: bind for name, bind in _binds(table).items() if not names or name in names}
    return Text.compiled(sqlite.insert(table).values(binds).on_conflict_do_nothing(), dialect)


def _upsert(table: Table, dialect: Dialect) -> Text:
    others = [column.name for column in table.columns if not column.primary_key]
    return Text.compiled(upsert(dialect, table, _binds(table), lambda new: {name: new[name] for name in others}), dialect)


def _delete(table: Table, dialect: Dialect) -> Text:
    return Text.compiled(delete(table).where(*(column == given(column.name) for column in table.primary_key)), dialect)


def _move(dialect: Dialect) -> Text:
    case = tables.case.c
    own = (case[name] == given(name) for name in tables.CASE_KEY)
    guard = (case.id != case.root_id) | (case.version == given("before"))
    return Text.compiled(update(tables.case).where(*own, guard).values({name: given(name) for name in CHANGING}), dialect)


def _update(table: Table, changing: tuple[str, ...], dialect: Dialect) -> Text:
    own = (column == given(column.name) for column in table.primary_key)
    return Text.compiled(update(table).where(*own).values({name: given(name) for name in changing}), dialect)
