"""What is told apart of a field: options, yes and no, the numbers between those it is compared with, or whether it is there.

Within one cell every condition that is looked at says the same, so one value of it stands for all.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TypeAlias

from signoff.engine.definition import Field, Workflow
from signoff.engine.expressions import MISSING, Expression
from signoff.engine.frozen import dataclass

from .uses import ASKED, BARE, COMPARED, OTHERWISE, Use, conditions, numbers, uses

NUMBERS = ("number", "integer", "decimal", "money")
MOST_CELLS = 60
"""A field that conditions split into more is left alone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Values that no condition tells apart: one of them, and how they are told (`kind = reply`, `amount > 5000`).

    `also` are the other options of a choice for which it stands.
    """

    value: object
    told: str
    also: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """The cells of a field. `lowest` and `highest` of a number's cells are used to find the one that a value falls into."""

    field: Field
    cells: tuple[Cell, ...]
    points: tuple[Decimal, ...] = ()

    @property
    def missing(self) -> int | None:
        """The cell for no value, where the field may have none."""
        return next((number for number, cell in enumerate(self.cells) if cell.value is MISSING), None)

    def cell_of(self, value: object) -> int | None:
        """Into which cell a value falls; None if it cannot be told."""
        if value is MISSING or value is None:
            return self.missing
        if self.field.type in NUMBERS:
            return self._numbered(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
        if self.field.type in ("choice", "bool"):
            return next((n for n, cell in enumerate(self.cells) if value == cell.value or value in cell.also), None)
        return next((n for n, cell in enumerate(self.cells) if cell.value is not MISSING), None)

    def _numbered(self, value: int | Decimal) -> int | None:
        """The cell whose value lies to all points as this one does."""

        def side(number: object) -> tuple[int, ...]:
            return tuple((number > point) - (number < point) for point in self.points)  # type: ignore[operator]

        return next((n for n, cell in enumerate(self.cells) if cell.value is not MISSING and side(cell.value) == side(value)), None)


Facts: TypeAlias = frozenset[tuple[str, int]]
"""What is known of a case's fields: the cell of each; UNKNOWABLE where something outside of the definition has set it."""
UNKNOWABLE = -1


def domains(workflow: Workflow) -> dict[str, Domain]:
    """The fields that conditions ask in a way that can be followed, each with its cells."""
    asked = [uses(workflow, condition) for condition in conditions(workflow)]
    found = {name: _domain(spec, asked) for name, spec in workflow.data.items() if name not in _set_at_any_time(workflow)}
    return {name: domain for name, domain in found.items() if domain is not None and len(domain.cells) <= MOST_CELLS}


def _set_at_any_time(workflow: Workflow) -> frozenset[str]:
    """The fields that a branch fills when it ends, wherever the case rests then."""
    return frozenset(name for id, branch in workflow.branches.items() if id not in workflow.steps for name in branch.take)


def opaque(workflow: Workflow, condition: Expression) -> frozenset[str]:
    """The fields that this condition uses in a way that nothing is proved of."""
    found = uses(workflow, condition)
    return frozenset(use.field for use in found if not _followed(workflow.data[use.field], found))


def _followed(spec: Field, found: tuple[Use, ...]) -> bool:
    mine = [use for use in found if use.field == spec.id]
    if spec.type == "choice":
        return all(use.how in (COMPARED, ASKED) for use in mine)
    if spec.type == "bool":
        return all(use.how in (BARE, COMPARED) for use in mine)
    if spec.type in NUMBERS:
        return numbers(found, spec.id) is not None
    return all(use.how == ASKED for use in mine)


def _domain(spec: Field, asked: list[tuple[Use, ...]]) -> Domain | None:
    mine = [found for found in asked if any(use.field == spec.id for use in found) and _followed(spec, found)]
    if not mine:
        return None
    none = () if spec.required else (Cell(MISSING, f"{spec.id}: –"),)
    if spec.type == "choice":
        return Domain(spec, (*_options(spec, asked), *none))
    if spec.type == "bool":
        return Domain(spec, (Cell(True, f"{spec.id} = true"), Cell(False, f"{spec.id} = false")))
    if spec.type in NUMBERS:
        points = tuple(sorted({point for found in mine for point in numbers(found, spec.id) or ()}))
        return Domain(spec, (*_numbers(spec, points), *none), points)
    there = ("x",) if spec.type == "list" else "x"
    return Domain(spec, (Cell(there, f"{spec.id}: …"), *none))


def _options(spec: Field, asked: list[tuple[Use, ...]]) -> Iterator[Cell]:
    """The options that every condition says the same of, together; each by itself where options are ranked."""
    mine = [use for found in asked for use in found if use.field == spec.id]
    ranked = any(use.how == OTHERWISE or use.ranked for use in mine)
    alike: dict[tuple[bool, ...] | str, list[str]] = {}
    for option in spec.options:
        alike.setdefault(option if ranked else tuple(option in use.constants for use in mine), []).append(option)
    yield from (Cell(first, f"{spec.id} = {' | '.join((first, *also))}", tuple(also)) for first, *also in alike.values())


def _numbers(spec: Field, points: tuple[Decimal, ...]) -> Iterator[Cell]:
    """Each number that the field is compared with, and what lies between, below and above; of those only what its limits admit."""
    least, most = (None if limit is None else Decimal(limit) for limit in (spec.min, spec.max))
    bounds: list[Decimal | None] = [None, *points, None]
    for below, above in pairwise(bounds):
        value = _between(spec, below, above, least, most)
        if value is not None:
            yield Cell(value, _told(spec.id, below, above))
        if above is not None and (least is None or above >= least) and (most is None or above <= most) and _whole(spec, above):
            yield Cell(above, f"{spec.id} = {above:f}")


def _between(spec: Field, below: Decimal | None, above: Decimal | None, least: Decimal | None, most: Decimal | None) -> Decimal | None:
    """A number of the field strictly between two points and within the field's limits."""
    low = max((x for x in (below, least) if x is not None), default=None)
    high = min((x for x in (above, most) if x is not None), default=None)
    for value in _candidates(spec, low, high):
        inside = (below is None or value > below) and (above is None or value < above)
        if inside and (least is None or value >= least) and (most is None or value <= most):
            return value
    return None


def _candidates(spec: Field, low: Decimal | None, high: Decimal | None) -> tuple[Decimal, ...]:
    if low is None and high is None:
        return (Decimal(0),)
    if low is None or high is None:
        end = low if low is not None else high
        assert end is not None
        found: tuple[Decimal, ...] = (end, end + 1, end - 1)
    else:
        found = (low, high, (low + high) / 2, low + 1)
    if spec.type != "integer":
        return found
    return tuple(x.to_integral_value(way) for x in found for way in (ROUND_FLOOR, ROUND_CEILING))


def _whole(spec: Field, value: Decimal) -> bool:
    return spec.type != "integer" or value == value.to_integral_value()


def _told(field: str, below: Decimal | None, above: Decimal | None) -> str:
    if below is None:
        return field if above is None else f"{field} < {above:f}"
    return f"{field} > {below:f}" if above is None else f"{below:f} < {field} < {above:f}"


def told(facts: Facts, known: Mapping[str, Domain]) -> tuple[str, ...]:
    """What is known of the fields, in the order in which they are declared."""
    cells = dict(facts)
    return tuple(domain.cells[cells[name]].told for name, domain in known.items() if cells.get(name, UNKNOWABLE) != UNKNOWABLE)
