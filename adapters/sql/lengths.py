"""How long the names may be that a table of MariaDB keeps; other databases keep any."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.mysql import VARCHAR, dialect

from .errors_mariadb import too_long

DIALECT = dialect()


def check_lengths(table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Raises Refused for a name that does not fit, and names its column."""
    limits = lengths(table)
    for row in rows:
        for name, most in limits:
            value = row.get(name)
            if value is not None and len(value) > most:
                raise too_long(name, len(value), most)


@lru_cache
def lengths(table: Table) -> tuple[tuple[str, int], ...]:
    """The columns of a table that have a limit, and how many characters that is."""
    kinds = ((column.name, column.type.dialect_impl(DIALECT)) for column in table.columns)
    return tuple((name, kind.length) for name, kind in kinds if isinstance(kind, VARCHAR) and kind.length)
