"""Whatever a host rolls back is gone from every table, and exactly that: on each database, in each kind of session, awaited or not."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from signoff import AsyncEngine, Engine, Refused, Stale
from signoff.adapters.directory import StaticDirectory
from signoff.adapters.sql import upgrade
from signoff.workflows import load_people

from .awaiting import AwaitingHost, hosted, url_for
from .test_bound import Host, host, host_engine, letters
from .test_bound_async import database
from .whole import NOT_WRITTEN, ORDER, PEOPLE, rows, story, touched

__all__ = ["database", "host", "host_engine"]


def made(target: Any, kind: type[Any] = Engine) -> Any:
    """An engine with the story's workflow and people."""
    return kind(target, workflows=ORDER, directory=StaticDirectory(load_people(PEOPLE)))


def tell(desk: Any, key: str) -> None:
    """The story, to its end."""
    for verb, given, named in story(key):
        with suppress(Refused):
            getattr(desk, verb)(*given, **named)


async def tell_awaited(desk: Any, key: str) -> None:
    """The same, awaited."""
    for verb, given, named in story(key):
        with suppress(Refused):
            await getattr(desk, verb)(*given, **named)


def test_a_rollback_leaves_no_row_in_any_table(host: Host) -> None:
    engine, before = made(host.engine), rows(host.engine)
    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "a"})
        tell(engine.bind(opened), "a")
        opened.rollback()
    assert touched(before, rows(host.engine)) == set() and host.letters() == 0
    with host.opened() as opened:
        tell(engine.bind(opened), "a")
        opened.commit()
    assert touched(before, rows(host.engine)) == set(before) - NOT_WRITTEN, "the story leaves a table out"
    assert not engine.verify().problems


def test_a_savepoint_rolled_back_in_the_middle_leaves_exactly_the_outer_part(host: Host) -> None:
    engine = made(host.engine)
    with host.opened() as opened:
        tell(engine.bind(opened), "outer")
        seen = [repr(row) for row in engine.bind(opened).history("outer")], engine.bind(opened).numbers("orders")
        nested = opened.begin_nested()
        engine.bind(opened).act("outer/one", "approve", by="he")
        with suppress(Refused):
            engine.bind(opened).start("order", by="ann", key="inner")
        engine.bind(opened).set_series("orders", next=99, by="he", reason="For the test.")
        nested.rollback()
        assert ([repr(row) for row in engine.bind(opened).history("outer")], engine.bind(opened).numbers("orders")) == seen
        opened.commit()
    assert ([repr(row) for row in engine.history("outer")], engine.numbers("orders")) == seen
    assert {case.key for case in engine.cases()} == {"outer", "outer/one", "outer/two"} and not engine.verify().problems
    engine.start("order", by="ann", key="inner")
    assert engine.act("inner", "approve", by="he").data["no"] == "P8"


@pytest.mark.parametrize("kind", ["session", "connection"])
def test_awaited_too(kind: str, database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = url_for(database, tmp_path, request)

    async def run() -> None:
        async with hosted(url, kind, prepared=database == "sqlite-prepared") as host:
            engine = made(host.database, AsyncEngine)
            before = await seen(host)
            async with host.opened() as opened:
                await tell_awaited(engine.bind(opened), "a")
                await opened.rollback()
            assert touched(before, await seen(host)) == set()
            async with host.opened() as opened:
                await tell_awaited(engine.bind(opened), "outer")
                nested = await opened.begin_nested()
                await engine.bind(opened).act("outer/one", "approve", by="he")
                await nested.rollback()
                await opened.commit()
            assert touched(before, await seen(host)) == set(before) - NOT_WRITTEN
            assert (await engine.case("outer/one")).status == "open" and not (await engine.verify()).problems

    asyncio.run(run())


async def seen(host: AwaitingHost) -> Mapping[str, list[str]]:
    """Every row, as somebody else sees them."""
    async with host.database.connect() as connection:
        return await connection.run_sync(rows)


@pytest.fixture
def deferred(tmp_path: Path) -> Iterator[Any]:
    """A host's SQLite engine that nobody has prepared, in write-ahead mode: transactions begin without a lock."""
    engine = create_engine(f"sqlite:///{tmp_path}/host.db", connect_args={"timeout": 0.1})
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letter (id INTEGER PRIMARY KEY, text TEXT)")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("meanwhile", [True, False])
def test_a_host_that_reads_first_on_sqlite_gets_stale_and_never_a_wrong_state(deferred: Any, meanwhile: bool) -> None:
    engine = made(deferred)
    engine.start("order", by="ann", key="a")
    with deferred.connect() as opened:
        opened.exec_driver_sql("BEGIN")
        assert opened.exec_driver_sql("SELECT count(*) FROM signoff_task WHERE state = 'open'").scalar() == 2
        if meanwhile:
            engine.act("a", "approve", by="li")
            with pytest.raises(Stale) as caught:
                engine.bind(opened).act("a", "approve", by="he")
            assert caught.value.code == "conflict"
        else:
            engine.bind(opened).act("a", "approve", by="he")
        opened.commit()  # whatever the host makes of it
    assert [event.actor for event in engine.history("a") if event.kind == "decided"] == ["li" if meanwhile else "he"]
    assert not engine.verify().problems
