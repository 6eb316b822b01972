"""The synchronous store where a database is awaited: SQLAlchemy lets each call of the driver wait in its event loop, by a greenlet.

No thread, and no second store. Nothing that is held across such a call may make the thread wait, or the event loop would wait for itself;
so tasks queue here for what threads queue for elsewhere.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.util import greenlet_spawn

from signoff.engine.errors import Misconfigured

from .engines import in_memory, made
from .store import BoundStore, SqlStore

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

URLS = (
    "Write sqlite+aiosqlite:///file.db, postgresql+psycopg://user@host/name or mariadb+aiomysql://user@host/name;"
    " and have: pip install 'signoff[async]'"
)
AWAITED = {"sqlite": "sqlite+aiosqlite", "mariadb": "mariadb+aiomysql", "mysql": "mysql+aiomysql"}
"""The drivers for URLs that name none."""
HOSTS = "Hand in a SQLAlchemy AsyncSession or AsyncConnection."


class AwaitedStore:
    """A store on an asynchronous engine, or on a URL for one (`sqlite+aiosqlite:///file.db`, `postgresql+psycopg://…`, `mariadb+aiomysql://…`).

    An engine that is handed in stays the caller's. Raises Misconfigured for anything else.
    """

    def __init__(self, database: "AsyncEngine | str | URL") -> None:
        self._owned = not hasattr(database, "sync_engine")
        self._engine: AsyncEngine = async_engine_of(database) if isinstance(database, str | URL) else given(database)
        self.store = SqlStore(self._engine.sync_engine)
        self.first = First(self.store)
        # one connection holds a database in memory: tasks take turns
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if in_memory(self._engine.sync_engine) else nullcontext()

    async def run(self, work: Callable[[], T]) -> T:
        """Carry out what asks this store, as SQLAlchemy's `run_sync` does."""
        async with self._turn:
            await self.first.ready()
            return await greenlet_spawn(work)

    async def close(self) -> None:
        """Close the connections of an engine that was made here; a host's own engine is left alone."""
        if self._owned:
            await self._engine.dispose()


class First:
    """Makes sure once that the tables are there, while other tasks wait for that."""

    def __init__(self, store: SqlStore) -> None:
        self._store, self._done, self._lock = store, False, asyncio.Lock()

    async def ready(self) -> None:
        """Check the tables, if nobody has yet."""
        if self._done:
            return
        async with self._lock:
            await greenlet_spawn(self._store.ready)
            self._done = True


class AwaitedHost:
    """A store in the transaction of a host's AsyncSession or AsyncConnection: never commits, rolls back or closes it.

    Raises Misconfigured for anything else, for a connection that is not open, and for one in autocommit mode.
    """

    def __init__(self, host: Any, store: SqlStore, first: First) -> None:
        self._host, self._first = host, first
        self._inner = inner(host)
        self.store: BoundStore = store.joining(self._inner)

    async def run(self, work: Callable[[], T]) -> T:
        """Carry out what asks this store, in the host's transaction; it begins with that, if it has not begun."""
        if not self._inner.in_transaction():
            await self._first.ready()
        return await self._host.run_sync(lambda _: work())  # type: ignore[no-any-return]


def inner(host: Any) -> Session | Connection:
    """The synchronous Session or Connection that an asynchronous one wraps."""
    if isinstance(found := getattr(host, "sync_session", None), Session):
        return found
    if not hasattr(host, "sync_connection"):
        raise Misconfigured(f"cannot bind to a {type(host).__name__}", hint=HOSTS)
    if not isinstance(found := host.sync_connection, Connection):
        raise Misconfigured("the connection is not open", hint="Write: async with engine.connect() as connection.")
    return found


def given(database: Any) -> "AsyncEngine":
    """The host's own asynchronous engine; raises Misconfigured for anything else."""
    if not isinstance(getattr(database, "sync_engine", None), Engine):
        raise Misconfigured(f"cannot await a {type(database).__name__}", hint=URLS)
    return database  # type: ignore[no-any-return]


def async_engine_of(url: str | URL) -> "AsyncEngine":
    """An engine for this URL whose driver is awaited (ours where it names none), with our settings; raises Misconfigured."""

    def create(parsed: URL, **options: Any) -> Engine:
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine(parsed, **options).sync_engine

    engine = made(url, create, URLS, AWAITED)
    from sqlalchemy.ext.asyncio import AsyncEngine

    return AsyncEngine(engine)
