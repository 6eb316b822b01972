"""Clocks: the machine's, and the one that is set by hand."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from signoff.adapters.clock import SystemClock
from signoff.engine.clock import Clock
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars

FRIDAY = datetime(2026, 6, 5, 8, tzinfo=UTC)


def test_the_machines_clock_is_aware_and_utc() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert SystemClock()().tzinfo is UTC


def test_a_manual_clock_stands_still() -> None:
    clock: Clock = ManualClock(FRIDAY)
    assert clock.now() == clock.now() == ManualClock(FRIDAY)() == FRIDAY


def test_it_is_set_in_any_zone_and_tells_utc() -> None:
    clock = ManualClock(FRIDAY)
    clock.set(datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))))
    assert repr(clock) == "ManualClock(2026-01-01T00:00:00+00:00)"


@pytest.mark.parametrize(
    ("by", "reached"),
    [
        (timedelta(minutes=5), datetime(2026, 6, 5, 8, 5, tzinfo=UTC)),
        ("3h", datetime(2026, 6, 5, 11, tzinfo=UTC)),
        ("1d", datetime(2026, 6, 6, 8, tzinfo=UTC)),
        ("2wd", datetime(2026, 6, 9, 8, tzinfo=UTC)),
        ("1m", datetime(2026, 7, 5, 8, tzinfo=UTC)),
    ],
)
def test_it_advances(by: timedelta | str, reached: datetime) -> None:
    assert ManualClock(FRIDAY, calendar=Calendars()["cn-gov"]).advance(by) == reached


def test_working_time_needs_a_calendar() -> None:
    with pytest.raises(ValueError, match="only a calendar can count"):
        ManualClock(FRIDAY).advance("2wd")


def test_it_does_not_advance_backwards() -> None:
    clock = ManualClock(FRIDAY)
    with pytest.raises(ValueError, match="use set to go back"):
        clock.advance(timedelta(seconds=-1))
    assert clock.now() == FRIDAY


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ManualClock(datetime(2026, 1, 1))
