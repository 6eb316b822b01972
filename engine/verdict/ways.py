"""Where an arm leads, and where an outcome leads that another kind of vote has brought about."""

from collections.abc import Iterator

from ..anytime import UNFAVOURABLE
from ..case import Case
from ..definition import Action, Arm, Route, Step
from ..errors import Reason
from ..expressions import Expression, ExpressionFailed
from ..machine import PARENT
from ..model import Model
from ..rules import ABSTAIN, APPROVE, REJECT
from ..scope import CaseScope

OTHERS = {APPROVE: (REJECT,), REJECT: (APPROVE,), ABSTAIN: (APPROVE, REJECT)}
"""The outcomes that a vote may bring about beside its own."""


def target(arm: Arm, scope: CaseScope) -> tuple[Route | None, str | None, Reason | None]:
    """Where the arm leads: the first of its targets whose condition holds."""
    try:
        route = next((route for route in arm.routes if scope.met(route.when)), None)
    except ExpressionFailed as error:
        return None, None, Reason("expression_failed", f"a target of `{arm.id}` cannot be worked out: {error}", "Mend the data.")
    if route is None:
        return None, None, Reason("illegal_target", f"no target of `{arm.id}` fits", "Mend the definition: the last target has no `when`.")
    if route.to == "stay":
        return route, scope.case.step, None
    if route.to.startswith(PARENT) and scope.family.at_split(scope.case) is None:
        told = "the case around no longer waits for this branch"
        return route, None, Reason("illegal_target", told, "Take another action.")
    if route.to != "previous":
        return route, route.to, None
    before = earlier_steps(scope.model, scope.case)
    if not before:
        return route, None, Reason("illegal_target", f"there is no step before `{scope.case.step}`", "Take another action.")
    return route, before[-1], None


def ahead(scope: CaseScope, to: str) -> bool:
    """Whether a step lies before the case: not in its walk, and no end that grants nothing."""
    step = scope.model.workflow.steps.get(to)
    return to not in scope.case.walk and (step is None or step.end not in UNFAVOURABLE)


def earlier_steps(model: Model, case: Case) -> list[str]:
    """The steps of the present walk before this one where people act."""
    return [id for id in case.walk if id != case.step and id in model.workflow.steps and model.step(id).human]


def way(scope: CaseScope, word: str) -> tuple[Arm, str] | None:
    """The arm of an outcome and where it leads: the one last taken for it, else the first that fits, else any that leads on."""
    action = scope.model.step(scope.case.step).actions.get(word)
    for arm in _likely(action, scope) if action is not None else ():
        route, to, wrong = target(arm, scope)
        if wrong is None and to is not None and route is not None and route.to != "stay":
            return arm, to
    return None


def _likely(action: Action, scope: CaseScope) -> Iterator[Arm]:
    taken = [task.decision.arm for task in scope.case.tasks if task.decision is not None and task.outcome == action.name]
    yield from (arm for arm in action.arms if arm.id in taken[-1:])
    yield from (arm for arm in action.arms if arm.by is None and _holds(arm.when, scope))
    yield from action.arms


def _holds(condition: Expression | None, scope: CaseScope) -> bool:
    try:
        return scope.met(condition)
    except ExpressionFailed:
        return False


def nowhere(scope: CaseScope, vote: str) -> Iterator[Reason]:
    """Why a vote cannot be taken: it might bring about an outcome that leads nowhere."""
    step = scope.model.step(scope.case.step)
    for word in OTHERS[vote] if _crossing(step) else ():
        if word in step.actions and way(scope, word) is None:
            told = f"the rule of `{step.id}` may come to `{word}` now, and no target of `{word}` fits"
            yield Reason("illegal_target", told, "Mend the data or the definition.", {"action": word})


def _crossing(step: Step) -> bool:
    """Whether a vote may bring about another outcome than its own."""
    return step.rule.reject == "collect" or step.rule.abstain or step.rule.plugin is not None or "add_signer" in step.allow
