"""What a host tests its approvals with: a clock that is set by hand and a ready engine in memory."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from signoff.engine.calendars import Calendar
from signoff.engine.durations import Duration
from signoff.engine.worktime import shift

__all__ = ["ManualClock"]


class ManualClock:
    """A clock that stands still until it is set or advanced. With a `calendar`, it can be advanced by working time.

    >>> clock = ManualClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    >>> clock.advance("3h").isoformat()
    '2026-06-01T11:00:00+00:00'
    """

    def __init__(self, instant: datetime, *, calendar: Calendar | None = None, timezone: str = "UTC") -> None:
        self._now = _utc(instant)
        self._calendar = calendar
        self._zone = ZoneInfo(timezone)
        self._lock = Lock()

    def now(self) -> datetime:
        """The instant it stands at (UTC)."""
        return self._now

    def __call__(self) -> datetime:
        """The same, where a function is wanted."""
        return self._now

    def set(self, instant: datetime) -> datetime:
        """Put it to an instant, also an earlier one (clocks are put right); ValueError for one without a time zone."""
        with self._lock:
            self._now = _utc(instant)
            return self._now

    def advance(self, by: timedelta | Duration | str, *, calendar: Calendar | None = None) -> datetime:
        """Let time pass: a timedelta, or a duration as the language writes it; `2wd` is the same time of day two working days on.

        ValueError for going back, and for working time without a calendar.
        """
        with self._lock:
            moved = self._moved(by, calendar or self._calendar)
            if moved < self._now:
                raise ValueError(f"a clock is not advanced by {by}: use set to go back")
            self._now = moved
            return moved

    def _moved(self, by: timedelta | Duration | str, calendar: Calendar | None) -> datetime:
        if isinstance(by, timedelta):
            return self._now + by
        duration = Duration.parse(by) if isinstance(by, str) else by
        if duration.unit.needs_calendar and calendar is None:
            raise ValueError(f"{duration} is working time, which only a calendar can count: give `calendar=`")
        zone = calendar.zone if calendar is not None else self._zone
        return shift(self._now, duration, calendar if duration.unit.needs_calendar else None, zone).at

    def __repr__(self) -> str:
        return f"ManualClock({self._now.isoformat()})"


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: write {instant.isoformat()}+00:00")
    return instant.astimezone(UTC)
