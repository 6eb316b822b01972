"""Counters and histograms of what an engine does, for Prometheus. Labels take few values: never a case, a person or a key."""

from collections.abc import Callable
from typing import Any

from signoff.engine.errors import Misconfigured
from signoff.engine.observing import Ended, Happening, Outcome, What

from .libraries import PROMETHEUS, library

MOST_VALUES = 200
"""So many values of one label are told apart; what comes after them is counted as `other`."""
OTHER = "other"
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds of work."""
LATE = (1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400)
"""Seconds of being late."""


class Few:
    """The values of one label, kept few: a host's plug-ins may refuse with codes of their own."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._known: set[str] = set()
        self._most = most

    def __call__(self, value: str | None) -> str:
        """The value, cut before a colon (`contact_missing:[mid]`); `other` where there are too many, empty where there is none."""
        short = (value or "").partition(":")[0]
        if short not in self._known:
            if len(self._known) >= self._most:
                return OTHER
            self._known.add(short)
        return short


class Metrics:
    """An observer that counts, in `registry` (by default that of the process). Several engines may share one.

    Raises Misconfigured where `prometheus-client` is not installed, or the registry has such metrics already.
    """

    def __init__(self, registry: Any = None) -> None:
        client = library(PROMETHEUS)
        given: dict[str, Any] = {"registry": client.REGISTRY if registry is None else registry}
        try:
            self._make(client, given)
        except ValueError as error:
            told = "this registry has the metrics of Signoff already"
            raise Misconfigured(told, hint="Make one Metrics() and give it to every engine of the process.") from error
        self._workflow, self._code, self._kind = Few(), Few(), Few()
        self._by: dict[What, Callable[[Happening], None]] = {
            What.MOVE: self._move,
            What.TIMER: self._timer,
            What.SWEEP: self._sweep,
            What.DELIVERY: self._delivery,
            What.CONFLICT: lambda it: self._conflicts.labels(it.verb).inc(),
            What.UNCOUNTED: lambda it: self._uncounted.inc(),
        }

    def _make(self, client: Any, given: dict[str, Any]) -> None:
        def counter(name: str, told: str, *labels: str) -> Any:
            return client.Counter(f"signoff_{name}", told, labels, **given)

        def histogram(name: str, told: str, buckets: tuple[float, ...], *labels: str) -> Any:
            return client.Histogram(f"signoff_{name}", told, labels, buckets=buckets, **given)

        self._moves = counter("moves", "Commands carried out, by how that went", "workflow", "verb", "outcome")
        self._refusals = counter("refusals", "Commands refused, by the first reason", "code")
        self._conflicts = counter("conflicts", "Commands tried again after a conflict in the database", "verb")
        self._uncounted = counter("uncounted", "Refusals and failures that the database could not be told of")
        self._timers = counter("timers_fired", "Timers fired, or failed", "workflow", "outcome")
        self._effects = counter("effects", "Effects delivered, failed, or dead after their last try", "kind", "outcome")
        self._move_seconds = histogram("move_seconds", "How long a command took", QUICK, "verb")
        self._sweep_seconds = histogram("sweep_seconds", "How long a sweep of due timers took", QUICK)
        self._effect_seconds = histogram("effect_seconds", "How long a try to deliver took", QUICK, "kind")
        self._timer_late = histogram("timer_late_seconds", "How late timers fired", LATE)
        self._effect_late = histogram("effect_late_seconds", "How long after their move effects were delivered", LATE, "kind")

    def awake(self) -> bool:
        """It counts everything."""
        return True

    def begins(self, it: Happening) -> Ended | None:
        """It counts what has happened."""
        return None

    def happened(self, it: Happening) -> None:
        """Count it."""
        self._by[it.what](it)

    def _move(self, it: Happening) -> None:
        self._moves.labels(self._workflow(it.workflow), it.verb, it.outcome.value).inc()
        self._move_seconds.labels(it.verb).observe(it.seconds)
        if it.outcome is Outcome.REFUSED:
            self._refusals.labels(self._code(it.code)).inc()

    def _timer(self, it: Happening) -> None:
        self._timers.labels(self._workflow(it.workflow), it.outcome.value).inc()
        if it.late is not None:
            self._timer_late.observe(it.late)

    def _sweep(self, it: Happening) -> None:
        self._sweep_seconds.observe(it.seconds)

    def _delivery(self, it: Happening) -> None:
        kind = self._kind(it.kind)
        self._effects.labels(kind, it.outcome.value).inc()
        self._effect_seconds.labels(kind).observe(it.seconds)
        if it.outcome is Outcome.DONE and it.late is not None:
            self._effect_late.labels(kind).observe(it.late)
