"""A store bound to a host's transaction: the case commits or rolls back with the host's own rows, and ends nothing itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from signoff.adapters.sql import BoundStore, SqlStore, prepare, upgrade
from signoff.engine.errors import Misconfigured, Refused, Stale
from signoff.engine.ports import CaseFilter, Request, Save, Wanted
from signoff.engine.ports_numbers import Numbering

from .conftest import emptied
from .doing import PATIENCE, load, save, start
from .factory import NOON, a_case, a_rich_case, an_outgoing, beginning, links_of, moving, saving
from .numbering import a_counter, a_number, passed_on
from .test_attempts import an_attempt
from .test_numbers import take
from .test_requests_and_keys import answered
from .test_transactions import HostError

letters = Table("letter", MetaData(), Column("id", Integer, primary_key=True), Column("text", String(50)))


@dataclass(frozen=True, slots=True)
class Host:
    """A host application's database with the tables of both, and how it opens transactions."""

    engine: Engine
    store: SqlStore
    kind: str

    def opened(self) -> AbstractContextManager[Any]:
        """A Session or Connection with no transaction yet."""
        return Session(self.engine) if self.kind == "session" else self.engine.connect()

    def letters(self) -> int:
        """How many rows of its own are committed."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(letters)).scalar_one()

    def cases(self) -> int:
        """How many cases are committed."""
        return len(self.store.cases("default", CaseFilter()))


@pytest.fixture(params=["sqlite", "sqlite-prepared", "sqlite-memory", "postgresql", "mariadb"])
def host_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A host's engine, with its own table and ours."""
    with engine_for(request, tmp_path) as engine:
        letters.metadata.create_all(engine)
        upgrade(engine)
        yield engine
        letters.metadata.drop_all(engine)
        assert getattr(engine.pool, "checkedout", lambda: 0)() == 0, "a connection was not given back"


@contextmanager
def engine_for(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The engine as a host would make it."""
    if request.param in ("postgresql", "mariadb"):
        request.getfixturevalue(f"{request.param}_store")
        engine = create_engine(request.getfixturevalue(request.param))
    elif request.param == "sqlite-memory":
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(f"sqlite:///{tmp_path}/host.db", connect_args={"timeout": 2})
        if request.param == "sqlite-prepared":
            prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["session", "connection"])
def host(request: pytest.FixtureRequest, host_engine: Engine) -> Host:
    """A host with each way of handing in its transaction."""
    return Host(host_engine, emptied(SqlStore(host_engine)), request.param)


def started(bound: BoundStore, **given: object) -> str:
    """Start a case in the host's transaction; its id."""
    case = a_rich_case(**given)
    with bound.begin() as work:
        work.load(Wanted("default", definition="d"))
        work.save(saving(beginning(case, outgoing=[an_outgoing(case)]), request=Request("default", case.id, answered(case), NOON)))
    return case.id


def test_both_commit_together(host: Host) -> None:
    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "a"})
        started(host.store.bound(opened))
        opened.commit()
    assert (host.letters(), host.cases()) == (1, 1)


def test_rule_2_16_a_hosts_rollback_leaves_no_row(host: Host) -> None:
    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "a"})
        bound = host.store.bound(opened)
        id = started(bound)
        bound.attempt([an_attempt(case=id)])
        opened.rollback()
    assert (host.letters(), host.cases()) == (0, 0)
    assert list(host.store.attempts("default", id)) == []
    assert list(host.store.lease("n", NOON, 9, 9)) == []
    assert list(host.store.history("default", id)) == []
    with host.store.begin() as work:
        assert work.load(Wanted("default", request_id=id)).answered is None


def test_a_transaction_that_begins_with_us_is_still_the_hosts(host: Host) -> None:
    with host.opened() as opened:
        started(host.store.bound(opened))
        opened.execute(letters.insert(), {"text": "a"})
        opened.rollback()
        assert host.cases() == 0
        started(host.store.bound(opened))
        opened.commit()
    assert (host.letters(), host.cases()) == (0, 1)


def test_an_error_of_the_host_inside_the_block_ends_nothing(host: Host) -> None:
    with host.opened() as opened:
        bound = host.store.bound(opened)
        with pytest.raises(HostError), bound.begin() as work:
            fail(work.load(Wanted("default")))
        assert opened.in_transaction()
        opened.execute(letters.insert(), {"text": "a"})
        opened.commit()
    assert host.letters() == 1


def fail(_: object) -> None:
    """Something of the host's goes wrong."""
    raise HostError


def test_closing_the_host_without_commit_leaves_no_row(host: Host) -> None:
    with host.opened() as opened:
        started(host.store.bound(opened))
    assert host.cases() == 0


def test_several_commands_share_the_transaction(host: Host) -> None:
    with host.opened() as opened:
        bound = host.store.bound(opened)
        root = started(bound)
        stored = load(bound, root)
        save(bound, moving(stored, replace(stored.cases[root], step="next", tasks=())))
        assert bound.find("default", root).cases[root].step == "next"
        assert len(bound.cases("default", CaseFilter(step="next"))) == 1
        assert [row.case.id for row in bound.inbox("default", [], "huang")] == [root]
        assert bound.projection("default", root).seq == 3
        assert bound.now().tzinfo
        opened.commit()
    assert load(host.store, root).version == 3


def test_a_bound_store_serves_one_transaction_after_another(host: Host) -> None:
    with host.opened() as opened:
        bound = host.store.bound(opened)
        for _ in range(2):
            started(bound)
            opened.commit()
    assert host.cases() == 2


def test_a_savepoint_of_the_host_takes_the_case_back(host: Host) -> None:
    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "a"})
        bound = host.store.bound(opened)
        nested = opened.begin_nested()
        started(bound)
        nested.rollback()
        started(bound)
        opened.commit()
    assert (host.letters(), host.cases()) == (1, 1)


def test_a_taken_key_leaves_the_hosts_transaction_healthy_and_clean(host: Host) -> None:
    start(host.store, a_case(key="k"))
    late = a_case(key="k")
    request = Request("default", "r", answered(late), NOON)
    with host.opened() as opened:
        bound = host.store.bound(opened)
        opened.execute(letters.insert(), {"text": "a"})
        with pytest.raises(Refused) as caught:
            start(bound, late, request=request)
        assert caught.value.code == "key_taken"
        start(bound, replace(late, key="another"), request=request)
        opened.commit()
    assert (host.letters(), host.cases()) == (1, 2)


def test_a_used_request_leaves_the_hosts_transaction_healthy_and_clean(host: Host) -> None:
    first, second = a_case(), a_case(key="second")
    start(host.store, first, request=Request("default", "r", answered(first), NOON))
    with host.opened() as opened:
        bound = host.store.bound(opened)
        with pytest.raises(Stale):
            start(bound, second, request=Request("default", "r", answered(second), NOON))
        opened.execute(letters.insert(), {"text": "a"})
        start(bound, second)
        opened.commit()
    assert (host.letters(), host.cases()) == (1, 2)


def test_an_old_version_leaves_the_hosts_transaction_clean(host: Host) -> None:
    stored = start(host.store, a_case())
    moved = save(host.store, moving(stored, replace(stored.cases[stored.root], step="moved")))
    late = moving(stored, replace(stored.cases[stored.root], step="late"), a_case(root=stored.root, parent=stored.root, key="child"))
    with host.opened() as opened:
        bound = host.store.bound(opened)
        with pytest.raises(Stale):
            save(bound, late, request=Request("default", "r", answered(stored.cases[stored.root]), NOON))
        opened.commit()
    assert load(host.store, stored.root) == moved
    start(host.store, a_case(key="child"), request=Request("default", "r", answered(moved.cases[moved.root]), NOON))


def test_attempts_are_written_in_the_hosts_transaction(host: Host) -> None:
    with host.opened() as opened:
        host.store.bound(opened).attempt([an_attempt()])
        opened.commit()
    assert host.store.attempts("default", "c")[0].count == 1


def test_autocommit_is_refused(host: Host) -> None:
    engine = host.engine.execution_options(isolation_level="AUTOCOMMIT")
    with Session(engine) if host.kind == "session" else engine.connect() as opened, pytest.raises(Misconfigured) as caught:
        host.store.bound(opened)
    assert caught.value.hint


def test_autocommit_of_the_driver_is_refused_at_first_use(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/auto.db", connect_args={"isolation_level": None})
    with Session(engine) as session:
        bound = SqlStore(engine).bound(session)
        with pytest.raises(Misconfigured):
            start(bound, a_case())
        with pytest.raises(Misconfigured):
            bound.attempt([an_attempt()])
    engine.dispose()


def test_binding_begins_nothing(host: Host) -> None:
    with host.opened() as opened:
        host.store.bound(opened)
        assert not opened.in_transaction()


def test_autocommit_that_comes_later_is_refused_too(host: Host) -> None:
    with host.engine.connect() as connection:
        bound = host.store.bound(connection)
        connection.rollback()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(Misconfigured), bound.begin() as work:
            work.load(Wanted("default"))


@pytest.mark.parametrize("host_engine", ["sqlite", "sqlite-prepared", "postgresql", "mariadb"], indirect=True)
def test_a_second_writer_goes_on_after_the_hosts_commit(host: Host) -> None:
    stored = start(host.store, a_case())
    with ThreadPoolExecutor(1) as pool, host.opened() as opened:
        root = started(host.store.bound(opened), key="new")
        late = pool.submit(load, host.store, stored.root)
        opened.commit()
        assert late.result(PATIENCE) == stored
    assert host.store.find("default", "new").root == root


@pytest.mark.parametrize("what", [None, 7, "sqlite://", object()])
def test_anything_else_is_refused(sqlite_memory_store: SqlStore, what: object) -> None:
    with pytest.raises(Misconfigured) as caught:
        sqlite_memory_store.bound(what)
    assert type(what).__name__ in caught.value.message


def test_a_session_without_an_engine_is_refused(sqlite_memory_store: SqlStore) -> None:
    with Session() as session, pytest.raises(Misconfigured):
        sqlite_memory_store.bound(session)


def test_a_hosts_rollback_gives_the_number_back(host: Host) -> None:
    with host.opened() as opened:
        assert take(host.store.bound(opened)) == 1
        opened.rollback()
    assert host.store.register("default").numbers == ()
    with host.opened() as opened:
        assert [take(host.store.bound(opened)) for _ in range(2)] == [1, 2]
        opened.commit()
    assert take(host.store) == 3


def test_a_save_that_is_refused_in_a_hosts_transaction_leaves_no_number(host: Host) -> None:
    stored = start(host.store, a_case())
    with host.opened() as opened:
        with host.store.bound(opened).begin() as unit:
            unit.load(Wanted("default", stored.root))
            (counter,) = unit.counters("default", [a_counter()])
            change = moving(replace(stored, version=99), stored.cases[stored.root])
            links = links_of(stored.cases[stored.root], [a_number(counter)], stored.seq, stored.head)
            late = Save((replace(change, links=links),), NOON, numbering=Numbering("default", (passed_on(counter),)))
            with pytest.raises(Stale):
                unit.save(late)
        opened.commit()
    assert host.store.register("default").numbers == ()
    assert take(host.store) == 1
