"""What a step says about going on from it, whatever the case: read from the definition once, and asked with every move."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .anytime import brings_on
from .definition import Action, Arm, Guard, Rung, Step, StepKind, Workflow
from .expressions import CASE_WORDS, Expression

if TYPE_CHECKING:
    from .model import Model

WORD = re.compile(r"\w+")
TIMELESS = frozenset({"initiator", "round", "revision", "started"})
"""Words that a case alone answers."""
CLOCKED = frozenset({"now", "today"})
OWN_CALLS = frozenset({"changed", "passed", "approved", "has"})
"""Functions that a case alone answers."""
OF_THE_DIRECTORY = frozenset({"role", "person", "head_of", "manager_of", "unit_of", "units_of"})
"""Functions that ask the directory about what they are given, and nothing else."""
AT = re.compile(r"@\s*(\w+)")
"""What stands behind an `@`: the name of a field, or something else."""
POINTING = ("clock", "case")
"""Types of fields that point to something else, which may change by itself."""
IN_THE_DIRECTORY = ("person", "people", "unit")
"""Types of fields of which the directory knows more."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """What can be known of a step without any case.

    `arms` are the actions that name their own people, with the right by which these move the case (`arm`, `anytime`), `itself` those that
    wait for a condition, `rungs` what each rung does that moves the case, `clocks` the same by deadline. `guards` are conditions that a
    case alone decides, `values` fields on which others depend. `personal`: it matters who somebody is, beyond the seats. `alone`: too much
    around the case matters for any other to be like it. `splits`: it waits for children. `duties` keep people from its seats, and it sends
    back along the way that led here (`walks`). `origins` are the fields from which clocks of the case count. `cases` are the
    fields that name another case whose signal is waited for, each with the condition under which it is. `calendars` are those by which
    clocks count at steps ahead, each with the first such step. `raising` are the actions of which a condition might raise. `named` are the
    fields on which it depends whom the step names; None where more than these does.
    """

    splits: bool
    arms: tuple[tuple[str, str], ...] = ()
    itself: tuple[str, ...] = ()
    rungs: tuple[tuple[str, ...], ...] = ()
    clocks: Mapping[str, tuple[tuple[str, ...], ...]] | None = None
    guards: tuple[Expression, ...] = ()
    values: tuple[str, ...] = ()
    personal: bool = False
    alone: bool = False
    duties: bool = False
    walks: bool = False
    due: Expression | None = None
    origins: tuple[str, ...] = ()
    cases: tuple[tuple[str, Expression | None], ...] = ()
    calendars: Mapping[str, str] = field(default_factory=dict)
    raising: tuple[str, ...] = ()
    named: tuple[str, ...] | None = None


def outlook_of(model: "Model", step: Step) -> Outlook:
    """Read it from the definition."""
    actions = model.actions(step)
    asked = list(dict.fromkeys(_asked(step, actions.values())))
    guards, values, alone = _sorted(model, asked)
    on_the_way, _, _ = _sorted(model, [other.when for other in model.workflow.steps.values() if other.when is not None])
    duties = (step.kind is not StepKind.WORK and (step.self_ in ("forbid", "superior") or step.duplicate == "forbid")) or bool(
        step.not_same_as
    )
    named = any(arm.by is not None for action in actions.values() for arm in action.arms)
    cases = tuple((arm.case_in, arm.when) for action in actions.values() for arm in action.arms if arm.case_in is not None)
    return Outlook(
        splits=step.splits,
        arms=tuple(_arms(model, step)),
        itself=tuple(name for name, action in actions.items() if _waits(action) and leads_on(model, action)),
        rungs=tuple(map(hows, step.rungs)),
        clocks={id: tuple(map(hows, deadline.rungs)) for id, deadline in model.workflow.deadlines.items()},
        guards=tuple(dict.fromkeys((*guards, *on_the_way))),
        values=values,
        personal=named or step.principal_only is not None,
        alone=alone or bool(cases) or (model.outer is not None and bool(step.not_same_as or step.duplicate != "none")),
        duties=duties,
        walks=step.returns is not None,
        due=step.due,
        origins=tuple(sorted(_origins(model.workflow))),
        cases=cases,
        calendars=_calendars(model, step),
        raising=tuple(name for name, action in actions.items() if any(map(may_raise, action.arms))),
        named=_named(
            model.workflow, [expression for expression in (step.by, *(seat.who for seat in step.seats)) if expression is not None]
        ),
    )


def _calendars(model: "Model", step: Step) -> dict[str, str]:
    steps, waiting, found = model.workflow.steps, [step], dict[str, str]()
    seen = {step.id}
    while waiting:
        for id in _next(model, waiting.pop(0)):
            if id in steps and id not in seen:
                seen.add(id)
                waiting.append(steps[id])
                for calendar in counting(model, steps[id]):
                    found.setdefault(calendar, id)
    return found


def _next(model: "Model", step: Step) -> Iterator[str]:
    """Where a case may come to from a step, sent back or taken out of it by nobody."""
    for action in model.actions(step).values():
        yield from (route.to for arm in action.arms for route in arm.routes)
    yield from (route.to for route in (*step.then, *step.otherwise))
    if step.following is not None:
        yield step.following


def counting(model: "Model", step: Step) -> Iterator[str]:
    """The calendars by which clocks count that begin with a step, in its branches too."""
    calendar = step.calendar or model.calendar
    if calendar is not None and (step.due is not None or step.rungs):
        yield calendar
    for branch in step.parallel:
        inner = model.branches.get(branch)
        if inner is not None:
            yield from (calendar for below in inner.workflow.steps.values() for calendar in counting(inner, below))


def leads_on(model: "Model", action: Action) -> bool:
    """Whether an action brings a case on: to another step, or to an end that one hopes for."""
    return any(brings_on(model.workflow, route) for arm in action.arms for route in arm.routes)


def hows(rung: Rung) -> tuple[str, ...]:
    """What a rung does that changes whose turn it is; one that only reminds moves nothing."""
    there = (("reassign", rung.reassign is not None), ("act", rung.act is not None), ("to", bool(rung.to)))
    return tuple(how for how, does in there if does)


def may_raise(arm: Arm) -> bool:
    """Whether an arm has anything that may raise, and that nothing brought with the act can mend."""
    return arm.when is not None if arm.system else conditional(arm)


def conditional(arm: Arm) -> bool:
    """The same of an arm of people."""
    asks = arm.when is not None or arm.by is not None or bool(arm.require) or any(route.when is not None for route in arm.routes)
    return asks and not (arm.system or arm.needs or arm.may_edit)


def _named(workflow: Workflow, asked: Iterable[Expression]) -> tuple[str, ...] | None:
    """The fields on which it depends whom these expressions find; None where it may depend on more."""
    plain = {id for id, field in workflow.data.items() if field.type not in POINTING}
    found: set[str] = set()
    for expression in asked:
        names, calls = _uses(expression, workflow)
        at = set(AT.findall(expression.text))
        if not (names | at <= plain and calls <= OF_THE_DIRECTORY):
            return None
        found |= names | at
    return tuple(sorted(found))


def _origins(workflow: Workflow) -> set[str]:
    """The fields that say whether a clock of the case begins, and how many there are."""
    asked = [one for deadline in workflow.deadlines.values() for one in (deadline.begin, deadline.when)]
    asked += [deadline.loop.elements for deadline in workflow.deadlines.values() if deadline.loop is not None]
    return {name for one in asked if one is not None for name in _uses(one, workflow)[0] if name in workflow.data}


def _arms(model: "Model", step: Step) -> Iterator[tuple[str, str]]:
    for name, action in model.actions(step).items():
        how = "arm" if name in step.actions else "anytime"
        if any(arm.by is not None for arm in action.arms) and (how == "arm" or leads_on(model, action)):
            yield how, name


def _waits(action: Action) -> bool:
    return any(arm.system and arm.when is not None for arm in action.arms)


def _asked(step: Step, actions: Iterable[Action]) -> Iterator[Expression]:
    """Everything that is asked before somebody is offered an action at the step."""
    if step.principal_only is not None:
        yield step.principal_only
    for action in actions:
        for arm in action.arms:
            yield from _of_arm(arm)


def _of_arm(arm: Arm) -> Iterator[Expression]:
    for expression in (arm.by, arm.when, *(route.when for route in arm.routes)):
        if expression is not None:
            yield expression
    for guard in arm.require:
        yield from _of_guard(guard)


def _of_guard(guard: Guard) -> Iterator[Expression]:
    for expression in (guard.that, guard.when, *guard.parts.values()):
        if expression is not None:
            yield expression


def _sorted(model: "Model", asked: Iterable[Expression]) -> tuple[tuple[Expression, ...], tuple[str, ...], bool]:
    """Conditions that the case alone decides; fields on which the others depend; whether more than the case matters."""
    workflow, guards, values, alone = model.workflow, list[Expression](), dict[str, None](), False
    plain = {id for id, field in workflow.data.items() if field.type not in POINTING}
    public = {id for id in plain if workflow.data[id].type in IN_THE_DIRECTORY}
    own = (plain - public) | (TIMELESS - {"initiator"}) | {id for id, step in workflow.steps.items() if not step.splits} | {"it"}
    for expression in asked:
        names, calls = _uses(expression, workflow)
        if "@" not in expression.text and calls <= OWN_CALLS and names <= own:
            guards.append(expression)
            continue
        values |= dict.fromkeys(name for name in (*names, *WORD.findall(expression.text)) if name in plain or name in TIMELESS)
        alone = alone or not names <= plain | TIMELESS | CLOCKED | {"actor", "it"}
    return tuple(guards), tuple(sorted(values)), alone


def _uses(expression: Expression, workflow: Workflow) -> tuple[set[str], set[str]]:
    """Every name and every function, also in the short names that are used."""
    names, calls, waiting, seen = set[str](), set[str](), [expression], set[str]()
    while waiting:
        one = waiting.pop()
        calls |= one.calls
        for name in one.names:
            if name in workflow.names and name not in workflow.data:
                waiting += [workflow.names[name]] if name not in seen else []
                seen.add(name)
            else:
                names.add(name)
    options = {option for field in workflow.data.values() for option in field.options}
    return {name for name in names if name not in options or name in workflow.data or name in CASE_WORDS}, calls
