"""What is sent to MariaDB, counted in the driver: every message with a statement, however many rows it names."""

from collections.abc import Callable
from typing import Any

from pymysql.connections import Connection
from pymysql.constants import CLIENT
from sqlalchemy import URL, Engine, create_engine

SENT: list[str] = []
"""The statements that were sent, in order."""

ENDS = ("BEGIN", "START", "SET TRANSACTION", "COMMIT", "ROLLBACK")
"""What begins and ends transactions."""


class CountingConnection(Connection):
    """Takes note of every statement that it sends."""

    def query(self, sql: Any, unbuffered: bool = False) -> int:
        """Send a statement."""
        SENT.append(sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql))
        return super().query(sql, unbuffered)


def counting_engine(url: URL) -> Engine:
    """A host's engine with one such connection."""
    given = url.translate_connect_args(username="user")

    def connect() -> CountingConnection:
        return CountingConnection(charset="utf8mb4", client_flag=CLIENT.FOUND_ROWS, **given)

    return create_engine(url, creator=connect, pool_size=1, max_overflow=0)


def sent(work: Callable[[], object]) -> list[str]:
    """What was sent meanwhile, beginnings and ends of transactions left out."""
    SENT.clear()
    work()
    return [sql for sql in SENT if not sql.startswith(ENDS)]
