"""Rows to deliver after commit: leases on the store's clock, retries, dead letters."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import null, select, update
from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Delivery

from . import decode, tables
from .dialects import among, given
from .queries import rows_where
from .reader import named
from .sources import Source
from .tables import literal
from .wire import COMPILED, Text

row = tables.outbox.c


class SqlOutbox:
    """The port `Outbox` over SQL."""

    _source: Source

    def lease(self, node: str, now: datetime, limit: int, seconds: int) -> Sequence[Delivery]:
        """Take rows whose time has come and whose lease is free or has run out; counts the try."""
        until = instant(now + timedelta(seconds=seconds))
        params = {"node": node, "now": instant(now), "until": until, "limit": limit}
        with self._source.writing() as wire:
            rows = wire.rows(_lease(wire.dialect), params)
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

    def revive(self, tenant: str, ids: Sequence[str], now: datetime) -> int:
        """Give dead rows another run of tries."""
        with self._source.writing() as wire:
            return wire.run(_revive(wire.dialect), {"tenant": tenant, "ids": json.dumps(list(ids)), "now": instant(now)})

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        """Rows that have failed their last try, oldest first."""
        equal = ("tenant",) if case is None else ("tenant", "case_id")
        with self._source.reading() as wire:
            text = rows_where(wire.dialect, tables.outbox, equal, ("at", "id"), "state = 'dead'")
            return [decode.delivery(named(tables.outbox, found)) for found in wire.rows(text, {"tenant": tenant, "case_id": case})]


@lru_cache(COMPILED)
def _lease(dialect: Dialect) -> Text:
    ripe = select(row.id).where(literal(tables.READY), row.next_at <= given("now"))
    ripe = ripe.order_by(row.next_at, row.id).limit(given("limit")).with_for_update(skip_locked=True)
    found = ripe.cte("ripe") if dialect.name == "postgresql" else ripe.subquery()
    taken = {"tries": row.tries + 1, "node": given("node"), "next_at": given("until")}
    return Text.compiled(update(tables.outbox).where(row.id.in_(select(found.c.id))).values(taken).returning(*row), dialect)


@lru_cache(COMPILED)
def _delivered(dialect: Dialect) -> Text:
    values = {"state": literal("'done'"), "settled_at": given("now"), "error": null()}
    return Text.compiled(update(tables.outbox).where(row.id == given("id"), row.state != literal("'done'")).values(values), dialect)


@lru_cache(COMPILED)
def _failed(dialect: Dialect) -> Text:
    values = {"state": given("state"), "next_at": given("next"), "error": given("error"), "settled_at": given("settled")}
    return Text.compiled(update(tables.outbox).where(row.id == given("id"), literal(tables.READY)).values(values), dialect)


@lru_cache(COMPILED)
def _revive(dialect: Dialect) -> Text:
    values = {"state": literal("'ready'"), "next_at": given("now"), "tries": literal("0"), "settled_at": null()}
    dead = (row.tenant == given("tenant"), literal("state = 'dead'"), among(row.id, "ids", dialect))
    return Text.compiled(update(tables.outbox).where(*dead).values(values), dialect)
