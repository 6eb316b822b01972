"""Rows of the outbox that a dispatcher brings to workers: taken by their id, and submitted again where they are due."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Delivery, Transaction
from signoff.engine.ports_dispatch import SUBMITTED

from . import decode, tables
from .dialects import given, listed
from .outbox import LEASED, Taking, in_turn, row, servable, taken, taking
from .reader import named
from .sources import Source
from .tables import literal
from .transaction import SqlTransaction
from .wire import Text, compiled_once


class SqlSubmissions:
    """The port `Submissions` over SQL."""

    _source: Source

    def take(self, id: str, node: str, now: datetime, seconds: int, serves: Sequence[str] | None = None) -> Delivery | None:
        """Lease this row, if it is free or was submitted, and can be delivered here."""
        params = {"id": id, "node": node, "now": instant(now), "until": instant(now + timedelta(seconds=seconds))}
        with self._source.writing() as wire:
            params |= {"submitted": SUBMITTED, "serves": listed(serves or (), wire.dialect)}
            rows = taken(wire, _take(wire.dialect, serves is not None), params)
        return decode.delivery(named(tables.outbox, rows[0])) if rows else None

    @contextmanager
    def submitting(self, now: datetime, until: datetime, limit: int) -> Iterator[tuple[Sequence[str], Transaction]]:
        """Rows that are due are submitted, in the transaction that is given."""
        params = {"now": instant(now), "until": instant(until), "limit": limit, "submitted": SUBMITTED}
        with self._source.writing() as wire:
            transaction = SqlTransaction(wire, own=self._source.own)
            found = [named(tables.outbox, one) for one in taken(wire, _submit(wire.dialect), params)]
            yield [one["id"] for one in sorted(found, key=lambda one: (one["at"], one["id"]))], transaction
        transaction.committed()


@compiled_once
def _take(dialect: Dialect, choosy: bool) -> Taking:
    free = (row.next_at <= given("now")) | (row.node == given("submitted"))
    mine = [row.id == given("id"), literal(tables.READY), free, *([servable(dialect)] if choosy else [])]
    if tables.is_mariadb(dialect):
        return in_turn(dialect, select(row.id).where(*mine).with_for_update(), LEASED)
    return (Text.compiled(update(tables.outbox).where(*mine).values(LEASED).returning(*row), dialect),)


@compiled_once
def _submit(dialect: Dialect) -> Taking:
    return taking(dialect, {"node": given("submitted"), "next_at": given("until")})
