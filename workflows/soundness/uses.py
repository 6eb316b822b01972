"""How conditions use the fields of a case: compared with what, asked whether they are there, or in some way that nothing is proved of."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from signoff.engine.definition import Action, PolicyValue, Rung, Step, Table, Workflow
from signoff.engine.errors import SignoffError
from signoff.engine.expressions import Expression, nodes
from signoff.engine.expressions.operations import is_number
from signoff.engine.expressions.parse import tree
from signoff.engine.frozen import dataclass

EQUAL = ("==", "!=", "in", "not in")
"""Comparisons that ask for no order."""
AMONG = ("in", "not in")
COMPARED, ASKED, BARE, OTHERWISE = "compared", "asked", "bare", "otherwise"


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a condition names a field: `compared` with these constants, `asked` by `has(…)`, `bare`, or `otherwise`.

    Several constants are those of an `in`: what is asked is only whether the value is among them. `ranked` comparisons ask for the order.
    """

    field: str
    how: str
    constants: tuple[object, ...] = ()
    ranked: bool = False


def uses(workflow: Workflow, condition: Expression) -> tuple[Use, ...]:
    """Every use of a field in a condition, short names written out."""
    return tuple(_Reading(workflow).of(_tree(condition.text)))


@dataclass(slots=True)
class _Reading:
    workflow: Workflow
    inside: tuple[str, ...] = ()

    def of(self, node: nodes.Node) -> Iterator[Use]:
        match node:
            case nodes.Compare(op=op, left=left, right=right):
                yield from self._side(left, right, op)
                yield from self._side(right, left, op)
            case nodes.Call(function="has", argument=nodes.Name(id=id)) if id in self.workflow.data:
                yield Use(id, ASKED)
            case nodes.Call(function="role" | "person" | "passed" | "approved" | "changed" | "actor_of"):
                return
            case nodes.Logic() | nodes.Not():
                for child in nodes.children(node):
                    yield from self.of(child)
            case nodes.Name():
                yield from self._name(node, BARE)
            case _:
                for child in nodes.children(node):
                    yield from (Use(use.field, OTHERWISE) if use.how == BARE else use for use in self.of(child))

    def _side(self, side: nodes.Node, other: nodes.Node, op: str) -> Iterator[Use]:
        if isinstance(side, nodes.Name) and side.id in self.workflow.data:
            constants = self._constants(other)
            if constants is None:
                yield Use(side.id, OTHERWISE)
            elif op in AMONG and not isinstance(self._policy(other), Table):
                yield Use(side.id, COMPARED, constants)
            else:
                yield from (Use(side.id, COMPARED, (constant,), op not in EQUAL) for constant in constants)
        elif isinstance(table := self._policy(side), Table):
            yield from (Use(table.by, COMPARED, (option,)) for option in table.values)
        elif not isinstance(side, nodes.Literal):
            yield from (Use(use.field, OTHERWISE) if use.how == BARE else use for use in self.of(side))

    def _policy(self, node: nodes.Node) -> PolicyValue | None:
        """The value that `policy.x` stands for."""
        named = isinstance(node, nodes.Member) and isinstance(node.owner, nodes.Name) and node.owner.id == "policy"
        return self.workflow.policy.get(node.attribute) if named and isinstance(node, nodes.Member) else None

    def _name(self, node: nodes.Name, how: str) -> Iterator[Use]:
        if node.id in self.workflow.data:
            yield Use(node.id, how)
        elif node.id in self.workflow.names and node.id not in self.inside:
            yield from _Reading(self.workflow, (*self.inside, node.id)).of(_tree(self.workflow.names[node.id].text))

    def _constants(self, node: nodes.Node) -> tuple[object, ...] | None:
        """The values that the other side of a comparison may have; None where it is no constant."""
        match node:
            case nodes.Literal(value=value):
                return (value,)
            case nodes.Negative(operand=nodes.Literal(value=value)) if is_number(value):
                return (-value,)  # type: ignore[operator]
            case nodes.Name(id=id) if id not in self.workflow.data and id not in self.workflow.names:
                return (id,)
        value = self._policy(node)
        if isinstance(value, Table):
            return tuple(value.values.values())
        return None if value is None else value if isinstance(value, tuple) else (value,)


def _tree(text: str) -> nodes.Node:
    try:
        return tree(text)
    except SignoffError:
        return nodes.Literal(0, 0, None)


def numbers(found: tuple[Use, ...], field: str) -> tuple[Decimal, ...] | None:
    """What a number is compared with; None where something else is done with it, too."""
    mine = [use for use in found if use.field == field]
    if any(use.how not in (COMPARED, ASKED) for use in mine):
        return None
    constants = [constant for use in mine for constant in use.constants]
    return tuple(Decimal(c) for c in constants if is_number(c)) if all(map(is_number, constants)) else None  # type: ignore[arg-type]


def conditions(workflow: Workflow) -> Iterator[Expression]:
    """Every condition on which it depends where a case goes, or who is asked."""
    written = [guard.that for guard in workflow.start.require] + [guard.when for guard in workflow.start.require]
    for guard in workflow.start.require:
        written += guard.parts.values()
    for step in workflow.steps.values():
        written += _of_step(step)
    written += _of_actions(workflow.anytime)
    for deadline in workflow.deadlines.values():
        written += _of_rungs(deadline.rungs)
    yield from dict.fromkeys(condition for condition in written if condition is not None)


def _of_step(step: Step) -> Iterator[Expression | None]:
    yield step.when
    yield from (seat.when for seat in step.seats)
    yield from (route.when for route in (*step.then, *step.otherwise))
    yield from _of_rungs(step.rungs)
    yield from _of_actions(step.actions)
    if step.returns is not None:
        yield from (route.when for route in step.returns.then)


def _of_rungs(rungs: tuple[Rung, ...]) -> Iterator[Expression | None]:
    for rung in rungs:
        yield rung.when
        yield from (route.when for route in rung.to)


def _of_actions(actions: Mapping[str, Action]) -> Iterator[Expression | None]:
    for action in actions.values():
        for arm in action.arms:
            yield arm.when
            yield from (route.when for route in arm.routes)
            for guard in arm.require:
                yield from (guard.when, guard.that, *guard.parts.values())
