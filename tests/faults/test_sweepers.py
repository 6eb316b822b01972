"""Several threads of one process fire what is due; what goes wrong for one of them is told, and leaves nothing half done."""

import threading

import pytest

from signoff import Engine, StoreUnavailable
from signoff.engine import firing
from signoff.engine import sweep as sweep_module
from signoff.engine.faultpoints import planted
from signoff.engine.sweepers import NAME
from signoff.testing import ManualClock

from .breaking import at, breaking, from_then_on
from .office import MORNING, office
from .test_two_sweep import LATER, everything_has_happened_once, letters

MANY = 40


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "BATCH", 10)


def threads() -> list[str]:
    """Sweepers that are left."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(NAME)]


def test_a_server_is_swept_by_two_threads_unless_more_are_wanted(url: str) -> None:
    with office(url, ManualClock(LATER)) as engine:
        assert (engine.sweepers(), engine.sweepers(5)) == (2, 5)


@pytest.mark.parametrize("crossing", [20, 33])
def test_where_the_server_goes_away_that_is_told_and_the_next_sweep_does_the_rest(url: str, crossing: int) -> None:
    cases = letters(url, MANY)
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(from_then_on(crossing, breaking(url))), pytest.raises(StoreUnavailable):
            engine.fire_timers(3)
        assert threads() == []
        engine.fire_timers(3)
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize("crossing", [0, 2, 5, 20])
def test_a_connection_that_breaks_once_costs_nothing(url: str, crossing: int) -> None:
    cases = letters(url, MANY)
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(at(crossing, breaking(url))):
            engine.fire_timers(3)
        assert threads() == []
        engine.fire_timers(3)
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize("crossing", range(6))
def test_a_sweep_whose_connection_breaks_while_it_only_looks_asks_again(url: str, crossing: int) -> None:
    """For which tenants, who listens, and what is due: a question may be asked twice."""
    cases = letters(url, 1)
    with office(url, ManualClock(LATER)) as engine:
        engine.cases(limit=1)
        with planted(at(crossing, breaking(url))):
            assert engine.fire_timers().fired == 2
    everything_has_happened_once(url, cases)


@pytest.mark.parametrize(("threads", "commit_each"), [(3, False), (1, True)])
def test_a_case_that_fails_is_told_and_all_others_fire(url: str, monkeypatch: pytest.MonkeyPatch, threads: int, commit_each: bool) -> None:
    cases = letters(url, MANY)
    bad = sorted(cases)[:: MANY // 4]
    aggregate = firing._aggregate

    def failing(service: object, world: object, stored: object, now: object) -> object:
        if stored.root in bad:  # type: ignore[attr-defined]
            raise ValueError("a mistake in a plug-in")
        return aggregate(service, world, stored, now)  # type: ignore[arg-type]

    with office(url, ManualClock(LATER)) as engine:
        with monkeypatch.context() as patch:
            patch.setattr(firing, "_aggregate", failing)
            swept = engine.fire_timers(threads, commit_each=commit_each)
        assert sorted(swept.failed) == bad
        assert swept.fired == 2 * (MANY - len(bad))
        assert swept.lag == 2 * 24 * 3600
        assert engine.fire_timers(threads, commit_each=commit_each).fired == 2 * len(bad)
    everything_has_happened_once(url, cases)


def test_one_engine_that_sweeps_twice_at_a_time_fires_once(url: str) -> None:
    """A duty that is late and a host that ticks by hand: each with threads of its own."""
    cases = letters(url, MANY)
    counts: list[int] = []
    with office(url, ManualClock(LATER)) as engine:
        both = [threading.Thread(target=lambda: counts.append(fire(engine))) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join(120)
    assert sum(counts) == 2 * MANY
    everything_has_happened_once(url, cases)


def fire(engine: Engine) -> int:
    """What one sweep does."""
    return engine.fire_timers(2).fired


def test_timers_come_due_while_nobody_looks_at_a_file_and_threads_take_turns(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/letters.db"
    cases = letters(url, MANY)
    with office(url, ManualClock(MORNING)) as engine:
        assert (engine.sweepers(), engine.fire_timers(3).fired) == (1, 0)
    with office(url, ManualClock(LATER)) as engine:
        assert engine.fire_timers(3).fired == 2 * MANY
    everything_has_happened_once(url, cases)
