"""The port `Liveness` over SQL."""

from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.engine import Dialect

from signoff.engine.ports import CaseFilter

from . import tables
from .dialects import given
from .queries import CONDITIONS
from .reader import asked
from .sources import Source
from .wire import COMPILED, Text

case = tables.case.c


class SqlLiveness:
    """Questions about open cases as a whole, each one statement without locks."""

    _source: Source

    def count(self, tenant: str, wanted: CaseFilter) -> int:
        """How many cases meet a filter."""
        params = asked(wanted)
        text = _count(self._source.dialect, frozenset(name for name in CONDITIONS if name in params))
        with self._source.reading() as wire:
            return int(wire.rows(text, {**params, "tenant": tenant})[0][0])


@lru_cache(COMPILED)
def _count(dialect: Dialect, conditions: frozenset[str]) -> Text:
    where = [CONDITIONS[name] for name in sorted(conditions)]
    return Text.compiled(select(func.count()).select_from(tables.case).where(case.tenant == given("tenant"), *where), dialect)
