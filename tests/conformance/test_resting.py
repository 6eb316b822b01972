"""A connection at rest: used again, given back, replaced when lost; and none of a pool that is somebody else's."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, event

from signoff.adapters.sql import SqlStore, prepare
from signoff.adapters.sql.wire import CURSOR, FEW, Text

from .conftest import emptied
from .doing import load, start
from .factory import a_case, beginning, saving
from .test_sql_errors import end_all_but_mine
from .test_transactions import HostError, fail_after


@pytest.fixture(params=["sqlite-file", "postgresql"])
def resting(request: pytest.FixtureRequest) -> SqlStore:
    """A store with a pool of its own, of the kinds whose connections rest."""
    return emptied(request.getfixturevalue(f"{request.param.replace('-', '_')}_store"))


@pytest.fixture
def taken(resting: SqlStore) -> Iterator[list[object]]:
    """Every connection that is taken out of the pool."""
    found: list[object] = []

    def note(_adapted: object, record: object, _proxy: object) -> None:
        found.append(record)

    event.listen(resting.engine, "checkout", note)
    yield found
    event.remove(resting.engine, "checkout", note)


def out(store: SqlStore) -> int:
    """How many connections are out of the pool."""
    count: int = store.engine.pool.checkedout()  # type: ignore[attr-defined]
    return count


def test_one_move_after_another_takes_nothing_from_the_pool(resting: SqlStore, taken: list[object]) -> None:
    root = start(resting, a_case()).root
    before = len(taken)
    for _ in range(5):
        load(resting, root)
    assert len(taken) <= before + 1
    assert out(resting) == 1


def test_a_connection_at_rest_is_given_back(resting: SqlStore) -> None:
    start(resting, a_case())
    assert out(resting) == 1
    resting.rested()
    assert out(resting) == 0
    resting.rested()


def test_a_connection_on_which_something_went_wrong_does_not_rest(resting: SqlStore) -> None:
    resting.rested()
    with pytest.raises(HostError), resting.begin() as work:
        fail_after(work, saving(beginning(a_case())))
    assert out(resting) == 0


def test_two_at_a_time_have_a_connection_each(resting: SqlStore) -> None:
    case = start(resting, a_case())
    with resting._source.reading() as one, resting._source.reading() as other:
        assert one.connection.connection.driver_connection is not other.connection.connection.driver_connection
    assert load(resting, case.root).root == case.root
    resting.rested()
    assert out(resting) == 0


def test_work_of_another_kind_takes_the_same_connection(resting: SqlStore) -> None:
    """So nobody has more connections open than there is work at one time."""
    resting.rested()
    resting.engine.dispose()
    root = start(resting, a_case()).root
    for _ in range(3):
        load(resting, root)
        resting.find("default", root)
        assert out(resting) == 1
        assert resting.engine.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_under_load_every_connection_goes_back_to_those_who_wait(resting: SqlStore) -> None:
    resting.rested()
    with ExitStack() as busy:
        for _ in range(6):
            busy.enter_context(resting._source.reading())
        with resting._source.reading():
            assert out(resting) == 7
        assert out(resting) == 6
    resting.rested()
    assert out(resting) == 0


def test_a_connection_that_the_server_has_ended_at_rest_is_replaced(postgresql_store: SqlStore) -> None:
    root = start(emptied(postgresql_store), a_case()).root
    load(postgresql_store, root)
    end_all_but_mine(postgresql_store.engine.url)
    assert load(postgresql_store, root).root == root


def test_a_transaction_that_was_left_open_does_not_rest(resting: SqlStore) -> None:
    resting.rested()
    with resting._source.reading() as wire:
        wire.connection.exec_driver_sql("SELECT 1")
    assert out(resting) == 0


def test_nothing_of_a_hosts_own_pool_rests(resting: SqlStore) -> None:
    resting.rested()
    engine = prepare(create_engine(resting.engine.url, pool_size=1, max_overflow=0))
    host = SqlStore(engine)
    start(host, a_case())
    assert out(host) == 0
    engine.dispose()


def test_one_cursor_serves_again_but_keeps_no_long_answer(postgresql_store: SqlStore) -> None:
    source = emptied(postgresql_store)._source
    with source.reading() as wire:
        kept = wire.connection.info
        wire.rows(Text("SELECT 1"), {})
        first = kept[CURSOR]
        wire.rows(Text(f"SELECT generate_series(1, {FEW})"), {})
        assert kept[CURSOR] is first
        assert len(wire.rows(Text(f"SELECT generate_series(1, {FEW + 1})"), {})) == FEW + 1
        assert CURSOR not in kept and first.closed
        assert wire.rows(Text("SELECT 1"), {}) == [(1,)]
