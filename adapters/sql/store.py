"""The store on SQL: over an engine of its own, or bound to a host's transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from signoff.engine.errors import StoreUnavailable
from signoff.engine.ports import Attempt, Save, UnitOfWork
from signoff.engine.saving import each_by_itself

from .archive import SqlArchive
from .at_once import SqlAtOnce
from .attempts import count
from .batch import Batch, batch
from .bound import BoundSource
from .chronicle import SqlChronicle
from .claims import AtOnce, Lone
from .decode import instant_of
from .definitions import SqlDefinitions
from .engines import engine_of
from .forks import tell_when_forked
from .halves import whole
from .health import SqlHealth
from .locking_late import SqlLockingLate
from .mentions import SqlMentions
from .nodes import SqlNodes
from .numbers import SqlRegisters
from .open_cases import SqlOpenCases
from .outbox import SqlOutbox
from .reader import SqlReader
from .sources import OwnSource, Source
from .standing import SqlStanding
from .submissions import SqlSubmissions
from .timers import SqlTimers
from .unit_of_work import SqlUnitOfWork
from .wakeups import WakeUps, can_listen

Clock = Callable[[], datetime]
Made: TypeAlias = tuple[Save, Batch]
"""A save, and its rows."""


class Ports(
    SqlReader,
    SqlChronicle,
    SqlOpenCases,
    SqlMentions,
    SqlDefinitions,
    SqlRegisters,
    SqlStanding,
    SqlTimers,
    SqlOutbox,
    SqlSubmissions,
    SqlNodes,
    SqlHealth,
    SqlArchive,
):
    """Every port of a store, over one source of connections."""

    def __init__(self, source: Source, *, clock: Clock | None = None) -> None:
        super().__init__(source)
        self._clock = clock
        self._all_at_once = all_at_once(source)
        self._pipelines = self._all_at_once if source.pipelines else None
        self._late = source if isinstance(source, OwnSource) and source.locks_late else None

    def begin(self, *, locking: bool = True) -> AbstractContextManager[UnitOfWork]:
        """A transaction of its own, or (bound) the host's, which is neither committed nor rolled back here.

        Without `locking`, one statement stands for the transaction where the database can do that; on a file of SQLite the lock is
        taken when something is written.
        """
        if locking:
            return self._begin()
        if self._late is not None:
            return self._locking_late(self._late)
        return self._begin() if self._all_at_once is None else self._at_once(self._all_at_once)

    def saving_each(self, saves: Sequence[Save]) -> AbstractContextManager[Iterator[tuple[Save, bool]]]:
        """Write each of these in a transaction of its own; the rows of all of them are made before.

        Where one is a single statement, PostgreSQL is sent one after the other without being waited for, and is at them as the block goes
        on. Of a pool that others use no connection is kept meanwhile.
        """
        claims, sent, others = self._pipelines, list[tuple[Save, Lone]](), list[Made]()
        for save in saves:
            rows = batch(save, read_soon=False)
            lone = claims.lone(rows) if claims is not None and not save.changes[0].settled else None
            if lone is None:
                others.append((save, rows))
            else:
                sent.append((save, lone))
        rest = self._saved_each(others)
        if claims is None or not sent:
            return nullcontext(rest)
        if self._source.alone:
            return self._sending(claims, sent, rest)
        return nullcontext(chain(self._sent(claims, sent), rest))

    def _sent(self, claims: AtOnce, sent: Sequence[tuple[Save, Lone]]) -> Iterator[tuple[Save, bool]]:
        """Written before the first one is given, so that the connection is back by then; where it is lost, what was answered is given."""
        answered = list[tuple[Save, bool]]()
        try:
            with self._sending(claims, sent, iter(())) as written:
                for one in written:
                    answered.append(one)
        except StoreUnavailable:
            yield from answered
            raise
        yield from answered

    @contextmanager
    def _sending(
        self, claims: AtOnce, sent: Sequence[tuple[Save, Lone]], rest: Iterator[tuple[Save, bool]]
    ) -> Iterator[Iterator[tuple[Save, bool]]]:
        with self._source.reading() as wire:
            if not wire.pipelines:
                self._pipelines = None
                yield chain(((save, False) for save, _ in sent), rest)
                return
            with claims.sending_each(wire, [lone for _, lone in sent]) as written:
                yield chain(zip([save for save, _ in sent], written, strict=True), rest)

    def _saved_each(self, made: Sequence[Made]) -> Iterator[tuple[Save, bool]]:
        """One after the other, as they are asked for."""

        def begin() -> AbstractContextManager[SqlUnitOfWork | SqlAtOnce]:
            if self._all_at_once is not None:
                return self._at_once(self._all_at_once)
            return self._begin() if self._late is None else self._locking_late(self._late)

        for (save, _), written in each_by_itself(begin, made, lambda unit, one: unit.save(*one)):
            yield save, written

    @property
    def one_writer(self) -> bool:
        """Whether only one can write at a time, whichever cases are meant: on SQLite."""
        return self._source.dialect.name == "sqlite"

    def attempt(self, attempts: Sequence[Attempt]) -> None:
        """Count refused commands: in a short transaction, or in the host's."""
        if attempts:
            with self._source.writing() as wire, whole(wire.connection, own=self._source.own):
                count(wire, attempts)

    def now(self) -> datetime:
        """The database's clock (UTC), or the one that replaces it."""
        if self._clock is not None:
            return self._clock()
        with self._source.reading() as wire:
            return instant_of(wire.rows(self._source.claims.clock, {})[0][0])

    @contextmanager
    def _begin(self) -> Iterator[SqlUnitOfWork]:
        with self._source.writing() as wire:
            unit = SqlUnitOfWork(wire, self._source.claims, own=self._source.own, clock=self._clock)
            yield unit
        unit.transaction.committed()

    @contextmanager
    def _locking_late(self, source: OwnSource) -> Iterator[SqlUnitOfWork]:
        with source.writing_late() as late:
            unit = SqlLockingLate(late, source.claims, self._clock)
            yield unit
        unit.transaction.committed()

    @contextmanager
    def _at_once(self, claims: AtOnce) -> Iterator[SqlAtOnce]:
        with self._source.reading() as wire:
            unit = SqlAtOnce(wire, claims, self._clock)
            try:
                yield unit
                unit.carry_out()
            except BaseException:
                unit.give_up()
                raise
        unit.transaction.committed()


def all_at_once(source: Source) -> AtOnce | None:
    """The claims with which one statement may stand for a transaction. Found out once: for a protocol that takes long.

    Not where the database is awaited: a task that is cancelled takes its transaction with it, and a statement under way might not stop.
    """
    claims = source.claims
    return claims if source.own and not source.dialect.is_async and isinstance(claims, AtOnce) else None


class BoundStore(Ports):
    """A store in a host's transaction, which it never commits, rolls back or closes."""


class SqlStore(Ports):
    """Store, Reader, Definitions, Registers, StandingStore, Timers, Outbox, Submissions, Beats and Archive on SQLite or PostgreSQL.

    `database` is a URL (`sqlite:///file.db`, `sqlite://` in memory, `postgresql+psycopg://…`) or an engine, which stays the
    caller's. `clock` replaces the database's clock in tests. `traced` sends every statement through SQLAlchemy, so that echo
    and instrumentation see it. Raises Misconfigured for a URL or database that cannot be used; connects at first use.
    """

    def __init__(self, database: Engine | str | URL, *, clock: Clock | None = None, traced: bool = False) -> None:
        self._owned = not isinstance(database, Engine)
        self.engine = database if isinstance(database, Engine) else engine_of(database)
        self._pool = OwnSource(self.engine, traced=traced, alone=self._owned)
        self._traced = traced
        super().__init__(self._pool, clock=clock)
        if self._owned:
            tell_when_forked(self)

    def bound(self, host: Any) -> BoundStore:
        """The same store in the transaction of a host's Session or Connection: never commits, rolls back or closes it.

        Raises Misconfigured for a connection in autocommit mode. Where the host's transaction has not begun yet, the tables
        are made sure of first.
        """
        if not in_transaction(host):
            self.ready()
        return self.joining(host)

    def joining(self, host: Any) -> BoundStore:
        """The same, where the tables are made sure of by somebody else."""
        return BoundStore(BoundSource(host, traced=self._traced), clock=self._clock)

    def ready(self) -> None:
        """Check the tables now instead of at first use: a new SQLite file gets them, else raises StoreUnavailable."""
        self._pool.ready()

    def forked(self) -> None:
        """In a process that was forked: leave the connections to the parent, whose they are. A database in memory goes on in the child.

        An engine that was made here is told by itself. Nothing is waited for: who holds a lock of the pool may not be in the child.
        """
        self._pool.forked()

    def rested(self) -> None:
        """Give the connection that rests between two commands back to the pool."""
        self._pool.rested()

    def wakeups(self, woken: Callable[[], object]) -> AbstractContextManager[object]:
        """As long as the block lasts, call `woken` when there is work: on PostgreSQL with psycopg; elsewhere nothing happens."""
        return WakeUps(self.engine, woken) if can_listen(self.engine) else nullcontext()

    @property
    def sweepers(self) -> int:
        """How many threads of one process sweep fastest: on a server one decides while another one's save is written, and SQLite has one
        writer. 0 for a database that is awaited, which no other thread can use."""
        if self.engine.dialect.is_async:
            return 0
        return 1 if self.engine.dialect.name == "sqlite" else 2

    def close(self) -> None:
        """Close the connections of an engine that was made here; a host's own engine is left alone."""
        self.rested()
        if self._owned:
            self.engine.dispose()


def in_transaction(host: Any) -> bool:
    """Whether a host's Session or Connection has begun already."""
    ask = getattr(host, "in_transaction", None)
    return bool(ask()) if callable(ask) else True
