"""How numbers change a case: the field has one, or none any more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .case import Case
from .changing import Changes
from .data import merged
from .events import Event
from .fact import Fact
from .number_facts import Allocated, Voided
from .numbered import Numbered


def _allocated(case: Case, event: Event, fact: Allocated) -> Changes:
    held = Numbered(fact.series, fact.period, fact.value, fact.number, event.at, event.actor)
    return {**_with(case, fact, fact.number), "numbers": {**case.numbers, fact.field: held}}


def _voided(case: Case, event: Event, fact: Voided) -> Changes:
    return {**_with(case, fact, None), "numbers": {name: held for name, held in case.numbers.items() if name != fact.field}}


def _with(case: Case, fact: Allocated | Voided, value: str | None) -> Changes:
    """The field with its new value, as with an edit; a return remembers what has changed since."""
    returns = tuple(replace(point, changed=tuple(dict.fromkeys((*point.changed, fact.field)))) for point in case.returns)
    return {"data": merged(case.data, {fact.field: value}), "revision": fact.revision, "content": fact.content, "returns": returns}


NUMBER_CHANGES: dict[type[Fact], Callable[[Case, Event, Any], Changes]] = {Allocated: _allocated, Voided: _voided}
"""What each of these facts changes."""
