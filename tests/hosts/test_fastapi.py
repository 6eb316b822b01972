"""The helper for FastAPI: the request's own session, errors as answers, a ticker for as long as the application runs."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from signoff import AsyncEngine, Engine, Misconfigured, Reason, Refused
from signoff.adapters.hosts.fastapi import bound, install, ticking
from signoff.adapters.sql import prepare, upgrade

from .site import LETTER

PATIENCE = 20.0
INSERT = text("INSERT INTO letter VALUES (:key)")


class Sync:
    """An application that does not await."""

    def __init__(self, path: Path) -> None:
        self.database = prepare(create_engine(f"sqlite:///{path}/app.db"))
        self.engine = Engine(self.database, workflows=LETTER)

        def opened() -> Iterator[Session]:
            with Session(self.database) as session, session.begin():
                yield session

        self.app = FastAPI(lifespan=ticking(self.engine, every=0.05))
        install(self.app)
        opened_here: Any = Annotated[Session, Depends(opened, scope="function")]
        desk: Any = Annotated[Any, Depends(bound(self.engine, opened_here))]

        @self.app.post("/letters/{key}")
        def write(key: str, desk: desk, session: opened_here, fail: bool = False) -> Any:
            case = desk.start("letter", by="ann", key=key)
            session.execute(INSERT, {"key": key})
            if fail:
                raise Refused([Reason("three_quotes", "three quotes are needed")])
            return {"key": case.key}

    async def keys(self) -> list[str]:
        """The cases that are committed."""
        return [case.key for case in self.engine.cases()]

    async def end(self) -> None:
        """Let the database go."""
        self.database.dispose()


class Awaiting:
    """An application that awaits."""

    def __init__(self, path: Path) -> None:
        self.database = prepare(create_async_engine(f"sqlite+aiosqlite:///{path}/app.db"))
        self.engine = AsyncEngine(self.database, workflows=LETTER)

        async def opened() -> AsyncIterator[AsyncSession]:
            async with AsyncSession(self.database) as session, session.begin():
                yield session

        self.app = FastAPI(lifespan=ticking(self.engine, every=0.05))
        install(self.app)
        opened_here: Any = Annotated[AsyncSession, Depends(opened, scope="function")]
        desk: Any = Annotated[Any, Depends(bound(self.engine, opened_here))]

        @self.app.post("/letters/{key}")
        async def write(key: str, desk: desk, session: opened_here, fail: bool = False) -> Any:
            case = await desk.start("letter", by="ann", key=key)
            await session.execute(INSERT, {"key": key})
            if fail:
                raise Refused([Reason("three_quotes", "three quotes are needed")])
            return {"key": case.key}

    async def keys(self) -> list[str]:
        """The cases that are committed."""
        return [case.key for case in await self.engine.cases()]

    async def end(self) -> None:
        """Let the database go."""
        await self.database.dispose()


Host = Sync | Awaiting
Tell = Callable[[Callable[[Host, httpx.AsyncClient], Awaitable[None]]], None]


@pytest.fixture(params=[Sync, Awaiting])
def tell(request: pytest.FixtureRequest, tmp_path: Path) -> Tell:
    """Runs a story in an event loop of its own, with an application and a browser."""
    url = f"sqlite:///{tmp_path}/app.db"
    upgrade(url)
    made = create_engine(url)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE letter (key TEXT)"))
    made.dispose()

    async def told(story: Callable[[Host, httpx.AsyncClient], Awaitable[None]]) -> None:
        host = request.param(tmp_path)
        transport = httpx.ASGITransport(host.app, raise_app_exceptions=False)
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(transport=transport, base_url="http://app") as browser:
            await story(host, browser)
        await host.end()

    return lambda story: asyncio.run(told(story))


def rows(host: Host) -> list[str]:
    """The application's own rows, as somebody else sees them."""
    other = create_engine(host.database.url.set(drivername="sqlite"))
    with other.connect() as connection:
        found = list(connection.execute(text("SELECT key FROM letter")).scalars())
    other.dispose()
    return found


def test_the_case_is_in_the_session_of_the_request(tell: Tell) -> None:
    async def story(host: Host, browser: httpx.AsyncClient) -> None:
        assert (await browser.post("/letters/a")).json() == {"key": "a"}
        assert await host.keys() == rows(host) == ["a"]

    tell(story)


def test_a_failure_after_the_command_takes_both_back(tell: Tell) -> None:
    async def story(host: Host, browser: httpx.AsyncClient) -> None:
        answer = await browser.post("/letters/a", params={"fail": True})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "three_quotes")
        assert await host.keys() == rows(host) == []

    tell(story)


def test_errors_are_answers(tell: Tell) -> None:
    async def story(host: Host, browser: httpx.AsyncClient) -> None:
        await browser.post("/letters/a")
        again = await browser.post("/letters/a")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "key_taken")
        assert (await browser.post("/letters/" + "k" * 999)).status_code == 422

        @host.app.get("/wrong")
        def wrong() -> None:
            raise Misconfigured("the password is swordfish")

        answer = await browser.get("/wrong")
        assert answer.status_code == 500 and "swordfish" not in answer.text

    tell(story)


def lifespan(host: Host) -> AbstractAsyncContextManager[Any]:
    """The application from its start to its end."""
    return host.app.router.lifespan_context(host.app)


async def until(done: Callable[[], bool]) -> None:
    """Look again as soon as others have had their turn."""
    while not done():
        await asyncio.sleep(0.01)


def test_it_ticks_for_as_long_as_the_application_runs(tell: Tell) -> None:
    async def story(host: Host, browser: httpx.AsyncClient) -> None:
        heard = threading.Event()

        @host.engine.on("case.started")
        def started(occasion: object) -> None:
            heard.set()

        async with lifespan(host):
            await browser.post("/letters/a")
            await until(heard.is_set)
            assert any("APScheduler" in thread.name for thread in threading.enumerate())
        assert not [thread.name for thread in threading.enumerate() if "APScheduler" in thread.name]
        heard.clear()
        await browser.post("/letters/b")
        assert not heard.is_set()

    tell(story)


def test_a_failing_tick_does_not_end_the_application(tell: Tell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def story(host: Host, browser: httpx.AsyncClient) -> None:
        tried = threading.Event()

        def failing(self: object, sweepers: int = 1) -> None:
            tried.set()
            raise RuntimeError("no")

        monkeypatch.setattr(Engine, "fire_timers", failing)
        async with lifespan(host):
            await until(tried.is_set)
            assert (await browser.post("/letters/a")).status_code == 200

    tell(story)
    assert "failed, it goes on: no" in caplog.text
