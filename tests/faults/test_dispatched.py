"""Workers of Celery and procrastinate that are killed while they deliver: at least once, under one key, and nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import create_engine, select

from signoff.adapters.dispatch.celery import CeleryDispatcher
from signoff.adapters.dispatch.procrastinate import ProcrastinateDispatcher
from signoff.adapters.sql import tables
from signoff.testing import ManualClock

from ..acceptance.dispatching import KINDS, Place, a_place, calls
from .worker_apps import environment, halt, halted

CASES = 20
PATIENCE = 60.0
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a busy broker does not take within two seconds waits for a sweep, and here nobody sweeps meanwhile."""
    monkeypatch.setattr("signoff.adapters.dispatch.celery.TIMEOUT", PATIENCE)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each way to dispatch in turn."""
    with a_place(request.param) as found:
        yield found


@contextmanager
def a_worker(place: Place, kept: Path, number: int, pool: str = "solo") -> Iterator[subprocess.Popen[bytes]]:
    """A worker as an operator starts it; killed at the end, if it is not dead by then."""
    if place.broker is None:
        command = ["procrastinate", "--app=tests.faults.worker_apps.app", "worker"]
    else:
        quick = [f"--pool={pool}", "--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
        command = [
            "celery",
            "-A",
            "tests.faults.worker_apps",
            "worker",
            "-Q",
            place.broker.queue,
            *quick,
            f"-n{place.broker.queue}{number}",
        ]
    path = os.pathsep.join([str(ROOT), *sys.path])
    log = kept.with_suffix(f".{number}.log")
    with log.open("wb") as output:
        told = {**os.environ, "PYTHONPATH": path, **environment(place, kept)}
        worker = subprocess.Popen([sys.executable, "-m", *command], env=told, cwd=ROOT, stdout=output, stderr=output)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait(PATIENCE)


def come_true(condition: Callable[[], bool], kept: Path, told: Callable[[], object] = lambda: "") -> None:
    """Wait until this holds; fails with what is `told` then, and what the workers have said."""
    end, tick = time.monotonic() + PATIENCE, Event()
    while not condition():
        if time.monotonic() > end:
            logs = "\n".join(log.read_text("utf-8") for log in sorted(kept.parent.glob("*.log")))
            pytest.fail(f"it does not come true; {told()} {calls(kept)}; the workers say: {logs}")
        tick.wait(0.05)


def begun(place: Place) -> set[str]:
    """So many cases that call, and a stray id before them; the keys of their calls."""
    with place.engine() as engine:
        dispatcher = engine.dispatcher
        if isinstance(dispatcher, CeleryDispatcher):
            assert dispatcher.send(["nobody knows this id"])
        elif isinstance(dispatcher, ProcrastinateDispatcher):
            with engine.store.begin() as unit:
                dispatcher.submit(["nobody knows this id"], unit.transaction)
        cases = [engine.start("archive", by="ann", key=str(number)).id for number in range(CASES)]
        return {event.fact.key for case in cases for event in engine.history(case) if event.kind == "called"}  # type: ignore[attr-defined]


def submitted_again(place: Place) -> int:
    """What a node submits once every lease and every patience is over."""
    with place.engine(clock=ManualClock(datetime.now(UTC) + timedelta(minutes=10))) as engine:
        return engine.deliver().submitted


def undone(place: Place) -> int:
    """How many rows of the outbox are not marked."""
    return len(left(place))


def left(place: Place) -> list[str]:
    """The rows of the outbox that are not marked."""
    row, database = tables.outbox.c, create_engine(place.url)
    with database.connect() as connection:
        found = connection.execute(select(row.key, row.state, row.tries, row.node).where(row.state != "done")).all()
    database.dispose()
    return [repr(tuple(one)) for one in found]


def killed_in_a_call(kept: Path) -> int:
    """The process that did not come to the end of a call, which is dead now."""
    come_true(lambda: halted(kept).is_file() and halted(kept).read_text("utf-8") != "", kept)
    pid = int(halted(kept).read_text("utf-8"))
    os.kill(pid, signal.SIGKILL)
    return pid


def the_rest_is_done(place: Place, kept: Path, keys: set[str], killed: int) -> None:
    """All is called; what the dead one held is called again once it is submitted again, and nothing else is."""
    come_true(lambda: undone(place) == 1, kept, lambda: left(place))
    (held,) = [key for key, pid in calls(kept) if pid == killed][-1:]
    assert submitted_again(place) == 1
    come_true(lambda: undone(place) == 0, kept, lambda: left(place))
    assert Counter(key for key, _ in calls(kept)) == Counter([*keys, held])


def test_what_a_killed_worker_was_about_to_do_is_done_by_another_under_the_same_key(place: Place, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    halt(kept).touch()
    keys = begun(place)
    with ExitStack() as stack:
        for number in range(2):
            stack.enter_context(a_worker(place, kept, number))
        killed = killed_in_a_call(kept)
        the_rest_is_done(place, kept, keys, killed)


def test_a_child_of_a_celery_worker_that_is_killed_is_followed_by_another(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    halt(kept).touch()
    with a_place(KINDS[0]) as place:
        keys = begun(place)
        with a_worker(place, kept, 0, pool="prefork") as worker:
            killed = killed_in_a_call(kept)
            assert killed != worker.pid
            the_rest_is_done(place, kept, keys, killed)
            worker.terminate()
            worker.wait(PATIENCE)
