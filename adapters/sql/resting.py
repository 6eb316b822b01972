"""A connection at rest: it stays out of the pool from one piece of work to the next.

To take a connection out of SQLAlchemy's pool, set its level and put it back is a twentieth of a short command. One at rest is whole:
nothing is open on it, and nothing has gone wrong. It is one at most, and the first to be used, so there are never more connections than
work at one time; under load all of them go through the pool.
"""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.pool import Pool, QueuePool

from .engines import lost

IDLE = 0
"""`PQTRANS_IDLE`: what the client of PostgreSQL calls a connection on which no transaction is open."""
PLACE = "the one"


class Resting:
    """The place for a connection beside an engine's pool, which is used at several levels (each is an `Engine` over the same pool)."""

    def __init__(self, engine: Engine) -> None:
        self._file = engine.dialect.name == "sqlite"
        # what a dictionary does with one key, no other thread sees half done
        self._kept: dict[str, tuple[Engine, Connection, Pool]] = {}

    def taken(self, level: Engine) -> Connection | None:
        """The connection at rest, which is the caller's from now on; None where there is none of this level, or it was lost meanwhile."""
        kept = self._kept.pop(PLACE, None)
        if kept is None:
            return None
        of, found, pool = kept
        if of is level and of.pool is pool and (self._file or not lost(found.connection.driver_connection)):
            return found
        _given_back(found, level.pool is pool and of is not level)
        return None

    def laid(self, level: Engine, connection: Connection) -> bool:
        """Whether this connection is at rest now; one that is not goes back to the pool."""
        pool: Any = level.pool
        if connection.closed or connection.invalidated or connection.in_transaction() or pool.overflow() > 0:
            return False
        if not self._idle(connection.connection.driver_connection):
            return False
        return self._kept.setdefault(PLACE, (level, connection, pool))[1] is connection

    def forget(self) -> None:
        """It is somebody else's."""
        self._kept.pop(PLACE, None)

    def close(self) -> None:
        """Give it back to the pool."""
        kept = self._kept.pop(PLACE, None)
        if kept is not None:
            of, found, pool = kept
            _given_back(found, of.pool is pool)

    def _idle(self, driver: Any) -> bool:
        return not driver.in_transaction if self._file else bool(driver.pgconn.transaction_status == IDLE)


def _given_back(connection: Connection, whole: bool) -> None:
    """To its pool, where that is the engine's still and the connection `whole`; else nobody would close it but us."""
    if not whole:
        connection.invalidate()
    connection.close()


def can_rest(engine: Engine) -> bool:
    """Whether it shows on connections of this engine that nothing is open: on those of files of SQLite, and of psycopg.

    On MariaDB every question begins a transaction, which ends as the pool takes the connection back.
    """
    return engine.dialect.driver in ("pysqlite", "psycopg") and not engine.dialect.is_async and isinstance(engine.pool, QueuePool)
