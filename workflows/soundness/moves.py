"""The ways out of a step: by an action, a rung, a return, a join, or at once. What is certain is told from what is only possible."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from signoff.engine.anytime import arms_at, brings_on, possible_at
from signoff.engine.definition import Action, Arm, Effect, Route, Rung, Step, StepKind, Workflow
from signoff.engine.expressions import Expression
from signoff.engine.frozen import dataclass

from .cells import UNKNOWABLE, Facts
from .truth import NotProvable, Split, Truth

PARENT = "parent."
OUT = ""
"""Where a branch goes that sends the case around it elsewhere: it is closed then, as by an end."""
TIMER, RETURN, JOIN, AUTO, EDIT, ASIDE = "timer", "return", "join", "auto", "edit", "aside"


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: how (`action`, `timer`, `return`, `join`, `auto`, `edit`, `aside`), by what name, to which step, and what is known then.

    `certain` ways exist whatever else is true; `route` is the target as it is written, `arm` the arm's id.
    """

    how: str
    name: str
    to: str
    facts: Facts
    certain: bool = True
    arm: str = ""
    route: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """Works out the ways of one workflow. `before` says for each step which steps of people may come before it."""

    workflow: Workflow
    truth: Truth
    before: dict[str, tuple[str, ...]]
    fills: dict[str, bool | None]
    inside: bool = False

    def out_of(self, step: Step, facts: Facts) -> tuple[Way, ...]:
        """Every way out of a step; raises Split where a field has to be told apart first."""
        if step.end is not None:
            return tuple(self._beside(step, facts))
        if step.kind is StepKind.AUTOMATIC:
            return tuple(self._routed(step, step.then, facts, Way(AUTO, "", "", facts)))
        found = list(self._joined(step, facts)) if step.splits else [w for a in step.actions.values() for w in self._acted(step, a, facts)]
        beside = self._beside(step, facts)
        return (*found, *beside, *self._timed(step, facts), *self._returned(step, facts), *self._edited(step, facts))

    # actions

    def _beside(self, step: Step, facts: Facts) -> Iterator[Way]:
        """By what belongs to no step; what is possible everywhere and only ends a case is no way on."""
        wide = {arm.id for arm in arms_at(self.workflow, step) if step.id not in arm.within}
        for action in possible_at(self.workflow, step).values():
            for way in self._acted(step, action, facts):
                on = way.arm not in wide or way.how == EDIT or brings_on(self.workflow, Route(way.to))
                yield way if on else replace(way, how=ASIDE)

    def _acted(self, step: Step, action: Action, facts: Facts) -> Iterator[Way]:
        """By each arm, with whatever the act brings: the first that fits is taken, so those before it must not."""
        for number, arm in enumerate(action.arms):
            for given in self._given(step, arm, facts):
                when = self.truth.of(arm.when, given)
                before = self._before_it(step, action.arms[:number], facts, given)
                if when is False or (before is True and arm.by is None):
                    continue
                certain = before is False and bool(when or (not arm.system and self.truth.free(arm.when)))
                yield from self._taken(step, action, arm, given, certain)

    def _before_it(self, step: Step, arms: tuple[Arm, ...], facts: Facts, given: Facts) -> bool | None:
        """Whether one of these arms takes the act from an arm below: certainly, or perhaps (None)."""
        found: set[bool | None] = set()
        for arm in arms:
            own = self._fillable(step, arm)
            known = {**dict(facts), **{name: cell for name, cell in given if name in own}}
            holds = self.truth.of(arm.when, frozenset(known.items()))
            found.add(None if holds and arm.by is not None else holds)
        return True if True in found else None if None in found else False

    def _fillable(self, step: Step, arm: Arm, names: tuple[str, ...] | None = None) -> list[str]:
        """The fields that an act may bring (or those of `names`), as far as they are followed."""
        names = (*step.may_edit, *arm.may_edit, *arm.needs) if names is None else names
        return [name for name in dict.fromkeys(names) if name in self.truth.domains]

    def _given(self, step: Step, arm: Arm, facts: Facts) -> Iterator[Facts]:
        """What is known once the act has brought its fields; what it needs is there then."""
        cells = dict(facts)
        for name in arm.needs:
            if name in self.truth.domains and self.truth.domains[name].missing is not None and name not in cells:
                raise Split(name)
        open = dict.fromkeys(name for name in (*arm.may_edit, *arm.needs) if name in self.truth.domains and name in cells)
        for chosen in product(*(self._choices(name, cells[name]) for name in open)):
            made = {**cells, **dict(zip(open, chosen, strict=True))}
            if not any(name in made and made[name] == self.truth.domains[name].missing for name in self._fillable(step, arm, arm.needs)):
                yield frozenset(made.items())

    def _choices(self, name: str, own: int) -> tuple[int, ...]:
        return tuple(dict.fromkeys((own, *range(len(self.truth.domains[name].cells)))))

    def _taken(self, step: Step, action: Action, arm: Arm, facts: Facts, certain: bool) -> Iterator[Way]:
        guarded = self.truth.guarded(arm.require, facts)
        if guarded is False:
            return
        way = Way(AUTO if arm.system else "action", action.name, "", facts, certain and guarded is True, arm.id)
        for found in self._routed(step, arm.routes, facts, way):
            yield replace(found, facts=self.settled(arm.effects, found.facts))

    def _routed(self, step: Step, routes: tuple[Route, ...], facts: Facts, way: Way, *, clock: bool = False) -> Iterator[Way]:
        """The first target whose condition holds; where that is not provable, those after it are possible, too."""
        certain = way.certain
        for number, route in enumerate(routes):
            holds = self.truth.of(route.when, facts, clock=clock)
            if holds is False:
                continue
            found = replace(way, certain=certain and (holds or self.truth.free(route.when)), route=number)
            yield from self._aimed(step, route.to, found)
            if holds:
                return
            certain = False

    def _aimed(self, step: Step, to: str, way: Way) -> Iterator[Way]:
        if to == "stay":
            yield replace(way, how=EDIT, to=step.id)
        elif to.startswith(PARENT):
            yield replace(way, to=OUT)
        elif to == "previous":
            yield from (replace(way, to=id, certain=False) for id in self.before[step.id])
        else:
            yield replace(way, to=to)

    # what happens by itself

    def _timed(self, step: Step, facts: Facts) -> Iterator[Way]:
        """By the rungs of the step's own clock, and by those of the case's clocks, which may run or not."""
        for rung in step.rungs if step.due is not None else ():
            yield from self._rung(step, rung, facts)
        for deadline in self.workflow.deadlines.values():
            for rung in deadline.rungs:
                yield from (replace(way, certain=False) for way in self._rung(step, rung, facts))

    def _rung(self, step: Step, rung: Rung, facts: Facts) -> Iterator[Way]:
        if any(effect.assign for effect in rung.effects):
            yield Way(EDIT, TIMER, step.id, self.settled(rung.effects, facts), certain=False)
        holds = self.truth.of(rung.when, facts, clock=True) if rung.to or rung.act else False
        if holds is False:
            return
        way = Way(TIMER, "", "", facts, bool(holds) and not rung.apart)
        yield from self._routed(step, rung.to, facts, way, clock=True)
        action = step.actions.get(rung.act or "")
        for found in self._acted(step, action, facts) if action is not None else ():
            yield replace(found, how=TIMER, certain=found.certain and way.certain)

    def _returned(self, step: Step, facts: Facts) -> Iterator[Way]:
        if step.returns is None:
            return
        way = Way(RETURN, "return", "", facts, certain=False)
        yield from (replace(way, to=id) for id in self.before[step.id])
        if self.inside:
            yield replace(way, to=OUT)
        if step.returns.max_rounds is not None:
            yield from (replace(found, certain=False) for found in self._routed(step, step.returns.then, facts, way))

    def _edited(self, step: Step, facts: Facts) -> Iterator[Way]:
        """Whoever holds the step may give a field another value."""
        for name, cell in facts:
            if name in step.may_edit and step.human:
                for other in self._choices(name, cell)[1:]:
                    yield Way(EDIT, name, step.id, (facts - {(name, cell)}) | {(name, other)})

    def _joined(self, step: Step, facts: Facts) -> Iterator[Way]:
        fills = self.fills.get(step.id)
        taken = frozenset(name for id in step.parallel if id in self.workflow.branches for name in self.workflow.branches[id].take)
        known = frozenset((n, UNKNOWABLE) for n in taken if n in self.truth.domains) | {f for f in facts if f[0] not in taken}
        if fills is not False:
            yield from self._routed(step, step.then, known, Way(JOIN, "", "", known, bool(fills) and not taken))
        yield from self._routed(step, step.otherwise, facts, Way(JOIN, "", "", facts, certain=False))
        for id in step.parallel:
            yield from (Way(JOIN, id, to, facts, certain=False) for to in self._sent(id))
        if any(self._sends_back(id) for id in step.parallel):
            yield from (Way(RETURN, "return", to, facts, certain=False) for to in self.before[step.id])

    def _sent(self, branch: str) -> Iterator[str]:
        """To where a branch may send its case."""
        inner = self.workflow.branches.get(branch)
        inside = inner.workflow if inner is not None else None
        for actions in (*(step.actions for step in inside.steps.values()), inside.anytime) if inside is not None else ():
            routes = (r for action in actions.values() for arm in action.arms for r in arm.routes)
            targets = {route.to.removeprefix(PARENT) for route in routes if route.to.startswith(PARENT)}
            yield from sorted(targets & set(self.workflow.steps))

    def _sends_back(self, branch: str) -> bool:
        inner = self.workflow.branches.get(branch)
        return inner is None or inner.workflow is None or any(step.returns is not None for step in inner.workflow.steps.values())

    # what is known afterwards

    def settled(self, effects: tuple[Effect, ...], facts: Facts) -> Facts:
        """What is known once effects have set their fields, or given them a number."""
        cells = dict(facts)
        for effect in effects:
            happens = self.truth.of(effect.when, frozenset(cells.items())) if effect.assign or effect.into else False
            if effect.into is not None and effect.into in self.truth.domains and happens is not False:
                cells[effect.into] = self._numbered(effect.verb, effect.into, cells.get(effect.into)) if happens else UNKNOWABLE
            for name, expression in effect.assign.items() if happens is not False else ():
                if name in self.truth.domains:
                    cells[name] = self._set(name, expression, frozenset(cells.items())) if happens else UNKNOWABLE
        return frozenset(cells.items())

    def _numbered(self, verb: str, field: str, before: int | None) -> int:
        """A field that gets a number has a value. One whose number becomes void has none, unless what it has is no number."""
        missing = self.truth.domains[field].missing
        if verb == "void":
            return UNKNOWABLE if before is None or before != missing else before
        found = self.truth.domains[field].cell_of("1")
        return UNKNOWABLE if found is None else found

    def _set(self, name: str, expression: Expression, facts: Facts) -> int:
        try:
            found = self.truth.domains[name].cell_of(self.truth.value(expression, facts, name))
        except NotProvable:
            return UNKNOWABLE
        return UNKNOWABLE if found is None else found

    def into(self, way: Way) -> Iterator[Way]:
        """The same way up to where the case comes to rest: over steps whose `when` does not hold, with what the step's entry sets."""
        step = self.workflow.steps.get(way.to)
        if step is None:
            yield way
            return
        if step.when is not None and step.following is not None and step.end is None:
            holds = self.truth.of(step.when, way.facts)
            if holds is not True:
                passing = replace(way, to=step.following, certain=way.certain and holds is False)
                yield from self.into(passing)
            if holds is False:
                return
            way = replace(way, certain=way.certain and (holds is True or self.truth.free(step.when)))
        yield replace(way, facts=self.settled(step.effects, way.facts))
