"""A host that awaits: the case commits or rolls back with the host's own rows, and ends nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from signoff import Engine, Misconfigured, NotFound, Refused, Stale

from .awaiting import LETTER, AwaitingHost, cancelled_at, hosted, letters, url_for
from .doing import PATIENCE

Story = Callable[[AwaitingHost], Awaitable[None]]
Tell = Callable[[Story], None]


@pytest.fixture(params=["sqlite", "sqlite-prepared", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> str:
    """Each database of a host in turn."""
    return str(request.param)


@pytest.fixture(params=["session", "connection"])
def tell(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Tell:
    """Runs a story in an event loop of its own, with a host that hands its transaction in by each way."""
    url = url_for(database, tmp_path, request)

    async def told(story: Story) -> None:
        async with hosted(url, request.param, prepared=database == "sqlite-prepared") as host, asyncio.timeout(PATIENCE):
            await story(host)

    return lambda story: asyncio.run(told(story))


async def written(opened: Any, key: str, host: AwaitingHost) -> None:
    """A row of the host's and a case, in the host's transaction."""
    await opened.execute(letters.insert(), {"text": key})
    await host.engine.bind(opened).start("letter", by="ann", key=key)


def test_both_commit_together(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            await written(opened, "a", host)
            await opened.commit()
        assert (await host.letters(), await host.cases()) == (1, 1)

    tell(story)


def test_a_hosts_rollback_leaves_no_trace(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            await written(opened, "a", host)
            with pytest.raises(Refused):
                await host.engine.bind(opened).act("a", "submit", by="eve", request_id="r")
            await opened.rollback()
        assert (await host.letters(), await host.cases()) == (0, 0)
        assert await host.engine.attempts("a") == ()
        assert (await host.engine.tick()).delivery.delivered == 0
        with pytest.raises(NotFound):
            await host.engine.history("a")

    tell(story)


def test_closing_the_host_without_commit_leaves_no_row(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            await written(opened, "a", host)
        assert (await host.letters(), await host.cases()) == (0, 0)

    tell(story)


def test_a_transaction_that_begins_with_us_is_still_the_hosts(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            desk = host.engine.bind(opened)
            assert not opened.in_transaction(), "binding has begun something"
            await desk.start("letter", by="ann", key="a")
            assert opened.in_transaction()
            await opened.rollback()
            await desk.start("letter", by="ann", key="b")
            await opened.commit()
        assert [case.key for case in await host.engine.cases()] == ["b"]

    tell(story)


def test_a_savepoint_of_the_host_takes_the_case_back(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            await written(opened, "outer", host)
            nested = await opened.begin_nested()
            await written(opened, "inner", host)
            await nested.rollback()
            await opened.commit()
        assert await host.letters() == 1
        assert [case.key for case in await host.engine.cases()] == ["outer"]

    tell(story)


def test_verbs_and_questions_see_what_the_transaction_has_done(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        async with host.opened() as opened:
            desk = host.engine.bind(opened)
            await desk.start("letter", by="eve", key="a")
            assert not await desk.can("a", "approve", by="he")
            moved = await desk.act("a", "submit", by="eve")
            assert moved.step == "check"
            assert [item.case.key for item in await desk.inbox("he")] == ["a"]
            assert await desk.can("a", "approve", by="he")
            assert len(await desk.history("a")) > 1 and (await desk.why("a")).key == "a"
            assert (await desk.stuck()).examined == 1 and await desk.verify()
            assert len(await desk.cases(step="check")) == 1
            assert await host.cases() == 0, "somebody else sees what is not committed"
            await opened.commit()
        assert (await host.engine.case("a")).step == "check"

    tell(story)


def test_a_refusal_leaves_the_hosts_transaction_healthy(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        await host.engine.start("letter", by="ann", key="a")
        async with host.opened() as opened:
            await opened.execute(letters.insert(), {"text": "mine"})
            with pytest.raises(Refused) as caught:
                await host.engine.bind(opened).start("letter", by="ann", key="a", request_id="r")
            assert caught.value.code == "key_taken"
            await host.engine.bind(opened).start("letter", by="ann", key="b", request_id="r")
            await opened.commit()
        assert (await host.letters(), await host.cases()) == (1, 2)

    tell(story)


def test_a_revision_that_is_old_is_stale(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        await host.engine.start("letter", by="ann", key="a")
        async with host.opened() as opened:
            with pytest.raises(Stale):
                await host.engine.bind(opened).act("a", "submit", by="ann", revision=7)
            await written(opened, "b", host)
            await opened.commit()
        assert (await host.letters(), await host.cases()) == (1, 2)

    tell(story)


def test_autocommit_is_refused_at_once(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        engine = host.database.execution_options(isolation_level="AUTOCOMMIT")
        async with AwaitingHost(engine, host.engine, host.kind).opened() as opened:
            with pytest.raises(Misconfigured) as caught:
                host.engine.bind(opened)
        assert caught.value.hint

    tell(story)


def test_a_task_that_is_cancelled_at_any_statement_leaves_nothing(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(host: AwaitingHost) -> None:
        async def working() -> None:
            async with host.opened() as opened, opened.begin():
                await written(opened, "a", host)
                await host.engine.bind(opened).act("a", "submit", by="ann")

        place = 1
        while await cancelled_at(place, working, monkeypatch):
            assert (await host.letters(), await host.cases()) == (0, 0)
            place += 1
        assert place > 3 and (await host.letters(), await host.cases()) == (1, 1)

    tell(story)


def test_an_engine_that_does_not_await_joins_a_host_that_does(tell: Tell) -> None:
    async def story(host: AwaitingHost) -> None:
        url = host.database.url.set(drivername=host.database.url.drivername.replace("+aiosqlite", "").replace("+aiomysql", ""))
        with Engine(url, workflows=LETTER) as engine:
            async with host.opened() as opened:
                await opened.execute(letters.insert(), {"text": "a"})
                await engine.bind(opened).start("letter", by="ann", key="a")
                await opened.rollback()
                await engine.bind(opened).start("letter", by="ann", key="b")
                await opened.commit()
            assert [case.key for case in engine.cases()] == ["b"] and await host.letters() == 0

    tell(story)


@pytest.mark.parametrize("what", [None, 7, "sqlite://", object()])
def test_anything_else_is_refused(tmp_path: Path, request: pytest.FixtureRequest, what: Any) -> None:
    async def story() -> None:
        async with hosted(url_for("sqlite", tmp_path, request), "session") as host:
            with pytest.raises(Misconfigured) as caught:
                host.engine.bind(what)
            assert type(what).__name__ in caught.value.message
            with pytest.raises(Misconfigured):
                host.engine.bind(host.database.connect())

    asyncio.run(story())


def test_an_awaiting_host_cannot_join_a_store_in_memory() -> None:
    async def story() -> None:
        async with hosted("sqlite+aiosqlite://", "session") as host, host.opened() as opened:
            with pytest.raises(Misconfigured):
                Engine("memory://", workflows=LETTER).bind(opened)

    asyncio.run(story())


def test_autocommit_of_the_driver_is_refused_at_first_use(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async def story() -> None:
        url, options = url_for("sqlite", tmp_path, request), {"connect_args": {"isolation_level": None}}
        async with hosted(url, "session", prepared=False, **options) as host, host.opened() as opened:
            with pytest.raises(Misconfigured):
                await host.engine.bind(opened).start("letter", by="ann", key="a")

    asyncio.run(story())
