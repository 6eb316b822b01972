"""Whose case it is: the units that it names."""

from collections.abc import Iterator, Mapping

from ..case import Case
from ..expressions import Type
from ..kin import reference
from ..model import Model
from ..world import World


def units_of(model: Model, case: Case, world: World) -> frozenset[str]:
    """The units that the fields of a case hold, in lists and rows too; of a branch `for_each` unit, the one that it is for.

    A branch that says nothing of units is of those of the case around it. Where nothing says anything, the pools of open seats do
    (`role:legal@unit`).
    """
    around: Case | None = case
    outer: Model | None = model
    while outer is not None and around is not None:
        named = list(said(outer, around))
        if named:
            return frozenset(unit for type, value in named for unit in units_in(type, value))
        around, outer = (world.family(around).parent(around), outer.outer) if outer.outer is not None else (None, None)
    return frozenset(token.rpartition("@")[2] for task in case.open_tasks for token in task.tokens if "@" in token)


def said(model: Model, case: Case) -> Iterator[tuple[Type, object]]:
    """What says whose case it is, with its type: the element that a branch is for, else every field that can hold a unit."""
    types = model.types.fields
    element = types.get(case.variable) if case.variable is not None and reference(case.element) is None else None
    if element is not None and holds_units(element):
        yield element, case.element
        return
    for id in model.workflow.data:
        if holds_units(types[id]):
            yield types[id], case.data.get(id)


def holds_units(type: Type) -> bool:
    """Whether a unit may stand in a value of this type."""
    inner = [*([type.of] if type.of is not None else []), *(type.fields or {}).values()] if type.kind in ("list", "row") else []
    return type.kind == "unit" or any(holds_units(one) for one in inner)


def units_in(type: Type, value: object) -> Iterator[str]:
    """The units in a value."""
    if type.kind == "unit" and isinstance(value, str):
        yield value
    elif type.kind == "list" and type.of is not None and isinstance(value, list | tuple):
        for one in value:
            yield from units_in(type.of, one)
    elif type.kind == "row" and type.fields is not None and isinstance(value, Mapping):
        for name, inner in type.fields.items():
            yield from units_in(inner, value.get(name))
