"""A sweep that commits each case by itself: every timer happens once, whoever else is at it, and whatever breaks on the way."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import create_engine, text

from signoff import StoreUnavailable
from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.claims import postgresql_shapes
from signoff.engine.faultpoints import planted
from signoff.engine.observing import Happening, Outcome, What
from signoff.engine.ports import Wanted
from signoff.testing import ManualClock

from .breaking import at, breaking, from_then_on
from .office import MORNING, deadlocks, fired, office, released
from .processes import PATIENCE, alone, met, together
from .test_two_sweep import LATER, everything_has_happened_once, letters

MANY = 120


@pytest.fixture(autouse=True)
def _any_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)


def sweep(barrier: Barrier, url: str, sweepers: int = 1) -> int:
    """Fire what is due once the others do so, too."""
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        met(barrier)
        swept = engine.fire_timers(sweepers, commit_each=True)
        assert swept.failed == {}
        return swept.fired


@pytest.mark.parametrize("sweepers", [1, 3])
def test_two_processes_fire_each_timer_once(url: str, sweepers: int) -> None:
    before, cases = deadlocks(url), letters(url, 400)
    counts = together((sweep, (url, sweepers)), (sweep, (url, sweepers)))
    with office(url, ManualClock(LATER)) as engine:
        # what both were at, each has left to the other: the next sweep finds it
        counts.append(engine.fire_timers(commit_each=True).fired)
    assert sum(counts) == 800
    assert all(counts[:2]), "both have done some of it"
    everything_has_happened_once(url, cases)
    assert deadlocks(url) == before


def test_a_file_is_swept_so_too(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/letters.db"
    cases = letters(url, MANY)
    with office(url, ManualClock(LATER)) as engine:
        assert engine.fire_timers(commit_each=True).fired == 2 * MANY
    everything_has_happened_once(url, cases)


def test_what_somebody_holds_is_left_to_the_next_sweep(url: str) -> None:
    cases = letters(url, 5)
    with office(url, ManualClock(LATER)) as engine:
        with ThreadPoolExecutor(1) as pool, engine.store.begin() as work:
            work.load(Wanted(engine.tenant, cases[2]))
            swept = pool.submit(lambda: engine.fire_timers(commit_each=True)).result(PATIENCE)
            assert (swept.fired, swept.failed) == (8, {})
        assert engine.fire_timers(commit_each=True).fired == 2
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize("crossing", [10, 60, 150])
def test_a_connection_that_breaks_once_costs_nothing(url: str, crossing: int) -> None:
    cases = letters(url, MANY)
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(at(crossing, breaking(url))):
            engine.fire_timers(commit_each=True)
        engine.fire_timers(commit_each=True)
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize("crossing", [0, 5, 130])
def test_where_the_server_goes_away_that_is_told_and_the_next_sweep_does_the_rest(url: str, crossing: int) -> None:
    cases = letters(url, MANY)
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(from_then_on(crossing, breaking(url))), pytest.raises(StoreUnavailable):
            engine.fire_timers(commit_each=True)
        engine.fire_timers(commit_each=True)
    everything_has_happened_once(url, cases)


def doomed(url: str, crossing: int) -> None:
    """A worker that kills itself on the way."""
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(at(crossing, lambda _: os.kill(os.getpid(), signal.SIGKILL))):
            engine.fire_timers(commit_each=True)


@pytest.mark.parametrize("crossing", [4, 70, 190, 260])
def test_a_worker_that_is_killed_on_the_way_loses_nothing_and_doubles_nothing(url: str, crossing: int) -> None:
    cases = letters(url, MANY)
    with alone(doomed, url, crossing) as worker:
        worker.join(PATIENCE)
        assert worker.exitcode == -signal.SIGKILL
    released(url)
    done = sum(fired(url).values())
    assert done < 2 * MANY
    with office(url, ManualClock(LATER)) as engine:
        assert engine.fire_timers(commit_each=True).fired == 2 * MANY - done
    everything_has_happened_once(url, cases)


def test_a_pool_of_one_connection_is_enough(url: str) -> None:
    cases = letters(url, MANY)
    database = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with office(database, ManualClock(LATER)) as engine:
        swept = engine.fire_timers(commit_each=True)
        assert (swept.fired, swept.failed) == (2 * MANY, {})
    database.dispose()
    everything_has_happened_once(url, cases)


def test_nothing_is_due_and_nothing_happens(url: str) -> None:
    letters(url, 3)
    with office(url, ManualClock(MORNING)) as engine:
        assert engine.fire_timers(commit_each=True).fired == 0


class Listener:
    """Hears of timers that have happened."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def awake(self) -> bool:
        """Always."""
        return True

    def begins(self, _it: Happening) -> None:
        """Nothing to do."""

    def happened(self, it: Happening) -> None:
        """Take note of its case."""
        if it.what is What.TIMER and it.outcome is Outcome.DONE:
            self.heard.append(str(it.case))


def test_one_that_the_database_refuses_keeps_none_of_the_others_from_being_told_and_counted(url: str) -> None:
    cases = letters(url, MANY)
    bad = sorted(cases)[MANY // 3]
    with office(url, ManualClock(LATER)) as engine:
        listener = Listener()
        engine.observe(listener)
        assert isinstance(engine.store, SqlStore)
        with engine.store.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE signoff_case ADD CONSTRAINT refusing CHECK (id <> '{bad}' OR version < 4)"))
        swept = engine.fire_timers(commit_each=True)
    assert list(swept.failed) == [bad]
    assert swept.fired == 2 * (MANY - 1)
    assert sorted(listener.heard) == sorted(2 * [case for case in cases if case != bad])
