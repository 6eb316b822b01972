"""Deciders of taking back: the move is undone, or the vote; or it is asked for, agreed to, declined, overtaken by events."""

from collections.abc import Callable, Sequence
from typing import Any

from . import commands as c
from . import events as e
from .back import TAKEN_BACK, follows
from .back_facts import BackAnswered, BackAsked, BackClosed, VoteTakenBack
from .case import AskedBack, Task, TaskState
from .draft import Draft
from .flow import open_seat, owned_again
from .notices import tell
from .proxies import told_too
from .routing import take_back as move_back
from .scope import holder_of
from .verdict import Verdict

Words = dict[str, str]
TEXTS: dict[str, Words] = {
    "back_asked": {"zh": "{by} 请求取回：{key}", "en": "{by} asks to take {key} back"},
    "back_consented": {"zh": "{by} 同意取回：{key}", "en": "{by} lets {key} go back"},
    "back_declined": {"zh": "{by} 不同意取回：{key}", "en": "{by} does not let {key} go back"},
    "back_migrated": {
        "zh": "取回请求已失效：{key} 已迁移到另一版流程定义",
        "en": "your request to take {key} back has lapsed: it has gone over to another definition",
    },
    "back_closed": {"zh": "取回请求已失效：{key} 已往下办理", "en": "your request to take {key} back has lapsed: it has moved on"},
}
"""What people are told of a taking back that needs consent."""


def _take_back(draft: Draft, command: c.TakeBack, found: Verdict) -> None:
    comment = _words(command.comment)
    if not found.asks:
        _undo(draft, found, command.by, comment)
        return
    vote = found.task.id if found.task is not None else None
    asked = [task for task in draft.case.tasks if task.id in found.asks]
    draft.emit(BackAsked(seats=found.asks, to=found.to, task=vote, comment=comment))
    _told(draft, "back_asked", [person for task in asked for person in _people(draft, task)], comment)


def _consent_back(draft: Draft, command: c.ConsentBack, found: Verdict) -> None:
    asked = draft.case.asked_back
    assert asked is not None
    draft.emit(BackAnswered(consent=True, seats=found.answers, comment=_words(command.comment)))
    if not found.asks:
        _undo(draft, found, asked.by, asked.comment)
    _told(draft, "back_consented", [asked.by], _words(command.comment))


def _decline_back(draft: Draft, command: c.DeclineBack, found: Verdict) -> None:
    asked = draft.case.asked_back
    assert asked is not None
    draft.emit(BackAnswered(consent=False, seats=found.answers, comment=_words(command.comment)))
    _told(draft, "back_declined", [asked.by], _words(command.comment))


def lapse(draft: Draft) -> None:
    """A request that what has happened leaves without an object is closed, and whoever asked is told."""
    case = draft.case
    asked = case.asked_back
    if asked is None:
        return
    task = case.task(asked.task) if asked.task is not None else None
    here = case.open and (case.step, case.round) == (asked.step, asked.round)
    if here and (asked.task is None or (task is not None and not task.superseded)):
        return
    close_request(draft, asked, "moved_on" if case.open else "ended")


def close_request(draft: Draft, asked: AskedBack, reason: str) -> None:
    """A request to take an act back comes to nothing, and whoever asked is told why."""
    draft.emit(BackClosed(asker=asked.by, reason=reason))
    _told(draft, "back_migrated" if reason == "migrated" else "back_closed", [asked.by], None)


def _undo(draft: Draft, found: Verdict, asker: str, comment: str | None) -> None:
    if found.task is not None:
        _vote_back(draft, found.task, asker, comment)
        return
    assert found.to is not None
    move_back(draft, found.to, asker, comment)


def _vote_back(draft: Draft, vote: Task, asker: str, comment: str | None) -> None:
    """The vote no longer counts and its seat opens again; whose turn came only by it waits again."""
    behind = follows(draft.step, draft.case.tasks, vote)
    for task in behind:
        if task.state is not TaskState.CLOSED:
            draft.emit(e.TaskClosed(task=task.id, reason=TAKEN_BACK))
    agreed = asker if asker != draft.actor else None
    draft.emit(VoteTakenBack(task=vote.id, tasks=tuple(task.id for task in behind), comment=comment, asker=agreed))
    open_seat(draft, owned_again(vote, {"reopened": TAKEN_BACK}), again=vote.id)
    for task in behind:
        open_seat(draft, owned_again(task, {"reopened": TAKEN_BACK}), waiting=True, again=task.id)


def _people(draft: Draft, task: Task) -> Sequence[str]:
    """Who is asked about a seat, and whoever stands in for them."""
    if task.decision is not None:
        return (task.decision.actor,)
    people = (task.owner,) if task.owner is not None else holder_of(task, draft.world).entries
    return told_too(draft.step, draft.case, people, draft.world)


def _told(draft: Draft, kind: str, to: Sequence[str], comment: str | None) -> None:
    facts = {"by": draft.actor, "key": draft.case.key}
    said = {"zh": f"：{comment}", "en": f": {comment}"} if comment else {"zh": "", "en": ""}
    tell(draft, kind, to, {language: words.format(**facts) + said[language] for language, words in TEXTS[kind].items()})


def _words(comment: str | None) -> str | None:
    return (comment or "").strip() or None


BACK: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.TakeBack: _take_back,
    c.ConsentBack: _consent_back,
    c.DeclineBack: _decline_back,
}
