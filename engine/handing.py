"""Deciders of the verbs that lend a seat and fetch it back, and of those that add signers and take them out."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from .added import below
from .case import AFTER, BEFORE, PARALLEL, Added, TaskState
from .draft import Draft
from .settling import settle
from .verdict import Verdict


def _delegate(draft: Draft, command: c.Delegate, found: Verdict) -> None:
    assert found.task is not None
    task, owner = found.task, found.task.owner or command.by
    comment = (command.comment or "").strip() or None
    draft.emit(e.Delegated(task=task.id, holder=command.to, owner=owner, was=task.holder or command.by, comment=comment))


def give_back(draft: Draft, command: c.GiveBack, found: Verdict) -> None:
    """The seat is its owner's again; what the delegate thinks is recorded."""
    assert found.task is not None and found.task.parked is not None
    was, owner = found.task.holder or command.by, found.task.parked.holder
    comment = (command.comment or "").strip() or None
    draft.emit(e.GivenBack(task=found.task.id, holder=owner, was=was, opinion=command.opinion, comment=comment))


def add_signer(draft: Draft, command: c.AddSigner, found: Verdict) -> None:
    """Open the seats that were added; a pool's seat is its claimer's from here on."""
    assert found.task is not None
    task, step = found.task, draft.step
    allow = step.allow["add_signer"]
    where = command.where or allow.where[0]
    if task.holder is None:
        draft.emit(e.Claimed(task=task.id, holder=command.by))
    batch = draft.world.new_id()
    comment = (command.comment or "").strip() or None
    draft.emit(e.SignersAdded(task=task.id, where=where, people=command.who, rule=command.rule, binding=allow.binding, comment=comment))
    depth = (task.added.depth if task.added is not None else 0) + 1
    added = Added(command.by, task.seat, where, batch, command.rule, allow.binding, depth)
    for number, person in enumerate(command.who):
        later = number > 0 and command.rule == "sequence"
        waiting = where == AFTER or (where == BEFORE and later) or (where == PARALLEL and step.rule.need == "sequence")
        draft.emit(
            e.SeatOpened(
                task=draft.world.new_id(),
                seat=_seat(draft, task.seat),
                group=task.group if where == PARALLEL else None,
                holder=person,
                waiting=waiting,
                added=added,
                trace={"added_by": command.by},
            )
        )


def _seat(draft: Draft, seat: str) -> str:
    """A name of its own in this slate: `2+1`, `2+2` …"""
    names = {task.seat for task in draft.case.tasks}
    return next(name for number in range(1, len(names) + 2) if (name := f"{seat}+{number}") not in names)


def remove_signer(draft: Draft, command: c.RemoveSigner, found: Verdict) -> None:
    """Close a seat and whatever it has asked for; the thresholds count anew at once."""
    assert found.task is not None
    comment = (command.comment or "").strip() or None
    for task in (found.task, *below(found.task.seat, draft.case.tasks)):
        if task.state is not TaskState.CLOSED:
            draft.emit(e.TaskClosed(task=task.id, reason=f"removed_by={command.by}", comment=comment))
    settle(draft, found.task.id)


HANDING: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Delegate: _delegate,
    c.GiveBack: give_back,
    c.AddSigner: add_signer,
    c.RemoveSigner: remove_signer,
}
