"""The port `Definitions` over SQL."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, null, select, update
from sqlalchemy.engine import Dialect

from signoff.engine.plain import instant
from signoff.engine.ports import Definition, DefinitionRow

from . import decode, tables
from .dialects import given, upsert
from .rows import of_definition
from .sources import Source
from .wire import Text, compiled_once

definition, case = tables.definition.c, tables.case.c
SHOWN = tuple(column for column in tables.definition.columns if column is not definition.content)


class SqlDefinitions:
    """Which definitions there are, and which of them new cases start with."""

    _source: Source

    def definitions(self, tenant: str) -> Sequence[DefinitionRow]:
        """Every stored definition with the cases of this tenant; the one published last first."""
        with self._source.reading(snapshot=True) as wire:
            rows = wire.rows(_listed(wire.dialect), {})
            counted = wire.rows(_counted(wire.dialect), {"tenant": tenant})
        open, ended = Counter[str](), Counter[str]()
        for hash, status, number in counted:
            (open if status in ("open", "suspended") else ended)[hash] += number
        named = [{column.name: value for column, value in zip(SHOWN, row, strict=True)} for row in rows]
        return [decode.definition_row(row, open[row["hash"]], ended[row["hash"]]) for row in named]

    def publish(self, definition: Definition, at: datetime, by: str) -> None:
        """Store a definition, or find it stored, and make it the one published last."""
        params = {**of_definition(definition, at), "published_at": instant(at), "published_by": by}
        with self._source.writing() as wire:
            wire.run(_publish(wire.dialect), params)

    def retire(self, hashes: Sequence[str], at: datetime, by: str) -> None:
        """New cases start with none of these."""
        with self._source.writing() as wire:
            wire.many(_retire(wire.dialect), [{"hash": hash, "at": instant(at), "by": by} for hash in sorted(hashes)])


@compiled_once
def _listed(dialect: Dialect) -> Text:
    latest = func.coalesce(definition.published_at, definition.first_used).desc()
    return Text.compiled(select(*SHOWN).order_by(definition.workflow, latest, definition.hash.desc()), dialect)


@compiled_once
def _counted(dialect: Dialect) -> Text:
    counted = select(case.definition, case.status, func.count()).where(case.tenant == given("tenant"))
    return Text.compiled(counted.group_by(case.definition, case.status), dialect)


@compiled_once
def _publish(dialect: Dialect) -> Text:
    stored = ("hash", "workflow", "version", "content", "first_used", "published_at", "published_by")

    def again(new: Any) -> dict[str, Any]:
        return {"published_at": new.published_at, "published_by": new.published_by, "retired_at": null(), "retired_by": null()}

    return Text.compiled(upsert(dialect, tables.definition, {name: given(name) for name in stored}, again), dialect)


@compiled_once
def _retire(dialect: Dialect) -> Text:
    live = and_(definition.hash == given("hash"), definition.retired_at.is_(None))
    return Text.compiled(update(tables.definition).where(live).values(retired_at=given("at"), retired_by=given("by")), dialect)
