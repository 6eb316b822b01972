"""From a dialect to its claims."""

from collections.abc import Callable

from sqlalchemy.engine import Dialect

from signoff.engine.errors import Misconfigured

from ..wire import compiled_once
from .contract import Claims
from .mariadb import MariadbClaims
from .postgresql import PostgresqlClaims
from .sqlite import SqliteClaims

KNOWN: dict[str, Callable[[Dialect], Claims]] = {
    "sqlite": SqliteClaims,
    "postgresql": PostgresqlClaims,
    "mariadb": MariadbClaims,
    "mysql": MariadbClaims,
}

"""By the names that SQLAlchemy has for them; of these, `mysql` may be MariaDB too, which is seen at the first connection."""


@compiled_once
def claims_for(dialect: Dialect) -> Claims:
    """The claims of this dialect, their statements compiled once; raises Misconfigured for a database that is not supported."""
    if dialect.name not in KNOWN:
        raise Misconfigured(f"{dialect.name} is not supported", hint=f"Use one of: {', '.join(sorted(KNOWN.keys() - {'mysql'}))}.")
    return KNOWN[dialect.name](dialect)
