"""Where a wire comes from: a connection of our own for each piece of work. (`bound` has the host's.)"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
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
    alone: bool
    """Whether nobody else uses the pool, so that there may be a second connection."""
    pipelines: bool
    """Whether statements may be sent before the one before is answered."""

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
        self.alone = alone
        self._traced = traced
        self._resting = Resting(engine) if alone and not traced and can_rest(engine) else None
        self._again = engine.dialect.driver == "psycopg" and not engine.dialect.is_async
        self.pipelines = self._again and not traced and bool(engine.dialect.loaded_dbapi.Pipeline.is_supported())
        self._ready = False
        # one connection holds a database in memory: threads take turns
        self._gate = threading.RLock() if in_memory(engine) else None
        self._turn: AbstractContextManager[object] = nullcontext() if self._gate is None else self._gate
        self._guard = guarded(engine)
        self._starting = threading.Lock()
        self._reader = for_reading(engine)
        self._writer = at_level(engine, "READ COMMITTED")
        # SQLAlchemy would begin as a writer with the first statement that it sees
        self._late = self._reader if traced else self._writer
        self.locks_late = engine.dialect.name == "sqlite" and self._gate is None and not engine.dialect.is_async
        """Whether a transaction may begin after what it is decided on was read: on a file of SQLite."""
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

    def forked(self) -> None:
        """Leave all connections to the parent of this process; one in memory stays."""
        if self._resting is not None:
            self._resting.forget()
        if self._gate is None:
            self.engine.dispose(close=False)

    def reading(self, *, snapshot: bool = False) -> AbstractContextManager[Wire]:
        """A connection outside any transaction, or in one that sees one state."""
        self.ready()
        return self._seeing_one_state() if snapshot else self.looking()

    @contextmanager
    def _seeing_one_state(self) -> Iterator[Wire]:
        with self._turn, self._connected(self._snapshot) as wire:
            begun = True
            try:
                self._told_of(wire.connection)
                begun = self.claims.snapshot(wire)
                yield wire
            finally:
                if begun:
                    self._rolled_back(wire.connection)

    def looking(self) -> AbstractContextManager[Wire]:
        """A connection outside any transaction; whether the tables are there is not asked."""
        return self._connected(self._reader) if self._gate is None else self._taking_turns()

    @contextmanager
    def _taking_turns(self) -> Iterator[Wire]:
        with self._turn, self._connected(self._reader) as wire:
            yield wire

    @contextmanager
    def writing(self) -> Iterator[Wire]:
        """A transaction of our own: committed at the end, rolled back by any exception."""
        self.ready()
        with self._turn, self._connected(self._writer) as wire:
            connection = wire.connection
            self._refuse_nested(wire)
            try:
                self._begin(connection, wire)
                yield wire
            except BaseException:
                self._rolled_back(connection)
                raise
            self._committed(connection)

    @contextmanager
    def writing_late(self) -> Iterator["Late"]:
        """A wire on which a transaction begins when that is asked for: committed at the end, rolled back by any exception. What is read
        before it has begun stands outside of it."""
        self.ready()
        with self._connected(self._late) as wire:
            connection = wire.connection
            late = Late(wire, lambda: self._begin(connection, wire))
            try:
                yield late
            except BaseException:
                if late.begun:
                    self._rolled_back(connection)
                raise
            if late.begun:
                self._committed(connection)

    def _connected(self, engine: Engine) -> "Connected":
        return Connected(self, engine)

    def _wire(self, connection: Connection) -> Wire:
        # a question inside this thread's own transaction in memory: SQLAlchemy would end that with its connection
        nested = self._gate is not None and in_transaction(connection)
        return Wire(connection, traced=self._traced and not nested, lost=self.engine.dispose, again=self._again)

    def _begin(self, connection: Connection, wire: Wire) -> None:
        self._told_of(connection)
        with self._guard:
            reached("begin.before")
            self.claims.begin(wire)
            reached("begin.after")

    def _told_of(self, connection: Connection) -> None:
        """SQLAlchemy begins with the first statement that it sees, and a host may have it say so to the database: that comes first."""
        if self._traced and not connection.in_transaction():
            with self._guard:
                connection.begin()

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


class Connected:
    """A wire on a connection of a source, for as long as the block lasts."""

    __slots__ = ("_connection", "_engine", "_pool", "_source")

    def __init__(self, source: OwnSource, engine: Engine) -> None:
        self._source, self._engine, self._pool = source, engine, engine.pool

    def __enter__(self) -> Wire:
        resting = self._source._resting
        connection = resting.taken(self._engine) if resting is not None else None
        if connection is None:
            with self._source._guard:
                connection = self._engine.connect()
        self._connection = connection
        try:
            return self._source._wire(connection)
        except BaseException:
            connection.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        resting, connection, left = self._source._resting, self._connection, self._engine.pool is not self._pool
        if not left and resting is not None and error is None and resting.laid(self._engine, connection):
            return
        with self._source._guard:
            if left and not (connection.closed or connection.invalidated):
                # another thread has lost its connection and the pool with it: what goes back there is closed by nobody
                connection.invalidate()
            connection.close()


class Late:
    """A wire, and the transaction that may begin on it."""

    __slots__ = ("_begin", "begun", "wire")

    def __init__(self, wire: Wire, begin: Callable[[], None]) -> None:
        self.wire, self._begin, self.begun = wire, begin, False

    def begin(self) -> None:
        """Begin it, unless it has begun."""
        if not self.begun:
            self.begun = True  # also where that fails halfway
            self._begin()


def _open(connection: Connection) -> Any:
    """What commits and rolls back: SQLAlchemy's connection where it knows of the transaction, else the driver's."""
    return connection if connection.in_transaction() else connection.connection
