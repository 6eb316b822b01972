"""Many saves, each in a transaction of its own: what has changed meanwhile is left out, and all the rest is written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.claims import postgresql_shapes
from signoff.engine.case import TaskState
from signoff.engine.errors import Refused, StoreUnavailable
from signoff.engine.events import Commented
from signoff.engine.ports import Change, Outgoing, Save, Settled, Store, Stored, Wanted

from .conftest import AnyStore, emptied
from .doing import PATIENCE, load, start
from .factory import NOON, a_case, a_task, a_timer, beginning, later, moving
from .test_without_a_lock import to


@pytest.fixture
def sending_store(postgresql_store: SqlStore) -> SqlStore:
    """A store that sends what it can without waiting for answers."""
    return emptied(postgresql_store)


@pytest.fixture(autouse=True, params=["any shape", "no shape"])
def shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What PostgreSQL takes as values, and what it takes as JSON."""
    if request.param == "any shape":
        monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)
    else:
        monkeypatch.setattr(postgresql_shapes.Shapes, "of", lambda *_, **__: None)
    return str(request.param)


def each(store: Store, *changes: Change, skip_locked: bool = True) -> dict[str, bool]:
    """Save each of these; which were written."""
    saves = [Save((change,), NOON, skip_locked=skip_locked) for change in changes]
    with store.saving_each(saves) as written:
        return {save.changes[0].root: was for save, was in written}


def steps(store: Store, *stored: Stored) -> list[str]:
    """Where these are."""
    return [load(store, one.root).meant.step for one in stored]


def test_each_is_written(store: AnyStore) -> None:
    cases = [start(store, a_case(step="old")) for _ in range(60)]
    assert each(store, *(to(one, "new") for one in cases)) == {one.root: True for one in cases}
    assert set(steps(store, *cases)) == {"new"}


def test_what_has_changed_meanwhile_is_left_out_and_the_others_are_written(store: AnyStore) -> None:
    cases = [start(store, a_case(step="old")) for _ in range(5)]
    slow = [to(one, "slow") for one in cases]
    each(store, to(cases[1], "quick"), to(cases[4], "quick"))
    assert each(store, *slow) == {one.root: n not in (1, 4) for n, one in enumerate(cases)}
    assert steps(store, *cases) == ["slow", "quick", "slow", "slow", "quick"]


def test_all_that_belongs_to_a_case_is_written_with_it_or_not_at_all(store: AnyStore) -> None:
    task, timer = a_task(), a_timer(due=later(9))
    stored = start(store, a_case(tasks=(task,), timers=(timer, a_timer("due:1:1", later(10), rung=1)), step="old"))
    pooled = a_task(holder=None, tokens=("role:legal",), candidates=("li", "wang"))
    moved = replace(stored.meant, step="new", tasks=(pooled,), timers=(replace(timer, due=later(30)),))
    notice = Outgoing("o" * 30, "k", "notice", stored.root, stored.root, NOON, {"to": "ann"})
    tasks = {stored.root: (replace(task, state=TaskState.CLOSED, closed_at=NOON), pooled)}
    change = moving(stored, moved, tasks=tasks, outgoing=[notice])
    assert each(store, replace(change, version=stored.version - 1)) == {stored.root: False}
    assert load(store, stored.root) == stored and store.lease("n", later(60), 10, 5) == []
    assert each(store, change) == {stored.root: True}
    assert load(store, stored.root).meant == moved
    assert [row.id for row in store.lease("n", later(60), 10, 5)] == [notice.id]
    assert [found.due for found in store.due("default", later(60), 10)] == [later(30)]


def test_a_case_with_children_that_move_too_and_one_that_begins_are_written(store: AnyStore) -> None:
    root = a_case(step="old")
    child = a_case(root=root.id, parent=root.id, step="old")
    stored, other = start(store, root, child), a_case()
    family = moving(stored, replace(stored.cases[root.id], step="new"), replace(stored.cases[child.id], step="new"))
    assert each(store, family, beginning(other)) == {root.id: True, other.id: True}
    assert {case.step for case in load(store, root.id).cases.values()} == {"new"}
    assert each(store, replace(family, links=moving(load(store, root.id)).links)) == {root.id: False}


def test_a_key_that_is_taken_is_refused_or_left_to_whoever_takes_a_lock(store: AnyStore) -> None:
    start(store, a_case(key="k"))
    other = a_case(key="k")
    try:
        assert each(store, beginning(other)) == {other.id: False}
    except Refused as refused:
        assert refused.code == "key_taken"


def test_a_root_that_somebody_else_holds_is_left_out_and_not_waited_for(server_store: SqlStore) -> None:
    held, free = (start(server_store, a_case(step="old")) for _ in range(2))
    with ThreadPoolExecutor(1) as pool, server_store.begin() as work:
        work.load(Wanted("default", held.root))
        written = pool.submit(each, server_store, to(held, "new"), to(free, "new")).result(PATIENCE)
    assert written == {held.root: False, free.root: True}
    assert steps(server_store, held, free) == ["old", "new"]


def test_what_has_to_be_settled_under_a_lock_is_left_out_where_there_is_none(sending_store: SqlStore) -> None:
    stored = start(sending_store, a_case(step="old"))
    assert each(sending_store, replace(to(stored, "new"), settled=(Settled("row"),))) == {stored.root: False}


def test_a_text_that_the_server_does_not_keep_is_refused_and_never_cut_short(sending_store: SqlStore) -> None:
    stored = start(sending_store, a_case(step="old"))
    with pytest.raises(Refused):
        each(sending_store, to(stored, "half \0 of it"))
    assert steps(sending_store, stored) == ["old"]


def test_the_server_is_at_it_while_the_block_does_something_else(sending_store: SqlStore, shape: str) -> None:
    """The block itself waits for what it has written, on another connection and without a lock: what somebody holds is left out."""
    stored = start(sending_store, a_case(step="old"))
    with sending_store.saving_each([Save((to(stored, "new"),), NOON, skip_locked=True)]) as written:
        if shape == "no shape":
            assert [was for _, was in written] == [True]
        assert any(seen(sending_store, stored) == "new" for _ in range(10_000))
    assert steps(sending_store, stored) == ["new"]


def test_many_long_texts_go_through_although_the_way_is_narrow(sending_store: SqlStore) -> None:
    cases = [start(sending_store, a_case(step="old", data={"text": "长" * 200_000})) for _ in range(30)]
    assert set(each(sending_store, *(to(one, "new") for one in cases)).values()) == {True}
    assert set(steps(sending_store, *cases)) == {"new"}


def test_what_the_database_refuses_is_left_out_and_the_others_are_written(sending_store: SqlStore) -> None:
    """Of three, the second meets a rule of the database."""
    cases = sorted((start(sending_store, a_case(step="old")) for _ in range(3)), key=lambda one: one.root)
    with sending_store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE signoff_case ADD CONSTRAINT told CHECK (step <> 'bad')"))
    try:
        written = each(sending_store, *(to(one, step) for one, step in zip(cases, ("new", "bad", "new"), strict=True)))
    finally:
        with sending_store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE signoff_case DROP CONSTRAINT told"))
    assert list(written.values()) == [True, False, True]
    assert steps(sending_store, *cases) == ["new", "old", "new"]
    assert each(sending_store, *(to(load(sending_store, one.root), "late") for one in cases)) == {one.root: True for one in cases}


def seen(store: Store, stored: Stored) -> str:
    """Where this is, for somebody who locks nothing."""
    with store.begin(locking=False) as work:
        return work.load(Wanted("default", stored.root)).aggregates[0].meant.step


@pytest.fixture
def one_connection(postgresql_store: SqlStore) -> Iterator[SqlStore]:
    """A host's pool of one connection that knows no patience."""
    emptied(postgresql_store)
    engine = create_engine(postgresql_store.engine.url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    yield SqlStore(engine)
    engine.dispose()


def test_of_a_pool_of_one_connection_none_is_kept_from_the_block(one_connection: SqlStore) -> None:
    cases = [start(one_connection, a_case(step="old")) for _ in range(3)]
    with one_connection.saving_each([Save((to(one, "new"),), NOON, skip_locked=True) for one in cases]) as written:
        assert one_connection.now().tzinfo is not None
        assert [was for _, was in written] == [True] * 3


DEADLY = """CREATE FUNCTION deadly() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
IF NEW.step = 'deadly' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END$$;
CREATE TRIGGER deadly BEFORE UPDATE ON signoff_case FOR EACH ROW EXECUTE FUNCTION deadly()"""


@pytest.mark.parametrize("whose", ["ours", "a host's"])
def test_what_was_answered_before_the_connection_was_lost_is_told(whose: str, sending_store: SqlStore, one_connection: SqlStore) -> None:
    store = sending_store if whose == "ours" else one_connection
    cases = [start(store, a_case(step="old")) for _ in range(4)]
    moves = [to(one, step) for one, step in zip(cases, ("new", "new", "deadly", "new"), strict=True)]
    with sending_store.engine.begin() as connection:
        connection.exec_driver_sql(DEADLY)
    told = list[tuple[str, bool]]()

    def tell() -> None:
        with store.saving_each([Save((move,), NOON, skip_locked=True) for move in moves]) as written:
            for save, was in written:
                told.append((save.changes[0].root, was))

    try:
        with pytest.raises(StoreUnavailable):
            tell()
    finally:
        with sending_store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER deadly ON signoff_case; DROP FUNCTION deadly")
    assert told == [(cases[0].root, True), (cases[1].root, True)]
    assert steps(store, *cases) == ["new", "new", "old", "old"]


def test_psycopg_may_forget_what_was_prepared(sending_store: SqlStore) -> None:
    """After a rollback it does."""
    for number in range(3):
        cases = [start(sending_store, a_case(step="old")) for _ in range(3)]
        assert set(each(sending_store, *(to(one, "new") for one in cases)).values()) == {True}, number
        sending_store.rested()
        with sending_store.engine.connect() as connection:
            for _ in range(7):
                connection.execute(text("SELECT 1"))
            connection.rollback()
            connection.execute(text("DEALLOCATE ALL"))
            connection.commit()


@pytest.mark.parametrize("how", ["prepares nothing", "speaks Latin"])
def test_a_connection_that_cannot_be_sent_so_much_is_found_out(how: str, postgresql_store: SqlStore) -> None:
    emptied(postgresql_store)
    options = {"prepare_threshold": None} if how == "prepares nothing" else {"client_encoding": "latin1"}
    engine = create_engine(postgresql_store.engine.url, connect_args=options)
    store = SqlStore(engine)
    cases = [start(store, a_case(step="old")) for _ in range(2)]
    moves = [moving(one, replace(one.meant, step="new"), facts=[Commented(text="in Latin")]) for one in cases]
    first = each(store, *moves)
    if not all(first.values()):  # found out, and not tried again
        assert each(store, *moves) == {one.root: True for one in cases}
    assert steps(store, *cases) == ["new", "new"]
    engine.dispose()
