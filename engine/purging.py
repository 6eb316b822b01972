"""What is needed for a time only, and for how long: answered requests, what was delivered, refused commands."""

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from .durations import Duration, Unit
from .errors import Misconfigured
from .frozen import dataclass
from .ports import Archive, Disposable
from .worktime import shift

BATCH = 1_000
"""So many rows are deleted in one transaction."""
MOST = 200
"""So many batches of a kind at a time: what is left is done the next time."""

MONTH, QUARTER = Duration(30, Unit.D), Duration(90, Unit.D)

Kept: TypeAlias = Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what kind of row is kept; None keeps it for ever.

    `requests`: for so long a request id given again is answered as the first time. `deliveries`: rows of the outbox, from their delivery.
    `attempts`: refused commands, from the last time; those on open cases stay, since they may say why a case does not move.
    """

    requests: Kept = MONTH
    deliveries: Kept = MONTH
    attempts: Kept = QUARTER

    def __post_init__(self) -> None:
        for spec in fields(self):
            kept = getattr(self, spec.name)
            if kept is not None and (not isinstance(kept, Duration) or kept.unit not in (Unit.D, Unit.M) or kept.count < 1):
                told = f"`{spec.name}` cannot be kept for {kept}"
                given = "30d, 6m" if isinstance(kept, Duration) else "Duration.parse('30d')"
                raise Misconfigured(told, hint=f"Give a number of days or months from 1: {given}. None keeps it for ever.")

    def of(self, what: Disposable) -> Kept:
        """How long rows of this kind are kept."""
        return {Disposable.REQUESTS: self.requests, Disposable.DELIVERIES: self.deliveries, Disposable.ATTEMPTS: self.attempts}[what]


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each kind were deleted, and whether some were left for the next time."""

    rows: Mapping[Disposable, int] = field(default_factory=dict)
    more: bool = False


def purge(store: Archive, retention: Retention, now: datetime, zone: ZoneInfo) -> Purged:
    """Delete what is not needed any more, of every tenant, in batches of their own transactions."""
    rows = {what: _purge(store, what, shift(now, -kept, None, zone).at) for what in Disposable if (kept := retention.of(what)) is not None}
    return Purged(rows, any(count >= BATCH * MOST for count in rows.values()))


def _purge(store: Archive, what: Disposable, before: datetime) -> int:
    deleted = 0
    for _ in range(MOST):
        count = store.purge(what, before, BATCH)
        deleted += count
        if count < BATCH:
            break
    return deleted
