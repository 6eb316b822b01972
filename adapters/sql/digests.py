"""What is collected for one person becomes one row of the outbox: read under lock, in the order of ids, and written in one transaction."""

from datetime import datetime

from sqlalchemy import null, select, update
from sqlalchemy.engine import Dialect

from signoff.engine import digests
from signoff.engine.plain import instant
from signoff.engine.ports import Delivery

from . import decode, tables
from .dialects import given
from .reader import named
from .rows import payload_text
from .tables import literal
from .wire import Text, Wire, compiled_once

column = tables.outbox.c


def gather(wire: Wire, row: Delivery, now: datetime, later: datetime) -> Delivery | None:
    """The row with the items of all that wait with it; None where it is not the first, or too late: then it waits until `later`."""
    low, high = digests.bounds(row.id)
    found = [named(tables.outbox, one) for one in wire.rows(_group(wire.dialect), {"low": low, "high": high})]
    waiting = [decode.delivery(one) for one in found if one["state"] == "ready"]
    mine = next((one for one in waiting if one.id == row.id), None)
    if mine is None or mine.key == digests.group_of(mine.id):
        return mine
    if digests.made(decode.delivery(one) for one in found):
        wire.run(_postpone(wire.dialect), {"id": row.id, "moved": digests.moved(row.id, later), "later": instant(later)})
        return None
    if waiting[0].id != row.id:
        return None
    one = digests.united(waiting)
    wire.many(_done(wire.dialect), [{"id": other.id, "now": instant(now)} for other in waiting[1:]])
    wire.run(_unite(wire.dialect), {"id": one.id, "key": one.key, "payload": payload_text(one.payload)})
    return one


@compiled_once
def _group(dialect: Dialect) -> Text:
    within = (column.id >= given("low"), column.id < given("high"))
    return Text.compiled(select(*column).where(*within).order_by(column.id).with_for_update(), dialect)


@compiled_once
def _postpone(dialect: Dialect) -> Text:
    values = {"id": given("moved"), "key": given("moved"), "next_at": given("later"), "tries": literal("0"), "node": null()}
    return Text.compiled(update(tables.outbox).where(column.id == given("id")).values(values), dialect)


@compiled_once
def _done(dialect: Dialect) -> Text:
    values = {"state": literal("'done'"), "settled_at": given("now")}
    return Text.compiled(update(tables.outbox).where(column.id == given("id")).values(values), dialect)


@compiled_once
def _unite(dialect: Dialect) -> Text:
    values = {"key": given("key"), "payload": given("payload")}
    return Text.compiled(update(tables.outbox).where(column.id == given("id")).values(values), dialect)
