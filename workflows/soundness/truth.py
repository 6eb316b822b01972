"""Conditions under partial knowledge: true, false, or not provable. Worked out by the engine's own evaluation, never by a second one."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import NoReturn, TypeVar

from signoff.engine.definition import Guard, Table, Workflow
from signoff.engine.durations import Duration
from signoff.engine.errors import SignoffError
from signoff.engine.expressions import (
    MISSING,
    UNKNOWN_NAME,
    Expression,
    ExpressionFailed,
    Kind,
    People,
    PeopleQuery,
    Types,
    field_type,
    nodes,
)
from signoff.engine.expressions.parse import tree
from signoff.engine.worktime import Due

from .cells import UNKNOWABLE, Domain, Facts, domains, opaque
from .uses import uses

T = TypeVar("T")


class Split(Exception):
    """It depends on a field of which nothing is known yet."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotProvable(Exception):
    """It depends on something that only a running case can tell."""


class Truth:
    """What conditions of one workflow come to; `types` are the names that its expressions know."""

    def __init__(self, workflow: Workflow, types: Types, clock_types: Types, policy: Mapping[str, object] | None = None) -> None:
        self.workflow, self._types, self._clock_types = workflow, types, clock_types
        self._policy = workflow.policy if policy is None else policy
        self._opaque: dict[str, frozenset[str]] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[object, ...], bool | Split | None] = {}
        self._free: dict[str, bool] = {}

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """The fields that are followed."""
        return domains(self.workflow)

    def of(self, condition: Expression | None, facts: Facts, *, clock: bool = False) -> bool | None:
        """True, False, or None where it is not provable; raises Split where one more field has to be told apart."""
        if condition is None:
            return True
        cells = dict(facts)
        key = (condition.text, clock, *(cells.get(name) for name in self._names(condition)))
        if key not in self._found:
            try:
                self._found[key] = self._of(condition, _whole(condition), cells, clock)
            except Split as split:
                self._found[key] = split
        found = self._found[key]
        if isinstance(found, Split):
            raise Split(found.field)
        return found

    def _names(self, condition: Expression) -> tuple[str, ...]:
        """The fields that the condition asks, as far as they are followed."""
        if condition.text not in self._named:
            asked = dict.fromkeys(use.field for use in uses(self.workflow, condition))
            self._named[condition.text] = tuple(name for name in asked if name in self.domains)
        return self._named[condition.text]

    def _of(self, condition: Expression, node: nodes.Node, cells: dict[str, int], clock: bool) -> bool | None:
        """Of `and` and `or` each part by itself, so that one that is not provable leaves the others their say."""
        if not isinstance(node, nodes.Logic):
            return self._asked(Expression(condition.text[node.start : node.end]), cells, clock)
        ends = node.op == "or"
        found: list[bool | None] = []
        for part in node.parts:
            one = self._of(condition, part, cells, clock)
            if one is ends:
                return ends
            found.append(one)
        return None if None in found else not ends

    def _asked(self, condition: Expression, cells: dict[str, int], clock: bool) -> bool | None:
        scope = _Partial(self, cells, self.opaque(condition), self._clock_types if clock else self._types)
        try:
            return condition.evaluate(scope, Kind.CONDITION).met
        except (NotProvable, ExpressionFailed, SignoffError):
            return None

    def opaque(self, condition: Expression) -> frozenset[str]:
        """The fields that a condition uses in a way that nothing is proved of."""
        if condition.text not in self._opaque:
            self._opaque[condition.text] = opaque(self.workflow, condition)
        return self._opaque[condition.text]

    def value(self, expression: Expression, facts: Facts, field: str) -> object:
        """What a field is set to; raises NotProvable, or Split."""
        scope = _Partial(self, dict(facts), self.opaque(expression), self._types)
        try:
            return expression.evaluate(scope, expect=field_type(self.workflow.data[field])).value
        except (ExpressionFailed, SignoffError) as error:
            raise NotProvable from error

    def free(self, condition: Expression | None) -> bool:
        """Whether whoever acts can make it hold: it asks of nothing but fields that no other condition is proved by."""
        if condition is None:
            return True
        if condition.text not in self._free:
            self._free[condition.text] = self._is_free(condition)
        return self._free[condition.text]

    def _is_free(self, condition: Expression) -> bool:
        named = {use.field for use in uses(self.workflow, condition)}
        plain = condition.names <= {*self.workflow.data, "policy"}
        return plain and condition.calls <= {"has"} and not named & set(self.domains)

    def guarded(self, guards: tuple[Guard, ...], facts: Facts) -> bool | None:
        """Whether all guards hold: False where one certainly does not; None where it is not provable that they can be met."""
        found = [self._guard(guard, facts) for guard in guards]
        return False if False in found else None if None in found else True

    def _guard(self, guard: Guard, facts: Facts) -> bool | None:
        asked = self.of(guard.when, facts)
        if asked is False:
            return True
        parts = [guard.that] if guard.that is not None else [*guard.parts.values()]
        found = [True if one is None and self.free(part) else one for part in parts if (one := self.of(part, facts)) is not True]
        if False in found:
            return False if asked else None
        return None if None in found else True

    def told_apart(self, facts: Facts, made: Callable[[Facts], T]) -> Iterator[tuple[Facts, T]]:
        """What is made of these facts, field by field told apart as far as it asks."""
        try:
            found = made(facts)
        except Split as split:
            for cell in range(len(self.domains[split.field].cells)):
                yield from self.told_apart(facts | {(split.field, cell)}, made)
        else:
            yield facts, found


def _whole(condition: Expression) -> nodes.Node:
    try:
        return tree(condition.text)
    except SignoffError:
        return nodes.Literal(0, 0, None)


class Unknowing:
    """A scope that can answer nothing that only a running case can tell."""

    def member(self, owner: str, attribute: str) -> object:
        """Not known."""
        raise NotProvable

    def part(self, value: object, attribute: str) -> object:
        """Not known."""
        raise NotProvable

    def day_of(self, instant: datetime | Due) -> NoReturn:
        """Not known."""
        raise NotProvable

    def people(self, query: PeopleQuery) -> People:
        """Not known."""
        raise NotProvable

    def call(self, function: str, argument: object) -> NoReturn:
        """Not known."""
        raise NotProvable

    def ask(self, value: object, function: str, argument: object) -> NoReturn:
        """Not known."""
        raise NotProvable

    def shift(self, base: datetime | date | Due, duration: Duration | None, at: time | None) -> NoReturn:
        """Not known."""
        raise NotProvable


class _Partial(Unknowing):
    """The scope of a case of which only cells are known."""

    def __init__(self, truth: Truth, cells: Mapping[str, int], opaque: frozenset[str], types: Types) -> None:
        self._truth, self._cells, self._opaque, self.types = truth, cells, opaque, types

    def value(self, name: str) -> object:
        domain = self._truth.domains.get(name)
        if domain is None:
            if name in self._known:
                raise NotProvable
            return UNKNOWN_NAME
        if name in self._opaque or self._cells.get(name) == UNKNOWABLE:
            raise NotProvable
        if name not in self._cells:
            raise Split(name)
        value = domain.cells[self._cells[name]].value
        return MISSING if value is MISSING else value

    @property
    def _known(self) -> set[str]:
        return {*self.types.fields, *self.types.words, *self.types.steps, *self._truth.workflow.data}

    def member(self, owner: str, attribute: str) -> object:
        value = self._truth._policy.get(attribute) if owner == "policy" else None
        if value is None:
            raise NotProvable
        if isinstance(value, Table):
            row = self.value(value.by)
            return value.values.get(str(row), MISSING) if isinstance(row, str) else MISSING
        return value
