"""The port `Mentions` over SQL."""

from collections.abc import Sequence

from sqlalchemy import Table, func, literal_column, or_, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from signoff.engine.plain import dumps

from . import tables
from .dialects import contains, given
from .sources import Source
from .tables import literal
from .wire import Text, compiled_once

OF_TENANTS = (tables.case, tables.archived, tables.proxy, tables.number)
"""Where a tenant shows."""
ENDS = ",]}"
"""What may follow a value in JSON."""


class SqlMentions:
    """Names that rows say."""

    _source: Source

    def tenants(self) -> Sequence[str]:
        """Every tenant that has anything: from one to the next by the primary keys, which begin with it."""
        found: set[str] = set()
        with self._source.reading() as wire:
            for table in OF_TENANTS:
                text, last = _next_tenant(wire.dialect, table), ""
                while (last := wire.rows(text, {"after": last})[0][0]) is not None:
                    found.add(last)
        return sorted(found)

    def mentions(self, tenant: str, name: str) -> bool:
        """Whether a case names a person or a unit."""
        params = {"tenant": tenant, "name": name, "of_unit": f"@{name}"}
        params |= {f"value_{n}": f"{dumps(name)}{sign}" for n, sign in enumerate(ENDS)}
        with self._source.reading() as wire:
            at_seats, of_pools, in_cases = _mentions(wire.dialect)
            if wire.rows(at_seats, params) or any(token.endswith(f"@{name}") for (token,) in wire.rows(of_pools, params)):
                return True
            return bool(wire.rows(in_cases, params))

    def holders(self, tenant: str, limit: int) -> Sequence[str]:
        """Who holds open seats."""
        with self._source.reading() as wire:
            return [holder for (holder,) in wire.rows(_holders(wire.dialect), {"tenant": tenant, "limit": limit})]


@compiled_once
def _next_tenant(dialect: Dialect, table: Table) -> Text:
    return Text.compiled(select(func.min(table.c.tenant)).where(table.c.tenant > given("after")), dialect)


@compiled_once
def _mentions(dialect: Dialect) -> tuple[Text, Text, Text]:
    """Whoever holds or may hold a seat; pools; values in the text of a case, where a key is followed by another sign."""
    task, candidate, case = tables.task.c, tables.candidate.c, tables.case.c
    one: ColumnElement[int] = literal_column("1")
    holding = select(one).where(task.tenant == given("tenant"), task.holder == given("name"))
    offered = select(one).where(candidate.tenant == given("tenant"), candidate.value == given("name"))
    pools = select(candidate.value).where(candidate.tenant == given("tenant"), contains(candidate.value, "of_unit", dialect))
    values = or_(*(contains(case.state, f"value_{n}", dialect) for n in range(len(ENDS))))
    said = select(one).where(case.tenant == given("tenant"), values)
    seats = holding.union(offered)
    return Text.compiled(seats, dialect), Text.compiled(pools.distinct(), dialect), Text.compiled(said.limit(1), dialect)


@compiled_once
def _holders(dialect: Dialect) -> Text:
    task = tables.task.c
    mine = select(task.holder).where(task.tenant == given("tenant"), literal(tables.OPEN_TASK), task.holder.is_not(None))
    return Text.compiled(mine.distinct().order_by(task.holder).limit(given("limit")), dialect)
