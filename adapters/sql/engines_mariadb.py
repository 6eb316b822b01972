"""What connections to MariaDB need: their settings, whether the server is one that we know, whether it still answers."""

from typing import Any

from sqlalchemy import Connection

from signoff.engine.errors import Misconfigured

from .columns import is_mariadb

OLDEST = (10, 6)
"""The first release with SKIP LOCKED and JSON_TABLE."""

SETTLED = "signoff_settled"
"""Marks a connection of our own, whose transactions see what is committed."""

SETTINGS = (
    "SET SESSION time_zone = '+00:00', sql_mode = concat_ws(',', nullif(@@sql_mode, ''), 'STRICT_ALL_TABLES')",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
)


def settle(connection: Any, record: Any) -> None:
    """Set a new connection up: UTC, texts never cut short, transactions that see what is committed."""
    cursor = connection.cursor()
    for setting in SETTINGS:
        cursor.execute(setting)
    cursor.close()
    record.info[SETTLED] = True


def check_server(connection: Connection) -> None:
    """Raises Misconfigured for MySQL, and for a MariaDB that is too old; other databases pass."""
    dialect = connection.dialect
    if not is_mariadb(dialect):
        return
    if not getattr(dialect, "is_mariadb", False):
        raise not_mariadb()
    version = dialect.server_version_info or ()
    if version < OLDEST:
        shown = ".".join(map(str, version))
        raise Misconfigured(f"MariaDB {shown} is too old", hint="Use MariaDB 10.6 or newer.", data={"version": shown})


def not_mariadb() -> Misconfigured:
    """The server speaks like MariaDB and is none."""
    return Misconfigured("the server is MySQL, which is not supported", hint="Use MariaDB 10.6 or newer, PostgreSQL or SQLite.")


def closed(connection: Any) -> bool:
    """Whether a driver's connection (PyMySQL, aiomysql) was closed at this end."""
    return not connection.open if hasattr(connection, "open") else bool(connection.closed)


def socket_of(connection: Any) -> Any:
    """What the driver reads from, with a `fileno`; None where it does not say."""
    if hasattr(connection, "_sock"):
        return connection._sock
    writer = getattr(connection, "_writer", None)
    return None if writer is None else writer.get_extra_info("socket")
