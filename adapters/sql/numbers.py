"""The port `Registers` over SQL."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.engine import Dialect

from signoff.engine.ports_numbers import Register

from . import decode, queries, tables
from .dialects import given
from .sources import Source
from .wire import Text, Wire, compiled_once

T = TypeVar("T")


class SqlRegisters:
    """Questions to the register of numbers."""

    _source: Source

    def register(self, tenant: str, series: str | None = None) -> Register:
        """The register of one series, or of all, as one state."""
        with self._source.reading(snapshot=True) as wire:
            return Register(
                counters=_read(wire, tables.series, (), tenant, series, decode.counter),
                numbers=_read(wire, tables.number, ("value",), tenant, series, decode.number_row),
                changes=_read(wire, tables.series_change, ("ordinal",), tenant, series, decode.counter_change),
                cases=_cases(wire, tenant, series),
            )


def _cases(wire: Wire, tenant: str, series: str | None) -> dict[str, tuple[str, str]]:
    """Workflow and key of every case that has a number."""
    params = {"tenant": tenant, "series": series}
    return {id: (workflow, key) for id, workflow, key in wire.rows(_named(wire.dialect, series is None), params)}


@compiled_once
def _named(dialect: Dialect, every: bool) -> Text:
    key, number = tables.key.c, tables.number.c  # keys stay when their case is archived
    mine = [number.tenant == given("tenant"), *(() if every else (number.series == given("series"),))]
    joined = (key.tenant == number.tenant) & (key.root_id == number.root_id) & (key.case_id == number.case_id)
    return Text.compiled(select(key.case_id, key.workflow, key.key).where(*mine, joined).distinct(), dialect)


def _read(
    wire: Wire, table: Table, more: tuple[str, ...], tenant: str, series: str | None, made: Callable[[Mapping[str, Any]], T]
) -> tuple[T, ...]:
    equal = ("tenant",) if series is None else ("tenant", "series")
    text = queries.rows_where(wire.dialect, table, equal, ("series", "period", *more))
    rows = wire.rows(text, {"tenant": tenant, "series": series})
    return tuple(made(dict(zip(table.columns.keys(), row, strict=True))) for row in rows)
