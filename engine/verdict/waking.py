"""Waking a case that has ended: a child is woken only where it could still be under way, beside what its parent does now."""

from ..case import Case, Child, Status
from ..definition import Route
from ..errors import Reason
from ..machine import PARENT
from ..model import Model
from ..scope import CaseScope

WELL = (Status.APPROVED, Status.DONE)


def not_woken(scope: CaseScope, route: Route | None, to: str | None) -> Reason | None:
    """Why the case cannot be led from its end to this step; None too where it stays, or goes from one end to another."""
    case = scope.case
    if case.open or route is None or to is None or route.to == "stay":
        return None
    if to.startswith(PARENT):
        told = f"{case.key} has ended, and an ended branch sends its parent nowhere"
        return Reason("illegal_target", told, "Move the case around by an action of its own.", {"to": to})
    if scope.model.step(to).end is not None:
        return None
    parent = scope.family.parent(case)
    return None if parent is None else _beside(case, parent, scope.family.models(parent))


def _beside(case: Case, parent: Case, model: Model) -> Reason | None:
    """Why the parent has no place for this child any more."""
    if parent.status is Status.SUSPENDED:
        return Reason(
            "suspended", f"the case around, {parent.key}, is suspended", "An administrator can resume it.", {"parent": parent.key}
        )
    child = parent.child(case.id)
    if child is not None and _may_run(child, parent, model):
        return None
    where = f"is at `{parent.step}`" if parent.open else f"has ended: {parent.status.value}"
    told = f"{case.key} cannot be woken: the case around, {parent.key}, has gone on and {where}"
    data = {"parent": parent.key, "step": parent.step, "status": parent.status.value}
    return Reason("parent_went_on", told, "Wake the case around, or send it back: the branch opens anew.", data)


def _may_run(child: Child, parent: Case, model: Model) -> bool:
    """Whether a child like this may be under way now: where the parent waits for it, or goes on without waiting."""
    if not parent.open:
        return child.outlives and parent.status in WELL
    if not child.step:
        return True
    if child.round != parent.remembers(child.step).rounds:
        return False
    rests = parent.step == child.step
    return rests or not child.wait or model.step(child.step).join.rest == "keep"
