"""Databases of a test's own on a real server: made, migrated, and dropped again."""

import atexit
import os
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from signoff.adapters.sql import upgrade
from signoff.adapters.sql.tables import metadata, schema

SERVERS = {
    "postgresql": ("SIGNOFF_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"),
    "mariadb": ("SIGNOFF_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1:3306/"),
}
"""By kind of server: the variable that names it, and where it is looked for otherwise."""


def server_of(kind: str) -> URL:
    """Where the server of this kind is."""
    variable, default = SERVERS[kind]
    url = make_url(os.environ.get(variable, default))
    if kind == "mariadb" and not any(name.startswith("ssl") for name in url.query):
        # PyMySQL reads all certificates of the system for every connection, also to a server that speaks no TLS
        url = url.update_query_dict({"ssl_disabled": "true"})
    return url


AWAITED = {"sqlite": "sqlite+aiosqlite", "mariadb+pymysql": "mariadb+aiomysql"}
"""Drivers that are awaited, where it is another one; `aiomysql` does not know how to be told that there is no TLS."""


def awaited(url: URL) -> URL:
    """The same database by a driver that is awaited."""
    return url.set(drivername=AWAITED.get(url.drivername, url.drivername)).difference_update_query(["ssl_disabled"])


FREE: dict[str, list[str]] = {kind: [] for kind in SERVERS}
"""Databases with tables in them that a test of this process has given back."""


@contextmanager
def own_database(kind: str) -> Iterator[str]:
    """The URL of a database with the tables in it and no row, for as long as the block takes; skips, loudly, where there is no server.

    Making one takes a second: those given back are handed out again, emptied, until the process ends.
    """
    url = emptied(FREE[kind].pop()) if FREE[kind] else new_one(kind)
    yield url
    FREE[kind].append(url)


def own_sqlite(folder: Path) -> str:
    """The URL of an SQLite file with the tables in it and no row: a copy of one that was migrated once for all tests of the process."""
    copyfile(migrated_file(), folder / "signoff.db")
    return f"sqlite:///{folder / 'signoff.db'}"


@cache
def migrated_file() -> Path:
    """An SQLite file with the tables in it."""
    path = scratch() / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@cache
def scratch() -> Path:
    """A folder that goes when the process ends."""
    folder = TemporaryDirectory(prefix="signoff-tests-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


Contents = Path | Mapping[str, bytes]
"""What a database holds: a copy of the SQLite file, or the rows of the tables of PostgreSQL."""


def contents(url: str) -> Contents:
    """All that is committed in a database."""
    if make_url(url).get_backend_name() == "sqlite":
        copy = scratch() / f"{uuid.uuid4().hex}.db"
        with closing(sqlite3.connect(str(make_url(url).database))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy
    with copying(url) as cursor:
        found = {}
        for table in filling():
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                found[table] = b"".join(rows)
    return {table: rows for table, rows in found.items() if rows}


def fill(url: str, held: Contents) -> None:
    """Lay what was held by one database into another one of its kind, which has the tables and no row."""
    if isinstance(held, Path):
        copyfile(held, str(make_url(url).database))
        return
    with copying(url) as cursor:
        for table, rows in held.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)


@contextmanager
def copying(url: str) -> Iterator[Any]:
    """A cursor of the driver for PostgreSQL, in a transaction."""
    import psycopg

    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        yield connection.cursor()


def filling() -> list[str]:
    """The tables that tests write to, those first that others refer to."""
    return [table.name for table in metadata.sorted_tables if table is not schema]


@contextmanager
def own_postgresql(*, migrated: bool = True) -> Iterator[str]:
    """The same on PostgreSQL, always a new one: for tests that make tables of their own. Without ours unless `migrated`."""
    with empty_database("postgresql") as url:
        if migrated:
            upgrade(url)
        yield url.render_as_string(hide_password=False)


def new_one(kind: str) -> str:
    """A new database with the tables in it, dropped when the process ends."""
    url = created(kind)
    atexit.register(dropped, kind, url.database)
    upgrade(url)
    return url.render_as_string(hide_password=False)


def emptied(url: str) -> str:
    """The database without a row."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in reversed(filling()):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    engine.dispose()
    return url


@contextmanager
def empty_database(kind: str) -> Iterator[URL]:
    """A database without a table that nobody else knows of, dropped afterwards; skips, loudly, where there is no server."""
    url = created(kind)
    try:
        yield url
    finally:
        dropped(kind, url.database)


def created(kind: str) -> URL:
    """A new database; each worker of a run has its own."""
    server = server_of(kind)
    name = f"signoff_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:16]}"
    try:
        with administering(kind) as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            if kind == "postgresql":
                connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))  # no test cuts the power
    except (SQLAlchemyError, ImportError) as error:
        missing = f"{kind.upper()} IS NOT TESTED: {server!r} cannot be used ({type(error).__name__}); set {SERVERS[kind][0]}"
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(missing)
        pytest.skip(missing)
    return server.set(database=name)


def dropped(kind: str, name: str | None) -> None:
    """Drop a database, whoever is still connected."""
    with administering(kind) as connection:
        connection.execute(text(f"DROP DATABASE {name}{' WITH (FORCE)' if kind == 'postgresql' else ''}"))


@contextmanager
def administering(kind: str) -> Iterator[Connection]:
    """A connection to the server, outside any transaction."""
    engine = create_engine(server_of(kind), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
