"""Added signers take their turns: a sub-step goes on, ends, and gives the seat that asked its turn (approval-semantics §2.6, §2.7)."""

from . import events as e
from .added import Batch, asks_first, batches, below, outcome_of
from .case import AFTER, BEFORE, Task, TaskState
from .draft import Draft
from .rules import APPROVE, REJECTED, replaced


def advance(draft: Draft) -> None:
    """Whatever follows by itself in the sub-steps: next ones have their turn, ended ones close, who asked first has his turn again."""
    if all(task.added is None for task in draft.case.tasks):
        return
    while any(_step(draft, task) for task in draft.case.tasks):
        continue


def _step(draft: Draft, asker: Task) -> bool:
    """One change in the sub-steps of a seat; whether there was one."""
    tasks = draft.case.tasks
    return not replaced(asker, tasks) and any(_goes_on(draft, asker, batch) for batch in batches(asker.seat, tasks))


def _goes_on(draft: Draft, asker: Task, batch: Batch) -> bool:
    added = batch[0].added
    assert added is not None
    if added.where == AFTER and asker.outcome != APPROVE:
        return asker.state is TaskState.CLOSED and _closed(draft, batch, "not_needed:asker_did_not_approve")
    outcome = outcome_of(batch, draft.case.tasks)
    if outcome is None:
        return _turned(draft, batch, added.rule == "sequence")
    return _closed(draft, batch, "not_needed:advice_complete") or _answered(draft, asker, batch, outcome)


def _turned(draft: Draft, batch: Batch, one_by_one: bool) -> bool:
    tasks = draft.case.tasks
    waiting = [task for task in batch if task.state is TaskState.WAITING and not asks_first(task, tasks)]
    busy = any(task.state is TaskState.OPEN or asks_first(task, tasks) for task in batch)
    if not waiting or (one_by_one and busy):
        return False
    draft.emit(e.SeatTurned(task=waiting[0].id))
    return True


def _closed(draft: Draft, batch: Batch, reason: str) -> bool:
    """Close what nobody needs any more; whether there was anything."""
    rest = [one for member in batch for one in (member, *below(member.seat, draft.case.tasks)) if one.state is not TaskState.CLOSED]
    for task in rest:
        draft.emit(e.TaskClosed(task=task.id, reason=reason))
    return bool(rest)


def _answered(draft: Draft, asker: Task, batch: Batch, outcome: str) -> bool:
    """Who asked first has his turn again, unless a binding rejection has decided for him."""
    added = batch[0].added
    assert added is not None
    if asker.state is not TaskState.WAITING or added.where != BEFORE:
        return False
    if added.binding and outcome == REJECTED:
        draft.emit(e.TaskClosed(task=asker.id, reason="rejected_by_added"))
        return True
    if asks_first(asker, draft.case.tasks):
        return False
    draft.emit(e.SeatTurned(task=asker.id))
    return True
