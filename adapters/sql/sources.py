"""Where a wire comes from: a connection of our own for each piece of work. (`bound` has the host's.)"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from signoff.engine.errors import Misconfigured, StoreUnavailable
from signoff.engine.faultpoints import reached

from .claims import Claims, claims_for
from .engines import at_level, for_reading, guarded, in_memory
from .errors import commit_unknown
from .migrate import ready
from .resting import Resting, can_rest
from .wire import Wire, in_transaction


class Source(Protocol):
    """Gives wires. `own` says whether transactions are begun and ended here."""

    own: bool

    @property
    def dialect(self) -> Dialect:
        """The database's dialect."""
        ...

    @property
    def claims(self) -> Claims:
        """How this database locks and writes."""
        ...

    def reading(self, *, snapshot: bool = False) -> AbstractContextManager[Wire]:
        """A wire that only reads: one statement, or several that see the same state (`snapshot`)."""
        ...

    def writing(self) -> AbstractContextManager[Wire]:
        """A wire in a transaction that writes."""
        ...

    def looking(self) -> AbstractContextManager[Wire]:
        """A wire for one question at a time, whatever the tables are like."""
        ...


class OwnSource:
    """Connections from an engine's pool. The first use makes sure that the tables are there. Of a pool that nobody else uses (`alone`)
    one rests outside it between two uses."""

    own = True

    def __init__(self, engine: Engine, *, traced: bool = False, alone: bool = False) -> None:
        self.engine = engine
        self.dialect = engine.dialect
        self.claims = claims_for(engine.dialect)
        self._traced = traced
        self._resting = Resting(engine) if alone and not traced and can_rest(engine) else None
        self._again = engine.dialect.driver == "psycopg" and not engine.dialect.is_async
        self._ready = False
        # one connection holds a database in memory: threads take turns
        self._gate = threading.RLock() if in_memory(engine) else None
        self._turn: AbstractContextManager[object] = nullcontext() if self._gate is None else self._gate
        self._guard = guarded(engine)
        self._starting = threading.Lock()
        self._reader = for_reading(engine)
        self._writer = at_level(engine, "READ COMMITTED")
        self._snapshot = self._reader if engine.dialect.name == "sqlite" else at_level(engine, "REPEATABLE READ")

    def ready(self) -> None:
        """Check the tables once."""
        if self._ready:
            return
        with self._starting:
            if not self._ready:
                with self._turn:
                    ready(self.engine)
                self._ready = True

    def rested(self) -> None:
        """Give the connection at rest back to the pool."""
        if self._resting is not None:
            self._resting.close()

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Wire]:
        """A connection outside any transaction, or in one that sees one state."""
        self.ready()
        with self._turn, self._connected(self._snapshot if snapshot else self._reader) as (connection, wire):
            begun = snapshot
            try:
                begun = snapshot and self.claims.snapshot(wire)
                yield wire
            finally:
                if begun:
                    self._rolled_back(connection)

    @contextmanager
    def looking(self) -> Iterator[Wire]:
        """A connection outside any transaction; whether the tables are there is not asked."""
        with self._turn, self._connected(self._reader) as (_, wire):
            yield wire

    @contextmanager
    def writing(self) -> Iterator[Wire]:
        """A transaction of our own: committed at the end, rolled back by any exception."""
        self.ready()
        with self._turn, self._connected(self._writer) as (connection, wire):
            self._refuse_nested(wire)
            try:
                self._begin(connection, wire)
                yield wire
            except BaseException:
                self._rolled_back(connection)
                raise
            self._committed(connection)

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[tuple[Connection, Wire]]:
        resting, well, pool = self._resting, False, engine.pool
        connection = resting.taken(engine) if resting is not None else None
        if connection is None:
            with self._guard:
                connection = engine.connect()
        try:
            yield connection, self._wire(connection)
            well = True
        finally:
            left = engine.pool is not pool
            if left or resting is None or not well or not resting.laid(engine, connection):
                with self._guard:
                    if left and not (connection.closed or connection.invalidated):
                        # another thread has lost its connection and the pool with it: what goes back there is closed by nobody
                        connection.invalidate()
                    connection.close()

    def _wire(self, connection: Connection) -> Wire:
        # a question inside this thread's own transaction in memory: SQLAlchemy would end that with its connection
        nested = self._gate is not None and in_transaction(connection)
        return Wire(connection, traced=self._traced and not nested, lost=self.engine.dispose, again=self._again)

    def _begin(self, connection: Connection, wire: Wire) -> None:
        if self._traced:
            with self._guard:
                connection.begin()
        with self._guard:
            reached("begin.before")
            self.claims.begin(wire)
            reached("begin.after")

    def _committed(self, connection: Connection) -> None:
        """Commit. Where the database does not say that it has, that is an error of its own: it may have."""
        try:
            with self._guard:
                try:
                    reached("commit.before")
                    _open(connection).commit()
                    reached("commit.after")
                except (DBAPIError, self.dialect.loaded_dbapi.Error):
                    connection.invalidate()
                    raise
        except StoreUnavailable as error:
            # a file's transaction is over with its connection; a server may still be at it
            raise commit_unknown(error, over=self.dialect.name == "sqlite") from error

    def _rolled_back(self, connection: Connection) -> None:
        if connection.invalidated or connection.closed:
            return
        with self._guard:
            try:
                reached("rollback.before")
                _open(connection).rollback()
                reached("rollback.after")
            except (DBAPIError, self.dialect.loaded_dbapi.Error):
                connection.invalidate()

    def _refuse_nested(self, wire: Wire) -> None:
        if self._gate is not None and wire.in_transaction:
            raise Misconfigured("this thread already has a transaction of this database in memory", hint="End it before beginning another.")


def _open(connection: Connection) -> Any:
    """What commits and rolls back: SQLAlchemy's connection where it knows of the transaction, else the driver's."""
    return connection if connection.in_transaction() else connection.connection
