"""Whom the expressions of a workflow ask for: every role, post and person by name, and the units they are asked for at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from .definition import Arm, Effect, Rung, Step, Workflow
from .errors import SignoffError
from .expressions import Expression, nodes
from .expressions.parse import tree
from .frozen import dataclass

T = TypeVar("T")

ANYWHERE = "*"
"""Stands for a unit that only a running case can tell, such as `unit_of(initiator)`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the directory: `kind` is role, post or person; `unit` None means that no unit is named."""

    kind: str
    name: str
    unit: str | None = None
    portfolio: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads expressions of one workflow; `values` are the data of the case as far as they are known."""

    workflow: Workflow
    values: Mapping[str, object] = field(default_factory=dict)

    def everywhere(self) -> tuple[Asked, ...]:
        """What is asked in the whole workflow, in written order, each once."""
        found = dict.fromkeys(asked for expression in expressions(self.workflow) for asked in self.by(expression))
        return tuple(found)

    def by(self, expression: Expression) -> Iterator[Asked]:
        """What one expression asks for, in written order."""
        for node in self._below(_parsed(expression), ()):
            match node:
                case nodes.At(kind=kind, name=name, unit=unit, portfolio=portfolio):
                    yield from (Asked(kind, name, at, portfolio) for at in self.units(unit))
                case nodes.Call(function="head_of", argument=unit):
                    yield from (Asked("post", "head", at) for at in self.units(unit))
                case nodes.Call(function="role" | "person" as kind, argument=argument):
                    yield from (Asked(kind, name) for name in _literal(argument))

    def units(self, node: nodes.Node, passed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The ids of the units that a sub-expression may mean."""
        match node:
            case nodes.Literal(value=str(unit)):
                return (unit,)
            case nodes.Name(id=id) if id in self.workflow.names and id not in passed:
                return self.units(_parsed(self.workflow.names[id]), (*passed, id))
            case nodes.Name(id=id):
                return _texts(self.values.get(id)) if id in self.workflow.data else (id,)
            case nodes.Choose(then=then, otherwise=otherwise):
                return self.units(then, passed) + self.units(otherwise, passed)
            case nodes.Logic(parts=parts) | nodes.Either(parts=parts):
                return tuple(unit for part in parts for unit in self.units(part, passed))
        return (ANYWHERE,)

    def _below(self, node: nodes.Node, passed: tuple[str, ...]) -> Iterator[nodes.Node]:
        """The node and all below it, short names written out."""
        yield node
        if isinstance(node, nodes.Name) and node.id in self.workflow.names and node.id not in passed:
            yield from self._below(_parsed(self.workflow.names[node.id]), (*passed, node.id))
        if not isinstance(node, nodes.Call) or node.function not in ("role", "person"):
            for child in nodes.children(node):
                yield from self._below(child, passed)


def told_by_a_case(workflow: Workflow) -> set[str]:
    """The names, in branches too, that stand for a unit only in a running case: fields, loop variables, short names."""
    found = {*workflow.data, *workflow.names}
    for branch in workflow.branches.values():
        found |= {branch.loop.variable} if branch.loop is not None else set()
        found |= told_by_a_case(branch.workflow) if branch.workflow is not None else set()
    return found


def expressions(workflow: Workflow) -> Iterator[Expression]:
    """Every expression of a workflow that may name people."""
    yield from _written(workflow.start.by)
    for step in workflow.steps.values():
        yield from _of_step(step)
    for action in workflow.anytime.values():
        yield from _each(action.arms, _of_arm)
    for branch in workflow.branches.values():
        yield from _written(branch.initiator)
        yield from expressions(branch.workflow) if branch.workflow is not None else ()
    yield from _written(workflow.withdraw.by if workflow.withdraw else None)
    yield from _each(workflow.at_end, _of_effect)


def _of_step(step: Step) -> Iterator[Expression]:
    yield from _written(step.by, *(seat.who for seat in step.seats), step.empty.who)
    yield from _written(step.chain.argument, *step.chain.options.values()) if step.chain is not None else ()
    yield from _written(*(allow.among for allow in step.allow.values()))
    yield from _each(step.effects, _of_effect)
    for action in step.actions.values():
        yield from _each(action.arms, _of_arm)
    yield from _each(step.rungs, _of_rung)


def _of_arm(arm: Arm) -> Iterator[Expression]:
    yield from _written(arm.by)
    yield from _each(arm.effects, _of_effect)


def _of_rung(rung: Rung) -> Iterator[Expression]:
    yield from _written(rung.remind, rung.reassign)
    yield from _each(rung.effects, _of_effect)


def _of_effect(effect: Effect) -> Iterator[Expression]:
    yield from _written(effect.to, *effect.assign.values(), *effect.with_.values())


def _each(items: tuple[T, ...], inside: Callable[[T], Iterator[Expression]]) -> Iterator[Expression]:
    for item in items:
        yield from inside(item)


def _written(*expressions: Expression | None) -> Iterator[Expression]:
    yield from (expression for expression in expressions if expression is not None)


def _parsed(expression: Expression) -> nodes.Node:
    try:
        return tree(expression.text)
    except SignoffError:
        return nodes.Literal(0, 0, None)


def _literal(argument: nodes.Node) -> tuple[str, ...]:
    """The id in `role(x)`, bare or quoted."""
    match argument:
        case nodes.Name(id=id) | nodes.Literal(value=str(id)):
            return (id,)
    return ()


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple | list) else ()
