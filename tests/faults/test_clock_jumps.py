"""The clock is put right by an hour, forwards and back: a delay at most, never an event before the one before it, never a rung twice."""

from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

from signoff.engine.faultpoints import planted
from signoff.testing import ManualClock

from .breaking import at_first
from .killing import MORNING, office, waiting

HOUR = timedelta(hours=1)


def test_a_clock_that_jumps_delays_and_doubles_nothing(fresh: str, tmp_path: Path) -> None:
    clock = ManualClock(MORNING)
    with office(fresh, tmp_path, clock) as engine:
        case = engine.start("watched", by="ann", key="w").id
        clock.set(MORNING + HOUR)  # an hour forwards: what is due by that clock happens
        assert engine.tick().fired == 1
        clock.set(MORNING)  # and back: what has happened stays, and does not happen again
        assert engine.tick().fired == 0
        engine.comment(case, by="he", text="The clock was put back.")
        clock.set(MORNING - HOUR)
        engine.comment(case, by="he", text="And once more.")
        clock.set(MORNING + 2 * HOUR)
        assert engine.tick().fired == 0
        history = engine.history(case)
        assert [event.at for event in history] == sorted(event.at for event in history)
        assert Counter(event.kind for event in history)["timer_fired"] == 1
        assert waiting(fresh) == []
        assert engine.verify().problems == ()


def test_a_lease_that_was_taken_before_the_clock_went_back_is_over_in_the_end(fresh: str, tmp_path: Path) -> None:
    """A node died with rows in hand. By the clock that was put back its lease lasts an hour longer: a delay."""
    clock = ManualClock(MORNING)
    with office(fresh, tmp_path, clock) as engine:
        engine.start("watched", by="ann", key="w")
        clock.set(MORNING + HOUR)
        assert len(engine.store.lease("dead", clock.now(), 10, 120)) == 1
        clock.set(MORNING)
        assert engine.deliver().taken == 0
        clock.set(MORNING + HOUR + timedelta(seconds=120))
        assert engine.deliver().delivered == 1
        assert waiting(fresh) == []


def test_a_clock_that_jumps_while_a_row_is_being_delivered_does_no_harm(fresh: str, tmp_path: Path) -> None:
    """Forwards, the lease looks over: what is not begun is left to the next one. Back, no time has passed."""
    for jump, first in ((HOUR, 1), (-HOUR, 3)):
        clock = ManualClock(MORNING)
        folder = tmp_path / str(first)
        folder.mkdir()
        with office(fresh, folder, clock) as engine:
            for number in range(3):
                engine.start("watched", by="ann", key=f"{first}-{number}")
            with planted(at_first("deliver.after", partial(clock.set, MORNING + jump))):
                assert engine.deliver().delivered == first
            clock.set(MORNING + 3 * HOUR)
            while engine.deliver().taken:
                pass
            assert len((folder / "called").read_text("utf-8").splitlines()) == 3
            assert waiting(fresh) == [] and engine.dead_letters() == ()
