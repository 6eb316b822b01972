"""What a clock may do in people's stead: through the same guards as a person's act, and never where a person is required (§2.11)."""

from .. import commands as c
from ..case import Task
from ..definition import Arm, Rung, Step
from ..errors import Reason
from ..scope import CaseScope
from .acts import closed_now
from .filling import filled
from .outcome import Verdict
from .ways import ahead, target


def seat(scope: CaseScope, step: Step, rung: Rung, task: Task) -> Verdict:
    """Whether a rung may decide this seat, as `system:timer`: the first arm whose condition holds, with comment, `needs` and `require`."""
    barred = human_required(step)
    action = step.actions.get(rung.act or "")
    if barred is not None or action is None:
        return Verdict((barred or Reason("unknown_action", f"`{step.id}` has no action `{rung.act}`"),))
    command = c.Act(case=scope.case.id, by=c.TIMER, action=action.name, comment=rung.comment, task=task.id)
    reasons: list[Reason] = []
    for arm in action.arms:
        reason = closed_now(arm, action.name, scope) if arm.by is None else None
        if arm.by is None and reason is None:
            return filled(Verdict(task=task, arm=arm, offered=True), arm, command, scope, [])
        reasons.append(reason or Reason("not_by", f"`{action.name}` belongs to particular people", data={"arm": arm.id}))
    return Verdict((next((r for r in reasons if r.code != "not_by"), reasons[0]),))


def out(scope: CaseScope, step: Step, rung: Rung) -> Verdict:
    """Whether a rung may lead the case out of the step, and to where."""
    route, to, wrong = target(Arm(f"{step.id}.timer", rung.to), scope)
    if wrong is not None or to is None or to == step.id:
        return Verdict((wrong,) if wrong is not None else (), route=route)
    barred = human_required(step) if ahead(scope, to) else None
    return Verdict((barred,) if barred is not None else (), offered=True, route=route, to=to)


def human_required(step: Step) -> Reason | None:
    """Why a step is not passed without a person."""
    if not step.human_required:
        return None
    return Reason("human_required", f"`{step.id}` is never passed without a person", "Somebody has to decide.", {"step": step.id})
