"""How a case changes by what is done beside deciding: who may read it, who has read it, what is asked, what is kept as a draft."""

from collections.abc import Callable
from typing import Any

from . import events as e
from .case import Acknowledgement, Case, KeptDraft, Question, Reader
from .changing import Changes
from .frozen import altered

COPY = "copy_to"
"""The kind of a notice whose receivers may read the case."""


def told(case: Case, fact: e.Noticed, at: Any) -> tuple[Reader, ...]:
    """The readers after a notice; one line for each person, however often told."""
    copied = fact.kind == COPY
    if not (copied or fact.receipt):
        return case.readers
    readers = {reader.person: reader for reader in case.readers}
    for person in fact.to:
        before = readers.get(person, Reader(person, at))
        again = altered(before, at=at, asked=True, read_at=None) if fact.receipt else before
        readers[person] = altered(again, copied=before.copied or copied)
    return tuple(readers.values())


def _noticed(case: Case, event: e.Event, fact: e.Noticed) -> Changes:
    readers = told(case, fact, event.at)
    return {} if readers is case.readers else {"readers": readers}


def _seen(case: Case, event: e.Event, fact: e.Seen) -> Changes:
    readers = tuple(
        altered(reader, read_at=event.at) if fact.told and reader.person == event.actor and reader.read_at is None else reader
        for reader in case.readers
    )
    tasks = tuple(altered(task, read_at=event.at) if task.id in fact.tasks and task.read_at is None else task for task in case.tasks)
    return {"readers": readers, "tasks": tasks}


def _asked(case: Case, event: e.Event, fact: e.Asked) -> Changes:
    return {"questions": (*case.questions, Question(fact.question, event.actor, fact.to, fact.text, event.at, case.step))}


def _commented(case: Case, event: e.Event, fact: e.Commented) -> Changes:
    if fact.answers is None:
        return {}
    return {"questions": tuple(question for question in case.questions if question.id != fact.answers)}


def _acknowledged(case: Case, event: e.Event, fact: e.Acknowledged) -> Changes:
    rest = tuple(one for one in case.acknowledged if (one.code, one.clock) != (fact.code, fact.clock))
    return {"acknowledged": (*rest, Acknowledgement(fact.code, fact.clock, event.actor, event.at, fact.reason))}


def _held(case: Case, event: e.Event, fact: e.Held) -> Changes:
    rest = tuple(draft for draft in case.drafts if (draft.task, draft.person) != (fact.task, event.actor))
    if fact.action is None and fact.comment is None and not fact.data:
        return {"drafts": rest}
    return {"drafts": (*rest, KeptDraft(fact.task, event.actor, event.at, fact.action, fact.comment, fact.data))}


def without_stale_drafts(case: Case) -> Case:
    """The case without drafts for seats that are decided, or that belong to somebody else by now."""
    holders = {task.id: task.holder for task in case.open_tasks}
    kept = tuple(draft for draft in case.drafts if draft.task in holders and holders[draft.task] in (None, draft.person))
    return case if kept == case.drafts else altered(case, drafts=kept)


SIDE_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Noticed: _noticed,
    e.Commented: _commented,
    e.Seen: _seen,
    e.Asked: _asked,
    e.Held: _held,
    e.Acknowledged: _acknowledged,
}
