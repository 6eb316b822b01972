"""A series at one place of one case: its period, how its next number reads, and what is missing for it."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from .data import is_empty, required, storable
from .definition import Series
from .definition_series import MONTH, SEQ, WORDS, YEAR
from .errors import NotFound, Reason
from .number_format import joined, names, written
from .numbered import Counter
from .scope import CaseScope

LONGEST_NUMBER = 200
"""Characters of a number as it is written."""


def around(scope: CaseScope) -> CaseScope:
    """The scope of the workflow as a whole, whose series are used in its branches, too."""
    return scope if scope.outer is None else around(scope.outer)


def series_of(scope: CaseScope, id: str) -> Series:
    """A series of the workflow; raises NotFound for one that this definition lacks."""
    workflow = around(scope).model.workflow
    if id not in workflow.series:
        raise NotFound(f"the workflow `{workflow.id}` has no series `{id}`")
    return workflow.series[id]


def counter_of(series: Series, scope: CaseScope) -> Counter:
    """The counter that the next number comes from, as it would begin. Years and months are those of the workflow's time zone."""
    whole = around(scope)
    period = joined(tuple(_period(whole, name) for name in series.per))
    return Counter(series.id, period, series.start, series.start, whole.model.workflow.id, series.terms)


def number_of(series: Series, scope: CaseScope, value: int) -> str:
    """A number of the series as it is written here and now."""
    return written(series.format, partial(_value, around(scope), value))


def unnumbered(series: Series, scope: CaseScope) -> Iterator[Reason]:
    """What keeps the case from getting a number: fields without a value, or values that make no number."""
    data = around(scope).data
    asked = dict.fromkeys([*series.per, *(part.name for part in names(series.format))])
    missing = [name for name in asked if name not in WORDS and is_empty(data.get(name))]
    fields = around(scope).model.workflow.data
    yield from (required(name, fields.get(name)) for name in missing)
    if not missing:
        yield from _unreadable(series, number_of(series, scope, 0))


def _unreadable(series: Series, number: str) -> Iterator[Reason]:
    if len(number) <= LONGEST_NUMBER and storable(number) and number.isprintable():
        return
    told = f"a number of `{series.id}` would be {number[:40]!r}: 1 to {LONGEST_NUMBER} characters in one line are possible"
    yield Reason("number_invalid", told, "Mend the fields that it is made of.", {"series": series.id})


def _period(scope: CaseScope, name: str) -> str:
    today = _today(scope)
    if name in (YEAR, MONTH):
        return f"{today:%Y}" if name == YEAR else f"{today:%Y-%m}"
    return f"{scope.data[name]}"


def _value(scope: CaseScope, value: int, name: str) -> object:
    today = _today(scope)
    return {SEQ: value, YEAR: f"{today:%Y}", MONTH: f"{today:%m}"}.get(name, scope.data.get(name))


def _today(scope: CaseScope) -> date:
    return scope.world.now.astimezone(scope.zone).date()
