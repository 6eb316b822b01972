"""A host's own connection with its transaction, as a place to work in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from signoff.engine.errors import Misconfigured

from .claims import claims_for
from .columns import is_mariadb
from .errors import translated
from .wire import Wire


class BoundSource:
    """The host's Session or Connection: nothing is committed, rolled back or closed here, and nothing begun before it is used."""

    own = False
    alone = False
    pipelines = False

    def __init__(self, host: Any, *, traced: bool = False) -> None:
        bind = bind_of(host)
        if bind.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            raise autocommit()
        self._host = host
        self._traced = traced
        self.dialect = bind.dialect
        self.claims = claims_for(bind.dialect)

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Wire]:
        """The host's connection, whatever it sees."""
        yield self._wire()

    @contextmanager
    def looking(self) -> Iterator[Wire]:
        """The same."""
        yield self._wire()

    @contextmanager
    def writing(self) -> Iterator[Wire]:
        """The host's connection in its transaction, which begins here if it has not yet."""
        yield self._wire()

    def _wire(self) -> Wire:
        with translated(self.dialect):
            connection = self._host if isinstance(self._host, Connection) else self._host.connection()
            if not connection.in_transaction():
                connection.begin()
            if commits_by_itself(connection):
                raise autocommit()
        # its drivers cannot roll back a connection that waits for the rest of an answer
        return Wire(connection, traced=self._traced, cut=connection.invalidate if is_mariadb(self.dialect) else None)


def bind_of(host: Any) -> Connection | Engine:
    """What a Session is bound to, or the Connection itself; raises Misconfigured for anything else."""
    try:
        found = host if isinstance(host, Connection) else host.get_bind()
    except SQLAlchemyError as error:
        raise Misconfigured("the session has no database of its own", hint="Bind the session to one engine.") from error
    except AttributeError:
        found = None
    if isinstance(found, Connection | Engine):
        return found
    raise Misconfigured(
        f"cannot bind to a {type(host).__name__}", hint="Hand in a SQLAlchemy Session or Connection, or the asynchronous ones."
    )


def commits_by_itself(connection: Connection) -> bool:
    """Whether each statement would be committed by itself; on SQLite that shows once a transaction should be open."""
    raw: Any = connection.connection.driver_connection
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT" or getattr(raw, "autocommit", False) is True:
        return True
    if is_mariadb(connection.dialect):
        return bool(raw.get_autocommit())
    return connection.dialect.name == "sqlite" and raw.isolation_level is None and not raw.in_transaction


def autocommit() -> Misconfigured:
    """The case and the host's rows would part."""
    return Misconfigured(
        "the connection is in autocommit mode, so the case could not commit or roll back with your own rows",
        hint="Hand in a connection with transactions; on SQLite call signoff.adapters.sql.prepare(engine).",
    )
