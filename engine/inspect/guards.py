"""Conditions that raise: neither true nor false, so that what they guard can never happen (DESIGN §9, *logic*)."""

from collections.abc import Iterator

from .. import commands as c
from ..case import TaskState
from ..definition import Action, Arm
from ..errors import Reason
from ..expressions import ExpressionFailed
from ..outlook import conditional
from ..reasons import Severity
from ..scope import CaseScope
from ..verdict import verdict
from .look import Look
from .movers import people_named
from .repairs import why
from .seats import may_move
from .values import StuckFinding

RAISED = "expression_failed"


def guard_findings(look: Look) -> Iterator[StuckFinding]:
    """Every action of the step that nobody can take, or that does not happen by itself, because its condition raises."""
    raised = list(_raising(look))
    grave = Severity.WARNING if raised and _another_way(look) else Severity.ERROR
    for variant, name, error, text in raised:
        yield _finding(look, variant, name, error, text, grave)


def _raising(look: Look) -> Iterator[tuple[str, str, str, str]]:
    """Variant, action, error, and the condition as it is written."""
    actions = look.model.actions(look.step)
    for name in look.outlook.raising:
        action = actions[name]
        for arm in action.arms:
            if arm.system and arm.when is not None and (told := _raised(look, arm)) is not None:
                yield "itself", name, told, arm.when.text
        reason = _of_people(look, name, action) if any(map(conditional, action.arms)) else None
        if reason is not None:
            yield "action", name, _error(reason), _text(action)


def _another_way(look: Look) -> bool:
    seats = [(task, found.able) for task, found in look.seats if task.state is TaskState.OPEN]
    return any(may_move(look.model, look.case, task, person, look.world) for task, people in seats for person in people)


def _raised(look: Look, arm: Arm) -> str | None:
    assert arm.when is not None
    try:
        CaseScope.of(look.model, look.case, look.world).met(arm.when)
    except ExpressionFailed as error:
        return str(error)
    return None


def _of_people(look: Look, name: str, action: Action) -> Reason | None:
    """What the first of those who might take the action is told, where that is that it cannot be worked out."""
    for person, task in _persons(look, action):
        said = verdict(look.model, look.case, c.Act(case=look.case.id, by=person, action=name, task=task), look.world)
        return next((reason for reason in said.reasons if reason.code == RAISED or "error" in reason.data), None)
    return None


def _persons(look: Look, action: Action) -> Iterator[tuple[str, str | None]]:
    """The people of the seats; else those whom an arm names itself."""
    for task, standing in look.seats:
        if task.open:
            yield from ((person, task.id) for person in standing.able)
    for arm in action.arms:
        if arm.by is not None:
            yield from ((person, None) for person in people_named(look.model, look.case, look.world, arm.by))
    yield look.case.initiator, None


def _error(reason: Reason) -> str:
    return str(reason.data.get("error") or reason.message)


def _text(action: Action) -> str:
    """The conditions of an action, as written."""
    guards = [guard.when or guard.that for arm in action.arms for guard in arm.require]
    routes = [route.when for arm in action.arms for route in arm.routes]
    return "; ".join(one.text for one in (*(arm.when for arm in action.arms), *guards, *routes) if one is not None)


def _finding(look: Look, variant: str, action: str, error: str, text: str, severity: Severity) -> StuckFinding:
    params = {"action": action, "step": look.case.step, "error": error}
    evidence = {"action": action, "expression": text, "error": error}
    since = look.case.at or look.case.entered
    return look.finding("guard_raises", variant, since, params, severity=severity, evidence=evidence, commands=[why(look.case)])
