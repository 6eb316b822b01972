"""An SQLAlchemy engine over the connection that Django holds: it begins, ends, closes and tunes nothing of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import Error, connections, transaction
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool

from signoff.engine.errors import Misconfigured

DRIVERS = {"sqlite": "sqlite+signoff_django", "postgresql": "postgresql+signoff_django", "mysql": "mysql+signoff_django"}
"""What Django calls a database, and the dialect below that speaks to it."""


class Held:
    """What a dialect does to a connection beside running statements: here nothing, for it is Django's.

    SQLAlchemy would put its own functions, adapters and isolation levels on it, and roll it back whenever it gives it back.
    """

    def on_connect(self) -> Any:
        """No functions, no handlers."""
        return None

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """The level is Django's."""

    def do_begin(self, dbapi_connection: Any) -> None:
        """`atomic()` begins."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """`atomic()` ends."""

    do_rollback = do_close = do_terminate = do_commit


class HeldSqlite(Held, SQLiteDialect_pysqlite):
    """SQLite, as Django configures it."""

    supports_statement_cache = True


class HeldPostgresql(Held, PGDialect_psycopg):
    """PostgreSQL by psycopg 3, as Django configures it."""

    supports_statement_cache = True


class HeldMariadb(Held, MySQLDialect_pymysql):
    """MariaDB by PyMySQL (`pymysql.install_as_MySQLdb()`), as Django configures it."""

    supports_statement_cache = True


class HeldCursor:
    """A cursor of the driver. What fails in an atomic block breaks that block, as Django's own statements do."""

    def __init__(self, django: Any, cursor: Any) -> None:
        self._django = django
        self._cursor = cursor

    def execute(self, *given: Any) -> None:
        """Run a statement."""
        with self._marking():
            self._cursor.execute(*given)

    def executemany(self, *given: Any) -> None:
        """Run a statement for several rows."""
        with self._marking():
            self._cursor.executemany(*given)

    def fetchall(self) -> Sequence[Any]:
        """The rows that are left; SQLite works them out only now."""
        with self._marking():
            return self._cursor.fetchall()  # type: ignore[no-any-return]

    @contextmanager
    def _marking(self) -> Iterator[None]:
        try:
            with transaction.mark_for_rollback_on_error(using=self._django.alias):
                yield
        except Exception:
            self._django.errors_occurred = True  # Django then asks the connection whether it is still alive
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class HeldConnection:
    """What SQLAlchemy takes for a connection of the driver: at each use that which Django has for this thread."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def cursor(self, *given: Any, **named: Any) -> HeldCursor:
        """A cursor; raises Django's TransactionManagementError in an atomic block that is broken."""
        django = connections[self._alias]
        django.validate_no_broken_transaction()
        try:
            django.ensure_connection()
        except Error as error:
            raise error.__cause__ or error from error  # what a driver raises is translated
        return HeldCursor(django, django.connection.cursor(*given, **named))

    def commit(self) -> None:
        """`atomic()` commits."""

    rollback = close = commit

    def __getattr__(self, name: str) -> Any:
        django = connections[self._alias]
        django.ensure_connection()
        return getattr(django.connection, name)


@cache
def held(alias: str) -> Engine:
    """The engine over Django's connections of this alias; raises Misconfigured for a database that is not supported."""
    return create_engine(
        URL.create(driver(alias), database=alias), creator=lambda: HeldConnection(alias), poolclass=NullPool, **options(alias)
    )


def driver(alias: str) -> str:
    """The dialect for an alias."""
    if alias not in connections.settings:
        raise Misconfigured(f"there is no database {alias!r} in DATABASES", hint=f"Use one of: {', '.join(connections.settings)}.")
    vendor = connections[alias].vendor
    if vendor not in DRIVERS:
        raise Misconfigured(f"Signoff does not join Django on {vendor}", hint="Use SQLite, PostgreSQL or MariaDB.")
    if vendor == "postgresql" and connections[alias].Database.__name__ != "psycopg":
        hint = "Run: pip install 'signoff[postgresql]'; Django takes psycopg 3 where it is there."
        raise Misconfigured("Signoff joins Django on PostgreSQL by psycopg 3", hint=hint)
    if vendor == "mysql" and connections[alias].Database.__name__ != "pymysql":
        hint = "Write in settings.py: import pymysql; pymysql.install_as_MySQLdb()."
        raise Misconfigured("Signoff joins Django on MariaDB by PyMySQL", hint=hint)
    return DRIVERS[vendor]


def options(alias: str) -> dict[str, Any]:
    """hstore is Django's to set up."""
    return {"use_native_hstore": False} if connections[alias].vendor == "postgresql" else {}


registry.register("sqlite.signoff_django", __name__, "HeldSqlite")
registry.register("mysql.signoff_django", __name__, "HeldMariadb")
registry.register("postgresql.signoff_django", __name__, "HeldPostgresql")
