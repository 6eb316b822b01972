"""Delivery in the background: woken, stopped, and not brought down by anything."""

from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event

import pytest

from signoff.adapters.delivery import Deliverer, DeliveryReport, DeliveryThread

from .conftest import NOW

LONG = 3600.0


class Runs(Deliverer):
    """A deliverer whose runs are counted and can be waited for."""

    def __init__(self, *outcomes: DeliveryReport | Exception) -> None:
        self.outcomes = list(outcomes)
        self.nows: list[datetime | None] = []
        self.ran = [Event() for _ in range(20)]
        self.stopped: Callable[[], bool] = lambda: False

    def run_once(self, now: datetime | None = None, limit: int = 100, *, stopping: Callable[[], bool] = lambda: False) -> DeliveryReport:
        outcome = self.outcomes.pop(0) if self.outcomes else DeliveryReport()
        self.stopped = stopping
        self.nows.append(now)
        self.ran[len(self.nows) - 1].set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def wait_for(self, number: int) -> bool:
        return self.ran[number - 1].wait(5)


Make = Callable[..., DeliveryThread]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[DeliveryThread] = []

    def start(runs: Runs, interval: float = LONG, **more: object) -> DeliveryThread:
        thread = DeliveryThread(runs, interval=interval, **more)  # type: ignore[arg-type]  # as each test needs
        thread.start()
        made.append(thread)
        return thread

    yield start
    assert all(thread.stop(5) for thread in made)


def test_it_runs_at_once_and_when_it_is_woken(make: Make) -> None:
    runs = Runs()
    thread = make(runs)
    assert runs.wait_for(1)
    thread.wake()
    assert runs.wait_for(2)
    assert not runs.ran[2].is_set()


def test_it_runs_again_after_its_interval(make: Make) -> None:
    runs = Runs()
    make(runs, 0.01)
    assert runs.wait_for(3)


def test_it_goes_on_at_once_while_there_is_more(make: Make) -> None:
    runs = Runs(DeliveryReport(delivered=10), DeliveryReport(delivered=4, failed=6), DeliveryReport(delivered=9))
    make(runs, limit=10)
    assert runs.wait_for(3)
    assert not runs.ran[3].is_set()


def test_a_failure_is_logged_and_it_goes_on(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    runs = Runs(ConnectionError("the database is away"))
    thread = make(runs)
    assert runs.wait_for(1)
    thread.wake()
    assert runs.wait_for(2)
    assert "the database is away" in caplog.text


def test_it_stops_at_once_and_tells_the_run_under_way(make: Make) -> None:
    runs = Runs()
    thread = make(runs)
    assert runs.wait_for(1)
    assert thread.stop(5)
    assert not thread.running
    assert runs.stopped()
    assert thread.stop(5)


def test_it_can_be_started_again(make: Make) -> None:
    runs = Runs()
    thread = make(runs)
    assert runs.wait_for(1)
    thread.start()
    assert thread.stop(5)
    thread.start()
    assert runs.wait_for(2) and thread.running


def test_it_stops_with_the_block_and_runs_on_the_stores_clock() -> None:
    runs = Runs()
    with DeliveryThread(runs, interval=LONG, now=lambda: NOW) as thread:
        assert runs.wait_for(1)
    assert not thread.running and runs.nows == [NOW]


def test_a_thread_that_was_never_started_is_stopped() -> None:
    assert DeliveryThread(Runs()).stop(0)
