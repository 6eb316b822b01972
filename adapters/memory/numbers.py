"""Number series in memory: counters, and the register of every number."""

import threading
from collections.abc import Sequence
from typing import TypeVar

from signoff.engine.errors import Stale
from signoff.engine.events import Event
from signoff.engine.number_rows import number_rows
from signoff.engine.numbered import Counter
from signoff.engine.ports_numbers import Numbering, Register

from .naming import Book
from .tables import Staged, Tables

V = TypeVar("V")


class MemoryRegisters:
    """The port `Registers` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def register(self, tenant: str, series: str | None = None) -> Register:
        """The register of one series, or of all, as one state."""
        with self._lock:
            tables = self._tables
            numbers = _of(tables.numbers, tenant, series)
            book = Book(tenant, tables.cases, tables.archived, tables.names)
            named = ((row.case, book.named(row.case)) for row in numbers)
            cases = {id: (found.workflow, found.key) for id, found in named if found is not None}
            return Register(_of(tables.counters, tenant, series), numbers, _of(tables.changes, tenant, series), cases)


def _of(table: "dict[tuple[str, str, str], V] | dict[tuple[str, str, str, int], V]", tenant: str, series: str | None) -> tuple[V, ...]:
    keys = sorted(key for key in table if key[0] == tenant and series in (None, key[1]))
    return tuple(table[key] for key in keys)  # type: ignore[index]


def locked(staged: Staged, tenant: str, wanted: Sequence[Counter]) -> tuple[Counter, ...]:
    """These counters as the transaction sees them; the store's one lock is held already."""
    return tuple(staged.counters.get((tenant, first.series, first.period)) or first for first in wanted)


def write(staged: Staged, tenant: str, events: Sequence[Event]) -> None:
    """The lines of the register that these events bring about."""
    new, void = number_rows(events)
    for row in new:
        place = (tenant, row.series, row.period, row.value)
        if staged.numbers.get(place) is not None:
            raise Stale("this number has been given already", code="conflict", hint="Run it again.")
        staged.numbers.put(place, row)
    for row in void:
        staged.numbers.put((tenant, row.series, row.period, row.value), row)


def settle(staged: Staged, numbering: Numbering) -> None:
    """The counters as they stand now, and what an administrator has changed of them."""
    for counter in numbering.counters:
        staged.counters.put((numbering.tenant, counter.series, counter.period), counter)
    for change in numbering.changes:
        staged.changes.put((numbering.tenant, change.series, change.period, change.no), change)
