"""Whether workflows that write a shared series differently are in each other's way: when a number is taken, or one is published."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from .definition import Workflow
from .errors import NotFound, Reason, Refused
from .loading import current_model
from .numbered import Counter
from .numbers import Disputed
from .ports import DefinitionRow, Definitions, Reader
from .registry import Registry
from .series_terms import Agreed, agreement, conflict, conflicts


class Shelf(Definitions, Reader, Protocol):
    """Where definitions are listed and read."""


def settled(registry: Registry, shelf: Shelf, tenant: str, found: Disputed) -> Agreed:
    """That it is no conflict: one of the two definitions is superseded or retired, and only cases under way go by it.

    Raises Refused (`series_conflict`) where both are what new cases start with.
    """
    mine, theirs = (_terms(registry, shelf, tenant, one) for one in (found.mine, found.theirs))
    if mine == found.mine.terms and theirs not in (None, mine):
        raise Refused([conflict(found.mine.series, found.mine.workflow, found.theirs.workflow)])
    return agreement(found.mine, found.theirs)


def _terms(registry: Registry, shelf: Shelf, tenant: str, counter: Counter) -> str | None:
    """What the workflow of a counter understands by its series today; None where it has none or is retired."""
    try:
        model, retired = current_model(registry, shelf, shelf.definitions(tenant), counter.workflow)
    except NotFound:
        return None
    series = model.workflow.series.get(counter.series)
    return None if series is None or retired else series.terms


def published(registry: Registry, shelf: Reader, rows: Sequence[DefinitionRow], workflow: Workflow) -> Iterator[Reason]:
    """What keeps a definition from being published: another workflow that is in use writes one of its series differently."""
    for other in sorted({row.workflow for row in rows} - {workflow.id}) if workflow.series else ():
        model, retired = current_model(registry, shelf, rows, other)
        found = () if retired else conflicts((model.workflow, workflow))
        yield from (conflict(id, workflow.id, other) for id, _, _ in found)
