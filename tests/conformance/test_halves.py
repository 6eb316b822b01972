"""A host that is told of an error in the middle of a save, and commits all the same, commits no half of a move."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from signoff import Engine, SignoffError, Stale, StoreUnavailable
from signoff.engine.faultpoints import planted
from signoff.engine.ports import Save

from .awaiting import LETTER
from .doing import load, save, start
from .factory import NOON, a_case, moving
from .test_bound import Host, host, host_engine, letters

__all__ = ["host", "host_engine"]


class Broken(StoreUnavailable):
    """The error of a driver, told as ours."""


class Breaking:
    """Fails at the nth statement of a save, once it has been carried out."""

    def __init__(self, nth: int) -> None:
        self._left, self._saving, self.hit = nth, False, False

    def __call__(self, point: str) -> None:
        self._saving = self._saving or point == "save.before"
        if point == "statement.after" and self._saving and not self.hit:
            self._left -= 1
            self.hit = self._left == 0
            if self.hit:
                raise Broken("the disk is full")


@pytest.fixture
def engine(host: Host) -> Engine:
    """An engine on the host's database, with a case at its first step."""
    found = Engine(host.engine, workflows=LETTER)
    found.start("letter", by="ann", key="a")
    return found


def nothing_moved(engine: Engine, host: Host) -> None:
    """The case is as it was, and its history says so."""
    assert engine.case("a").step == "draft" and not engine.verify().problems
    assert [case.key for case in engine.cases()] == ["a"]


@contextmanager
def broken_at(nth: int) -> Iterator[Breaking]:
    """The next save fails at this statement of it."""
    breaking = Breaking(nth)
    with planted(breaking):
        yield breaking


def test_a_commit_is_refused_wherever_the_save_has_failed(host: Host, engine: Engine) -> None:
    for nth in range(1, 30):
        with broken_at(nth) as breaking, host.opened() as opened:
            opened.execute(letters.insert(), {"text": str(nth)})
            with suppress(Broken):
                engine.bind(opened).act("a", "submit", by="ann")
            if not breaking.hit:
                assert nth > 1
                opened.rollback()
                break
            with pytest.raises(Stale) as caught:
                opened.commit()
            assert caught.value.code == "conflict" and isinstance(caught.value.__cause__, Broken)
            opened.rollback()
            opened.execute(select(letters)).all()
            opened.commit()
        assert host.letters() == 0
        nothing_moved(engine, host)
    else:
        raise AssertionError("no save is so long")
    nothing_moved(engine, host)


def test_a_rollback_makes_the_connection_fit_again(host: Host, engine: Engine) -> None:
    with host.opened() as opened:
        with broken_at(1), pytest.raises(Broken):
            engine.bind(opened).act("a", "submit", by="ann")
        opened.rollback()
        engine.bind(opened).act("a", "submit", by="ann")
        opened.commit()
    assert engine.case("a").step == "check" and not engine.verify().problems


def test_a_savepoint_from_before_mends_it(host: Host, engine: Engine) -> None:
    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "kept"})
        with broken_at(1), pytest.raises(Broken), opened.begin_nested():
            engine.bind(opened).act("a", "submit", by="ann")
        opened.commit()
    assert host.letters() == 1
    nothing_moved(engine, host)


def test_a_savepoint_from_after_does_not(host: Host, engine: Engine) -> None:
    with host.opened() as opened:
        with broken_at(1), pytest.raises(Broken):
            engine.bind(opened).act("a", "submit", by="ann")
        opened.begin_nested().rollback()
        with pytest.raises(Stale):
            opened.commit()
    nothing_moved(engine, host)


def test_a_block_that_commits_at_its_end_raises_there(host: Host, engine: Engine) -> None:
    with pytest.raises(Stale), host.opened() as opened, opened.begin(), broken_at(1), suppress(SignoffError):
        engine.bind(opened).act("a", "submit", by="ann")
    nothing_moved(engine, host)
    with Session(host.engine) as session, session.begin():
        engine.bind(session).act("a", "submit", by="ann")
    assert engine.case("a").step == "check"


@pytest.mark.parametrize("host_engine", ["mariadb"], indirect=True)
def test_on_mariadb_an_error_while_locking_may_have_taken_all_back(host: Host, engine: Engine) -> None:
    def broken(point: str) -> None:
        if point == "statement.before":
            raise Broken("deadlock found")

    with host.opened() as opened:
        opened.execute(letters.insert(), {"text": "lost"})
        with planted(broken), pytest.raises(Broken):
            engine.bind(opened).act("a", "submit", by="ann")
        with pytest.raises(Stale):
            opened.commit()
    assert host.letters() == 0
    nothing_moved(engine, host)


def test_of_several_roots_none_is_left_where_one_had_been_changed(host: Host) -> None:
    first, second = start(host.store, a_case(key="1")), start(host.store, a_case(key="2"))
    save(host.store, moving(second, replace(second.cases[second.root], step="taken")))
    changes = tuple(moving(stored, replace(stored.cases[stored.root], step="late")) for stored in (first, second))
    with host.opened() as opened:
        with pytest.raises(Stale), host.store.bound(opened).begin() as work:
            work.save(Save(changes, NOON))
        with pytest.raises(Stale):
            opened.commit()
    assert [load(host.store, one.root).cases[one.root].step for one in (first, second)] == [first.cases[first.root].step, "taken"]


def test_a_refusal_does_not_spoil_the_transaction(host: Host, engine: Engine) -> None:
    with host.opened() as opened:
        with pytest.raises(SignoffError):
            engine.bind(opened).start("letter", by="ann", key="a")
        opened.execute(letters.insert(), {"text": "kept"})
        opened.commit()
    assert host.letters() == 1
