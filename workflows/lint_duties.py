"""Separation of duties that leaves a step without anybody, as far as the people are known (approval-semantics §4 points 1 and 10)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from signoff.engine.definition import Step, StepKind, Workflow
from signoff.engine.expressions import START_WORDS, UNKNOWN_NAME, Expression, ExpressionFailed, Kind, People, PeopleQuery, Types, types_of

from .context import Context
from .soundness.truth import NotProvable, Unknowing

Find = Callable[[PeopleQuery], Sequence[str]]
"""Who fits a question about people, as a directory answers it."""
INITIATOR = "initiator"


def lint_duties(ctx: Context, workflow: Workflow, find: Find | None = None, base: str = "") -> None:
    """Check every step that others' duties bar somebody from, in branches too. Whom only a running case can tell is left alone."""
    if any(finding.severity == "error" for finding in ctx.findings):
        return
    types = types_of(workflow)
    pools = _Pools(workflow, find, replace(types, words={**types.words, **START_WORDS}))
    for step in workflow.steps.values():
        for example in list(_barred(pools, step))[:1]:
            message = f"separation of duties can leave nobody at `{step.id}`"
            hint = "Name more people here, or let `empty` say `admin` or {assign: …}."
            ctx.at(f"{base}steps.{step.id}", "nobody_left", message, hint, "warning", example)
    for id, branch in workflow.branches.items():
        if branch.workflow is not None and (base, id) in ctx.bases:
            lint_duties(ctx, branch.workflow, find, ctx.bases[base, id])


def _barred(pools: "_Pools", step: Step) -> Iterator[str]:
    """For each seat that can be left without anybody, who acts where."""
    if not step.human or step.empty.mode != "hold":
        return
    for seat in pools.seats(step):
        if seat == {INITIATOR} and step.kind is StepKind.APPROVAL and step.self_ == "forbid":
            yield f"{step.id}: {INITIATOR} – self: forbid"
        taken = _taken(sorted(seat), list(pools.acting(step))) if seat else None
        if taken:
            yield "; ".join(f"{place}: {person}" for person, place in taken.items()) + f" → {step.id}: –"


def _taken(people: list[str], places: list[tuple[str, frozenset[str]]]) -> dict[str, str] | None:
    """For each of these people another place at which he or she may have acted; None where somebody always remains."""
    found: dict[int, str] = {}

    def placed(person: str, tried: set[int]) -> bool:
        for number, (_, pool) in enumerate(places):
            if person in pool and number not in tried:
                tried.add(number)
                if number not in found or placed(found[number], tried):
                    found[number] = person
                    return True
        return False

    if not all(placed(person, set()) for person in people):
        return None
    return {person: places[number][0] for number, person in sorted(found.items())}


@dataclass(slots=True)
class _Pools:
    workflow: Workflow
    find: Find | None
    types: Types

    def acting(self, step: Step) -> Iterator[tuple[str, frozenset[str]]]:
        """The places at which somebody acts whom this step bars, each with who that may be."""
        for id in step.not_same_as:
            other = self.workflow.steps.get(id)
            if other is None or other.when is not None:
                continue
            seats = list(self.seats(other))
            one = other.kind is StepKind.APPROVAL and other.rule.need in ("any", "any_approve")
            pools = [frozenset(person for seat in seats for person in seat)] if one else seats
            for pool in pools:
                yield id, pool | (self.starters() if INITIATOR in pool else frozenset())

    def starters(self) -> frozenset[str]:
        """Who may start a case, where that is known."""
        return (self._people(self.workflow.start.by) or frozenset()) if self.workflow.start.by is not None else frozenset()

    def seats(self, step: Step) -> Iterator[frozenset[str]]:
        """Who may hold each seat; nothing of one that only a running case can tell."""
        written = [step.by] if step.by is not None else [seat.who for seat in step.seats if seat.when is None]
        for expression in written:
            people = frozenset({INITIATOR}) if expression.text == INITIATOR else self._people(expression)
            if people is not None:
                yield from (frozenset({person}) for person in people) if "each(" in expression.text else (people,)

    def _people(self, expression: Expression) -> frozenset[str] | None:
        try:
            found = expression.evaluate(_Known(self.find, self.types), Kind.PEOPLE).people
        except (NotProvable, ExpressionFailed):
            return None
        return frozenset(found.entries)


class _Known(Unknowing):
    """The scope of no case at all: only the directory answers."""

    def __init__(self, find: Find | None, types: Types) -> None:
        self._find, self.types = find, types

    def value(self, name: str) -> object:
        if name in {*self.types.fields, *self.types.words, *self.types.steps}:
            raise NotProvable
        return UNKNOWN_NAME

    def people(self, query: PeopleQuery) -> People:
        if query.kind == "person":
            return People.found(query, (query.name,))
        if self._find is None:
            raise NotProvable
        return People.found(query, self._find(query))
