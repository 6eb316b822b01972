"""Numbers at once, in the move's own transaction: a field gets the next one of a series, or its number becomes void."""

from .case import Case, Numbered
from .data import content_hash, merged
from .definition import Effect
from .draft import Draft
from .errors import Refused
from .number_facts import Allocated, Voided
from .scope import CaseScope
from .series import counter_of, number_of, series_of, unnumbered

REPLACED = "replaced"
"""Why a number is void whose field got one of another series."""


def allocate(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """The next number for a field; one that holds a number of this series keeps it, however often the case comes by.

    Raises Refused where the number cannot be written: a case does not go on without it.
    """
    assert effect.into is not None and effect.series is not None
    series, held = series_of(scope, effect.series), draft.case.numbers.get(effect.into)
    if held is not None and held.series == series.id:
        return
    reasons = list(unnumbered(series, scope))
    if reasons:
        raise Refused(reasons)
    if held is not None:
        voided(draft, effect.into, held, REPLACED)
    counter = counter_of(series, scope)
    value = draft.world.numbers.take(counter)
    number = number_of(series, scope, value)
    revision, content = _changed(draft, draft.case, effect.into, number)
    draft.emit(
        Allocated(
            field=effect.into,
            series=series.id,
            period=counter.period,
            value=value,
            number=number,
            revision=revision,
            content=content,
        )
    )


def void(draft: Draft, effect: Effect, reason: str | None) -> None:
    """The number of a field is void, if it has one."""
    assert effect.into is not None
    held = draft.case.numbers.get(effect.into)
    if held is not None:
        voided(draft, effect.into, held, reason)


def voided(draft: Draft, field: str, held: Numbered, reason: str | None) -> None:
    """This number is void."""
    revision, content = _changed(draft, draft.case, field, None)
    draft.emit(Voided(field=field, held=held, revision=revision, content=content, reason=reason))


def _changed(draft: Draft, case: Case, field: str, value: str | None) -> tuple[int, str]:
    """The revision and the content that a new value makes."""
    return case.revision + 1, content_hash(draft.model.workflow, merged(case.data, {field: value}))
