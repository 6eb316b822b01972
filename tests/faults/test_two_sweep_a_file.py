"""Two processes fire what is due in one file of SQLite, and commands come in between: every timer happens once, whoever is killed."""

import os
import signal
from collections import Counter as Counted
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signoff import Engine
from signoff.adapters.sql import SqlStore
from signoff.engine.ports import Loaded, UnitOfWork, Wanted
from signoff.testing import ManualClock

from .office import MORNING, fired, office
from .processes import FORKED, alone, come, together
from .test_two_sweep import LATER, PLACES, ROUNDS, doomed, everything_has_happened_once, letters, sweep, sweep_hourly, talk_hourly

CASES = 600


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a new file; a process that is started meanwhile can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    return f"sqlite:///{tmp_path}/signoff.db"


def test_1200_timers_swept_by_two_processes_fire_once_each(file: str) -> None:
    cases = letters(file, CASES)
    counts = together((sweep, (file,)), (sweep, (file,)))
    assert sum(counts) == 2 * CASES
    assert all(counts), "both have done some of it"
    everything_has_happened_once(file, cases)


def test_timers_swept_by_three_threads_of_two_processes_fire_once_each(file: str) -> None:
    cases = letters(file, 200)
    counts = together((sweep, (file, 3)), (sweep, (file, 3)))
    assert sum(counts) == 400
    everything_has_happened_once(file, cases)


@pytest.mark.parametrize("meeting", [1, 5])
def test_a_sweep_and_commands_meet_and_nothing_is_lost(file: str, meeting: int) -> None:
    with office(file, ManualClock(MORNING)) as engine:
        cases = [engine.start("round", by="ann").id for _ in range(meeting)]
    count, _ = together((sweep_hourly, (file,)), (talk_hourly, (file, cases)))
    with office(file, ManualClock(MORNING + timedelta(hours=ROUNDS))) as engine:
        count += engine.fire_timers().fired  # what was passed over comes here
        kinds = Counted(event.kind for case in cases for event in engine.history(case))
        assert (count, kinds["timer_fired"], kinds["commented"]) == (meeting * ROUNDS,) * 3
        assert set(fired(file).values()) == {1}
        assert engine.verify().problems == ()


# ---------------------------------------------------------------- a command comes between reading and writing


class Interrupted:
    """A store in which something happens each time when several roots have been read and nothing is written yet."""

    def __init__(self, store: SqlStore, meanwhile: Callable[[], object]) -> None:
        self._store, self._meanwhile = store, meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self, *, locking: bool = True) -> Iterator[UnitOfWork]:
        """The store's own transaction."""
        with self._store.begin(locking=locking) as unit:
            load = unit.load

            def interrupted(wanted: Wanted) -> Loaded:
                loaded = load(wanted)
                if len(wanted.roots) > 1:
                    self._meanwhile()
                return loaded

            unit.load = interrupted  # type: ignore[method-assign]
            yield unit


def swept_while(file: str, meanwhile: Callable[[Engine], object]) -> int:
    """How many timers are fired by a sweep in which another process's engine does this once all roots are read."""
    with (
        office(file, ManualClock(LATER)) as other,
        office(Interrupted(SqlStore(file), lambda: meanwhile(other)), ManualClock(LATER)) as engine,
    ):
        swept = engine.fire_timers()
        assert swept.failed == {}
        return swept.fired


def test_a_case_that_somebody_acts_on_meanwhile_is_left_to_the_next_sweep_and_the_others_are_fired(file: str) -> None:
    cases = letters(file, 20)
    assert swept_while(file, lambda other: other.comment(cases[7], by="he", text="Meanwhile.")) == 2 * 19
    with office(file, ManualClock(LATER)) as engine:
        assert [event.kind for event in engine.history(cases[7])].count("timer_fired") == 0
        assert engine.fire_timers().fired == 2
        assert "commented" in [event.kind for event in engine.history(cases[7])]
    everything_has_happened_once(file, cases)


def test_what_somebody_else_has_fired_meanwhile_is_not_fired_again(file: str) -> None:
    cases = letters(file, 20)
    assert swept_while(file, lambda other: other.fire_timers()) == 0
    everything_has_happened_once(file, cases)


def test_a_case_that_ends_meanwhile_reminds_nobody(file: str) -> None:
    cases = letters(file, 20)
    with office(file, ManualClock(LATER)) as engine:
        assert swept_while(file, lambda other: other.act(cases[7], "submit", by="he")) == 2 * 19
        assert engine.fire_timers().fired == 0
        assert not engine.case(cases[7]).open
        assert [event.kind for event in engine.history(cases[7])].count("timer_fired") == 0
        assert engine.verify().problems == ()


# ---------------------------------------------------------------- a worker dies


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_that_is_killed_in_a_sweep_loses_nothing_and_doubles_nothing(file: str, place: str) -> None:
    cases = letters(file, 200)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(doomed, file, place, reached, never) as worker:
        come(reached)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
        assert worker.exitcode == -signal.SIGKILL
    done = sum(fired(file).values())
    if place != "anywhere":
        assert done == {"after the commit": 300}.get(place, 200), "what was committed is kept, and nothing else"
    with office(file, ManualClock(LATER)) as engine:
        assert engine.fire_timers().fired == 400 - done
    everything_has_happened_once(file, cases)


def test_a_worker_that_has_read_and_not_written_yet_keeps_nobody_waiting(file: str) -> None:
    cases = letters(file, 200)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(doomed, file, "under the lock", reached, never) as worker, office(file, ManualClock(LATER)) as engine:
        come(reached)
        assert engine.fire_timers().fired == 200, "100 cases were done before"
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
    everything_has_happened_once(file, cases)
