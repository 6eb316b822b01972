"""Deciders of the verbs that lend a seat and fetch it back."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from .draft import Draft
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


HANDING: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {c.Delegate: _delegate, c.GiveBack: give_back}
