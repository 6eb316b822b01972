"""Which definitions new cases start with, in memory."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from signoff.engine.ports import Current, Definition, DefinitionRow

from .tables import KeptDefinition, Tables

OPEN = ("open", "suspended")


class MemoryDefinitions:
    """The port `Definitions` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def definitions(self, tenant: str) -> Sequence[DefinitionRow]:
        """Every stored definition with the cases of this tenant; the one published last first."""
        with self._lock:
            kept = list(self._tables.definitions.values())
            rows = [case.row for (of, _), case in self._tables.cases.items() if of == tenant]
        count = Counter((row.definition, row.status in OPEN) for row in rows)
        latest = sorted(kept, key=order, reverse=True)
        latest.sort(key=lambda one: one.definition.workflow)
        return [row_of(one, count[one.definition.hash, True], count[one.definition.hash, False]) for one in latest]

    def publish(self, definition: Definition, at: datetime, by: str) -> None:
        """Store a definition, or find it stored, and make it the one published last."""
        with self._lock:
            kept = self._tables.definitions.get(definition.hash) or first_kept(definition, at)
            published = replace(kept, published_at=at, published_by=by, retired_at=None, retired_by=None)
            self._tables.definitions[definition.hash] = published

    def retire(self, hashes: Sequence[str], at: datetime, by: str) -> None:
        """New cases start with none of these."""
        with self._lock:
            for hash in hashes:
                kept = self._tables.definitions.get(hash)
                if kept is not None and kept.retired_at is None:
                    self._tables.definitions[hash] = replace(kept, retired_at=at, retired_by=by)


def order(kept: KeptDefinition) -> tuple[datetime, str]:
    """What makes a definition the one published last."""
    return kept.published_at, kept.definition.hash


def first_kept(definition: Definition, at: datetime) -> KeptDefinition:
    """A definition as it comes into use."""
    return KeptDefinition(definition, at, at)


def current(kept: Iterable[KeptDefinition], workflow: str | None) -> Current | None:
    """The definition published last for a workflow."""
    mine = [one for one in kept if one.definition.workflow == workflow]
    last = max(mine, key=order, default=None)
    if last is None:
        return None
    return Current(last.definition.hash, last.retired_at is not None, last.published_by is not None)


def row_of(kept: KeptDefinition, open: int, ended: int) -> DefinitionRow:
    """What is known of a definition."""
    definition = kept.definition
    return DefinitionRow(
        hash=definition.hash,
        workflow=definition.workflow,
        version=definition.version,
        first_used=kept.first_used,
        published_at=kept.published_at,
        published_by=kept.published_by,
        retired_at=kept.retired_at,
        retired_by=kept.retired_by,
        open=open,
        ended=ended,
    )
