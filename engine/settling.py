"""A rule is reached: the step's other seats close, and the case goes on along the outcome's arm."""

from . import events as e
from .asking import advance
from .case import Task
from .definition import Arm
from .draft import Draft
from .flow import close_rest, turn
from .frozen import maker
from .machine import arm_edge
from .routing import leave
from .rules import APPROVE, APPROVED, REJECT, WORDS
from .standing import carry_out
from .verdict.ways import way
from .voting import counted

Taken = tuple[str, Arm, str]
"""The action that was taken, its arm, and where that leads."""

_decided = maker(e.Decided)


def vote(draft: Draft, task: Task, taken: Taken, comment: str | None, automatic: str | None = None) -> None:
    """A seat decides, or is decided by what `automatic` names; where that reaches the rule the step is left."""
    action, arm, _ = taken
    step = draft.step
    kind = "circled" if step.main is not None and action == APPROVE and comment is None else None
    draft.emit(_decided(task=task.id, decision=draft.decision(action, comment=comment, arm=arm.id, automatic=automatic, kind=kind)))
    settle(draft, task.id, taken)


def settle(draft: Draft, task: str, taken: Taken | None = None) -> None:
    """Leave the step if its rule is reached; else the next of a sequence has its turn. `task` is the seat that made the difference."""
    step = draft.step
    advance(draft)
    outcome = counted(draft.model, step, draft.case.tasks, draft.world.around).outcome
    if outcome is None:
        turn(draft, step)
        return
    word = WORDS[outcome]
    along = (taken[1], taken[2]) if taken is not None and taken[0] == word else way(draft.scope, word)
    assert along is not None, "the verdict has seen to it that every outcome leads somewhere"
    arm, to = along
    veto = step.rule.reject == "veto" and taken is not None and taken[0] == REJECT
    how = "approved_by" if outcome == APPROVED else "vetoed_by" if veto else "rejected_by"
    close_rest(draft, f"not_needed:{how}={task}")
    carry_out(draft, arm.effects)
    leave(draft, word, arm_edge(arm.id, to), to)
