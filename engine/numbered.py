"""Numbers of series as values: one that a case holds, and a counter as it stands."""

from datetime import datetime

from .frozen import dataclass


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that a field of the case holds: `value` is its place in the counter, `number` how it is written; since when, by whom."""

    series: str
    period: str
    value: int
    number: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, order=True)
class CounterKey:
    """Which counter: that of a series in a `period` (`2026`, `2026/reply`; empty: for ever). Counters are locked in this order."""

    series: str
    period: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter: the number that comes `next`, and the `last` one that was taken.

    `workflow` took it, and understood `terms` by the series. `first` is the number that the counter began with, `changes` how often an
    administrator has set it, `head` the hash of the latest of these changes.
    """

    series: str
    period: str
    first: int
    next: int
    workflow: str
    terms: str
    last: int | None = None
    changes: int = 0
    head: str = ""

    @property
    def key(self) -> CounterKey:
        """Which counter it is."""
        return CounterKey(self.series, self.period)
