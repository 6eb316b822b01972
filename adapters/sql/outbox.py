"""Rows to deliver after commit: leases on the store's clock, retries, dead letters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Select, not_, null, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from signoff.engine.plain import instant
from signoff.engine.ports import Change, Delivery
from signoff.engine.ports_dispatch import SUBMITTED

from . import decode, tables
from .dialects import among, given, listed, met_by
from .digests import gather
from .errors import conflict
from .queries import rows_where
from .reader import named
from .sources import Source
from .tables import literal
from .wire import Rows, Text, Wire, compiled_once

row = tables.outbox.c

MOST_UNSERVED = 1_000
"""So many rows that nobody can deliver are told."""
LEASED: Mapping[str, Any] = {"tries": row.tries + 1, "node": given("node"), "next_at": given("until")}
"""What a lease writes."""


class SqlOutbox:
    """The port `Outbox` over SQL."""

    _source: Source

    def lease(self, node: str, now: datetime, limit: int, seconds: int, serves: Sequence[str] | None = None) -> Sequence[Delivery]:
        """Take rows whose time has come, whose lease is free or has run out, and that this node can deliver; counts the try."""
        until = instant(now + timedelta(seconds=seconds))
        params = {"node": node, "now": instant(now), "until": until, "limit": limit}
        params["serves"] = listed(serves or (), self._source.dialect)
        with self._source.writing() as wire:
            rows = taken(wire, _lease(wire.dialect, serves is not None), params)
        # RETURNING knows no order
        return sorted((decode.delivery(named(tables.outbox, found)) for found in rows), key=lambda taken: (taken.at, taken.id))

    def delivered(self, id: str, now: datetime) -> None:
        """The row has been delivered."""
        with self._source.writing() as wire:
            wire.run(_delivered(wire.dialect), {"id": id, "now": instant(now)})

    def failed(self, id: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """A try failed: again at `retry_at`, or dead."""
        params: dict[str, Any] = {"id": id, "error": error}
        params |= {"state": "dead", "next": instant(now)} if retry_at is None else {"state": "ready", "next": instant(retry_at)}
        with self._source.writing() as wire:
            wire.run(_failed(wire.dialect), {**params, "settled": instant(now) if retry_at is None else None})

    def gather(self, row: Delivery, now: datetime, later: datetime) -> Delivery | None:
        """Let a row of a digest take over the items of all that wait with it."""
        with self._source.writing() as wire:
            return gather(wire, row, now, later)

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        """Rows that have failed their last try, oldest first."""
        with self._source.reading() as wire:
            return dead_rows(wire, tenant, case)

    def unserved(self, tenant: str, now: datetime, serves: Sequence[str], case: str | None = None) -> Sequence[Delivery]:
        """Rows whose time has come and whose need is not among these words, oldest first."""
        with self._source.reading() as wire:
            params = {"tenant": tenant, "now": instant(now), "case_id": case, "serves": listed(serves, wire.dialect)}
            rows = wire.rows(_unserved(wire.dialect, case is not None), params)
        return [decode.delivery(named(tables.outbox, found)) for found in rows]


def dead_rows(wire: Wire, tenant: str, case: str | None, asked: Callable[[Text], Text] = lambda text: text) -> list[Delivery]:
    """Rows of a tenant, or of one case, that have failed their last try, oldest first; it may have to be `asked` in another way."""
    equal = ("tenant",) if case is None else ("tenant", "case_id")
    text = rows_where(wire.dialect, tables.outbox, equal, ("at", "id"), "state = 'dead'")
    return [decode.delivery(named(tables.outbox, found)) for found in wire.rows(asked(text), {"tenant": tenant, "case_id": case})]


def settle(wire: Wire, change: Change, at: datetime) -> None:
    """Bury or revive rows of the outbox; raises Stale for one that is to die and has been delivered meanwhile."""
    for settled in change.settled:
        own = {"id": settled.row, "tenant": change.tenant, "root": change.root, "now": instant(at), "error": settled.error}
        if settled.error is None:
            wire.run(_revive(wire.dialect), own)
        elif not wire.run(_bury(wire.dialect), own):
            raise conflict("the effect has been delivered meanwhile")


Taking: TypeAlias = tuple[Text, ...]
"""One statement that takes rows and gives them back; or, on MariaDB, where an update gives nothing back, the three that do."""


def taken(wire: Wire, texts: Taking, params: Mapping[str, Any]) -> Rows:
    """The rows as they are once they are taken."""
    first, *more = texts
    rows = wire.rows(first, params)
    if not rows or not more:
        return rows
    change, read = more
    mine = {**params, "ids": listed((id for (id,) in rows), wire.dialect)}
    wire.run(change, mine)
    return wire.rows(read, mine)


def unseen() -> ColumnElement[bool]:
    """Rows that a dispatcher was given and that no worker has taken yet, however often they were given; a digest is given in its time."""
    return (row.node == literal(f"'{SUBMITTED}'")) & (row.tries == literal("0")) & (row.kind != literal("'digest'"))


def servable(dialect: Dialect) -> ColumnElement[bool]:
    """Rows that need nothing, or what is among `serves`."""
    return row.needs.is_(None) | among(row.needs, "serves", dialect)


def taking(dialect: Dialect, values: Mapping[str, Any], *, choosy: bool = False) -> Taking:
    """Take up to `limit` rows whose time has come and set these values; nobody waits for a row that another takes.

    A `choosy` one leaves those whose need it does not serve.
    """
    ripe = select(row.id).where(literal(tables.READY), row.next_at <= given("now"))
    if choosy:
        ripe = ripe.where(servable(dialect))
    ripe = ripe.order_by(row.next_at, row.id).limit(given("limit")).with_for_update(skip_locked=True)
    if tables.is_mariadb(dialect):
        return in_turn(dialect, ripe, values)
    found = ripe.cte("ripe") if dialect.name == "postgresql" else ripe.subquery()
    text = update(tables.outbox).where(row.id.in_(select(found.c.id))).values(values).returning(*row)
    return (Text.compiled(text, dialect),)


def in_turn(dialect: Dialect, found: Select[tuple[str]], values: Mapping[str, Any]) -> Taking:
    """Find rows under their locks, set these values, read them."""
    change = update(tables.outbox).where(met_by(row.id, "ids", dialect)).values(values)
    texts = (found, change, select(*row).where(among(row.id, "ids", dialect)))
    return tuple(Text.compiled(text, dialect) for text in texts)


@compiled_once
def _lease(dialect: Dialect, choosy: bool) -> Taking:
    return taking(dialect, LEASED, choosy=choosy)


@compiled_once
def _unserved(dialect: Dialect, of_case: bool) -> Text:
    ripe = select(*row).where(row.tenant == given("tenant"), literal(tables.READY), (row.next_at <= given("now")) | unseen())
    ripe = ripe.where(row.needs.is_not(None), not_(among(row.needs, "serves", dialect)))
    ripe = ripe.where(row.case_id == given("case_id")) if of_case else ripe
    return Text.compiled(ripe.order_by(row.at, row.id).limit(MOST_UNSERVED), dialect)


@compiled_once
def _delivered(dialect: Dialect) -> Text:
    values = {"state": literal("'done'"), "settled_at": given("now"), "error": null()}
    return Text.compiled(update(tables.outbox).where(row.id == given("id"), row.state != literal("'done'")).values(values), dialect)


@compiled_once
def _failed(dialect: Dialect) -> Text:
    values = {"state": given("state"), "next_at": given("next"), "error": given("error"), "settled_at": given("settled")}
    return Text.compiled(update(tables.outbox).where(row.id == given("id"), literal(tables.READY)).values(values), dialect)


@compiled_once
def _revive(dialect: Dialect) -> Text:
    values = {"state": literal("'ready'"), "next_at": given("now"), "tries": literal("0"), "settled_at": null()}
    return Text.compiled(update(tables.outbox).where(*_own(), literal("state = 'dead'")).values(values), dialect)


@compiled_once
def _bury(dialect: Dialect) -> Text:
    values = {"state": literal("'dead'"), "error": given("error"), "settled_at": given("now")}
    return Text.compiled(update(tables.outbox).where(*_own(), literal(tables.READY)).values(values), dialect)


def _own() -> tuple[ColumnElement[bool], ...]:
    return (row.id == given("id"), row.tenant == given("tenant"), row.root_id == given("root"))
