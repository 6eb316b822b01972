"""Two processes fire what is due: every timer happens once, whoever comes first, and whoever is killed on the way."""

import os
import signal
from collections import Counter as Counted
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier, Event
from threading import Lock
from typing import Any

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine import sweep as sweep_module
from signoff.engine.numbered import Counter
from signoff.engine.ports import Save, Standing, UnitOfWork, Wanted
from signoff.testing import ManualClock

from .office import MORNING, deadlocks, fired, office, posted, released
from .processes import FORKED, PATIENCE, alone, come, met, together

CASES = 1_000
LATER = MORNING + timedelta(days=3)
"""When both rungs of a letter have passed."""


def letters(url: str, many: int) -> list[str]:
    """So many cases, each with two timers."""
    with office(url, ManualClock(MORNING)) as engine:
        return [engine.start("letter", by="ann").id for _ in range(many)]


def sweep(barrier: Barrier, url: str, sweepers: int = 1) -> int:
    """Fire what is due once the others do so, too, in so many threads."""
    sweep_module.BATCH = 100 if sweepers == 1 else 10
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        met(barrier)
        swept = engine.fire_timers(sweepers)
        assert swept.failed == {}
        return swept.fired


def everything_has_happened_once(url: str, cases: list[str]) -> None:
    """Both timers of each case, no more, and one notice each: of two passed rungs only the higher one tells."""
    times = fired(url)
    assert len(times) == 2 * len(cases)
    assert set(times.values()) == {1}
    assert sorted(posted(url)) == sorted(cases)
    with office(url, ManualClock(LATER)) as engine:
        assert engine.store.next_due(engine.tenant) is None
        assert engine.verify().problems == ()


def test_2000_timers_swept_by_two_processes_fire_once_each(url: str) -> None:
    cases = letters(url, CASES)
    counts = together((sweep, (url,)), (sweep, (url,)))
    assert sum(counts) == 2_000
    assert all(counts), "both have done some of it"
    everything_has_happened_once(url, cases)


def test_timers_swept_by_three_threads_of_two_processes_fire_once_each(url: str) -> None:
    before, cases = deadlocks(url), letters(url, 300)
    counts = together((sweep, (url, 3)), (sweep, (url, 3)))
    assert sum(counts) == 600
    assert all(counts), "both have done some of it"
    everything_has_happened_once(url, cases)
    assert deadlocks(url) == before


# ---------------------------------------------------------------- a sweep and a command meet

ROUNDS = 100


def sweep_hourly(barrier: Barrier, url: str) -> int:
    """Let an hour pass in each round, and fire what is due."""
    clock, count = ManualClock(MORNING), 0
    with office(url, clock) as engine:
        engine.cases(limit=1)
        for _ in range(ROUNDS):
            clock.advance("1h")
            met(barrier)
            swept = engine.fire_timers()
            assert swept.failed == {}
            count += swept.fired
    return count


def talk_hourly(barrier: Barrier, url: str, cases: list[str]) -> None:
    """In each round say something about every case, in the order opposite to the sweep's."""
    clock = ManualClock(MORNING)
    with office(url, clock) as engine:
        engine.cases(limit=1)
        for number in range(ROUNDS):
            clock.advance("1h")
            met(barrier)
            for case in sorted(cases, reverse=True):
                engine.comment(case, by="he", text=f"Round {number}.")


@pytest.mark.parametrize("meeting", [1, 5])
def test_a_sweep_and_commands_meet_without_a_deadlock_and_nothing_is_lost(url: str, meeting: int) -> None:
    before = deadlocks(url)
    with office(url, ManualClock(MORNING)) as engine:
        cases = [engine.start("round", by="ann").id for _ in range(meeting)]
    count, _ = together((sweep_hourly, (url,)), (talk_hourly, (url, cases)))
    with office(url, ManualClock(MORNING + timedelta(hours=ROUNDS))) as engine:
        # What a sweep found locked it has left to the next one; the last of them comes here.
        count += engine.fire_timers().fired
        kinds = Counted(event.kind for case in cases for event in engine.history(case))
        assert (count, kinds["timer_fired"], kinds["commented"]) == (meeting * ROUNDS,) * 3
        assert set(fired(url).values()) == {1}
        assert engine.verify().problems == ()
    assert deadlocks(url) == before


def test_a_sweep_leaves_a_lone_case_to_whoever_holds_it(url: str) -> None:
    (case,) = letters(url, 1)
    with office(url, ManualClock(LATER)) as engine:
        with ThreadPoolExecutor(1) as pool, engine.store.begin() as work:
            work.load(Wanted(engine.tenant, case))
            swept = pool.submit(engine.fire_timers).result(PATIENCE)
            assert (swept.fired, swept.failed) == (0, {})
        assert engine.fire_timers().fired == 2
    everything_has_happened_once(url, [case])


# ---------------------------------------------------------------- a worker dies

PLACES = ("before the lock", "under the lock", "before the commit", "after the commit", "anywhere")


class Halting:
    """A store on which a process comes to a halt in its third transaction, at one place, and waits there for its end."""

    def __init__(self, store: SqlStore, place: str, reached: Event, never: Event) -> None:
        self._store, self._place, self._reached, self._never = store, place, reached, never
        self._count, self._lock = 0, Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self, *, locking: bool = True) -> Iterator[UnitOfWork]:
        """The store's own transaction, with places to die at."""
        with self._lock:
            self._count += 1
            number = self._count
        self.at("before the lock", number)
        if self._place == "anywhere" and number == 3:
            self._reached.set()
        with self._store.begin(locking=locking) as unit:
            yield HaltingUnit(unit, self, number)
            self.at("before the commit", number)
        self.at("after the commit", number)

    def at(self, place: str, number: int) -> None:
        """Here it ends, if this is the place, and the transaction with this number is the third."""
        if number == 3 and place == self._place:
            self._reached.set()
            come(self._never)


class HaltingUnit:
    """A transaction of it."""

    def __init__(self, unit: UnitOfWork, store: Halting, number: int) -> None:
        self._unit, self._store, self._number = unit, store, number
        self.mark: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def load(self, wanted: Wanted) -> Any:
        """The locked read."""
        loaded = self._unit.load(wanted)
        self.mark = loaded.standing
        self._store.at("under the lock", self._number)
        return loaded

    def standing(self, tenant: str, since: date) -> Standing:
        """The rules."""
        return self._unit.standing(tenant, since)

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Counters of number series."""
        return self._unit.counters(tenant, wanted)

    def save(self, save: Save) -> Collection[str]:
        """The save."""
        return self._unit.save(save)


def doomed(url: str, place: str, reached: Event, never: Event, sweepers: int = 1) -> None:
    """A worker that does not come to the end of its sweep of 50 cases at a time."""
    sweep_module.BATCH = 50
    store = SqlStore(url)
    with office(Halting(store, place, reached, never), ManualClock(LATER)) as engine:
        engine.fire_timers(sweepers)


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_that_is_killed_in_a_sweep_loses_nothing_and_doubles_nothing(url: str, place: str) -> None:
    cases = letters(url, 300)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(doomed, url, place, reached, never) as worker:
        come(reached)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
        assert worker.exitcode == -signal.SIGKILL
    released(url)
    done = sum(fired(url).values())
    if place != "anywhere":
        assert done == {"after the commit": 300}.get(place, 200), "what was committed is kept, and nothing else"
    with office(url, ManualClock(LATER)) as engine:
        assert engine.fire_timers().fired == 600 - done
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_that_is_killed_while_its_threads_sweep_loses_nothing_and_doubles_nothing(url: str, place: str) -> None:
    """One of three threads has come to this place; the others are wherever they are, and most of them hold locks of their own."""
    cases = letters(url, 200)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(doomed, url, place, reached, never, 3) as worker:
        come(reached)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
        assert worker.exitcode == -signal.SIGKILL
    released(url)
    done = sum(fired(url).values())
    assert done % 100 == 0, "a batch is committed as a whole, or not at all"
    with office(url, ManualClock(LATER)) as engine:
        assert engine.fire_timers(3).fired == 400 - done
    everything_has_happened_once(url, cases)


def test_a_worker_that_is_killed_leaves_the_rest_to_one_that_works_beside_it(url: str) -> None:
    """The other one does not wait for the dead: it takes what is free, and finds the rest later."""
    cases = letters(url, 300)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(doomed, url, "before the commit", reached, never) as worker, office(url, ManualClock(LATER)) as engine:
        come(reached)
        beside = engine.fire_timers()
        assert (beside.fired, beside.failed) == (300, {}), "50 cases are locked, 100 were done before"
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
        released(url)
        assert engine.fire_timers().fired == 100
    everything_has_happened_once(url, cases)
