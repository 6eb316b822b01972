"""Which cases are alike: everything of a case on which it depends whether somebody can act on it and bring it on, as one short text.

Cases in one situation need to be judged only once (`inspect.alike`). Whoever is named at a seat stands in it by name, with what he has
done before; of a pool it counts only how many people a duty might keep from it, which `involved` tells.
"""

import hashlib
from collections.abc import Iterator

from .case import Case, Task
from .expressions import MISSING, Expression, ExpressionError, ExpressionFailed, Kind
from .model import Model
from .outlook import Outlook
from .plain import dumps, to_plain
from .scope import CaseScope
from .world import World

LENGTH = 32
"""Hex digits of a situation."""
ALONE = "alone"


class Unasked(AttributeError):
    """Something was asked that the case does not answer by itself. Whoever only looks whether there is an attribute finds none."""


class Nowhere:
    """A world that answers nothing."""

    def __getattr__(self, name: str) -> object:
        raise Unasked(name)


NOWHERE: World = Nowhere()  # type: ignore[assignment]  # whatever is asked of it is one question too many


def situation(model: Model, outlook: Outlook, case: Case) -> str:
    """The situation of an open case; one of its own where too much around the case matters."""
    guards = [] if outlook.splits else _guards(model, outlook, case)
    facts: list[object] = [guards, *_clocks(outlook, case), *([] if outlook.splits else _facts(outlook, case))]
    if guards is None or outlook.alone:
        facts = [ALONE, case.id]
    step = case.chain_of(case.step)
    chain = to_plain(case.chains[step]) if step is not None else None
    told = dumps([case.definition, case.branch, case.step, case.status.value, chain, facts])
    return hashlib.sha256(told.encode()).hexdigest()[:LENGTH]


def involved(case: Case) -> frozenset[str]:
    """Everybody whom a duty might keep from a seat of this case: the initiator, and whoever has had a part in it."""
    found = {case.initiator}
    for memory in case.memory.values():
        found.update(memory.acted, (person for one in memory.approvals for person in (one.person, one.actor)))
    for task in case.tasks:
        found.update(person for person in (task.holder, task.owner) if person is not None)
        if task.decision is not None:
            found.update((task.decision.actor, task.decision.principal))
    return frozenset(found)


def _guards(model: Model, outlook: Outlook, case: Case) -> list[str] | None:
    """What each condition gives: met, not met, or that it fails; None where the case alone does not say."""
    if not outlook.guards:
        return []
    scope = CaseScope(model, case, NOWHERE, case.data)
    found = []
    for guard in outlook.guards:
        try:
            found.append("yes" if guard.worth(scope, Kind.CONDITION) is True else "no")
        except ExpressionFailed:
            found.append("fails")
        except (ExpressionError, Unasked):
            return None
    return found


def holds_not(model: Model, case: Case, condition: Expression | None) -> bool:
    """Whether a condition is known not to hold in this case."""
    try:
        return condition is not None and condition.worth(CaseScope(model, case, NOWHERE, case.data), Kind.CONDITION) is not True
    except (ExpressionError, ExpressionFailed, Unasked):
        return False


def has_no_value(model: Model, case: Case, expression: Expression) -> bool:
    """Whether an expression is known to have no value in this case, and nothing else is wrong with it."""
    try:
        return expression.worth(CaseScope(model, case, NOWHERE, case.data)) is MISSING
    except (ExpressionError, ExpressionFailed, Unasked):
        return False


def _facts(outlook: Outlook, case: Case) -> Iterator[object]:
    seats = [_seat(task) for task in case.tasks]
    values = {name: _value(case, name) for name in outlook.values}
    yield from (seats, values, case.unopened is not None, case.asked_back is not None)
    yield list(case.walk) if outlook.walks else None
    if outlook.personal:
        yield [case.initiator, [[step, *memory.acted, _approved(case, step)] for step, memory in sorted(case.memory.items())]]
    elif outlook.duties:
        everybody = involved(case)
        yield [len(everybody), [_part(case, person) for person in sorted(everybody & named(case))]]


def _clocks(outlook: Outlook, case: Case) -> Iterator[object]:
    """Which clocks of the case there are, and which there should be."""
    yield [[clock.deadline, clock.running, clock.due is None] for clock in case.clocks]
    values = (case.data.get(name) for name in outlook.origins)
    yield [len(value) if isinstance(value, tuple) else value is not None for value in values]


def _seat(task: Task) -> list[object]:
    parked, decision = task.parked, task.decision
    return [
        task.state.value,
        task.holder,
        list(task.candidates),
        list(task.tokens),
        task.group,
        task.weight,
        task.main,
        task.superseded,
        to_plain(parked) if parked is not None else None,
        to_plain(task.added) if task.added is not None else None,
        [task.outcome, decision.actor if decision.authority is not None else None] if decision is not None else None,
    ]


def _value(case: Case, name: str) -> str:
    return repr(case.data[name]) if name in case.data else repr(getattr(case, name, None))


def named(case: Case) -> set[str]:
    """Everybody who has a seat of this case, or may take one by name."""
    return {person for task in case.tasks for person in (task.holder, task.owner, *task.candidates) if person is not None}


def _part(case: Case, person: str) -> list[object]:
    """What a person has done in this case before."""
    steps = [step for step, memory in sorted(case.memory.items()) if person in memory.acted]
    return [person, person == case.initiator, steps, [step for step in sorted(case.memory) if person in str(_approved(case, step))]]


def _approved(case: Case, step: str) -> list[object]:
    return [[one.person, one.actor, one.superseded] for one in case.memory[step].approvals]
