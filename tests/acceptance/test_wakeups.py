"""Being woken on PostgreSQL: a move tells at once that there is work, and what is lost on the way costs no more than the next tick."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from queue import Empty, Queue
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.clock import SystemClock
from signoff.adapters.memory import MemoryStore
from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.wakeups import WakeUps
from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.ports import Change
from signoff.engine.waking import GAP, Bell

from .databases import own_postgresql

PEOPLE = PeopleFile({}, {id: Person(id) for id in ("ann", "he")})
NOTE = """
signoff: 1
workflow: note
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  draft: {by: initiator, actions: {submit: {to: next, effects: [notify: person(he)]}}}
  check: {approvers: person(he)}
"""
PATIENCE = 10
LONG = 3600.0


@pytest.fixture
def url() -> Iterator[str]:
    with own_postgresql() as found:
        yield found


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    with Engine(url, workflows=[NOTE], directory=PEOPLE) as made:
        made.start("note", by="ann", key="a")
        made.start("note", by="ann", key="b")
        yield made


class Rung:
    """What was heard, one after another."""

    def __init__(self) -> None:
        self.calls: Queue[None] = Queue()

    def __call__(self) -> None:
        self.calls.put(None)

    def heard(self, seconds: float = PATIENCE) -> bool:
        """Whether it is called within this time."""
        try:
            self.calls.get(timeout=seconds)
        except Empty:
            return False
        return True

    def quiet(self) -> None:
        """Forget what was heard until nothing comes any more."""
        while self.heard(2 * GAP):
            continue


@pytest.fixture
def rung(engine: Engine) -> Iterator[Rung]:
    heard = Rung()
    with engine.wakeups(heard) as ears:
        assert isinstance(ears, WakeUps) and ears.wait(PATIENCE)
        heard.quiet()
        yield heard


def test_a_move_that_brings_an_effect_wakes_at_once(engine: Engine, rung: Rung) -> None:
    engine.act("a", "submit", by="ann")
    assert rung.heard()


def test_a_move_that_brings_nothing_wakes_nobody(engine: Engine, rung: Rung) -> None:
    engine.comment("a", by="ann", text="Nothing to be delivered.")
    assert not rung.heard(3 * GAP)


def test_in_a_hosts_transaction_it_is_told_with_the_commit_and_never_after_a_rollback(engine: Engine, rung: Rung, url: str) -> None:
    database = create_engine(url)
    with database.connect() as connection:
        with connection.begin() as undone:
            engine.bind(connection).act("a", "submit", by="ann")
            undone.rollback()
        assert not rung.heard(2 * GAP)
        with connection.begin():
            engine.bind(connection).act("b", "submit", by="ann")
            assert not rung.heard(2 * GAP)
        assert rung.heard()
    database.dispose()


def test_a_worker_delivers_long_before_its_next_tick(engine: Engine) -> None:
    sent, first = Event(), Event()

    def deliver() -> object:
        report = engine.deliver()
        (sent if report.delivered else first).set()
        return report

    with Ticker([Duty("deliver", deliver, LONG)], clock=SystemClock()) as ticker, engine.wakeups(ticker.wake_all) as ears:
        assert first.wait(PATIENCE) and isinstance(ears, WakeUps) and ears.wait(PATIENCE)
        engine.act("a", "submit", by="ann")
        assert sent.wait(PATIENCE)


def test_a_lost_connection_is_made_anew_and_work_is_looked_for_then(engine: Engine, rung: Rung, url: str) -> None:
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        ended = connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN signoff'")).all()
    admin.dispose()
    assert ended == [(True,)]
    assert rung.heard(), "what was rung meanwhile is lost, so it looks"
    rung.quiet()
    engine.act("a", "submit", by="ann")
    assert rung.heard()


def test_a_server_that_is_not_there_keeps_nobody_from_working() -> None:
    store = SqlStore("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with store.wakeups(Rung()) as ears:
        assert isinstance(ears, WakeUps) and not ears.wait(0.3)
    store.close()


def test_who_is_woken_may_fail(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    calls = Rung()

    def fail() -> None:
        calls()
        raise ValueError("foreign code")

    with engine.wakeups(fail) as ears:
        assert isinstance(ears, WakeUps) and calls.heard()
        engine.act("a", "submit", by="ann")
        assert calls.heard()
    assert "what was woken failed" in caplog.text


@pytest.mark.parametrize("database", ["sqlite://", "memory://"])
def test_elsewhere_nothing_happens(database: str) -> None:
    heard = Rung()
    with Engine(database, workflows=[NOTE], directory=PEOPLE) as engine, engine.wakeups(heard):
        engine.start("note", by="ann", key="a")
        engine.act("a", "submit", by="ann")
    assert heard.calls.empty()


def test_it_can_be_turned_off(url: str) -> None:
    heard = Rung()
    with Engine(url, workflows=[NOTE], directory=PEOPLE, wake=False) as silent, Engine(url, workflows=[], directory=PEOPLE) as other:
        with silent.wakeups(heard) as ears:
            assert ears is None
        silent.start("note", by="ann", key="a")
        with other.wakeups(heard) as ears:
            assert isinstance(ears, WakeUps) and ears.wait(PATIENCE)
            heard.quiet()
            silent.act("a", "submit", by="ann")
            assert not heard.heard(3 * GAP)


class Counting:
    """A bell's clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def rings(engine: Engine, key: str, saved: list[bool], act: Callable[..., Any]) -> bool:
    """Whether the save of this command was to wake anybody."""
    saved.clear()
    act(key)
    return saved == [True]


def test_a_process_rings_once_in_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, saved = Counting(), list[bool]()
    with Engine(MemoryStore(), workflows=[NOTE], directory=PEOPLE) as engine:
        bell = Bell(seconds=clock)

        def heard(changes: Iterable[Change], at: datetime) -> bool:
            saved.append(bell.rings(changes, at))
            return saved[-1]

        monkeypatch.setattr(engine._service.setting.bell, "rings", heard)
        for key in "abc":
            engine.start("note", by="ann", key=key)

        def submit(key: str) -> object:
            return engine.act(key, "submit", by="ann")

        assert rings(engine, "a", saved, submit)
        clock.now = GAP / 2
        assert not rings(engine, "b", saved, submit)
        clock.now = GAP
        assert rings(engine, "c", saved, submit)
