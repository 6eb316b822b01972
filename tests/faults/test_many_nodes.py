"""Several real workers on one database; one that is stopped for longer than its lease and goes on; clocks that jump by an hour."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Event as Pause
from typing import Any

import pytest

from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.clock import SystemClock
from signoff.adapters.sql import SqlStore
from signoff.compose import Engine
from signoff.engine import sweep
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from ..acceptance.databases import SERVERS, own_database
from .office import LETTER, MORNING, PEOPLE, fired
from .processes import PATIENCE, SPAWN, alone, come
from .test_two_sweep import Halting

CASES = 40
LATER = MORNING + timedelta(days=3)
"""When both rungs of a letter have passed."""
LEASE = 2
"""Seconds for which a row is held here."""


@pytest.fixture(params=SERVERS)
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a database that several processes share; they can import what their work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with own_database(request.param) as found:
        yield found


class Told:
    """A channel that writes down, a line each, which key went out by whom; `meanwhile` happens before it is done."""

    def __init__(self, file: Path, node: str, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._file, self._node, self._meanwhile = file, node, meanwhile

    def send(self, notice: Notice) -> None:
        """One line, in one write."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{notice.key} {self._node}\n")
        self._meanwhile()


def told(file: Path) -> list[tuple[str, str]]:
    """What went out: key and node, in order."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(line.split()[0], line.split()[1]) for line in lines]


def office(database: Any, node: str, file: Path, clock: Any = None, meanwhile: Callable[[], object] = lambda: None) -> Engine:
    """A process of this name that tells by that file."""
    channels = {"log": Told(file, node, meanwhile)}
    made = Engine(database, workflows=[LETTER], directory=PEOPLE, notifiers=channels, node=node, clock=clock)
    made.deliverer._lease_seconds = LEASE
    return made


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    begun, pause = time.monotonic(), Pause()
    while not true():
        assert time.monotonic() - begun < PATIENCE, "it does not come about"
        pause.wait(0.05)


def letters(url: str, at: datetime = MORNING) -> list[str]:
    """Cases begun so long ago that both of their rungs have passed."""
    with office(url, "desk", Path(os.devnull), ManualClock(at)) as engine:
        return [engine.start("letter", by="ann").id for _ in range(CASES)]


def quiet(url: str) -> bool:
    """Whether nothing is left to be done."""
    store = SqlStore(url)
    try:
        now = store.now()
        backlog = store.backlog(now)
        return not backlog.due and not backlog.waiting and not backlog.dead
    finally:
        store.close()


# ---------------------------------------------------------------- several workers


def working(url: str, node: str, file: Path, begin: Event, stop: Event) -> None:
    """A worker as `signoff worker` is one, until it is told to stop."""
    with office(url, node, file) as engine:
        duties = [Duty("fire", engine.fire_timers, 0.2), Duty("deliver", engine.deliver, 0.2)]
        come(begin)
        with Ticker(duties, clock=SystemClock(), heart=engine.heart) as ticker, engine.wakeups(ticker.wake_all):
            come(stop)


def test_three_workers_do_everything_once_and_tell_of_themselves(shared: str, tmp_path: Path) -> None:
    file, begin, stop = tmp_path / "told", SPAWN.Event(), SPAWN.Event()
    cases = letters(shared, datetime.now(UTC) - timedelta(days=3))
    names = ["n0", "n1", "n2"]
    with (
        alone(working, shared, names[0], file, begin, stop) as first,
        alone(working, shared, names[1], file, begin, stop),
        alone(working, shared, names[2], file, begin, stop),
        office(shared, "host", file) as engine,
    ):
        begin.set()
        until(lambda: [node.name for node in engine.store.nodes()] == names)
        new = [engine.start("letter", by="ann").id for _ in range(10)]
        for case in new:
            engine.remind(case, by="ann", reason="Please.")
        until(lambda: len({key for key, _ in told(file)}) == len(cases) + len(new) and quiet(shared))
        found = engine.store.nodes()
        pids = {node.about.pid for node in found if node.about is not None}
        assert first.pid in pids and len(pids) == len(names)
        assert {duty for node in found for duty in node.duties} == {"fire", "deliver"}
        checkup = engine.doctor()
        assert {finding.code for finding in checkup.findings} <= {"commits_may_be_lost"}, checkup.findings
        stop.set()
        until(lambda: not engine.store.nodes())
        times = fired(shared)
        assert len(times) == 2 * len(cases) and set(times.values()) == {1}
        assert Counter(Counter(key for key, _ in told(file)).values()) == Counter({1: len(cases) + len(new)})
        assert engine.verify().problems == ()


# ---------------------------------------------------------------- stopped for longer than the lease


def stopped_while_telling(url: str, file: Path, reached: Event, go: Event) -> None:
    """A worker that comes to a halt in its first notice."""

    def meanwhile() -> None:
        if not reached.is_set():
            reached.set()
            come(go)

    with office(url, "stopped", file, meanwhile=meanwhile) as engine:
        engine.deliver()


def test_a_deliverer_that_is_stopped_for_longer_than_its_lease_delivers_again_under_the_same_key(shared: str, tmp_path: Path) -> None:
    file, reached, go = tmp_path / "told", SPAWN.Event(), SPAWN.Event()
    letters(shared, datetime.now(UTC) - timedelta(days=3))
    with office(shared, "other", file) as engine:
        engine.fire_timers()
        with alone(stopped_while_telling, shared, file, reached, go) as worker:
            come(reached)
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGSTOP)
            try:
                ((key, _),) = told(file)
                until(lambda: bool(engine.deliver()) and (key, "other") in told(file))
            finally:
                os.kill(worker.pid, signal.SIGCONT)
            go.set()
            worker.join(PATIENCE)
            assert worker.exitcode == 0
        assert quiet(shared)
        counts = Counter(key for key, _ in told(file))
        assert len(counts) == CASES and counts.pop(key) == 2 and set(counts.values()) == {1}
        assert engine.dead_letters() == () and engine.verify().problems == ()


def stopped_while_sweeping(url: str, place: str, file: Path, reached: Event, go: Event) -> int:
    """A worker that comes to a halt in its third transaction, of 50 cases each."""
    sweep.BATCH = 50
    store = SqlStore(url)
    with office(Halting(store, place, reached, go), "stopped", file, ManualClock(LATER)) as engine:
        swept = engine.fire_timers()
    store.close()
    return swept.fired


@pytest.mark.parametrize(("place", "left"), [("before the lock", 40), ("under the lock", 0), ("after the commit", 0)])
def test_a_sweeper_that_is_stopped_and_goes_on_doubles_no_timer(shared: str, tmp_path: Path, place: str, left: int) -> None:
    """In the last of its three transactions, of 20 cases with two timers each; `left` is what another one can fire meanwhile."""
    file, reached, go = tmp_path / "told", SPAWN.Event(), SPAWN.Event()
    cases = [*letters(shared), *letters(shared), *letters(shared)]
    with office(shared, "other", file, ManualClock(LATER)) as engine:
        with alone(stopped_while_sweeping, shared, place, file, reached, go) as worker:
            come(reached)
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGSTOP)
            try:
                beside = engine.fire_timers()
                assert (beside.fired, beside.failed) == (left, {})
            finally:
                os.kill(worker.pid, signal.SIGCONT)
            go.set()
            worker.join(PATIENCE)
            assert worker.exitcode == 0
        assert engine.fire_timers().fired == 0
        times = fired(shared)
        assert len(times) == 2 * len(cases) and set(times.values()) == {1}
        until(lambda: engine.deliver().taken == 0)
        assert Counter(Counter(key for key, _ in told(file)).values()) == Counter({1: len(cases)})
        assert engine.verify().problems == ()


# ---------------------------------------------------------------- clocks that jump


def test_a_clock_that_jumps_by_an_hour_fires_nothing_twice_and_loses_nothing(shared: str, tmp_path: Path) -> None:
    """The clock of everything: what is brought forward happens when that clock says so, what is put back happens later."""
    clock = ManualClock(MORNING)
    with office(shared, "n", tmp_path / "told", clock) as engine:
        case = engine.start("letter", by="ann").id
        due = engine.case(case).due_at
        assert due is not None
        clock.set(due - timedelta(minutes=30))
        assert engine.fire_timers().fired == 0
        clock.set(clock.now() + timedelta(hours=1))
        assert engine.fire_timers().fired == 1
        clock.set(clock.now() - timedelta(hours=1))
        assert engine.fire_timers().fired == 0
        engine.comment(case, by="he", text="In between.")
        instants = [event.at for event in engine.history(case)]
        assert instants == sorted(instants), "history never runs backwards"
        clock.set(due + timedelta(days=1))
        assert engine.fire_timers().fired == 1
        assert set(fired(shared).values()) == {1} and len(fired(shared)) == 2


@pytest.mark.parametrize("by", [timedelta(hours=1), -timedelta(hours=1)])
def test_a_node_whose_clock_jumps_while_it_delivers_costs_a_delay_at_most(shared: str, tmp_path: Path, by: timedelta) -> None:
    """The clock of one node: leases run on the database's, so a jump forwards leaves rows for a later run, and one back does nothing."""
    file, jumps = tmp_path / "told", list[datetime]()
    letters(shared, datetime.now(UTC) - timedelta(days=3))

    class Jumping:
        """The node's own clock: wrong by an hour as soon as the third notice has gone out."""

        def now(self) -> datetime:
            late = by if len(told(file)) >= 3 else timedelta(0)
            jumps.append(datetime.now(UTC) + late)
            return jumps[-1]

    with office(shared, "n", file) as engine:
        engine.fire_timers()
        engine.deliverer._clock = Jumping()
        until(lambda: bool(engine.deliver()) and len({key for key, _ in told(file)}) == CASES)
        counts = Counter(key for key, _ in told(file))
        assert len(counts) == CASES and set(counts.values()) == {1}
        assert jumps and engine.dead_letters() == ()
