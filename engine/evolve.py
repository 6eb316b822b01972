"""How a case changes: one event at a time, by nothing else, and asking nobody. The stored case is the fold of its history."""

from collections.abc import Callable, Iterable
from typing import Any

from . import events as e
from .back_changes import BACK_CHANGES
from .case import Case, Memory, ReturnPoint, Status
from .changing import Changes, remember_hand
from .clock_changes import CLOCK_CHANGES, stopped_with_case
from .data import merged
from .errors import Corrupt
from .evolve_migrated import migrated
from .evolve_out import CHANGES_OUT
from .frozen import altered, changed
from .hand_changes import HAND_CHANGES
from .life_changes import LIFE_CHANGES
from .number_changes import NUMBER_CHANGES
from .seat_changes import SEAT_CHANGES
from .side_changes import SIDE_CHANGES, without_stale_drafts
from .split_changes import SPLIT_CHANGES
from .way_changes import WAY_CHANGES


def evolve(case: Case | None, event: e.Event) -> Case:
    """The case after an event; raises Corrupt for a history that cannot be (its first event is no start, say)."""
    if isinstance(event.fact, e.Started):
        return _started(event, event.fact)
    if case is None:
        raise Corrupt(f"the history of {event.case} begins with `{event.kind}`, not with its start")
    changes = {**_CHANGES[type(event.fact)](case, event, event.fact), "seq": event.seq, "at": event.at}
    found = changed(case, changes)
    return without_stale_drafts(found) if found.drafts else found


def fold(events: Iterable[e.Event], case: Case | None = None) -> Case:
    """The case after all these events."""
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise Corrupt("there is no history to fold")
    return case


def _started(event: e.Event, fact: e.Started) -> Case:
    return Case(
        id=event.case,
        root=fact.root,
        tenant=fact.tenant,
        workflow=fact.workflow,
        definition=fact.definition,
        key=fact.key,
        initiator=fact.initiator,
        started=event.at,
        step="",
        entered=event.at,
        parent=fact.parent,
        content=fact.content,
        data=fact.data,
        subject=fact.subject,
        branch=fact.branch,
        variable=fact.variable,
        element=fact.element,
        memory={step: Memory(acted=persons) for step, persons in fact.acted.items()},
        seq=event.seq,
        at=event.at,
    )


def _edited(case: Case, event: e.Event, fact: e.Edited) -> Changes:
    changed: Changes = {"data": merged(case.data, fact.fields), "revision": fact.revision, "content": fact.content}
    if case.returns:
        changed["returns"] = _also_changed(case.returns, fact)
    if case.resumed_from:
        changed["resumed_from"] = _also_changed(case.resumed_from, fact)
    return {**changed, **remember_hand(case, event.actor)} if fact.how == "edit" else changed


def _also_changed(returns: tuple[ReturnPoint, ...], fact: e.Edited) -> tuple[ReturnPoint, ...]:
    return tuple(altered(point, changed=tuple(dict.fromkeys((*point.changed, *fact.fields)))) for point in returns)


def _timer_fired(case: Case, event: e.Event, fact: e.TimerFired) -> Changes:
    rest = tuple(timer for timer in case.timers if timer.key != fact.key)
    return {"timers": (*rest, fact.next) if fact.next is not None else rest}


def _child_opened(case: Case, event: e.Event, fact: e.ChildOpened) -> Changes:
    return {"children": (*(child for child in case.children if child.id != fact.child.id), fact.child)}


def _child_ended(case: Case, event: e.Event, fact: e.ChildEnded) -> Changes:
    return _with_child(case, fact.child, status=Status(fact.status), end=fact.end)


def _child_closed(case: Case, event: e.Event, fact: e.ChildClosed) -> Changes:
    return _with_child(case, fact.child, status=Status(fact.status))


def _with_child(case: Case, id: str, **changes: Any) -> Changes:
    return {"children": tuple(altered(child, **changes) if child.id == id else child for child in case.children)}


def _same(case: Case, event: e.Event, fact: e.Fact) -> Changes:
    return {}


def _ended(case: Case, event: e.Event, fact: e.Ended) -> Changes:
    ended: Changes = {"step": fact.step, "status": Status(fact.status), "end": fact.step, "entered": event.at, "ended_at": event.at}
    return {
        **ended,
        "round": fact.round,
        "fired": (),
        "due_at": None,
        "provisional": False,
        "suspended": None,
        "unopened": None,
        "tasks": (),
        "timers": (),
        "clocks": stopped_with_case(case, event.at),
        "returns": (),
        "resumed_from": (),
        "reminded": {},
    }


_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Edited: _edited,
    e.TimerFired: _timer_fired,
    e.ChildOpened: _child_opened,
    e.ChildEnded: _child_ended,
    e.ChildClosed: _child_closed,
    e.SentUp: _same,
    e.KinAsked: _same,
    e.Called: _same,
    e.Signalled: _same,
    e.Heard: _same,
    e.GaveUp: _same,
    e.Retried: _same,
    e.Migrated: migrated,
    e.Ended: _ended,
    **WAY_CHANGES,
    **SEAT_CHANGES,
    **HAND_CHANGES,
    **CHANGES_OUT,
    **CLOCK_CHANGES,
    **SIDE_CHANGES,
    **SPLIT_CHANGES,
    **BACK_CHANGES,
    **LIFE_CHANGES,
    **NUMBER_CHANGES,
}
