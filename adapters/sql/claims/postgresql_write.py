"""The one statement that writes a save on PostgreSQL, put together from the tables' columns.

Order matters where a later part depends on what an earlier one returned: requests, then keys, then cases under their version
guard, then all the rest. A part that fell short leaves the parts behind it unwritten. Every part takes its rows as one JSON text.
What most saves have nothing for is left out where there is nothing: the server pays for every part of a statement, also for an empty
one. Written tersely: the driver parses statements over 4,096 characters anew each time. (`postgresql_shapes` has every value a parameter.)
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TypeAlias

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
    "n": "numbers",
    "v": "voided",
    "s": "counters",
    "g": "settings",
}
"""The parts and their parameters, and the fields of a batch that they write."""

OUTBOX_BEGINS = ("id", "tenant", "root_id", "case_id", "key", "kind", "at", "payload", "state", "tries", "next_at", "node", "needs")


Source: TypeAlias = Callable[[Table, str, Sequence[str]], str]
"""Where the rows of a part come from, as `x`: of this table, by the name of the part; these columns are wanted of them."""


def as_json(table: Table, rows: str, _columns: Sequence[str]) -> str:
    """Any number of rows, as one JSON text."""
    return f"json_populate_recordset(NULL::{table.name},:{rows})x"


def few_as_json(table: Table, rows: str, columns: Sequence[str]) -> str:
    """The same, of which the planner then expects one: it takes any JSON for a hundred, and would read whole tables to meet them.

    The condition always holds. It is not a plain `=`, for the planner would look for rows of the table by it.
    """
    return f"(SELECT*FROM {as_json(table, rows, columns)} WHERE(x.tenant||''=x.tenant)IS TRUE)x"


def _insert(source: Source, table: Table, rows: str, after: str = "ok", *, names: tuple[str, ...] = ()) -> str:
    columns = names or tuple(column.name for column in table.columns)
    found = f"{source(table, rows, columns)}{f',{after}' if after else ''}"
    return f"INSERT INTO {table.name}({','.join(columns)})SELECT {','.join(columns)} FROM {found}"


def _new(source: Source, table: Table, rows: str, after: str) -> str:
    return f"{_insert(source, table, rows, after)} ON CONFLICT DO NOTHING RETURNING 1"


def _upsert(source: Source, table: Table, rows: str, fixed: tuple[str, ...] = ()) -> str:
    keys = ",".join(column.name for column in table.primary_key)
    changing = [column.name for column in table.columns if not column.primary_key and column.name not in fixed]
    sets = ",".join(f"{name}=excluded.{name}" for name in changing)
    return f"{_insert(source, table, rows)} ON CONFLICT({keys})DO UPDATE SET {sets}"


def _delete(source: Source, table: Table, rows: str) -> str:
    found = source(table, rows, [column.name for column in table.primary_key])
    return f"DELETE FROM {table.name} t USING {found},ok WHERE {_same(table)}"


def _update(source: Source, table: Table, rows: str, changing: tuple[str, ...], after: str = "ok", *, version: str = "version") -> str:
    sets = ",".join(f"{name}=x.{version if name == 'version' else name}" for name in changing)
    found = source(table, rows, (*(column.name for column in table.primary_key), *changing))
    return f"UPDATE {table.name} t SET {sets} FROM {found},{after} WHERE {_same(table)}"


def _move(*guards: str) -> str:
    """`version` is what the case has to have still; the new one is the number of its last event, as ever.

    It rides along in the row, since the text of the rows is read once then. A root has to meet the guards, too.
    """
    return f"{_update(few_as_json, tables.case, 'm', CHANGING, 'x2', version='seq')}{_of_root('x.version', *guards)}"


def moving_alone(*guards: str) -> str:
    """The same for one case, each of its columns a parameter: its state is the longest of all texts, and nothing is read as JSON then."""
    sets = ",".join(f"{name}=:{'seq' if name == 'version' else name}" for name in CHANGING)
    return f"UPDATE {tables.case.name} t SET {sets} FROM x2 WHERE {_same(tables.case, ':')}{_of_root(':before', *guards)}"


def _of_root(version: str, *guards: str) -> str:
    return f" AND (t.id<>t.root_id OR {' AND '.join((f't.version={version}', *guards))}) RETURNING 1"


def _same(table: Table, given: str = "x.") -> str:
    ours, theirs = (",".join(f"{of}{column.name}" for column in table.primary_key) for of in ("t.", given))
    return f"({ours})=({theirs})"


def _ok(part: str, after: str, count: str = "") -> str:
    return f"SELECT FROM {after} WHERE(SELECT count(*)FROM {part})={count or f'json_array_length(:{part})'}"


def parts(source: Source, few: Source) -> dict[str, str]:
    """Every part, by its name. Of parts that look for rows of their tables there are `few`."""
    return {
        "r": _new(source, tables.request, "r", ""),
        "x1": _ok("r", "(SELECT)y"),
        "k": _new(source, tables.key, "k", "x1"),
        "x2": _ok("k", "x1"),
        "m": _move(),
        "ok": _ok("m", "x2"),
        "d": f"{_insert(source, tables.definition, 'd', names=DEFINITION_BEGINS)} ON CONFLICT DO NOTHING",
        "c": _insert(source, tables.case, "c"),
        "t": _upsert(source, tables.task, "t", ("case_id", "round", "seat", "seat_group", "opened_at")),
        "p": _upsert(source, tables.candidate, "p"),
        "q": _delete(few, tables.candidate, "q"),
        "i": _upsert(source, tables.timer, "i", ("clock", "seat")),
        "j": _delete(few, tables.timer, "j"),
        "e": _insert(source, tables.event, "e"),
        "o": _insert(source, tables.outbox, "o", names=OUTBOX_BEGINS),
        "n": _insert(source, tables.number, "n"),
        "v": _update(few, tables.number, "v", ("voided_at", "voided_by", "reason")),
        "s": _update(few, tables.series, "s", ("next_value", "last_value", "workflow", "terms", "changes", "head")),
        "g": _insert(source, tables.series_change, "g"),
    }


PARTS = parts(as_json, few_as_json)
ALONE_OK = _ok("m", "x2", "1")
"""Whether the case that moves alone was written."""


def all_new(requests: int) -> str:
    """Whether so many requests were written."""
    return _ok("r", "(SELECT)y", str(requests))


CHANNEL = "signoff"
"""Where those listen who are to be woken."""

SOMETIMES = ("r", "kc", "d", "q", "o", "nvsg")
"""Parts that come and go together. There are few, so that a connection has soon prepared each statement that occurs."""
SOME = frozenset("".join(SOMETIMES))
"""All of these parts."""
EMPTY = {"x1": "SELECT", "x2": "SELECT FROM x1"}
"""What stands for a check of rows that are not there."""
CHECKED = {"x1": "r", "x2": "k"}


FREE = "EXISTS(SELECT FROM signoff_case f WHERE(f.tenant,f.id,f.root_id)=(t.tenant,t.id,t.root_id)FOR NO KEY UPDATE SKIP LOCKED)"
"""Whether nobody else holds a root; whoever asks holds it then."""


def left_out(given: Collection[str]) -> frozenset[str]:
    """The parts that are left out of the statement that writes these, and perhaps others beside them."""
    return _left_out(SOME.intersection(given))


@cache
def _left_out(given: frozenset[str]) -> frozenset[str]:
    return frozenset(part for group in SOMETIMES if given.isdisjoint(group) for part in group)


def statement(
    without: Collection[str], *, aborting: bool = False, skipping: bool = False, waking: bool = False, alone: bool = False
) -> str:
    """The statement without these parts: it gives how many requests, keys and cases were written.

    One that is `waking` tells whoever listens, with the commit. One that is `aborting` fails by a division by zero where these are too
    few, so that it has written nothing at all; one that is `skipping` does not wait for a root that somebody else holds, which is one too
    few then. One that moves a case `alone` takes the columns of its row as parameters.
    """
    guards = [FREE] if skipping else []
    moving = {"m": moving_alone(*guards), "ok": ALONE_OK} if alone else {"m": _move(*guards)}
    return together({**PARTS, **moving}, without, aborting=aborting, waking=waking)


def together(parts: Mapping[str, str], without: Collection[str], *, aborting: bool, waking: bool) -> str:
    """The statement of these parts, without some of them."""
    written = [f"{name} AS({EMPTY[name] if CHECKED.get(name) in without else sql})" for name, sql in parts.items() if name not in without]
    counts = ["0" if part in without else f"(SELECT count(*)FROM {part})" for part in "rkm"]
    all_or_nothing = ["1/(SELECT count(*)FROM ok)"] if aborting else []
    ring = [f"(SELECT pg_notify('{CHANNEL}','')FROM ok)"] if waking else []
    return f"WITH {','.join(written)} SELECT {','.join(counts + all_or_nothing + ring)}"
