"""MariaDB: one statement that locks the roots and reads them, then plain statements that each write all rows of a table.

In a transaction of our own, which sees what is committed, that read is a question with one locking part. In a host's transaction,
which may go on seeing an old state (REPEATABLE READ, the default there), what decides is read under locks; what could only be old
where a root has moved meanwhile is read under locks then.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

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

NAMED = """(SELECT 0 AS place, c.workflow, c.key, c.id AS case_id, c.root_id FROM signoff_case c
 WHERE c.tenant = :tenant AND c.id = :id {fresh})
UNION ALL
(SELECT 1, k.workflow, k.key, k.case_id, k.root_id FROM signoff_key k
 WHERE k.tenant = :tenant AND k.key = :rest AND k.workflow = :flow {fresh})
UNION ALL
(SELECT 2, k.workflow, k.key, k.case_id, k.root_id FROM signoff_key k WHERE k.tenant = :tenant AND k.key = :name {fresh})"""
"""Every reading of a name: the most exact one is chosen later, which is quicker than to let the database choose."""

GIVEN = f"""SELECT 9, NULL, NULL, NULL, root_id
FROM json_table(:roots, '$[*]' COLUMNS (root_id varchar(255) {OF_NAMES} PATH '$')) listed"""

ROOTS = {
    "": "(SELECT 0 AS place, '' AS workflow, '' AS `key`, '' AS case_id, '' AS root_id FROM dual WHERE false)",
    "named": f"({NAMED})",
    "given": f"(SELECT * FROM ({NAMED} UNION ALL ({GIVEN})) every ORDER BY root_id LIMIT 1000000)",
}
"""The roots, by what is asked for. Locks are taken in this order; without the limit MariaDB would not keep to it."""

LOAD = f"""SELECT {CLOCK}, (SELECT revision FROM signoff_schema),
(SELECT json_array(fingerprint, root_id, case_id, seq) FROM signoff_request WHERE tenant = :tenant AND id = :request {{fresh}}),
EXISTS (SELECT 1 FROM signoff_definition WHERE hash = :definition),
(SELECT json_array(hash, retired_at, published_by) {CURRENT} {{share}}),
({MARK[1:-1]} {{share}}),
json_array(@@sql_mode, @@character_set_client, @@character_set_results, @@max_allowed_packet),
n.place, n.workflow, n.key, n.case_id, n.root_id,
c.id, c.root_id, c.version, c.seq, c.head, c.state,
(SELECT s.version FROM signoff_case s WHERE s.tenant = :tenant AND s.id = c.id AND s.root_id = c.id),
EXISTS (SELECT 1 FROM signoff_case f WHERE f.tenant = :tenant AND f.root_id = c.id AND f.id <> f.root_id)
FROM (SELECT 1) one LEFT JOIN ({{roots}} n LEFT JOIN signoff_case c FORCE INDEX (PRIMARY)
 ON c.tenant = :tenant AND c.id = n.root_id AND c.root_id = n.root_id) ON true FOR UPDATE {{skip}}"""
"""A row for each reading of a name and for each root. A root comes as it is there; its version beside it, and whether it has children,
as the transaction sees it."""

FAMILY = f"""SELECT f.id, f.root_id, f.version, f.seq, f.head, f.state
FROM json_table(:roots, '$[*]' COLUMNS (root_id varchar(255) {OF_NAMES} PATH '$')) listed
STRAIGHT_JOIN signoff_case f FORCE INDEX (ix_signoff_case_family)
 ON f.tenant = :tenant AND f.root_id = listed.root_id AND f.id <> f.root_id {{fresh}}"""
"""The children of these roots."""

FIND = f"""SELECT {MARK}, n.place, n.workflow, n.key, n.case_id, n.root_id, f.id, f.root_id, f.version, f.seq, f.head, f.state
FROM (SELECT 1) one LEFT JOIN (({NAMED.format(fresh="")}) n LEFT JOIN signoff_case f FORCE INDEX (ix_signoff_case_family)
 ON f.tenant = :tenant AND f.root_id = n.root_id) ON true"""

NAME, CASE, VERSION, SEEN, CHILDREN = slice(7, 12), slice(12, 18), 14, 18, 19


class MariadbClaims:
    """Statements written once for MariaDB."""

    def __init__(self, dialect: Dialect) -> None:
        self.clock = Text(f"SELECT {NOW.format(0)}")
        self.find = Text.written(FIND, dialect)
        self._dialect = dialect
        self._text = cache(self._load)
        self._children = cache(self._family)
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
        """A row for each reading of the name and each case, with the mark."""
        names, roots = _best(row[1:6] for row in rows)
        cases = {row[6]: row[6:] for row in rows if row[7] in roots}
        return Found(names, list(cases.values()), rows[0][0])

    def deciding(self, text: Text) -> Text:
        """The question as it reads what is there now, whatever the transaction sees."""
        return text.followed_by(SHARING)

    def load(self, wire: Wire, wanted: Wanted, *, own: bool) -> Loaded:
        """One statement, and one more for children; the first one again where a lock was waited for or an old state is seen."""
        params = {**naming(wanted.tenant, wanted.case), "request": wanted.request_id, "definition": wanted.definition}
        params["workflow"] = wanted.workflow
        params["roots"] = json.dumps(wanted.roots)
        asked = "given" if wanted.roots else "named" if wanted.case is not None else ""
        rows, fresh = wire.rows(self._text(asked, wanted.skip_locked, share=not own), params), False
        unseen = not own and wanted.case is not None and not any(row[NAME][3] for row in rows)
        if unseen or any(row[VERSION] != row[SEEN] for row in rows):
            rows, fresh = wire.rows(self._text(asked, wanted.skip_locked, share=not own, fresh=True), params), True
        parents = sorted({row[CASE][0] for row in rows if row[CHILDREN] or (fresh and row[VERSION] is not None)})
        children = wire.rows(self._children(fresh), {"tenant": wanted.tenant, "roots": json.dumps(parents)}) if parents else []
        return self._loaded(wanted, rows, children)

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """One statement: an insert that finds a counter waits for whoever has it, and gives back what that one has made of it."""
        return self._writes.counters(wire, wanted)

    def check(self, batch: Batch) -> None:
        """Names that are too long, characters that no text has, more at once than the server takes."""
        self._writes.check(batch)

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """At most ten statements, a table each, however many rows."""
        return self._writes.write(wire, batch)

    def _load(self, asked: str, skip: bool, *, share: bool, fresh: bool = False) -> Text:
        parts = {"share": SHARING if share else "", "fresh": SHARING if fresh else "", "skip": "SKIP LOCKED" if skip else ""}
        return Text.written(LOAD.format(roots=ROOTS[asked].format(**parts), **parts), self._dialect)

    def _family(self, fresh: bool) -> Text:
        return Text.written(FAMILY.format(fresh=SHARING if fresh else ""), self._dialect)

    def _loaded(self, wanted: Wanted, rows: Rows, children: Rows) -> Loaded:
        _, _, request, known, last, mark, settings = checked(rows)[:7]
        self._writes.most = _session(settings)
        names, roots = _best(row[NAME] for row in rows)
        addressed = the_one(wanted.case, names) if wanted.case is not None else None
        cases = {row[CASE][0]: row[CASE] for row in rows if row[CASE][1] in {*wanted.roots, *roots}}
        mine = [child for child in children if child[1] in cases]
        return Loaded(
            now=instant_of(max(row[0] for row in rows)),
            aggregates=aggregates(wanted.tenant, [*cases.values(), *mine], addressed),
            answered=answered(json.loads(request) if request else None),
            known=wanted.definition is None or bool(known),
            current=current(json.loads(last) if last else None),
            standing=mark,
        )


def _best(rows: Iterable[Sequence[Any]]) -> tuple[list[tuple[str, str, str]], set[str]]:
    """The most exact readings of a name, as (workflow, key, id), and the roots of these cases, which may have left the tables."""
    found = {(place, workflow, key, id, root) for place, workflow, key, id, root in rows if id}
    best = min((place for place, *_ in found), default=None)
    chosen = [one[1:] for one in sorted(found) if one[0] == best]
    return [(workflow, key, id) for workflow, key, id, _ in chosen], {root for *_, root in chosen}


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
