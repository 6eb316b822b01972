"""MariaDB: one statement that locks the roots and reads them, then plain statements that each write all rows of a table.

In a transaction of our own, which sees what is committed, that read is a question with one locking part. In a host's transaction,
which may go on seeing an old state (REPEATABLE READ, the default there), what decides is read under locks; what could only be old
where a root has moved meanwhile is read under locks then.
"""

import json
from collections.abc import Sequence
from functools import cache

from sqlalchemy.engine import Dialect

from signoff.engine.errors import Misconfigured
from signoff.engine.numbered import Counter
from signoff.engine.ports import Loaded, Wanted

from ..batch import Batch
from ..decode import aggregates, answered, current, instant_of
from ..engines_mariadb import SETTLED
from ..rows import Row
from ..schema_check import checked
from ..wire import Rows, Text, Wire
from .contract import CURRENT, MARK, Found, Wrote
from .mariadb_write import Writes
from .naming import naming, the_one

SHARING = "LOCK IN SHARE MODE"

WAITED = "mod(greatest(0, timestampdiff(microsecond, now(6), sysdate(6))), 900000000)"
"""How long this statement has waited so far; a change to or from summer time, which takes quarters of an hour, does not count."""

NOW = "replace(concat(utc_timestamp(6) + interval {} microsecond, 'Z'), ' ', 'T')"
CLOCK = NOW.format(WAITED)

OF_NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"

NAMED = """named AS (
(SELECT 0 AS place, c.id AS case_id, c.root_id, c.workflow, c.key FROM signoff_case c WHERE c.tenant = :tenant AND c.id = :id {fresh})
UNION ALL
(SELECT 1, k.case_id, k.root_id, k.workflow, k.key FROM signoff_key k
 WHERE k.tenant = :tenant AND k.key = :rest AND k.workflow = :flow {fresh})
UNION ALL
(SELECT 2, k.case_id, k.root_id, k.workflow, k.key FROM signoff_key k WHERE k.tenant = :tenant AND k.key = :name {fresh})
)"""
"""Every reading of a name; the most exact one is chosen later, so that the database makes no table of its own for that."""

NAMES = "(SELECT json_arrayagg(json_array(place, root_id, workflow, n.key, case_id)) FROM named n)"

TARGET = f"""target AS (
 SELECT root_id FROM (
  SELECT root_id FROM named UNION
  SELECT root_id FROM json_table(:roots, '$[*]' COLUMNS (root_id varchar(255) {OF_NAMES} PATH '$')) given
 ) roots ORDER BY root_id LIMIT 1000000
)"""
"""Locks are taken in this order; without the limit MariaDB would not keep to it."""

LOAD = f"""WITH {NAMED}, {TARGET}
(SELECT {CLOCK}, (SELECT revision FROM signoff_schema),
 (SELECT json_array(fingerprint, root_id, case_id, seq) FROM signoff_request WHERE tenant = :tenant AND id = :request {{fresh}}),
 EXISTS (SELECT 1 FROM signoff_definition WHERE hash = :definition),
 (SELECT json_array(hash, retired_at, published_by) {CURRENT} {{share}}),
 {NAMES}, ({MARK[1:-1]} {{share}}),
 json_array(@@sql_mode, @@character_set_client, @@character_set_results, @@max_allowed_packet),
 c.id, c.root_id, c.version, c.seq, c.head, c.state,
 (SELECT s.version FROM signoff_case s WHERE s.tenant = :tenant AND s.id = c.id AND s.root_id = c.id)
 FROM (SELECT 1) one LEFT JOIN (target STRAIGHT_JOIN signoff_case c FORCE INDEX (PRIMARY)
  ON c.tenant = :tenant AND c.id = target.root_id AND c.root_id = target.root_id) ON true FOR UPDATE {{skip}})
UNION ALL
(SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, f.id, f.root_id, f.version, f.seq, f.head, f.state, f.version
 FROM target STRAIGHT_JOIN signoff_case f FORCE INDEX (ix_signoff_case_family)
  ON f.tenant = :tenant AND f.root_id = target.root_id AND f.id <> f.root_id {{fresh}})"""
"""A row for each root, then one for each child. `seen` comes from what the transaction sees, the rest of a root from what is there."""

FIND = f"""WITH {NAMED.format(fresh="")} SELECT {NAMES}, {MARK}, f.id, f.root_id, f.version, f.seq, f.head, f.state
FROM (SELECT 1) one LEFT JOIN ((SELECT DISTINCT root_id FROM named) target STRAIGHT_JOIN signoff_case f
 FORCE INDEX (ix_signoff_case_family) ON f.tenant = :tenant AND f.root_id = target.root_id) ON true"""

NAMES_AT, MARK_AT, SETTINGS, CASE, VERSION, SEEN = 5, 6, 7, slice(8, 14), 10, 14


class MariadbClaims:
    """Statements written once for MariaDB."""

    def __init__(self, dialect: Dialect) -> None:
        self.clock = Text(f"SELECT {NOW.format(0)}")
        self.find = Text.written(FIND, dialect)
        self._dialect = dialect
        self._text = cache(self._load)
        self._committed = Text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        self._repeatable = Text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._at_once = Text("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        self._writes = Writes()

    def begin(self, wire: Wire) -> None:
        """A transaction that sees what is committed, whatever a host's engine is set to."""
        if SETTLED not in wire.info:
            wire.run(self._committed, {})

    def snapshot(self, wire: Wire) -> bool:
        """A transaction that sees the state of its beginning."""
        wire.run(self._repeatable, {})
        wire.run(self._at_once, {})
        return True

    def found(self, rows: Rows) -> Found:
        """A row for each case, each with the names and the mark."""
        names = _best(rows[0][0])
        roots = {root for root, _ in names}
        return Found([name for _, name in names], [row[2:] for row in rows if row[3] in roots], rows[0][1])

    def deciding(self, text: Text) -> Text:
        """The question as it reads what is there now, whatever the transaction sees."""
        return text.followed_by(SHARING)

    def load(self, wire: Wire, wanted: Wanted, *, own: bool) -> Loaded:
        """One statement; a second one where the lock was waited for, or the transaction sees an old state."""
        params = {**naming(wanted.tenant, wanted.case), "request": wanted.request_id, "definition": wanted.definition}
        params["workflow"] = wanted.workflow
        params["roots"] = json.dumps(wanted.roots)
        rows = wire.rows(self._text(wanted.skip_locked, share=not own), params)
        unseen = not own and wanted.case is not None and rows[0][NAMES_AT] is None
        if unseen or any(row[VERSION] != row[SEEN] for row in rows):
            rows = wire.rows(self._text(wanted.skip_locked, share=not own, fresh=True), params)
        return self._loaded(wanted, rows)

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """One statement: an insert that finds a counter waits for whoever has it, and gives back what that one has made of it."""
        return self._writes.counters(wire, wanted)

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """At most ten statements, a table each, however many rows."""
        return self._writes.write(wire, batch)

    def _load(self, skip: bool, *, share: bool, fresh: bool = False) -> Text:
        parts = {"skip": "SKIP LOCKED" if skip else "", "share": SHARING if share else "", "fresh": SHARING if fresh else ""}
        return Text.written(LOAD.format(**parts), self._dialect)

    def _loaded(self, wanted: Wanted, rows: Rows) -> Loaded:
        now, _, request, known, last, named, mark, settings = checked(rows)[:8]
        self._writes.most = _session(settings)
        names = _best(named)
        addressed = the_one(wanted.case, [name for _, name in names]) if wanted.case is not None else None
        roots = {*wanted.roots, *(root for root, _ in names)}
        return Loaded(
            now=instant_of(max(row[0] for row in rows if row[0] is not None) or now),
            aggregates=aggregates(wanted.tenant, [row[CASE] for row in rows if row[9] in roots], addressed),
            answered=answered(json.loads(request) if request else None),
            known=wanted.definition is None or bool(known),
            current=current(json.loads(last) if last else None),
            standing=mark,
        )


def _best(named: str | None) -> list[tuple[str, list[str]]]:
    """The most exact readings of a name: the root of each, and (workflow, key, id)."""
    found = json.loads(named) if named else []
    best = min((place for place, *_ in found), default=None)
    return [(root, [workflow, key, id]) for place, root, workflow, key, id in found if place == best]


def _session(settings: str) -> int:
    """How large a message may be; raises Misconfigured where texts would be cut short or lose characters without a word."""
    mode, *sets, most = json.loads(settings)
    if "STRICT_" not in mode or "EMPTY_STRING_IS_NULL" in mode:
        raise Misconfigured(
            f"with sql_mode {mode!r} MariaDB would cut texts short or lose empty ones without a word",
            hint="Set sql_mode to STRICT_TRANS_TABLES, as it is by default.",
        )
    if any(one != "utf8mb4" for one in sets):
        raise Misconfigured(f"the connection speaks {sets[0]}, which lacks characters", hint="Add charset=utf8mb4 to the database URL.")
    return int(most)
