"""The heart of a process: one row says that it lives and what it does, however many schedulers it has."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock

from .clock import Clock
from .ports_nodes import About, Beats

GAP = timedelta(seconds=10)
"""A beat is a write: no process makes one more often, unless it has something new to say."""
GONE = timedelta(days=1)
"""Nodes that have been silent for so long are forgotten."""
UNHEARD = timedelta(days=7)
"""So long events are kept for whoever listened and is not there: a host may be down over a holiday."""
CLEANING = timedelta(hours=1)


class Heart:
    """Beats on the store's clock, unless one is injected. `about` tells what there is to tell of the process, but for its clock.

    Several threads may use it. It raises what the store raises.
    """

    def __init__(
        self, store: Beats, node: str, about: Callable[[datetime, int | None], About], clock: Clock, *, injected: bool = False
    ) -> None:
        self.node = node
        self.every: int | None = None
        self._store = store
        self._about = about
        self._clock = clock
        self._injected = injected
        self._duties: dict[str, Mapping[str, object]] = {}
        self._last: datetime | None = None
        self._cleaned: datetime | None = None
        self._lock = Lock()

    def did(self, duty: str, told: Mapping[str, object]) -> None:
        """A duty has been done; beat, if there is something new to say, or it has been a while."""
        with self._lock:
            before = self._duties.get(duty)
            self._duties = {**self._duties, duty: told}
            news = before is None or before.get("ok") != told.get("ok")
            now = self._clock.now()
            if not news and self._last is not None and abs(now - self._last) < GAP:
                return
            self._last = now
            clean = self._cleaned is None or abs(now - self._cleaned) >= CLEANING
            self._cleaned = now if clean else self._cleaned
            duties = self._duties
        self._store.beat(self.node, duties, self._about(now, self.every), now if self._injected else None)
        if clean:
            self._store.forget(now - GONE, now - UNHEARD)

    def leave(self) -> None:
        """The process stops in order: nobody is to miss it."""
        with self._lock:
            told, self._duties, self._last = bool(self._duties), {}, None
        if told:
            self._store.leave(self.node)
