"""The numbers that a command takes: they come with it, as time and ids do, from counters that the store has locked.

A command is decided twice where it takes a number: first on counters nobody has locked, which tells which ones are wanted; then, with
these locked in order, for good. So the core asks no store, and counters are the last thing that a transaction locks.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from .numbered import Counter, CounterKey
from .ports_numbers import Counting, Numbering

T = TypeVar("T")


class Numbers:
    """The numbers that one command takes, in order. Without a lock on their counters they are only tried out, and never kept."""

    def __init__(self, locked: Mapping[CounterKey, Counter] | None = None) -> None:
        self._locked = locked or {}
        self._now: dict[CounterKey, Counter] = {}
        self._asked: dict[Counter, None] = {}

    def take(self, first: Counter) -> int:
        """The next number of a counter; `first` is that counter as it would begin."""
        self._asked[first] = None
        before = self._now.get(first.key) or self._locked.get(first.key) or first
        self._now[first.key] = replace(before, next=before.next + 1, last=before.next, workflow=first.workflow, terms=first.terms)
        return before.next

    @property
    def wanted(self) -> tuple[Counter, ...]:
        """The counters, as they would begin, that numbers were taken from without a lock."""
        return tuple(sorted((one for one in self._asked if one.key not in self._locked), key=lambda one: one.key))

    @property
    def asked(self) -> tuple[Counter, ...]:
        """Every counter that a number was taken from, as whoever took it would begin it."""
        return tuple(self._asked)

    def numbering(self, tenant: str) -> Numbering | None:
        """The counters as they stand now; None where no number was taken."""
        counters = tuple(sorted(self._now.values(), key=lambda one: one.key))
        return Numbering(tenant, counters) if counters else None


class Disputed(Exception):
    """A counter was last used by another workflow, which understands something else by its series. Whoever runs commands settles it."""

    def __init__(self, mine: Counter, theirs: Counter) -> None:
        super().__init__(f"{mine.workflow} and {theirs.workflow} do not agree on {mine.series}")
        self.mine, self.theirs = mine, theirs


def counted(unit: Counting, tenant: str, agreed: Callable[[Counter, Counter], bool], work: Callable[[Numbers], T]) -> tuple[T, Numbers]:
    """What `work` comes to on locked counters, and the numbers taken; raises Disputed where two workflows do not agree.

    Whatever takes no number is done once, and nothing is locked.
    """
    locked: dict[CounterKey, Counter] = {}
    while True:
        numbers = Numbers(locked)
        found = work(numbers)
        wanted = {one.key: one for one in numbers.wanted}
        if not wanted:
            return found, numbers
        locked |= {one.key: one for one in unit.counters(tenant, tuple(wanted.values()))}
        for mine in numbers.asked:
            theirs = locked[mine.key]
            if mine.workflow != theirs.workflow and mine.terms != theirs.terms and not agreed(mine, theirs):
                raise Disputed(mine, theirs)
