"""Names of a workflow with branches: its own, the lists of its children, and inside a branch everything around it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from . import types as t
from .bind import Binder
from .errors import ExpressionError
from .parse import tree
from .types import Type, Types, own_types

if TYPE_CHECKING:
    from ..branching import Loop
    from ..definition import Branch, Workflow


def types_of(
    workflow: "Workflow",
    *,
    clock: bool = False,
    functions: Mapping[str, Type] | None = None,
    outer: Types | None = None,
    loop: "Loop | None" = None,
) -> Types:
    """What may be named in the expressions of a workflow; with `clock`, also `begin`, `due` and `clock`.

    In a branch `outer` are the names around it, `loop` its variable. Ids of branches, and of steps that open some, are lists.
    """
    types = own_types(workflow, clock=clock, functions=functions)
    if outer is not None:
        variable = {loop.variable: element_type(loop, outer)} if loop is not None else {}
        types = replace(
            types,
            fields={**outer.fields, **variable, **types.fields},
            steps=tuple(dict.fromkeys((*outer.steps, *types.steps))),
            names={**outer.names, **types.names},
            policy=outer.policy,
            deadlines={**outer.deadlines, **types.deadlines},
            parent=outer.fields,
        )
    if not workflow.branches:
        return types
    # Loops over other children first see these without their variables.
    first = replace(types, fields={**types.fields, **_lists(workflow, None)})
    return replace(types, fields={**types.fields, **_lists(workflow, first)})


def element_type(loop: "Loop", types: Types) -> Type:
    """The type of a loop's variable."""
    try:
        kind = Binder(loop.elements.text, types).bind(tree(loop.elements.text))[1]
    except ExpressionError:
        return t.ANY
    if kind.kind == "people":
        return t.PERSON
    return (kind.of if kind.kind == "list" else None) or t.ANY


def _lists(workflow: "Workflow", types: Types | None) -> dict[str, Type]:
    found = {id: Type("list", of=_child(branch, types)) for id, branch in workflow.branches.items()}
    for step in workflow.steps.values():
        if step.parallel and step.id not in found:
            kinds = [found[id].of for id in step.parallel if id in found]
            fields = {name: kind for one in kinds if one is not None for name, kind in (one.fields or {}).items()}
            open = any(one is None or one.uses is not None for one in kinds)
            found[step.id] = Type("list", of=kinds[0] if open and len(kinds) == 1 else Type("case", fields=None if open else fields))
    return found


def _child(branch: "Branch", types: Types | None) -> Type:
    loop = branch.loop
    variable = {} if loop is None else {loop.variable: t.ANY if types is None else element_type(loop, types)}
    if branch.workflow is None:
        return Type("case", fields=variable, uses=branch.uses)
    return case_type(branch.workflow, variable)


def case_type(workflow: "Workflow", more: Mapping[str, Type]) -> Type:
    """The type of a child of this workflow, which has `more` names besides its fields."""
    fields = {id: t.field_type(spec) for id, spec in workflow.data.items()}
    return Type("case", tuple(workflow.steps), fields={**more, **fields})


def with_children(types: Types, others: Mapping[str, "Workflow"]) -> Types:
    """The same names where the other workflows, too, are known of which children are."""
    if not waits(types):
        return types
    return replace(types, fields={id: _seen(kind, others) for id, kind in types.fields.items()})


def waits(types: Types) -> bool:
    """Whether among these names are children of another workflow."""
    return any(kind.of is not None and kind.of.uses is not None for kind in types.fields.values())


def _seen(kind: Type, others: Mapping[str, "Workflow"]) -> Type:
    if kind.kind == "list" and kind.of is not None:
        return replace(kind, of=_seen(kind.of, others))
    if kind.kind == "case" and kind.uses is not None and kind.uses in others:
        return case_type(others[kind.uses], kind.fields or {})
    return kind
