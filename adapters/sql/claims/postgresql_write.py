"""The one statement that writes a save on PostgreSQL, put together from the tables' columns.

Order matters where a later part depends on what an earlier one returned: requests, then keys, then cases under their version
guard, then all the rest. A part that fell short leaves the parts behind it unwritten. Every part takes its rows as one JSON text.
Written tersely: the driver parses statements over 4,096 characters anew each time.
"""

from sqlalchemy import Table

from .. import tables
from .contract import CHANGING, DEFINITION_BEGINS

SETS = {
    "r": "requests",
    "d": "definitions",
    "k": "keys",
    "c": "started",
    "m": "moved",
    "t": "tasks",
    "p": "candidates",
    "q": "dropped_candidates",
    "i": "timers",
    "j": "dropped_timers",
    "e": "events",
    "o": "outbox",
}
"""The parts and their parameters, and the fields of a batch that they write."""

NUMBERED = {"n": "numbers", "v": "voided", "s": "counters", "g": "settings"}
"""The parts that only a save with numbers has."""

OUTBOX_BEGINS = ("id", "tenant", "root_id", "case_id", "key", "kind", "at", "payload", "state", "tries", "next_at")


def _from(table: Table, rows: str, after: str) -> str:
    return f"json_populate_recordset(NULL::{table.name},:{rows})x{f',{after}' if after else ''}"


def _insert(table: Table, rows: str, after: str = "ok", *, names: tuple[str, ...] = ()) -> str:
    columns = ",".join(names or (column.name for column in table.columns))
    return f"INSERT INTO {table.name}({columns})SELECT {columns} FROM {_from(table, rows, after)}"


def _new(table: Table, rows: str, after: str) -> str:
    return f"{_insert(table, rows, after)} ON CONFLICT DO NOTHING RETURNING 1"


def _upsert(table: Table, rows: str, fixed: tuple[str, ...] = ()) -> str:
    keys = ",".join(column.name for column in table.primary_key)
    changing = [column.name for column in table.columns if not column.primary_key and column.name not in fixed]
    sets = ",".join(f"{name}=excluded.{name}" for name in changing)
    return f"{_insert(table, rows)} ON CONFLICT({keys})DO UPDATE SET {sets}"


def _delete(table: Table, rows: str) -> str:
    return f"DELETE FROM {table.name} t USING {_from(table, rows, 'ok')} WHERE {_same(table)}"


def _update(table: Table, rows: str, changing: tuple[str, ...]) -> str:
    sets = ",".join(f"{name}=x.{name}" for name in changing)
    return f"UPDATE {table.name} t SET {sets} FROM {_from(table, rows, 'ok')} WHERE {_same(table)}"


def _move() -> str:
    sets = ",".join(f"{name}=x.{name}" for name in CHANGING)
    guard = "(t.id<>t.root_id OR t.version=(j->>'before')::int)"
    rows = "json_array_elements(:m)j,json_populate_record(NULL::signoff_case,j)x,x2"
    return f"UPDATE signoff_case t SET {sets} FROM {rows} WHERE {_same(tables.case)} AND {guard} RETURNING 1"


def _same(table: Table) -> str:
    ours, given = (",".join(f"{of}.{column.name}" for column in table.primary_key) for of in "tx")
    return f"({ours})=({given})"


def _ok(part: str, after: str) -> str:
    return f"SELECT FROM {after} WHERE(SELECT count(*)FROM {part})=json_array_length(:{part})"


PARTS = {
    "r": _new(tables.request, "r", ""),
    "x1": _ok("r", "(SELECT)y"),
    "k": _new(tables.key, "k", "x1"),
    "x2": _ok("k", "x1"),
    "m": _move(),
    "ok": _ok("m", "x2"),
    "d": f"{_insert(tables.definition, 'd', names=DEFINITION_BEGINS)} ON CONFLICT DO NOTHING",
    "c": _insert(tables.case, "c"),
    "t": _upsert(tables.task, "t", ("case_id", "round", "seat", "seat_group", "opened_at")),
    "p": _upsert(tables.candidate, "p"),
    "q": _delete(tables.candidate, "q"),
    "i": _upsert(tables.timer, "i", ("clock", "seat")),
    "j": _delete(tables.timer, "j"),
    "e": _insert(tables.event, "e"),
    "o": _insert(tables.outbox, "o", names=OUTBOX_BEGINS),
}

NUMBERED_PARTS = {
    "n": _insert(tables.number, "n"),
    "v": _update(tables.number, "v", ("voided_at", "voided_by", "reason")),
    "s": _update(tables.series, "s", ("next_value", "last_value", "workflow", "terms", "changes", "head")),
    "g": _insert(tables.series_change, "g"),
}


def _statement(parts: dict[str, str]) -> str:
    return f"""WITH {",".join(f"{name} AS({sql})" for name, sql in parts.items())}
SELECT(SELECT count(*)FROM r),(SELECT count(*)FROM k),(SELECT count(*)FROM m)"""


WRITE = _statement(PARTS)
NUMBERING = _statement(PARTS | NUMBERED_PARTS)
"""The same with numbers of series: moves that take none are not to pay for it."""
