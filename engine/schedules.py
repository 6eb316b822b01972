"""When what is collected is told: `daily 08:30`, `weekly` (LANGUAGE §12)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .frozen import dataclass

WRITTEN = re.compile(r"(daily|weekly)(?:[ ]+([01]?[0-9]|2[0-3]):([0-5][0-9]))?\Z")
MONDAY_MORNING = "09:00"
"""When a week's notices are told where no time of day is named."""
DAYS = {"daily": 1, "weekly": 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A notice that waits to be told with others: at `due`, the next of the times `every` (`daily 08:30`) of the time zone."""

    due: datetime
    every: str
    zone: str


def schedule(text: str) -> str:
    """A schedule in its one spelling: `daily 08:30`, `weekly 09:00` (on Mondays); raises ValueError for anything else."""
    found = WRITTEN.match(text.strip())
    if found is None or (found[1] == "daily" and found[2] is None):
        raise ValueError(f"`{text}` is no time to collect for: write `daily 08:30` or `weekly`")
    return f"{found[1]} {int(found[2]):02}:{found[3]}" if found[2] else f"{found[1]} {MONDAY_MORNING}"


def next_time(every: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first time of a schedule behind an instant, in UTC. Where clocks are set forward over it, it is as much later."""
    how_often, _, at = every.partition(" ")
    day = after.astimezone(zone).date()
    if how_often == "weekly":
        day -= timedelta(days=day.weekday())
    while (found := _instant(day, time.fromisoformat(at), zone)) <= after:
        day += timedelta(days=DAYS[how_often])
    return found


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def collected(every: str, zone: ZoneInfo, now: datetime) -> Collected:
    """What is brought about now is told at the next such time."""
    return Collected(due=next_time(every, zone, now), every=every, zone=zone.key)
