"""Several real workers on one database, while others act on it: everything once, and each tells of itself as long as it works."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Event as Pause

import pytest

from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.clock import SystemClock
from signoff.adapters.sql import SqlStore
from signoff.compose import Engine
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from ..acceptance.databases import SERVERS, own_database
from .office import LETTER, PEOPLE, fired
from .processes import FORKED, PATIENCE, alone, come

CASES = 40


@pytest.fixture(params=SERVERS)
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a database that several processes share; they can import what their work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with own_database(request.param) as found:
        yield found


class Told:
    """A channel that writes down, a line each, which key went out by whom."""

    def __init__(self, file: Path, node: str) -> None:
        self._file, self._node = file, node

    def send(self, notice: Notice) -> None:
        """One line, in one write."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{notice.key} {self._node}\n")


def told(file: Path) -> list[tuple[str, str]]:
    """What went out: key and node, in order."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(line.split()[0], line.split()[1]) for line in lines]


def office(database: str, node: str, file: Path, clock: ManualClock | None = None) -> Engine:
    """A process of this name that tells by that file."""
    channels = {"log": Told(file, node)}
    return Engine(database, workflows=[LETTER], directory=PEOPLE, notifiers=channels, node=node, clock=clock)


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    begun, pause = time.monotonic(), Pause()
    while not true():
        assert time.monotonic() - begun < PATIENCE, "it does not come about"
        pause.wait(0.05)


def letters(url: str, at: datetime) -> list[str]:
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


def working(url: str, node: str, file: Path, begin: Event, stop: Event) -> None:
    """A worker as `signoff worker` is one, until it is told to stop."""
    with office(url, node, file) as engine:
        duties = [Duty("fire", engine.fire_timers, 0.2), Duty("deliver", engine.deliver, 0.2)]
        come(begin)
        with Ticker(duties, clock=SystemClock(), heart=engine.heart) as ticker, engine.wakeups(ticker.wake_all):
            come(stop)


def test_three_workers_do_everything_once_and_tell_of_themselves(shared: str, tmp_path: Path) -> None:
    file, begin, stop = tmp_path / "told", FORKED.Event(), FORKED.Event()
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
