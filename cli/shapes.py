"""The JSON of cases, tasks and events: written out field by field, so that the engine may change without breaking scripts."""

from datetime import datetime
from typing import TYPE_CHECKING

from .output import plain

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.ports import AttemptRow
    from signoff.engine.views import CaseView, InboxItem, LastingClock, Offer, TaskView

CASE = ("id", "key", "workflow", "definition", "step", "status", "round", "revision", "initiator", "started", "entered", "due_at")
TASK = (
    "id",
    "case",
    "key",
    "workflow",
    "step",
    "round",
    "group",
    "holder",
    "owner",
    "candidates",
    "tokens",
    "opened_at",
    "due_at",
    "state",
    "urged",
    "weight",
    "main",
)
CLOCK = ("id", "status", "begin", "due_at", "provisional", "extended", "stopped_at")
READER = ("person", "at", "copied", "asked", "read_at")
QUESTION = ("id", "by", "to", "text", "at", "step")
ASKED_BACK = ("by", "at", "task", "to", "comment", "consents")
EVENT = ("seq", "case", "at", "event", "actor", "step", "round", "revision", "definition", "request_id", "os_user")
ATTEMPT = ("actor", "action", "code", "message", "count", "first_at", "last_at")
OFFER = ("action", "title", "task", "needs", "comment", "targets", "resume")


def case_json(case: "CaseView", now: datetime, data: bool = True) -> dict[str, object]:
    """A case with its open tasks; without its data where many are listed."""
    made: dict[str, object] = {name: getattr(case, name) for name in CASE}
    made |= {"provisional": case.provisional, "overdue": case.open and late(case, case.due_at, now)}
    made |= {"ended_at": case.ended_at, "subject": case.subject, "tasks": [task_json(task) for task in case.tasks]}
    made |= {"progress": plain(case.progress) if case.progress is not None else None}
    made |= {"branch": case.branch, "parent": case.parent, "clocks": [clock_json(case, clock, now) for clock in case.clocks]}
    if not data:
        return made
    made |= {"readers": [{name: getattr(one, name) for name in READER} for one in case.readers]}
    made |= {"questions": [{name: getattr(one, name) for name in QUESTION} for one in case.questions]}
    asked = case.asked_back
    made |= {"asked_back": {name: getattr(asked, name) for name in ASKED_BACK} if asked is not None else None}
    return made | {"data": case.data, "children": [case_json(child, now) for child in case.children]}


def late(case: "CaseView", due: datetime | None, now: datetime) -> bool:
    """Whether what is due is overdue; nothing is while the case is suspended."""
    return due is not None and due < now and not case.still


def clock_json(case: "CaseView", clock: "LastingClock", now: datetime) -> dict[str, object]:
    """A clock of the case."""
    return {**{name: getattr(clock, name) for name in CLOCK}, "overdue": clock.status == "running" and late(case, clock.due_at, now)}


def task_json(task: "TaskView") -> dict[str, object]:
    """One open seat."""
    return {name: getattr(task, name) for name in TASK}


def offer_json(offer: "Offer") -> dict[str, object]:
    """What may be done."""
    return {name: getattr(offer, name) for name in OFFER}


def inbox_json(item: "InboxItem", now: datetime) -> dict[str, object]:
    """A line of an inbox."""
    return {
        **task_json(item.task),
        "claimed": item.claimed,
        "behalf_of": item.behalf_of,
        "overdue": late(item.case, item.task.due_at, now),
        "case_data": item.case.data,
        "clocks": [clock_json(item.case, clock, now) for clock in item.case.clocks if clock.status == "running"],
        "offers": [offer_json(offer) for offer in item.offers],
    }


def event_json(event: "Event") -> dict[str, object]:
    """An event: its header, and the content of its kind under `fact`."""
    return {**{name: event.kind if name == "event" else getattr(event, name) for name in EVENT}, "fact": plain(event.fact)}


def attempt_json(row: "AttemptRow") -> dict[str, object]:
    """Refused commands of one kind."""
    return {name: getattr(row, name) for name in ATTEMPT}
