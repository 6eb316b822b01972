"""Deciders of what is done beside deciding: asking, copying, reading, keeping a draft."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from .draft import Draft
from .notices import tell
from .side_changes import COPY
from .verdict import Verdict
from .verdict.seats import owns


def comment(draft: Draft, command: c.Comment, found: Verdict) -> None:
    """Something is said; whoever asked is told of the answer."""
    question = next((one for one in draft.case.questions if one.id == command.answers), None)
    text = command.text.strip()
    draft.emit(e.Commented(text=text, answers=command.answers))
    if question is not None:
        tell(draft, "answered", (question.by,), _same(text))


def _ask(draft: Draft, command: c.Ask, found: Verdict) -> None:
    assert found.task is not None
    text = command.text.strip()
    draft.emit(e.Asked(question=draft.world.new_id(), to=command.to, text=text, task=found.task.id))
    tell(draft, "asked", (command.to,), _same(text))


def _copy_to(draft: Draft, command: c.CopyTo, found: Verdict) -> None:
    text = (command.text or "").strip()
    tell(draft, COPY, tuple(dict.fromkeys(command.to)), _same(text) if text else {}, receipt=command.receipt)


def _same(text: str) -> dict[str, str]:
    """What a person has written is the same in every language."""
    return {"zh": text, "en": text}


def _read(draft: Draft, command: c.Read, found: Verdict) -> None:
    case, world = draft.case, draft.world
    told = any(reader.person == command.by and reader.read_at is None for reader in case.readers)
    tasks = tuple(task.id for task in case.open_tasks if task.read_at is None and owns(task, command.by, world))
    if told or tasks:
        draft.emit(e.Seen(told=told, tasks=tasks))


def _hold(draft: Draft, command: c.Hold, found: Verdict) -> None:
    assert found.task is not None
    task, comment = found.task.id, (command.comment or "").strip() or None
    kept = next((d for d in draft.case.drafts if (d.task, d.person) == (task, command.by)), None)
    before = (kept.action, kept.comment, dict(kept.data)) if kept is not None else (None, None, {})
    if before != (command.action, comment, dict(found.changes)):
        draft.emit(e.Held(task=task, action=command.action, comment=comment, data=found.changes))


def _acknowledge(draft: Draft, command: c.Acknowledge, found: Verdict) -> None:
    draft.emit(e.Acknowledged(code=command.code, reason=command.reason.strip(), clock=command.clock))


ASIDES: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Comment: comment,
    c.Ask: _ask,
    c.CopyTo: _copy_to,
    c.Read: _read,
    c.Hold: _hold,
    c.Acknowledge: _acknowledge,
}
