"""What the sweep reads."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import DueTimer

from . import tables
from .decode import instant_of, optional
from .dialects import among, given, listed
from .sources import Source
from .tables import literal
from .wire import Text, compiled_once


class SqlTimers:
    """The port `Timers` over SQL."""

    _source: Source

    def due(self, tenant: str | None, now: datetime, limit: int) -> Sequence[DueTimer]:
        """Timers due by now of cases that do not rest, earliest first."""
        params = {"tenant": tenant, "now": instant(now), "limit": limit}
        with self._source.reading() as wire:
            rows = wire.rows(_due(wire.dialect, tenant is None), params)
        return [DueTimer(root, case, key, instant_of(due)) for root, case, key, due in rows]

    def still_due(self, tenant: str, now: datetime, roots: Sequence[str]) -> Sequence[str]:
        """Those of these roots with a timer due by now of a case that does not rest."""
        with self._source.reading() as wire:
            params = {"tenant": tenant, "now": instant(now), "roots": listed(roots, wire.dialect)}
            return sorted({root for (root,) in wire.rows(_still_due(wire.dialect), params)})

    def tenants_due(self, now: datetime) -> Sequence[str]:
        """Every tenant with a timer due by now."""
        with self._source.reading() as wire:
            return [tenant for (tenant,) in wire.rows(_tenants_due(wire.dialect), {"now": instant(now)})]

    def next_due(self, tenant: str | None) -> datetime | None:
        """When the next timer is due."""
        with self._source.reading() as wire:
            return optional(wire.rows(_next_due(wire.dialect, tenant is None), {"tenant": tenant})[0][0])


@compiled_once
def _due(dialect: Dialect, everywhere: bool) -> Text:
    timer = tables.timer.c
    statement = select(timer.root_id, timer.case_id, timer.key, timer.due).where(literal(tables.ARMED), timer.due <= given("now"))
    if not everywhere:
        statement = statement.where(timer.tenant == given("tenant"))
    return Text.compiled(statement.order_by(timer.due, timer.case_id, timer.key).limit(given("limit")), dialect)


@compiled_once
def _still_due(dialect: Dialect) -> Text:
    timer = tables.timer.c
    mine = (timer.tenant == given("tenant"), among(timer.root_id, "roots", dialect))
    return Text.compiled(select(timer.root_id).where(*mine, literal(tables.ARMED), timer.due <= given("now")), dialect)


@compiled_once
def _tenants_due(dialect: Dialect) -> Text:
    timer = tables.timer.c
    statement = select(timer.tenant).where(literal(tables.ARMED), timer.due <= given("now")).distinct().order_by(timer.tenant)
    return Text.compiled(statement, dialect)


@compiled_once
def _next_due(dialect: Dialect, everywhere: bool) -> Text:
    timer = tables.timer.c
    statement = select(func.min(timer.due)).where(literal(tables.ARMED))
    return Text.compiled(statement if everywhere else statement.where(timer.tenant == given("tenant")), dialect)
