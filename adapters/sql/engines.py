"""Engines of our own from a URL, and a host's own SQLite engine set up properly."""

import select
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from signoff.engine.errors import Misconfigured

from . import engines_mariadb as mariadb
from .columns import is_mariadb
from .errors import DRIVERS, driver_missing, translated

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SHORT = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "mysql": "mysql+pymysql",
}
"""URLs that name no driver mean the one we use."""

AnyEngine = TypeVar("AnyEngine", bound="Engine | AsyncEngine")

BUSY_SECONDS = 30
"""How long a writer waits for another one on SQLite."""

URLS = "Write sqlite:///file.db, postgresql+psycopg://user@host/name or mariadb+pymysql://user@host/name."

READING = "signoff_reading"
"""The execution option of connections that only read."""


def engine_of(url: str | URL) -> Engine:
    """An engine for this URL with the settings that the store needs; raises Misconfigured for one that says nothing."""
    engine = made(url, create_engine, URLS)
    if engine.dialect.is_async:
        raise Misconfigured("the database URL names an asynchronous driver", hint="Give it to AsyncEngine, or leave the driver out.")
    return engine


def made(url: str | URL, create: Callable[..., Engine], hint: str, drivers: Mapping[str, str] | None = None) -> Engine:
    """An engine that this function creates, with our settings; raises Misconfigured with the hint.

    `drivers` are those for URLs that name none, beside `SHORT`.
    """
    try:
        parsed = make_url(url)
        parsed = parsed.set(drivername={**SHORT, **(drivers or {})}.get(parsed.drivername, parsed.drivername))
        return _sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _server(parsed, create)
    except (exc.ArgumentError, exc.InvalidRequestError, ImportError, ValueError, TypeError) as error:
        if isinstance(error, ImportError) and error.name in DRIVERS:
            raise driver_missing(error.name) from None
        # what they say may hold the URL with its password
        raise Misconfigured("the database URL cannot be used", hint=hint) from None


def in_memory(engine: Engine) -> bool:
    """Whether this is an SQLite database that lives in memory."""
    return engine.dialect.name == "sqlite" and _names_memory(engine.url)


def _names_memory(url: URL) -> bool:
    """Whether a URL of SQLite means a database in memory, be it one with a name (`file:NAME?mode=memory&cache=shared&uri=true`)."""
    return (url.database or "") in ("", ":memory:") or "mode=memory" in str(url)


def prepare(engine: AnyEngine) -> AnyEngine:
    """Set up a host's own engine, before its first connection: on SQLite WAL, patience, and transactions that lock as they begin.

    Without it, a host's transaction that has read before it calls Signoff may get `Stale` when another one has written.
    Other databases need nothing. Returns the engine.
    """
    inner = engine if isinstance(engine, Engine) else engine.sync_engine
    if inner.dialect.name == "sqlite":
        event.listen(inner, "connect", _tune)
        event.listen(inner, "begin", _begin_immediate)
    return engine


def guarded(engine: Engine) -> AbstractContextManager[None]:
    """Errors of this engine become ours; a lost connection takes the pooled ones with it; no word holds the password."""
    return translated(engine.dialect, engine.dispose, secret=engine.url.password)


def _sqlite(url: URL, create: Callable[..., Engine]) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    if _names_memory(url):
        options |= {"poolclass": StaticPool, "pool_reset_on_return": None}
    engine = prepare(create(url, **options))
    event.listen(engine, "connect", _foreign_keys)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same engine for connections that only read: on PostgreSQL in autocommit mode, and on SQLite not waiting for writers."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    # to change the mode of a connection and back takes MariaDB four messages; a question there sees what is committed in any mode
    return engine if is_mariadb(engine.dialect) else engine.execution_options(isolation_level="AUTOCOMMIT")


def at_level(engine: Engine, level: str) -> Engine:
    """The same engine at another isolation level, where that belongs to the connection and not to each transaction."""
    return engine.execution_options(isolation_level=level) if engine.dialect.name == "postgresql" else engine


def _server(url: URL, create: Callable[..., Engine]) -> Engine:
    engine = create(url)
    if is_mariadb(engine.dialect):
        event.listen(engine, "connect", mariadb.settle)
    event.listen(engine, "checkout", _still_there)
    return engine


def _tune(connection: Any, _record: object) -> None:
    """Let SQLite begin transactions only when told to, wait for other writers, and let readers read meanwhile."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _write_ahead(cursor, connection)
    cursor.close()


def _write_ahead(cursor: Any, connection: Any) -> None:
    """Switch to WAL; two processes doing so at once are not held apart by the busy timeout."""
    for patience in range(100):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.fetchall()
            return
        except Exception as error:
            if "locked" not in str(error) or patience == 99:
                raise
            time.sleep(0.01)


def _foreign_keys(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_immediate(connection: Connection) -> None:
    told = connection.get_execution_options()
    if told.get("isolation_level") != "AUTOCOMMIT" and READING not in told:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _still_there(_adapted: object, record: Any, _proxy: object) -> None:
    """In place of a pooled connection that is lost, another is taken."""
    if lost(record.driver_connection):
        raise exc.DisconnectionError("the server has closed the connection")


def lost(connection: Any) -> bool:
    """Whether the server has closed this connection of the driver while it was not in use: there is something to read. No round trip."""
    psycopg = hasattr(connection, "pgconn")
    source = connection if psycopg else mariadb.socket_of(connection)
    gone = connection.closed if psycopg else mariadb.closed(connection)
    return bool(gone) or (source is not None and _readable(source.fileno()))


def _readable(number: int) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([number], [], [], 0)[0])
    # poll, where there is one, does not mind how many files are open
    watch = select.poll()
    watch.register(number, select.POLLIN)
    return bool(watch.poll(0))
