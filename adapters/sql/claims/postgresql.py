"""PostgreSQL: one statement that locks the roots and reads them, one that writes everything."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Dialect

from signoff.engine.numbered import Counter
from signoff.engine.plain import as_it_comes
from signoff.engine.ports import Loaded, Wanted

from ..batch import Batch
from ..decode import aggregates, answered, current, instant_of
from ..pipeline import encoded
from ..rows import Row
from ..schema_check import checked
from ..wire import Params, Rows, Text, Wire
from .by_id import ById
from .contract import CURRENT, MARK, Found, Lone, Wrote, found_as_json, read_json
from .counting import AGAIN, COUNTER_NAMES, counters
from .naming import NAMED, naming, the_one
from .postgresql_shapes import Shapes
from .postgresql_write import SETS, left_out, statement

CLOCK = """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

LOAD = f"""WITH {NAMED}, target AS (
 SELECT root_id FROM best WHERE (SELECT count(*) FROM best) = 1 UNION SELECT json_array_elements_text(CAST(:roots AS json))
), locked AS MATERIALIZED (
 SELECT l.* FROM (SELECT root_id FROM target ORDER BY root_id) t CROSS JOIN LATERAL (
  SELECT c.id, c.version, c.seq, c.head, c.state FROM signoff_case c
  WHERE c.tenant = :tenant AND c.id = t.root_id AND c.root_id = t.root_id LIMIT 1 %s
 ) l
) SELECT {CLOCK}, (SELECT revision FROM signoff_schema),
(SELECT json_build_array(fingerprint, root_id, case_id, seq) FROM signoff_request WHERE tenant = :tenant AND id = :request),
EXISTS (SELECT 1 FROM signoff_definition WHERE hash = :definition),
(SELECT json_build_array(hash, retired_at, published_by) {CURRENT}),
(SELECT json_agg(json_build_array(workflow, key, case_id)) FROM best),
l.id, l.id, l.version, l.seq, l.head, l.state,
(SELECT s.version FROM signoff_case s WHERE s.tenant = :tenant AND s.id = l.id AND s.root_id = l.id),
(SELECT json_agg(json_build_array(f.id, f.root_id, f.version, f.seq, f.head, f.state)) FROM signoff_case f
 WHERE f.tenant = :tenant AND f.root_id = l.id AND f.id <> f.root_id),
{MARK}
FROM (SELECT 1) one LEFT JOIN locked l ON true"""
"""The clock is read after the lock is held: `locked` comes first. Its sub-selects see the snapshot from before the wait.

Each root is looked for by its id, one after the other in their order (`LIMIT` keeps it so): joined as a set, they would be met among all
cases of the tenant by a plan that was made while the tables were empty.
"""
LOCK = "FOR NO KEY UPDATE OF c"

FIND = f"""WITH {NAMED} SELECT (SELECT json_agg(json_build_array(workflow, key, case_id)) FROM best),
(SELECT json_agg(json_build_array(id, root_id, version, seq, head, state)) FROM (SELECT DISTINCT root_id AS root FROM best) b
 CROSS JOIN LATERAL (SELECT * FROM (
  SELECT r.* FROM signoff_case r WHERE r.tenant = :tenant AND r.id = b.root AND r.root_id = b.root
  UNION ALL
  SELECT f.* FROM signoff_case f WHERE f.tenant = :tenant AND f.root_id = b.root AND f.id <> f.root_id
 ) x OFFSET 0) family
), {MARK}"""
"""`OFFSET` keeps it so: root by root, and no case of another one."""

COUNTERS = f"""INSERT INTO signoff_series({COUNTER_NAMES})
SELECT {COUNTER_NAMES} FROM json_populate_recordset(NULL::signoff_series,:wanted) ORDER BY series, period {AGAIN}"""

ROOT = slice(6, 12)
VERSION, SEEN, FAMILY, STANDING = 8, 12, 13, 14
CASES = 2
"""Where a save says how many cases it has written, behind requests and keys."""


class PostgresqlClaims:
    """Statements compiled once for PostgreSQL."""

    def __init__(self, dialect: Dialect) -> None:
        self.clock = Text(f"SELECT {CLOCK}")
        self.find = Text.written(FIND, dialect)
        self._by_id = ById(dialect, clock=CLOCK, row="json_build_array", rows="json_agg")
        self._read = Text.written(LOAD % "", dialect)
        self._load = Text.written(LOAD % LOCK, dialect)
        self._skip = Text.written(LOAD % f"{LOCK} SKIP LOCKED", dialect)
        self._counters = Text.written(COUNTERS, dialect)
        self._shapes = Shapes()
        self._writing = lru_cache(
            lambda without, aborting, skipping, waking, alone: Text.written(
                statement(without, aborting=aborting, skipping=skipping, waking=waking, alone=alone), dialect
            )
        )

    def begin(self, wire: Wire) -> None:
        """The driver begins with the first statement."""

    def snapshot(self, wire: Wire) -> bool:
        """The connection was opened with a level that sees one state."""
        return True

    def found(self, rows: Rows) -> Found:
        """One row."""
        return found_as_json(rows)

    def deciding(self, text: Text) -> Text:
        """As it is: who has the case is the only one who writes, or is told of a conflict."""
        return text

    def load(self, wire: Wire, wanted: Wanted, *, own: bool) -> Loaded:
        """One statement; a second one where the lock was waited for."""
        params, text = _asked(wanted), self._skip if wanted.skip_locked else self._load
        rows = wire.rows(text, params)
        if any(row[VERSION] != row[SEEN] for row in rows):
            rows = wire.rows(text, params)
        return _loaded(wanted, rows)

    def read(self, wire: Wire, wanted: Wanted) -> Loaded:
        """The same without locks: all of it as of one moment."""
        if (found := self._by_id.load(wire, wanted)) is not None:
            return found
        return _loaded(wanted, wire.rows(self._read, _asked(wanted)))

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """One statement."""
        return counters(wire, self._counters, wanted)

    def check(self, batch: Batch) -> None:
        """It keeps texts of any length, and tells of characters itself."""

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """One statement; its text depends on which kinds of rows there are."""
        ((requests, keys, cases, *_),) = self._written(wire, batch)
        return Wrote(requests, keys, cases)

    def write_at_once(self, wire: Wire, batch: Batch, *, skip_locked: bool) -> None:
        """The same statement, which fails as a whole where it would write too little."""
        self._written(wire, batch, aborting=True, skipping=skip_locked)

    def lone(self, batch: Batch) -> Lone | None:
        """A root without a child that moves, too. Requests and keys would be written before it is known whether the rest is."""
        if len(batch.moved) != 1 or batch.moved[0]["id"] != batch.moved[0]["root_id"] or batch.requests:
            return None
        shaped = self._shapes.of(batch, aborting=False, skipping=True)
        values = encoded(shaped.values(batch)) if shaped is not None else None
        return None if shaped is None or values is None else (shaped.sql, values)

    @contextmanager
    def sending_each(self, wire: Wire, lone: Sequence[Lone]) -> Iterator[Iterator[bool]]:
        """One statement each, in a pipeline."""
        with wire.pipelined(lone) as answers:
            yield (answer is not None and answer[CASES] == b"1" for answer in answers)

    def _written(self, wire: Wire, batch: Batch, *, aborting: bool = False, skipping: bool = False) -> Rows:
        shaped = self._shapes.of(batch, aborting=aborting, skipping=skipping) if wire.numbers else None
        if shaped is not None:
            return wire.numbered(shaped.sql, shaped.values(batch))
        return wire.rows(*self._statement(batch, aborting=aborting, skipping=skipping))

    def _statement(self, batch: Batch, *, aborting: bool = False, skipping: bool = False) -> tuple[Text, Params]:
        given = {name: rows for name, of in SETS.items() if (rows := getattr(batch, of))}
        alone = len(batch.moved) == 1
        text = self._writing(left_out(given.keys()), aborting, skipping, batch.wakes, alone)
        if alone:
            given.pop("m")
        elif batch.moved:
            given["m"] = [{**row, "version": row["before"]} for row in batch.moved]
        params = {name: as_it_comes(rows) for name, rows in given.items()}
        return text, {**NO_ROWS, **params, **batch.moved[0]} if alone else {**NO_ROWS, **params}


def _asked(wanted: Wanted) -> dict[str, Any]:
    params = {**naming(wanted.tenant, wanted.case), "request": wanted.request_id, "definition": wanted.definition}
    return {**params, "workflow": wanted.workflow, "roots": json.dumps(wanted.roots)}


def _loaded(wanted: Wanted, rows: Rows) -> Loaded:
    now, _, request, known, last, names = checked(rows)[:6]
    addressed = the_one(wanted.case, read_json(names) or ()) if wanted.case is not None else None
    found = [row[ROOT] for row in rows if row[VERSION] is not None]
    children = [child for row in rows for child in read_json(row[FAMILY]) or ()]
    return Loaded(
        now=instant_of(now),
        aggregates=aggregates(wanted.tenant, [*found, *children], addressed),
        answered=answered(read_json(request)),
        known=wanted.definition is None or bool(known),
        current=current(read_json(last)),
        standing=rows[0][STANDING],
    )


NO_ROWS = dict.fromkeys(SETS, "[]")
"""What a statement takes for each part that there is nothing for."""
