"""A worker that stands still for longer than its lease, or in the middle of a sweep, and then goes on as if nothing had been."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from signoff import Engine
from signoff.engine.faultpoints import planted

from .breaking import at_first
from .dying import FORKED
from .killing import MORNING, RATE, Killed, begun, counted, office, waiting
from .processes import PATIENCE, ended
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
def found(monkeypatch: pytest.MonkeyPatch) -> Killed:
    """What is to be counted; a process that is started meanwhile can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    return Killed(timers=CASES, effects=CASES)


@pytest.mark.parametrize("point", ["deliver.before", "deliver.after"])
def test_what_a_stopped_worker_has_leased_comes_again(fresh: str, point: str, tmp_path: Path, found: Killed) -> None:
    begun(fresh, tmp_path, CASES, 0)
    clock = FastClock(MORNING, RATE)
    with stopped(fresh, tmp_path, clock, point) as go_on, office(fresh, tmp_path, clock, "other") as other:
        wait_until(lambda: settled(other, fresh), "what it had leased never comes again")
        go_on()
        assert settled(other, fresh)
    counted(fresh, tmp_path, found)
    assert found.sound(), "\n".join(found.lines())


@pytest.mark.parametrize("point", ["save.before", "commit.before", "commit.after"])
def test_what_a_stopped_worker_has_locked_is_fired_once(fresh: str, point: str, tmp_path: Path, found: Killed) -> None:
    """On a server others pass over what it has locked; a file is locked as a whole, and they wait for it."""
    begun(fresh, tmp_path, CASES, 0)
    clock = FastClock(MORNING, RATE)
    with stopped(fresh, tmp_path, clock, point) as go_on, office(fresh, tmp_path, clock, "other") as other, ThreadPoolExecutor(1) as pool:
        beside = pool.submit(other.fire_timers)
        if not fresh.startswith("sqlite") or point == "commit.after":
            assert beside.result(PATIENCE).fired == 0
        go_on()
        assert beside.result(PATIENCE).failed == {}
        wait_until(lambda: settled(other, fresh), "something is left")
    counted(fresh, tmp_path, found)
    assert found.sound(), "\n".join(found.lines())
