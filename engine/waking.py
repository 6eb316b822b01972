"""Whether a save is to wake those who wait for work. Only a comfort: what nobody is woken for is found at the next tick."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from .ports_saving import Change

GAP = 0.2
"""A process rings once in so many seconds at most, for databases make transactions that do so wait for each other; whoever is woken looks
once more after as long, and finds what was not rung for."""


class Bell:
    """Rings for saves that bring work that is due at once: an effect to be delivered, a timer to be fired."""

    def __init__(self, on: bool = True, seconds: Callable[[], float] = time.monotonic) -> None:
        self._on = on
        self._seconds = seconds
        self._last: float | None = None

    def rings(self, changes: Iterable[Change], at: datetime) -> bool:
        """Whether this save is to wake anybody."""
        if not self._on or not any(brings_work(change, at) for change in changes):
            return False
        now = self._seconds()
        if self._last is not None and 0 <= now - self._last < GAP:
            return False
        self._last = now
        return True


def brings_work(change: Change, at: datetime) -> bool:
    """Whether something is to be done about it at once."""
    if any(row.due is None or row.due <= at for row in change.outgoing):
        return True
    return any(timer.due <= at for case in change.after.values() if case.open for timer in case.timers)
