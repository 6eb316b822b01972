"""Beyond steps and ends: what happens as an action that belongs to no step leads the case away, or wakes it."""

from . import events as e
from .closing import close_behind
from .definition import StepKind
from .draft import Draft
from .machine import PARENT


def before_leaving(draft: Draft, action: str, to: str) -> None:
    """Branches that the case leaves behind close with a reason; one that had ended is under way again, unless it only changes its end."""
    case, step = draft.case, draft.step
    target = draft.model.workflow.steps.get(to)
    if to.startswith(PARENT) or target is None or target.end is not None:
        return
    if step.kind is StepKind.END:
        assert case.ended_at is not None
        draft.emit(e.Reopened(end=step.id, status=case.status.value, ended=case.ended_at))
    close_behind(draft, to, f"not_needed:{action}_by={draft.actor}")
