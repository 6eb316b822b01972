"""The scheme of result classes, as the definition of a case has it: its options, and the words of its policy."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from signoff.engine.definition import Field, PolicyValue, Table, Workflow

from ..reports.schemes import CARDS, NATIONAL, SCORES, Scheme
from ..reports.tables import Label, both

CLASS = "result_class"
RESOLVED, PLANNED = "resolved_classes", "planned_classes"
"""The lists of the policy that say what classes mean."""


def scheme_of(workflow: Workflow) -> Scheme | None:
    """The scheme of a definition; None where its cases have no result class. What its policy does not say is meant as nationally."""
    field = next(_choices(workflow), None)
    if field is None:
        return None
    return Scheme(
        classes={id: dict(label) for id, label in field.options.items()},
        resolved=_words(workflow.policy.get(RESOLVED), NATIONAL.resolved),
        planned=_words(workflow.policy.get(PLANNED), NATIONAL.planned),
        cards={level: _card(workflow.policy.get(f"{level}_card"), usual) for level, usual in CARDS.items()},
        scores={level: _score(workflow.policy.get(f"{level}_score"), usual) for level, usual in SCORES.items()},
    )


def _card(name: PolicyValue | None, usual: Label) -> Label:
    """What the policy calls a level, in its own words; the usual name has an English one, too."""
    return both(name, name) if isinstance(name, str) and name != usual["zh"] else usual


def _score(points: PolicyValue | None, usual: Decimal) -> Decimal:
    """What a card costs by the policy."""
    return Decimal(points) if isinstance(points, int | Decimal) and not isinstance(points, bool) else usual


def costs_of(workflow: Workflow | None, data: Mapping[str, object]) -> dict[str, str]:
    """What the cards of an order cost, by level, as far as its policy has a table for that; by the fields of the order as they are now."""
    tables = {level: workflow.policy.get(f"{level}_score") for level in SCORES} if workflow is not None else {}
    rows = {level: table.values.get(str(data.get(table.by))) for level, table in tables.items() if isinstance(table, Table)}
    return {level: str(points) for level, points in rows.items() if isinstance(points, int | Decimal) and not isinstance(points, bool)}


def _choices(workflow: Workflow) -> Iterator[Field]:
    """The fields for the result class: of the workflow, then of its branches."""
    field = workflow.data.get(CLASS)
    if field is not None and field.options:
        yield field
    for branch in workflow.branches.values():
        if branch.workflow is not None:
            yield from _choices(branch.workflow)


def _words(value: PolicyValue | None, usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else usual
