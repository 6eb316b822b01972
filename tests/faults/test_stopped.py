"""A worker on a file stands still for longer than its lease, or in a sweep, and goes on. (`test_many_nodes` has those on servers.)"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from signoff import Engine
from signoff.engine.faultpoints import planted
from signoff.testing import ManualClock

from .breaking import at_first
from .killing import MORNING, RATE, Killed, begun, counted, office, waiting
from .processes import FORKED, PATIENCE, ended
from .times import FastClock

CASES = 30


def standing(url: str, folder: Path, clock: FastClock, point: str) -> None:
    """A node that stops itself where it first comes to this point."""
    with planted(at_first(point, lambda: os.kill(os.getpid(), signal.SIGSTOP))), office(url, folder, clock, "stopped") as engine:
        engine.tick()


@contextmanager
def stopped(url: str, folder: Path, clock: FastClock, point: str) -> Iterator[Callable[[], None]]:
    """Such a node, once it stands; what lets it go on, to its end."""
    process = FORKED.Process(target=standing, args=(url, folder, clock, point), daemon=True)
    process.start()
    assert process.pid is not None
    wait_until(lambda: _state(process.pid or 0) == "T", "it never stands still")

    def go_on() -> None:
        os.kill(process.pid or 0, signal.SIGCONT)
        process.join(PATIENCE)
        assert process.exitcode == 0

    try:
        yield go_on
    finally:
        if process.is_alive():
            process.kill()
        ended(process)


def _state(pid: int) -> str:
    """R, S, T … as the machine tells of a process."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    """Look again and again, with an end."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)


def settled(engine: Engine, url: str) -> bool:
    """Tick; whether nothing is left to be done."""
    engine.tick()
    return engine.store.next_due(None) is None and not waiting(url)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a file with cases whose timers are all due; a process that is started can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    url = f"sqlite:///{tmp_path}/signoff.db"
    begun(url, tmp_path, CASES, 0)
    return url


def test_what_a_stopped_worker_has_leased_comes_again(file: str, tmp_path: Path) -> None:
    clock = FastClock(MORNING, RATE)
    with stopped(file, tmp_path, clock, "deliver.after") as go_on, office(file, tmp_path, clock, "other") as other:
        wait_until(lambda: settled(other, file), "what it had leased never comes again")
        go_on()
        assert settled(other, file)
    everything_was_done(file, tmp_path)


def test_what_a_stopped_worker_has_only_decided_is_fired_by_another(file: str, tmp_path: Path) -> None:
    """A sweep on a file decides before it takes the lock; what it finds fired when it goes on, it passes over."""
    clock = FastClock(MORNING, RATE)
    with stopped(file, tmp_path, clock, "save.before") as go_on, office(file, tmp_path, clock, "other") as other:
        swept = other.fire_timers()
        assert (swept.fired, swept.failed) == (CASES, {})
        go_on()
        wait_until(lambda: settled(other, file), "something is left")
    everything_was_done(file, tmp_path)


@pytest.mark.parametrize("point", ["commit.before", "commit.after"])
def test_what_a_stopped_worker_has_locked_is_fired_once(file: str, point: str, tmp_path: Path) -> None:
    """The file is locked as a whole: the others wait for it."""
    clock = FastClock(MORNING, RATE)
    with stopped(file, tmp_path, clock, point) as go_on, office(file, tmp_path, clock, "other") as other, ThreadPoolExecutor(1) as pool:
        beside = pool.submit(other.fire_timers)
        go_on()
        swept = beside.result(PATIENCE)
        assert (swept.fired, swept.failed) == (0, {})
        wait_until(lambda: settled(other, file), "something is left")
    everything_was_done(file, tmp_path)


def everything_was_done(url: str, folder: Path) -> None:
    """Timers once, effects at least once, nothing left."""
    found = Killed(timers=CASES, effects=CASES)
    counted(url, folder, found)
    assert found.sound(), "\n".join(found.lines())


def test_a_lease_that_was_taken_before_the_clock_went_back_is_over_in_the_end(file: str, tmp_path: Path) -> None:
    """A node died with rows in hand. By a clock that was put back its lease lasts an hour longer: a delay."""
    clock, hour = ManualClock(MORNING), timedelta(hours=1)
    with office(file, tmp_path, clock) as engine:
        assert len(engine.store.lease("dead", clock.now() + hour, 2 * CASES, 120)) == CASES
        assert engine.deliver().taken == 0
        clock.set(MORNING + hour + timedelta(seconds=120))
        assert engine.deliver().delivered == CASES
        assert waiting(file) == []
