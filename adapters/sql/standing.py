"""The port `StandingStore` over SQL: rows of standing proxies, and the mark of the last change, which rides along with every load."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports_standing import ProxyRow, Standing

from . import tables
from .claims.contract import MARK
from .decode import instant_of, optional
from .queries import rows_where
from .rows import optional as stamped
from .sources import Source
from .wire import Text, Wire, compiled_once

COLUMNS = tuple(column.name for column in tables.proxy.columns)
LISTED = ", ".join(f"p.{name}" for name in COLUMNS)
NEXT = "(SELECT coalesce(max(p.change), 0) + 1 FROM signoff_proxy p WHERE p.tenant = :tenant)"
STANDING = f"""SELECT m.mark, {LISTED} FROM (SELECT {MARK} AS mark) m LEFT JOIN signoff_proxy p
ON p.tenant = :tenant AND p.ended_at IS NULL AND (p.until_day IS NULL OR p.until_day >= :since) ORDER BY p.set_at, p.id"""
QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
SET = f"""INSERT INTO signoff_proxy ({QUOTED}) VALUES ({", ".join(NEXT if n == "change" else f":{n}" for n in COLUMNS)})"""
END = f"""UPDATE signoff_proxy SET ended_by = :ended_by, ended_at = :ended_at, ended_reason = :ended_reason, mark = :mark, "change" = {NEXT}
WHERE tenant = :tenant AND id = :id AND ended_at IS NULL"""


class SqlStanding:
    """Who stands in for whom, in rows."""

    _source: Source

    def standing_mark(self, tenant: str) -> str | None:
        """The mark of the last change."""
        with self._source.reading() as wire:
            mark: str | None = wire.rows(_written(wire.dialect, f"SELECT {MARK}"), {"tenant": tenant})[0][0]
        return mark

    def standing(self, tenant: str, since: date) -> Standing:
        """What counts or will count, under its mark."""
        with self._source.reading() as wire:
            return standing(wire, tenant, since)

    def proxy_rows(self, tenant: str) -> Sequence[ProxyRow]:
        """Every row ever, in the order they were set."""
        with self._source.reading() as wire:
            found = wire.rows(rows_where(wire.dialect, tables.proxy, ("tenant",), ("set_at", "id")), {"tenant": tenant})
        return [proxy_row(dict(zip(COLUMNS, row, strict=True))) for row in found]

    def set_proxy(self, tenant: str, row: ProxyRow, mark: str) -> None:
        """Write a new row."""
        with self._source.writing() as wire:
            wire.run(_written(wire.dialect, SET), {**of_proxy(row), "tenant": tenant, "mark": mark})

    def end_proxy(self, tenant: str, row: ProxyRow, mark: str) -> bool:
        """Write who ended it; False where it had been ended already."""
        with self._source.writing() as wire:
            return wire.run(_written(wire.dialect, END), {**of_proxy(row), "tenant": tenant, "mark": mark}) == 1


def standing(wire: Wire, tenant: str, since: date, asked: Callable[[Text], Text] = lambda text: text) -> Standing:
    """What counts or will count of a tenant's rules, with the mark, in one statement, which may have to be `asked` in another way."""
    found = wire.rows(asked(_written(wire.dialect, STANDING)), {"tenant": tenant, "since": since.isoformat()})
    rows = [dict(zip(COLUMNS, row[1:], strict=True)) for row in found if row[2] is not None]
    return Standing(found[0][0], tuple(proxy_row(row) for row in rows))


def of_proxy(row: ProxyRow) -> dict[str, Any]:
    """The columns of a row, without tenant and mark."""
    return {
        "id": row.id,
        "principal": row.principal,
        "proxy": row.proxy,
        "from_day": row.from_.isoformat() if row.from_ is not None else None,
        "until_day": row.until.isoformat() if row.until is not None else None,
        "kind": row.kind,
        "scope": json.dumps(row.scope, ensure_ascii=False),
        "fallback": row.fallback,
        "reason": row.reason,
        "set_by": row.set_by,
        "set_at": instant(row.set_at),
        "ended_by": row.ended_by,
        "ended_at": stamped(row.ended_at),
        "ended_reason": row.ended_reason,
    }


def proxy_row(row: Mapping[str, Any]) -> ProxyRow:
    """A row as read back."""
    same = ("id", "principal", "proxy", "kind", "fallback", "reason", "set_by", "ended_by", "ended_reason")
    return ProxyRow(
        **{name: row[name] for name in same},
        from_=_day(row["from_day"]),
        until=_day(row["until_day"]),
        scope=tuple(json.loads(row["scope"])),
        set_at=instant_of(row["set_at"]),
        ended_at=optional(row["ended_at"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@compiled_once
def _written(dialect: Dialect, sql: str) -> Text:
    return Text.written(sql, dialect)
