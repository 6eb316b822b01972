"""Who listens: the handlers of this process, and those of all others as the store tells of them (docs/decisions/0023).

What is stored is read when a move or a sweep needs it and what is known of it is old, never for every move.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from threading import Lock

from .ports_nodes import Beats, Subscription

AGE = 15.0
"""For so many seconds what was read is believed: so much later at most a process hears of what others do, after it has begun to listen."""
AGAIN = timedelta(minutes=10)
"""So often a process says that it still listens."""


class Listening:
    """What a move has to know: for whom a row of the outbox is written. `own` are the subscriptions of this process."""

    def __init__(self, own: Callable[[], Collection[Subscription]] = tuple, seconds: Callable[[], float] = time.monotonic) -> None:
        self._own = own
        self._seconds = seconds
        self._stored: tuple[Subscription, ...] = ()
        self._read: float | None = None
        self._told: tuple[frozenset[Subscription], datetime] | None = None
        self._lock = Lock()

    def names(self, event: str, workflow: str) -> tuple[str, ...]:
        """Who wants to know of this, each once and in order."""
        known = (*self._own(), *self._stored)
        return tuple(sorted({one.name for one in known if one.hears(event, workflow)})) if known else ()

    def refreshed(self, store: Beats) -> None:
        """Read who listens, if that was not done lately."""
        now = self._seconds()
        if self._read is not None and now - self._read < AGE:
            return
        self._stored, self._read = tuple(store.subscriptions()), now

    def tell(self, store: Beats, node: str, now: datetime) -> None:
        """Say that this process listens, if that is news or was said a while ago."""
        own = frozenset(self._own())
        with self._lock:
            if self._told is None and not own:
                return
            if self._told is not None and self._told[0] == own and abs(now - self._told[1]) < AGAIN:
                return
            self._told = (own, now)
        store.subscribe(sorted(own), node, now)
