"""What is remembered of a step with a chain: what is remembered of the steps that it was laid out into, taken together."""

from dataclasses import replace

from .case import Case, Memory


def remembered(case: Case, step: str) -> Memory:
    """The memory of a step; of one with a chain who approved at any of its steps, and when the last was left, or is due."""
    memory = case.remembers(step)
    if step not in case.chains:
        return memory
    parts = [case.remembers(id) for id in case.chains[step].ids(step)]
    approvals = tuple(approval for part in parts for approval in part.approvals)
    due = [part.due for part in parts if part.due is not None]
    return replace(memory, left=parts[-1].left, outcome=parts[-1].outcome, approvals=approvals, due=max(due, default=None))
