"""Refused commands, counted up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Attempt

from . import tables
from .dialects import given, upsert
from .lengths import lengths
from .tables import is_mariadb, literal
from .wire import Text, Wire, compiled_once

KEY = ("tenant", "case_id", "actor", "action", "code")


def count(wire: Wire, attempts: Sequence[Attempt]) -> None:
    """Count each of these; in the order of their keys, so that two writers cannot wait for each other."""
    rows = [
        {"tenant": one.tenant, "case_id": one.case, "actor": one.actor, "action": one.action, "code": one.code}
        | {"message": one.message, "at": instant(one.at)}
        for one in attempts
    ]
    if is_mariadb(wire.dialect):
        # a refusal is counted whatever was asked for, and under as much of it as there is room for
        rows = [{**row, **{name: row[name][:most] for name, most in lengths(tables.attempt) if name in row}} for row in rows]
    rows.sort(key=lambda row: [row[name] for name in KEY])
    wire.many(_count(wire.dialect), rows)


@compiled_once
def _count(dialect: Dialect) -> Text:
    values = {name: given(name) for name in (*KEY, "message")} | {"count": 1, "first_at": given("at"), "last_at": given("at")}

    def again(new: Any) -> dict[str, Any]:
        return {"count": tables.attempt.c.count + literal("1"), "message": new.message, "last_at": new.last_at}

    return Text.compiled(upsert(dialect, tables.attempt, values, again), dialect)
