"""With `traced` every statement passes SQLAlchemy, so echo and instrumentation see it; nothing else changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from signoff.adapters.sql import SqlStore, prepare, upgrade
from signoff.engine.ports import CaseFilter

from .conftest import emptied
from .doing import save, start
from .factory import a_rich_case, beginning, ended, moving, saving
from .test_attempts import an_attempt


@pytest.fixture(params=["sqlite", "sqlite-prepared", "sqlite-begun-by-its-host", "sqlite-memory", "postgresql", "mariadb"])
def traced(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A store whose statements pass SQLAlchemy."""
    if request.param in ("postgresql", "mariadb"):
        request.getfixturevalue(f"{request.param}_store")
        engine = create_engine(request.getfixturevalue(request.param))
    elif request.param == "sqlite-memory":
        store = SqlStore("sqlite://", traced=True)
        yield store
        store.close()
        return
    else:
        engine = create_engine(f"sqlite:///{tmp_path}/t.db")
        if request.param == "sqlite-prepared":
            prepare(engine)
        elif request.param == "sqlite-begun-by-its-host":
            event.listen(engine, "connect", begins_when_told)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    upgrade(engine)
    yield emptied(SqlStore(engine, traced=True))
    engine.dispose()


def begins_when_told(connection: Any, _record: object) -> None:
    """As SQLAlchemy recommends it for SQLite: the driver begins nothing by itself."""
    connection.isolation_level = None


def seen_by(engine: Engine) -> list[str]:
    """Statements as they pass."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _conn, _cursor, sql, *_: seen.append(sql))
    return seen


def test_a_traced_store_does_the_same(traced: SqlStore) -> None:
    seen = seen_by(traced.engine)
    stored = start(traced, a_rich_case())
    after, tasks, facts = ended(stored.cases[stored.root])
    moved = save(traced, moving(stored, after, tasks=tasks, facts=facts))
    traced.attempt([an_attempt(), an_attempt(code="other")])
    assert moved.cases == {after.id: after}
    assert traced.cases("default", CaseFilter()) == [after]
    assert traced.projection("default", stored.root).head == moved.head
    assert len(traced.attempts("default", "c")) == 2
    assert any("INSERT INTO signoff_event" in sql for sql in seen)


def test_a_traced_store_rolls_back_too(traced: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), traced.begin():
        _ = 1 / 0
    with traced.engine.connect() as connection:
        start(traced.bound(connection), a_rich_case())
        connection.rollback()
    assert traced.cases("default", CaseFilter()) == []


def test_a_question_inside_a_transaction_in_memory_ends_nothing() -> None:
    store = SqlStore("sqlite://", traced=True)
    with store.begin() as work:
        work.save(saving(beginning(a_rich_case())))
        assert len(store.cases("default", CaseFilter())) == 1
    assert len(store.cases("default", CaseFilter())) == 1
    store.close()
