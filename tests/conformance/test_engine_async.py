"""An engine that is awaited: the same answers and errors as the one that is not, on each database, for many tasks at once."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from signoff import AsyncEngine, CaseView, Engine, Misconfigured, NotFound, Refused
from signoff.engine.desk_async import AsyncDesk
from signoff.testing import ManualClock
from tests import budgets

from .awaiting import LETTER, aio, cancelled_at, url_for
from .doing import PATIENCE
from .factory import NOON
from .test_budgets import RAN, CountingConnection

Story = Callable[[AsyncEngine], Awaitable[None]]
KINDS = ["sqlite", "sqlite-memory", "postgresql", "mariadb"]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Where the cases are."""
    return url_for(request.param, tmp_path, request)


def tell(url: Any, story: Story, **setting: Any) -> None:
    """Run a story in an event loop of its own."""

    async def told() -> None:
        async with AsyncEngine(url, workflows=LETTER, **setting) as engine, asyncio.timeout(PATIENCE):
            await story(engine)

    asyncio.run(told())


def test_a_case_goes_its_way(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        begun: CaseView = await engine.start("letter", by="eve", key="a", data={"text": "Dear"})
        assert begun.step == "draft" and begun.data["text"] == "Dear"
        await engine.act("a", "submit", by="eve")
        assert [item.case.key for item in await engine.inbox("he")] == ["a"]
        assert [offer.action for offer in await engine.offers("a", by="he")] == ["approve", "reject"]
        refused = await engine.can("a", "approve", by="bob")
        assert not refused and set(refused.who_could) == {"he", "ann"}
        await engine.act("a", "approve", by="he", request_id="click")
        assert (await engine.act("a", "approve", by="he", request_id="click")).step == "check"
        assert (await engine.why("a")).key == "a" and [item.case.key for item in await engine.inbox("ann")] == ["a"]
        assert (await engine.act("a", "approve", by="ann")).status == "approved"
        assert len(await engine.history("a")) > 4 and await engine.verify()
        assert (await engine.stuck()).examined == 0

    tell(url, story)


def test_errors_are_the_same(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        with pytest.raises(NotFound):
            await engine.case("nothing")
        await engine.start("letter", by="eve", key="a")
        with pytest.raises(Refused) as caught:
            await engine.start("letter", by="eve", key="a")
        assert caught.value.code == "key_taken"
        with pytest.raises(Refused):
            await engine.act("a", "submit", by="bob")
        (attempt,) = await engine.attempts("a")
        assert attempt.count == 1

    tell(url, story)


def test_many_tasks_may_be_the_first(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        await asyncio.gather(*(engine.start("letter", by="eve", key=str(number)) for number in range(12)), engine.cases(), engine.verify())
        assert len(await engine.cases()) == 12

    tell(url, story)


def test_of_many_tasks_that_do_the_same_one_wins(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        await engine.start("letter", by="eve", key="a")
        done = await asyncio.gather(*(engine.act("a", "submit", by="eve") for _ in range(6)), return_exceptions=True)
        won = [one for one in done if isinstance(one, CaseView)]
        assert len(won) == 1 and all(isinstance(one, CaseView | Refused) for one in done)
        assert await engine.verify()

    tell(url, story)


def test_a_task_that_is_cancelled_at_any_statement_leaves_nothing(url: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(engine: AsyncEngine) -> None:
        await engine.start("letter", by="eve", key="a")
        before, places = await engine.history("a"), 0
        for place in range(1, 100):
            if not await cancelled_at(place, lambda: engine.act("a", "submit", by="eve"), monkeypatch):
                break
            places += 1
            assert await engine.history("a") == before and (await engine.case("a")).step == "draft"
        assert places >= 2
        assert (await engine.case("a")).step == "check" and await engine.verify()

    tell(url, story)


def test_timers_fire_and_handlers_hear(url: Any) -> None:
    clock, told = ManualClock(NOON), list[str]()

    async def story(engine: AsyncEngine) -> None:
        @engine.on("case.started")
        def hear(occasion: Any) -> None:
            told.append(occasion.payload["case"]["key"])

        await engine.start("letter", by="eve", key="a")
        assert told == []
        ticked = await engine.tick()
        assert told == ["a"] and ticked.failed == {}
        assert (await engine.fire_timers()).fired == 0 and (await engine.deliver()).delivered == 0

    tell(url, story, clock=clock)


def test_one_thread_fires_timers_where_the_event_loop_has_the_database(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        assert engine.sweepers() == 1
        with pytest.raises(Misconfigured, match="only one thread of a process fires timers"):
            await engine.tick(sweepers=2)

    tell(url, story)


def test_another_tenant_sees_nothing(url: Any) -> None:
    async def story(engine: AsyncEngine) -> None:
        await engine.start("letter", by="eve", key="a")
        other = engine.for_tenant("other")
        assert isinstance(other, AsyncDesk) and other.tenant == "other" and engine.tenant == "default"
        assert await other.cases() == ()
        assert (await engine.trusting("root").terminate("a", by="adm", reason="over")).status == "terminated"

    tell(url, story)


def test_what_it_stores_is_what_the_other_one_reads(tmp_path: Path) -> None:
    async def story(engine: AsyncEngine) -> None:
        await engine.start("letter", by="eve", key="a")
        assert (await engine.publish(LETTER.replace("text: {", "more: {type: text}, text: {"), by="eve")).current

    tell(f"sqlite:///{tmp_path}/a.db", story, authorize=lambda person, verb: person == "eve")
    with Engine(f"sqlite:///{tmp_path}/a.db", workflows=LETTER) as engine:
        assert engine.case("a").step == "draft" and engine.verify()


def test_a_hosts_engine_stays_open(tmp_path: Path) -> None:
    async def story() -> None:
        database = aio.create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/a.db")
        async with AsyncEngine(database, workflows=LETTER) as engine:
            await engine.start("letter", by="eve", key="a")
            before = database.pool
        assert database.pool is before
        await database.dispose()

    asyncio.run(story())


@pytest.mark.parametrize("kind", ["own", "bound"])
def test_a_move_keeps_the_budget_on_sqlite(kind: str, tmp_path: Path) -> None:
    async def story() -> list[str]:
        database = aio.create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/a.db", connect_args={"factory": CountingConnection})
        engine = AsyncEngine(database, workflows=LETTER)
        await engine.start("letter", by="eve", key="a")
        async with database.connect() as connection:
            desk = engine.bind(connection) if kind == "bound" else engine
            RAN.clear()
            await desk.act("a", "submit", by="eve")
            ran = [sql for sql in RAN if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]
            await connection.commit()
        await database.dispose()
        return ran

    assert len(asyncio.run(story())) <= budgets.SQLITE_STATEMENTS


@pytest.mark.parametrize("database", ["", 7, None, "sqlite+pysqlite:///a.db", "nonsense://a", "postgresql+psycopg2://u:secret@h/d"])
def test_what_cannot_be_awaited_is_told_so(database: Any) -> None:
    with pytest.raises(Misconfigured) as caught:
        AsyncEngine(database, workflows=LETTER)
    assert caught.value.hint and "secret" not in str(caught.value)


def test_an_engine_that_does_not_await_wants_no_driver_that_is(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        Engine(f"sqlite+aiosqlite:///{tmp_path}/a.db", workflows=LETTER)
    assert "AsyncEngine" in (caught.value.hint or "")
