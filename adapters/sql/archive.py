"""What may be archived, and what is: the port `Archive` over SQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.engine import Dialect

from signoff.engine.errors import NotFound
from signoff.engine.plain import instant
from signoff.engine.ports import Disposable, EndedRoot, Loaded, Record, Stub, Wanted

from . import decode, tables
from .claims.naming import naming
from .dialects import among, given, listed
from .purging import purge
from .sources import Source
from .tables import literal
from .wire import Text, Wire, compiled_once

case, event, stub = tables.case.c, tables.event.c, tables.archived.c


class SqlArchive:
    """Questions about what has ended, and what has left; and deleting what was needed for a time only."""

    _source: Source

    def ended_roots(
        self, tenant: str, before: datetime, limit: int, after: str | None = None, workflow: str | None = None
    ) -> Sequence[EndedRoot]:
        """Roots whose own case ended before an instant, in id order."""
        params = {"tenant": tenant, "before": instant(before), "limit": limit, "after": after or "", "workflow": workflow}
        with self._source.reading() as wire:
            return [EndedRoot(id, seq) for id, seq in wire.rows(_ended(wire.dialect, workflow is None), params)]

    def undelivered(self, tenant: str) -> frozenset[str]:
        """Roots with rows of the outbox that have not been delivered."""
        with self._source.reading() as wire:
            return frozenset(root for (root,) in wire.rows(_undelivered(wire.dialect), {"tenant": tenant}))

    def records(self, tenant: str, roots: Sequence[str]) -> Sequence[Record]:
        """These roots with their histories, as one state: two statements."""
        params = {"tenant": tenant, "roots": listed(roots, self._source.dialect)}
        with self._source.reading(snapshot=True) as wire:
            stored = decode.aggregates(tenant, wire.rows(_families(wire.dialect), params))
            links = decode.chains(tables.event.columns.keys(), wire.rows(_events(wire.dialect), params))
        return [Record(one, tuple(links.get(one.root, ()))) for one in stored]

    def stubs(
        self, tenant: str, limit: int, after: str | None = None, workflow: str | None = None, file: str | None = None
    ) -> Sequence[Stub]:
        """Stubs of archived roots in id order."""
        params = {"tenant": tenant, "limit": limit, "after": after or "", "workflow": workflow, "file": file}
        narrowed = frozenset(name for name in ("workflow", "file") if params[name] is not None)
        with self._source.reading() as wire:
            return [decode.stub(row) for row in wire.rows(_stubs(wire.dialect, narrowed), params)]

    def purge(self, what: Disposable, before: datetime, limit: int) -> int:
        """Delete at most so many rows that were last needed before this instant."""
        with self._source.writing() as wire:
            return purge(wire, what, before, limit)


def asked_for(wire: Wire, wanted: Wanted, read: Callable[[], Loaded]) -> Loaded:
    """What `read` gives; raises NotFound also where the case asked for has left the tables."""
    try:
        loaded = read()
    except NotFound as error:
        raise missing(wire, wanted.tenant, wanted.case or "", error) from None
    if wanted.case is not None and not loaded.aggregates:
        raise missing(wire, wanted.tenant, wanted.case)
    return loaded


def missing(wire: Wire, tenant: str, name: str, error: NotFound | None = None) -> NotFound:
    """What is said where no case stands in the tables: that it is archived, if it is, or else this error."""
    found = archived(wire, tenant, name) if error is None or error.code == "not_found" else None
    return found or error or NotFound(f"there is no case {name!r}", code="not_found", data={"case": name})


def archived(wire: Wire, tenant: str, name: str) -> NotFound | None:
    """That a case of this name is archived, if it is."""
    rows = wire.rows(_named(wire.dialect), naming(tenant, name))
    best = [row[1:] for row in rows if row[0] == rows[0][0]]
    return decode.stub(best[0]).instead(name) if len(best) == 1 else None


@compiled_once
def _ended(dialect: Dialect, every: bool) -> Text:
    ended = (literal(f"NOT ({tables.OPEN_CASE})"), case.id == case.root_id, case.ended_at < given("before"), case.id > given("after"))
    mine = () if every else (case.workflow == given("workflow"),)
    statement = select(case.id, case.seq).where(case.tenant == given("tenant"), *ended, *mine)
    return Text.compiled(statement.order_by(case.id).limit(given("limit")), dialect)


@compiled_once
def _undelivered(dialect: Dialect) -> Text:
    row = tables.outbox.c
    return Text.compiled(select(row.root_id).where(row.tenant == given("tenant"), row.state != literal("'done'")).distinct(), dialect)


@compiled_once
def _families(dialect: Dialect) -> Text:
    shown = select(case.id, case.root_id, case.version, case.seq, case.head, case.state).where(case.tenant == given("tenant"))
    tops = shown.where(among(case.id, "roots", dialect), case.id == case.root_id)
    below = shown.where(among(case.root_id, "roots", dialect), literal("id <> root_id"))
    return Text.compiled(tops.union_all(below), dialect)


@compiled_once
def _events(dialect: Dialect) -> Text:
    mine = (event.tenant == given("tenant"), among(event.root_id, "roots", dialect))
    return Text.compiled(select(*tables.event.columns).where(*mine).order_by(event.root_id, event.seq), dialect)


@compiled_once
def _stubs(dialect: Dialect, narrowed: frozenset[str]) -> Text:
    mine = [stub.tenant == given("tenant"), stub.id == stub.root_id, stub.id > given("after")]
    mine += [tables.archived.c[name] == given(name) for name in sorted(narrowed)]
    return Text.compiled(select(*tables.archived.columns).where(*mine).order_by(stub.id).limit(given("limit")), dialect)


@compiled_once
def _named(dialect: Dialect) -> Text:
    """Stubs by id, by workflow and key, by key: the most exact reading first."""

    def ranked(rank: int, *conditions: Any) -> Any:
        return select(literal_column(str(rank)).label("rank"), *tables.archived.columns).where(stub.tenant == given("tenant"), *conditions)

    readings = (
        ranked(0, stub.id == given("id")),
        ranked(1, stub.key == given("rest"), stub.workflow == given("flow")),
        ranked(2, stub.key == given("name")),
    )
    both = readings[0].union_all(*readings[1:]).subquery()
    return Text.compiled(select(*both.columns).order_by(both.c.rank), dialect)
