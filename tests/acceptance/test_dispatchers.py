"""Celery and procrastinate on the servers themselves: what is told to workers, and when it is not."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from signoff import AsyncEngine, EffectCall, Misconfigured
from signoff.adapters.dispatch.celery import PAUSE, CeleryDispatcher
from signoff.adapters.dispatch.procrastinate import ProcrastinateDispatcher
from signoff.compose import Engine
from signoff.testing import ManualClock

from .databases import own_postgresql
from .dispatching import ARCHIVE, KEEP, KINDS, PEOPLE, Place, a_place, office, plain


@pytest.fixture(scope="module", params=KINDS)
def used(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each way to dispatch in turn."""
    with a_place(request.param) as found:
        yield found


@pytest.fixture
def place(used: Place) -> Place:
    """The same, empty."""
    return used.emptied()


def begin(engine: Engine, key: str = "1") -> None:
    """A case that calls."""
    engine.start("archive", by="ann", key=key)


def soon() -> ManualClock:
    """A clock that is past every lease and patience."""
    return ManualClock(datetime.now(UTC) + timedelta(minutes=10))


def test_only_the_id_travels_and_the_row_says_the_rest(place: Place) -> None:
    called: list[EffectCall] = []
    with place.engine(called.append) as engine:
        begin(engine)
        (id,) = place.told()
        assert engine.deliver_row(id).delivered == 1
        assert [(call.values, call.tries) for call in called] == [({"case": "k"}, 1)]


def test_a_rollback_of_the_host_tells_nobody_and_a_commit_does(place: Place) -> None:
    with place.engine() as engine, Session(create_engine(place.url)) as session:
        engine.bind(session).start("archive", by="ann", key="1")
        session.rollback()
        assert place.told() == []
        with session.begin(), session.begin_nested():
            engine.bind(session).start("archive", by="ann", key="2")
        assert len(place.told()) == 1
        session.get_bind().engine.dispose()


def test_the_same_for_a_host_that_awaits(place: Place) -> None:
    async def story() -> None:
        database = create_async_engine(place.url)
        engine = AsyncEngine(database, workflows=[ARCHIVE], directory=PEOPLE, plugins=[KEEP], dispatcher=place.dispatcher)
        async with AsyncSession(database) as session:
            await engine.bind(session).start("archive", by="ann", key="1")
            await session.rollback()
            await engine.bind(session).start("archive", by="ann", key="2")
            await session.commit()
        await engine.start("archive", by="ann", key="3")
        await engine.close()
        await database.dispose()

    asyncio.run(story())
    assert len(place.told()) == 2
    with place.engine() as engine:
        assert sorted(case.key for case in engine.cases()) == ["2", "3"]


def test_what_was_lost_is_told_again_under_the_same_id(place: Place) -> None:
    called: list[EffectCall] = []
    with place.engine() as engine:
        begin(engine)
    (lost,) = place.told()
    with place.engine(called.append, clock=soon()) as later:
        assert later.tick().delivery.submitted == 1
        assert place.told() == [lost]
        later.deliver_row(lost)
        assert len(called) == 1 and later.deliver().submitted == 0


def test_a_job_that_still_waits_is_not_submitted_twice_by_procrastinate(place: Place) -> None:
    with place.engine() as engine:
        begin(engine)
    with place.engine(clock=soon()) as later:
        assert later.deliver().submitted == 1
    assert len(place.told()) == (1 if place.kind == "procrastinate" else 2)


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("used", KINDS[:1], indirect=True)
@pytest.mark.parametrize("broker", ["amqp://guest:guest@127.0.0.1:{}//", "redis://127.0.0.1:{}/0"])
def test_a_broker_that_is_away_fails_no_commit_and_the_log_says_who_submits_later(
    place: Place, broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    with office(place.url, CeleryDispatcher(broker.format(closed_port()), clock=lambda: now[0])) as engine:
        for key in "12":
            begin(engine, key)
        now[0] += PAUSE
        begin(engine, "3")
    told = [record.message for record in caplog.records if record.name == "signoff.dispatch"]
    assert len(told) == 2, "after a failure the next commits are not kept waiting"
    assert "refused" in told[0] and "1 effects are submitted by the sweep, in 300 s" in told[0]
    with place.engine(clock=soon()) as later:
        assert later.deliver().submitted == 3
    assert len(place.told()) == 3


def test_without_the_tables_of_procrastinate_nothing_is_written_and_the_sentence_says_what_to_run() -> None:
    with own_postgresql() as url, office(url, ProcrastinateDispatcher()) as engine:
        with pytest.raises(Misconfigured, match="has no tables of procrastinate") as caught:
            begin(engine)
        assert "schema --apply" in str(caught.value.hint) and list(engine.cases()) == []
        with psycopg.connect(plain(url)) as connection:
            connection.execute(SchemaManager.get_schema())
        begin(engine)


def test_procrastinate_wants_postgresql() -> None:
    with office("sqlite://", ProcrastinateDispatcher()) as engine:
        with pytest.raises(Misconfigured, match="this store is sqlite"):
            begin(engine)
        assert list(engine.cases()) == []
