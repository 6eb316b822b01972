"""Refused commands, counted up."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Attempt

from . import tables
from .queries import given
from .timers import upserting
from .wire import Text, Wire

KEY = ("tenant", "case_id", "actor", "action", "code")


def count(wire: Wire, attempts: Sequence[Attempt]) -> None:
    """Count each of these; in the order of their keys, so that two writers cannot wait for each other."""
    rows = [
        {"tenant": one.tenant, "case_id": one.case, "actor": one.actor, "action": one.action, "code": one.code}
        | {"message": one.message, "at": instant(one.at)}
        for one in attempts
    ]
    rows.sort(key=lambda row: [row[name] for name in KEY])
    wire.many(_count(wire.dialect), rows)


@cache
def _count(dialect: Dialect) -> Text:
    statement = upserting(dialect, tables.attempt).values(
        {**{name: given(name) for name in KEY}, "message": given("message"), "count": 1, "first_at": given("at"), "last_at": given("at")}
    )
    again = {"count": tables.attempt.c.count + 1, "message": statement.excluded.message, "last_at": statement.excluded.last_at}
    return Text.compiled(statement.on_conflict_do_update(index_elements=KEY, set_=again), dialect)
