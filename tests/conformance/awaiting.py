"""What tests of the awaited engine share: a workflow, and hosts that await."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import URL, Column, Integer, MetaData, String, Table, func, select

from signoff import AsyncEngine
from signoff.adapters.sql import prepare, upgrade
from signoff.adapters.sql.wire import Wire

from ..acceptance.databases import awaited
from .conftest import emptied

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine as Database

WANTED = "the awaited engine is not tested: the extras `async` and `mariadb` are not installed; run make venv"
aio = pytest.importorskip("sqlalchemy.ext.asyncio", reason=WANTED, exc_type=ImportError)
for driver in ("aiosqlite", "aiomysql"):
    pytest.importorskip(driver, reason=WANTED)


LETTER = """
signoff: 1
workflow: letter
data: {text: {type: text}}
defaults: {empty: hold, duplicate: none, self: forbid}
steps:
  draft: {by: initiator}
  check: {approvers: [person(he), person(ann)], rule: all}
"""
letters = Table("letter", MetaData(), Column("id", Integer, primary_key=True), Column("text", String(50)))


@dataclass(frozen=True, slots=True)
class AwaitingHost:
    """A host application that awaits its database, which holds the tables of both, and how it opens transactions."""

    database: "Database"
    engine: AsyncEngine
    kind: str

    def opened(self) -> AbstractAsyncContextManager[Any]:
        """An AsyncSession or AsyncConnection with no transaction yet."""
        return aio.AsyncSession(self.database) if self.kind == "session" else self.database.connect()

    async def letters(self) -> int:
        """How many rows of its own are committed."""
        async with self.database.connect() as connection:
            return (await connection.execute(select(func.count()).select_from(letters))).scalar_one()

    async def cases(self) -> int:
        """How many cases are committed."""
        return len(await self.engine.cases())


def url_for(kind: str, path: Path, request: pytest.FixtureRequest) -> URL | str:
    """Where the database of a host is, with the tables of Signoff and nothing in them."""
    if kind in ("postgresql", "mariadb"):
        emptied(request.getfixturevalue(f"{kind}_store"))
        return awaited(request.getfixturevalue(kind))
    if kind == "sqlite-memory":
        return "sqlite+aiosqlite://"
    upgrade(f"sqlite:///{path}/host.db")
    return f"sqlite+aiosqlite:///{path}/host.db"


@asynccontextmanager
async def hosted(url: URL | str, kind: str, *, prepared: bool = True, **options: Any) -> AsyncIterator[AwaitingHost]:
    """The host, let go afterwards with every connection given back."""
    database = aio.create_async_engine(url, **options)
    if prepared:
        prepare(database)
    try:
        async with database.begin() as connection:
            await connection.run_sync(letters.metadata.create_all)
            await connection.execute(letters.delete())
        yield AwaitingHost(database, AsyncEngine(database, workflows=LETTER), kind)
        async with database.begin() as connection:
            await connection.run_sync(letters.metadata.drop_all)
        assert getattr(database.pool, "checkedout", lambda: 0)() == 0, "a connection was not given back"
    finally:
        await database.dispose()


async def cancelled_at(place: int, work: Callable[[], Awaitable[object]], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Do something in a task that is cancelled as it comes to a statement; whether it came so far."""
    carried_out, count = Wire._run, 0

    def counting(self: Wire, *args: Any, **given: Any) -> Any:
        nonlocal count
        count += 1
        task = asyncio.current_task()
        if count == place and task is not None:
            task.cancel()
        return carried_out(self, *args, **given)

    async def working() -> None:
        await work()

    with monkeypatch.context() as patched:
        patched.setattr(Wire, "_run", counting)
        (outcome,) = await asyncio.gather(asyncio.create_task(working()), return_exceptions=True)
    assert (count >= place) == isinstance(outcome, asyncio.CancelledError), outcome
    return count >= place
