"""What an edit does to what was signed: which approvals fall, and the case as it would stand with it."""

from collections.abc import Mapping
from dataclasses import replace

from .case import Approval, Case
from .data import content_hash, merged
from .definition import Step, StepKind
from .model import Model
from .way_changes import approvals_of


def voids(step: Step) -> bool:
    """Whether approvals given at this step fall with what they signed."""
    return step.kind is StepKind.APPROVAL and step.on_change != "keep"


def fallen(case: Case, step: str) -> tuple[str, ...]:
    """The tasks of approvals given at a step on other content than now, also of those that a return keeps for later."""
    if step == case.step:
        return tuple(a.task for a in approvals_of(case.tasks) if a.content != case.content)
    kept = [*case.remembers(step).approvals, *(a for point in case.returns if point.origin == step for a in point.approvals)]
    return tuple(dict.fromkeys(a.task for a in kept if not a.superseded and a.content != case.content))


def formal(step: Step, said: str | None) -> bool:
    """Whether an edit made at this step is one of form only, which voids nothing: by the step's word, or by the editor's if asked."""
    return step.edits == "formal" or (step.edits == "ask" and said == "formal")


def as_edited(model: Model, case: Case, changes: Mapping[str, object], said: str | None = None) -> Case:
    """The case as it would stand with these changes, for conditions to look at: new content, and approvals fallen with the old."""
    if not changes:
        return case
    data = merged(case.data, changes)
    changed = replace(case, data=data, revision=case.revision + 1, content=content_hash(model.workflow, data))
    if changed.content == case.content or formal(model.step(case.step), said):
        return changed
    # A migration leaves memories of steps that the definition has no longer.
    steps = model.workflow.steps
    memory = {
        id: replace(kept, approvals=_superseded(kept.approvals, fallen(changed, id))) if id in steps and voids(steps[id]) else kept
        for id, kept in case.memory.items()
    }
    return replace(changed, memory=memory)


def _superseded(approvals: tuple[Approval, ...], tasks: tuple[str, ...]) -> tuple[Approval, ...]:
    return tuple(replace(approval, superseded=True) if approval.task in tasks else approval for approval in approvals)
