"""What is to follow the commit of a host's transaction: for sessions and connections, with savepoints, joined and awaited."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.awaiting import AwaitedHost, First

from ..acceptance.databases import awaited

TOLD: list[str] = []


@pytest.fixture
def database(sql_store: SqlStore) -> Engine:
    """The host's engine; nothing has been told yet."""
    TOLD.clear()
    return sql_store.engine


def following(store: SqlStore, host: object, what: str = "it") -> None:
    """Something that is to follow the host's commit."""
    with store.bound(host).begin() as unit:
        unit.transaction.after_commit(lambda: TOLD.append(what))


def test_it_follows_the_commit_of_a_session(database: Engine, sql_store: SqlStore) -> None:
    with Session(database) as session:
        with session.begin():
            following(sql_store, session)
            assert TOLD == []
        assert TOLD == ["it"]
        with session.begin():
            session.execute(text("SELECT 1"))
    assert TOLD == ["it"], "once"


def test_it_does_not_follow_a_rollback_nor_the_commit_after_it(database: Engine, sql_store: SqlStore) -> None:
    with Session(database) as session:
        for end in (session.rollback, session.close):
            following(sql_store, session)
            end()
        session.execute(text("SELECT 1"))
        session.commit()
    assert TOLD == []


def test_a_savepoint_that_is_released_has_not_been_committed(database: Engine, sql_store: SqlStore) -> None:
    with Session(database) as session, session.begin():
        with session.begin_nested():
            following(sql_store, session)
        assert TOLD == []
    assert TOLD == ["it"]


def test_it_follows_the_commit_of_a_connection_when_that_is_given_back_or_begins_again(database: Engine, sql_store: SqlStore) -> None:
    with database.connect() as connection:
        following(sql_store, connection, "first")
        connection.commit()
        following(sql_store, connection, "second")
        assert TOLD == ["first"]
        connection.commit()
    assert TOLD == ["first", "second"]


def test_a_session_that_has_joined_a_transaction_commits_nothing(database: Engine, sql_store: SqlStore) -> None:
    for end, told in (("rollback", []), ("commit", ["it"])):
        with database.connect() as connection:
            transaction = connection.begin()
            with Session(connection, join_transaction_mode="rollback_only") as session, session.begin():
                following(sql_store, session)
            assert TOLD == []
            getattr(transaction, end)()
        assert told == TOLD


def test_it_follows_the_commit_of_a_session_that_is_awaited(server_store: SqlStore) -> None:
    TOLD.clear()
    database = create_async_engine(awaited(server_store.engine.url))

    async def story(end: Callable[[AsyncSession], object]) -> None:
        async with AsyncSession(database) as session:
            host = AwaitedHost(session, server_store, First(server_store))

            def work() -> None:
                with host.store.begin() as unit:
                    unit.transaction.after_commit(lambda: TOLD.append("it"))

            await host.run(work)
            await end(session)  # type: ignore[misc]

    async def all_of_it() -> None:
        await story(AsyncSession.rollback)
        assert TOLD == []
        await story(AsyncSession.commit)
        await database.dispose()

    asyncio.run(all_of_it())
    assert TOLD == ["it"]
