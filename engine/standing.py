"""What still stands: approvals fall when what was signed changes in substance (LANGUAGE §4, `on_change`)."""

from . import events as e
from .case import Case
from .definition import StepKind
from .draft import Draft
from .evolve import approvals_of
from .flow import open_seat, owned_again


def superseded(draft: Draft) -> None:
    """Signed content has changed in substance: approvals on the old content fall where `on_change: void` holds.

    In the slate still open the seat opens again, as a new task; elsewhere the row is marked and the case does not move.
    """
    for step in draft.model.workflow.steps.values():
        if step.kind is not StepKind.APPROVAL or step.on_change == "keep":
            continue
        fallen = _fallen(draft.case, step.id)
        if fallen:
            draft.emit(e.Superseded(step=step.id, tasks=fallen))
            if step.id == draft.case.step:
                _reopen(draft, fallen)


def _fallen(case: Case, step: str) -> tuple[str, ...]:
    """The tasks of approvals given at a step on other content than now, also of those that a return keeps for later."""
    if step == case.step:
        return tuple(a.task for a in approvals_of(case.tasks) if a.content != case.content)
    kept = [*case.remembers(step).approvals, *(a for point in case.returns if point.origin == step for a in point.approvals)]
    return tuple(dict.fromkeys(a.task for a in kept if not a.superseded and a.content != case.content))


def _reopen(draft: Draft, tasks: tuple[str, ...]) -> None:
    for id in tasks:
        old = draft.case.task(id)
        assert old is not None
        open_seat(draft, owned_again(old, {"reopened": "superseded"}), again=id)
