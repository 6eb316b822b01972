"""What waits in the database, asked when Prometheus asks: the questions that `doctor` puts, as numbers."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from signoff.engine.alive import living
from signoff.engine.doctor import Care
from signoff.engine.errors import StoreUnavailable

from .libraries import PROMETHEUS, library

FRESH = 10.0
"""The database is asked once in so many seconds at most, however many ask."""

NAMES = {
    "database_up": "Whether the database answers (1) or not (0)",
    "timers_armed": "Timers that wait for their time",
    "timers_due": "Timers that are due and have not fired",
    "timer_oldest_seconds": "For how long the oldest of them has been due",
    "effects_waiting": "Effects that could be delivered now",
    "effect_oldest_seconds": "For how long the oldest of them could have been",
    "dead_letters": "Effects that were given up after their last try",
    "nodes_alive": "Processes that beat as they should",
}
"""Every gauge, behind `signoff_`."""


class Asked(Protocol):
    """An engine, as far as it is asked here."""

    @property
    def store(self) -> Any: ...

    def now(self) -> datetime: ...


class Gauges:
    """Puts the gauges of an engine's database, of all tenants, into `registry` (by default that of the process).

    One process is enough for this, a worker say: all would say the same. Raises Misconfigured where `prometheus-client` is not installed.
    """

    def __init__(self, engine: Asked, registry: Any = None, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._family = library(PROMETHEUS, "core").GaugeMetricFamily
        self._seconds = seconds
        self._known: dict[str, float] = {}
        self._asked: float | None = None
        self._lock = Lock()
        (library(PROMETHEUS).REGISTRY if registry is None else registry).register(self)

    def describe(self) -> Iterator[Any]:
        """The gauges without values: being registered asks nothing of the database."""
        for name, told in NAMES.items():
            yield self._family(f"signoff_{name}", told)

    def collect(self) -> Iterator[Any]:
        """The gauges; where the database does not answer, only that it does not."""
        with self._lock:
            now = self._seconds()
            if self._asked is None or now - self._asked >= FRESH:
                self._known, self._asked = self._ask(), now
            known = self._known
        for name, value in known.items():
            yield self._family(f"signoff_{name}", NAMES[name], value)

    def _ask(self) -> dict[str, float]:
        store = self._engine.store
        try:
            now = self._engine.now()
            backlog, nodes = store.backlog(now), store.nodes()
        except StoreUnavailable:
            return {"database_up": 0}
        waiting = backlog.waiting
        since = min((one.since for one in waiting), default=None)
        return {
            "database_up": 1,
            "timers_armed": backlog.armed,
            "timers_due": backlog.due,
            "timer_oldest_seconds": _age(backlog.due_since, now),
            "effects_waiting": sum(one.count for one in waiting),
            "effect_oldest_seconds": _age(since, now),
            "dead_letters": backlog.dead,
            "nodes_alive": len(living(list(nodes), now, Care().silence)),
        }


def _age(since: datetime | None, now: datetime) -> float:
    return 0 if since is None else max((now - since).total_seconds(), 0)
