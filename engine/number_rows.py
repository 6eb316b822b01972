"""The register as the history has it: which lines a move adds, and which become void."""

from collections.abc import Iterable

from .events import Event
from .number_facts import Allocated, Voided
from .ports_numbers import NumberRow


def number_rows(events: Iterable[Event]) -> tuple[tuple[NumberRow, ...], tuple[NumberRow, ...]]:
    """The lines that are new, and those known before that are void now, both as they stand in the end."""
    new: dict[tuple[str, str, int], NumberRow] = {}
    void: dict[tuple[str, str, int], NumberRow] = {}
    for event in events:
        fact = event.fact
        if isinstance(fact, Allocated):
            row = NumberRow(fact.series, fact.period, fact.value, fact.number, event.root, event.case, fact.field, event.at, event.actor)
            new[_place(row)] = row
        elif isinstance(fact, Voided):
            row = _void(event, fact)
            (new if _place(row) in new else void)[_place(row)] = row
    return tuple(new.values()), tuple(void.values())


def _void(event: Event, fact: Voided) -> NumberRow:
    held = fact.held
    taken = (held.series, held.period, held.value, held.number, event.root, event.case, fact.field, held.at, held.by)
    return NumberRow(*taken, voided_at=event.at, voided_by=event.actor, reason=fact.reason)


def _place(row: NumberRow) -> tuple[str, str, int]:
    return row.series, row.period, row.value
