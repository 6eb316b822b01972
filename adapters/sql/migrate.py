"""Bringing the tables to this release's revision, and finding out which one they have."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.engine import URL

from signoff.engine.faultpoints import reached

from . import tables
from .engines import engine_of, for_reading, guarded
from .engines_mariadb import check_server
from .errors import not_migrated, unavailable
from .schema_check import outdated
from .telling import tell
from .wire import in_transaction

T = TypeVar("T")

LOG = logging.getLogger("signoff.database")
LOCATION = Path(__file__).parent / "migrations"
VERSION_TABLE = "signoff_alembic_version"
UPGRADE_SECONDS = 3600
"""How long an upgrade waits for another one on MariaDB."""


def upgrade(database: Engine | str | URL) -> str | None:
    """Create or upgrade the tables, in one transaction; the revision they had before, None if there were none.

    On MariaDB every change of a table is a transaction of its own: an upgrade that was cut short is taken up by the next one.
    """
    with _engine(database) as engine:
        return _writing(engine, _upgraded)


def retell(database: Engine | str | URL) -> int:
    """Work out anew what keeps open cases alive, for those that an older release has moved since the upgrade; how many it was."""
    with _engine(database) as engine:
        return _writing(engine, lambda connection: tell(connection, again=True))


def current(database: Engine | str | URL) -> str | None:
    """The revision of the tables, None where there are none. Told by the tables themselves, whoever migrated them."""
    with _engine(database) as engine, guarded(engine), for_reading(engine).connect() as connection:
        return _revision(connection)


def needs_upgrade(database: Engine | str | URL) -> bool:
    """Whether the tables are missing or too old for this release."""
    return outdated(current(database))


def ready(engine: Engine) -> None:
    """Make sure that the tables are there: a new SQLite file gets them, anything else raises StoreUnavailable."""
    with guarded(engine), for_reading(engine).connect() as connection:
        check_server(connection)
        revision, blank = _revision(connection), _blank(connection)
    if blank:
        _writing(engine, lambda connection: _upgraded(connection) if _blank(connection) else None)
    elif outdated(revision):
        raise not_migrated(revision)


def _upgraded(connection: Connection) -> str | None:
    from alembic import command
    from alembic.config import Config

    before = _revision(connection)
    config = Config()
    config.set_main_option("script_location", str(LOCATION).replace("%", "%%"))
    config.attributes["connection"] = connection
    reached("migration.before")
    command.upgrade(config, "signoff@head")
    tell(connection)
    reached("migration.after")
    LOG.info("the tables are brought from revision %s to %s", before, _revision(connection))
    return before


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(tables.schema.name):
        return None
    return connection.execute(select(tables.schema.c.revision)).scalar()


def _blank(connection: Connection) -> bool:
    """Whether this is an SQLite database with nothing in it."""
    return connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()


def _writing(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do something in a transaction that holds others off: two processes may be told to upgrade at once."""
    with guarded(engine), engine.connect() as connection, _alone(connection), connection.begin():
        if engine.dialect.name == "sqlite" and not in_transaction(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('signoff migrations'))")
        found = work(connection)
        reached("commit.before")
    reached("commit.after")
    return found


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """On MariaDB, where the transaction ends in the middle: a lock of the connection's own, held from before it until after it."""
    if not tables.is_mariadb(connection.dialect):
        yield
        return
    check_server(connection)
    name = "concat('signoff migrations ', md5(database()))"
    if connection.exec_driver_sql(f"SELECT get_lock({name}, {UPGRADE_SECONDS})").scalar() != 1:
        raise unavailable("another process has been upgrading this database for an hour")
    connection.rollback()
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql(f"SELECT release_lock({name})")


@contextmanager
def _engine(database: Engine | str | URL) -> Iterator[Engine]:
    """The engine given, or one of our own that is closed afterwards."""
    if isinstance(database, Engine):
        yield database
        return
    engine = engine_of(database)
    try:
        yield engine
    finally:
        engine.dispose()
