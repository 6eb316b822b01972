"""Does the register hold: no number missing, none twice, every change of a counter as it was made?"""

from collections import Counter as Counted
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from .history import GENESIS
from .numbered import Counter, CounterKey
from .plain import digest, dumps, instant
from .ports_numbers import CounterChange, NumberRow, Register

T = TypeVar("T", NumberRow, CounterChange)


def change_hash(change: CounterChange, previous: str) -> str:
    """What a change of a counter is sealed with: it covers the one before."""
    said = [change.series, change.period, change.no, change.was, change.next, instant(change.at), change.by, change.reason]
    return digest(dumps([previous, *said]))


def spans(counter: Counter, changes: Iterable[CounterChange]) -> Iterator[range]:
    """The numbers that must be in the register, run by run: what an administrator has passed over is not among them."""
    begin = counter.first
    for change in changes:
        yield range(begin, change.was)
        begin = change.next
    yield range(begin, counter.next)


def gaps(counter: Counter, changes: Iterable[CounterChange], numbers: Iterable[NumberRow]) -> list[int]:
    """The numbers that must be there and are not."""
    there = {row.value for row in numbers}
    return [value for span in spans(counter, changes) for value in span if value not in there]


def register_problems(register: Register) -> Iterator[tuple[CounterKey, str]]:
    """What does not agree: the counter, and what is wrong with it."""
    counters = {counter.key: counter for counter in register.counters}
    numbers, changes = _by_counter(register.numbers), _by_counter(register.changes)
    for key in sorted({*numbers, *changes} - counters.keys()):
        yield key, "there are numbers, or changes, and no counter"
    for key, counter in counters.items():
        for wrong in _problems(counter, numbers.get(key, []), changes.get(key, [])):
            yield key, wrong


def _by_counter(rows: Iterable[T]) -> dict[CounterKey, list[T]]:
    found: dict[CounterKey, list[T]] = {}
    for row in rows:
        found.setdefault(row.counter, []).append(row)
    return found


def _problems(counter: Counter, numbers: list[NumberRow], changes: list[CounterChange]) -> Iterator[str]:
    missing = gaps(counter, changes, numbers)
    if missing:
        yield f"missing in the register: {', '.join(map(str, missing[:20]))}{' …' if len(missing) > 20 else ''}"
    wanted = {value for span in spans(counter, changes) for value in span}
    beyond = [row.value for row in numbers if row.value not in wanted]
    if beyond:
        yield f"in the register, though the counter has not given them: {', '.join(map(str, beyond[:20]))}"
    if counter.last != max((row.value for row in numbers), default=None):
        yield f"the counter says that {counter.last} was the last number, the register says otherwise"
    twice = [number for number, count in Counted(row.number for row in numbers).items() if count > 1]
    if twice:
        yield f"written twice: {', '.join(twice[:20])}"
    yield from _changed(counter, changes)


def _changed(counter: Counter, changes: list[CounterChange]) -> Iterator[str]:
    if [change.no for change in changes] != list(range(1, counter.changes + 1)):
        yield f"the counter was set {counter.changes} times, and {len(changes)} of these changes are there"
        return
    seals = [GENESIS, *(change.hash for change in changes)]
    broken = [change.no for change, (before, seal) in zip(changes, pairwise(seals), strict=True) if change_hash(change, before) != seal]
    if broken or (changes and counter.head != seals[-1]):
        yield f"changes of the counter are not as they were made: {', '.join(map(str, broken)) or 'the last one'}"
