"""What the core needs of a store for number series: counters under a lock, and the register of every number."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from .frozen import dataclass
from .numbered import Counter, CounterKey


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A line of the register: a number, whose it is, since when and by whose act, and if it is void, since when, by whom and why."""

    series: str
    period: str
    value: int
    number: str
    root: str
    case: str
    field: str
    allocated_at: datetime
    allocated_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    reason: str | None = None

    @property
    def counter(self) -> CounterKey:
        """The counter that it came from."""
        return CounterKey(self.series, self.period)


@dataclass(frozen=True, slots=True)
class CounterChange:
    """An administrator has set a counter: from `was` to `next`. `no` counts these changes from 1; `hash` covers the one before."""

    series: str
    period: str
    no: int
    was: int
    next: int
    at: datetime
    by: str
    reason: str
    hash: str

    @property
    def counter(self) -> CounterKey:
        """The counter that was set."""
        return CounterKey(self.series, self.period)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Counters that were locked before, as they stand now, and what an administrator has changed of them."""

    tenant: str
    counters: tuple[Counter, ...]
    changes: tuple[CounterChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """Counters, numbers and changes of counters as they stand together, each in order.

    `cases` says of each case that has a number its workflow and its human key.
    """

    counters: tuple[Counter, ...] = ()
    numbers: tuple[NumberRow, ...] = ()
    changes: tuple[CounterChange, ...] = ()
    cases: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Counting(Protocol):
    """The part of a transaction that locks counters."""

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Lock these counters, given in order, and read them; one that is not there yet begins as given.

        In a host's transaction that cannot see the latest state any more, raises Stale (`conflict`).
        """
        ...


class Registers(Protocol):
    """Questions to the register."""

    def register(self, tenant: str, series: str | None = None) -> Register:
        """The register of one series, or of all, as one state."""
        ...
