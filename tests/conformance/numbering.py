"""Numbers and counters for tests of the ports."""

from dataclasses import replace

from signoff.engine.number_facts import Allocated, Voided
from signoff.engine.numbered import Counter, Numbered
from signoff.engine.ports_numbers import CounterChange

from .factory import NOON


def a_counter(series: str = "orders", period: str = "2026", first: int = 1) -> Counter:
    """A counter as it begins."""
    return Counter(series, period, first, first, "reply", "[]")


def passed_on(counter: Counter, by: int = 1) -> Counter:
    """The counter after so many numbers."""
    return replace(counter, next=counter.next + by, last=counter.next + by - 1)


def a_number(counter: Counter, field: str = "no") -> Allocated:
    """The fact that the next number of a counter was taken."""
    place = (counter.series, counter.period, counter.next)
    return Allocated(field=field, series=place[0], period=place[1], value=place[2], number=f"{place}", revision=2, content="c")


def a_void(counter: Counter, field: str = "no", by: str = "a1") -> Voided:
    """The fact that this number is void."""
    held = Numbered(counter.series, counter.period, counter.next, f"{(counter.series, counter.period, counter.next)}", NOON, by)
    return Voided(field=field, held=held, revision=3, content="c", reason="misprint")


def a_change(counter: Counter, next: int) -> CounterChange:
    """An administrator has set the counter."""
    return CounterChange(counter.series, counter.period, counter.changes + 1, counter.next, next, NOON, "a1", "on paper", "h")
