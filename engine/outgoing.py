"""What leaves after commit: rows of the outbox, made from the events of a move."""

from collections.abc import Callable, Collection, Iterable, Mapping

from . import events as e
from . import needs
from .case import Case
from .digests import rows_of
from .events import Event
from .facts_out import Reactivated, Suspended
from .model import Model
from .plain import instant, loose
from .ports import Outgoing, Settled

Wanted = Callable[[str, str], Collection[str]]
"""Who listens for an event of this name in this workflow."""


def outgoing(model: Model, case: Case, event: Event, wanted: Wanted) -> list[Outgoing]:
    """The rows of an event: notices to people, calls of plug-ins, signals to cases, and what handlers of the host wait for."""
    fact = event.fact
    if isinstance(fact, e.Noticed):
        return _noticed(model, case, event, fact) if fact.key and fact.to else []
    rows = [_handled(model, case, event, name, who) for name in names(fact) for who in wanted(name, case.workflow)]
    if isinstance(fact, e.Called):
        rows.insert(0, _called(model, case, event, fact))
    elif isinstance(fact, e.Signalled):
        rows.insert(0, _signalled(model, case, event, fact))
    return rows


def orders(event: Event, workflow: str, wanted: Wanted) -> bool:
    """Whether an event put rows into the outbox, or tells that they stand there; `wanted` is who listens, as far as that is known."""
    match event.fact:
        case e.Noticed(key=key, to=to):
            return bool(key and to)
        case e.Called() | e.Signalled() | e.GaveUp() | e.Retried():
            return True
    return any(wanted(name, workflow) for name in names(event.fact))


def names(fact: e.Fact) -> tuple[str, ...]:
    """What `engine.on` calls a fact; most facts have no name there."""
    if isinstance(fact, e.Ended):
        return (f"case.{fact.status}", "case.ended")
    return NAMED.get(type(fact), ())


NAMED: Mapping[type[e.Fact], tuple[str, ...]] = {
    e.Started: ("case.started",),
    e.Entered: ("case.entered",),
    e.Returned: ("case.returned",),
    Suspended: ("case.suspended",),
    Reactivated: ("case.resumed",),
    e.Reopened: ("case.reopened",),
    e.SeatOpened: ("task.opened",),
    e.Decided: ("task.decided",),
}
"""Those that have one and the same name always."""

EVENTS = (
    "case.started",
    "case.entered",
    "case.returned",
    "case.suspended",
    "case.resumed",
    "case.reopened",
    "case.ended",
    "case.approved",
    "case.rejected",
    "case.done",
    "case.withdrawn",
    "case.terminated",
    "case.void",
    "task.opened",
    "task.decided",
)
"""Every name that `engine.on` takes."""


def _noticed(model: Model, case: Case, event: Event, fact: e.Noticed) -> list[Outgoing]:
    """One row, or one for each person and channel where it is collected."""
    row = _notice(model, case, event, fact)
    return [row] if fact.collected is None else list(rows_of(row, case.tenant, fact.to, fact.via, fact.collected))


def _notice(model: Model, case: Case, event: Event, fact: e.Noticed) -> Outgoing:
    payload = {
        "kind": fact.kind,
        "to": list(fact.to),
        "text": dict(fact.text),
        "via": list(fact.via),
        **({"about": dict(fact.about)} if fact.about else {}),
        "case": about(model, case),
        "at": instant(event.at),
    }
    return Outgoing(fact.key, fact.key, "notice", case.root, case.id, event.at, payload, needs=needs.for_notice(fact.via))


def _called(model: Model, case: Case, event: Event, fact: e.Called) -> Outgoing:
    payload = {
        "effect": fact.effect,
        "version": fact.version,
        "values": dict(fact.given),
        "case": about(model, case),
        "actor": event.actor,
        "at": instant(event.at),
        **({"error": fact.error} if fact.error is not None else {}),
    }
    need = needs.for_call(fact.effect, fact.version) if fact.error is None else None
    return Outgoing(fact.key, fact.key, "call", case.root, case.id, event.at, payload, needs=need)


def _signalled(model: Model, case: Case, event: Event, fact: e.Signalled) -> Outgoing:
    payload = {
        "name": fact.action,
        "to": fact.to,
        "values": dict(fact.given),
        **({"else": fact.otherwise} if fact.otherwise is not None else {}),
        "case": about(model, case),
        "actor": event.actor,
        "at": instant(event.at),
        **({"error": fact.error} if fact.error is not None else {}),
    }
    return Outgoing(fact.key, fact.key, "signal", case.root, case.id, event.at, payload, needs=needs.SIGNAL)


def settled(events: Iterable[Event]) -> tuple[Settled, ...]:
    """What these events make of rows that stand in the outbox: given up, or tried again."""
    found: list[Settled] = []
    for event in events:
        if isinstance(event.fact, e.GaveUp):
            found.append(Settled(event.fact.row, event.fact.error))
        elif isinstance(event.fact, e.Retried):
            found += [Settled(row) for row in event.fact.rows]
    return tuple(found)


def what_of(kind: str, payload: Mapping[str, object]) -> str:
    """What a row brings: the effect that is called, the kind of a notice, the name of an event."""
    return str(payload.get("effect") or payload.get("kind") or payload.get("name") or kind)


def _handled(model: Model, case: Case, event: Event, name: str, subscription: str) -> Outgoing:
    # Ids sort in the order of events: what happened in one instant is delivered as it happened.
    key = f"{case.root}:{event.seq:06}:{name}:{subscription}"
    payload = {
        "name": name,
        "subscription": subscription,
        "workflow": case.workflow,
        "case": about(model, case),
        "actor": event.actor,
        "at": instant(event.at),
        "data": loose(case.data),
    }
    return Outgoing(key, key, "event", case.root, case.id, event.at, payload, needs=needs.for_event(subscription))


def about(model: Model, case: Case) -> Mapping[str, object]:
    """As much of a case as a notice tells: plain values."""
    step = model.workflow.steps.get(case.step)
    return {
        "id": case.id,
        "key": case.key,
        "workflow": case.workflow,
        "title": dict(model.workflow.title),
        "step": dict(step.title) if step is not None else case.step,
        "step_id": case.step,
        "status": case.status.value,
        "round": case.round,
        "due_at": instant(case.due_at) if case.due_at is not None and case.open else None,
        "provisional": case.provisional and case.open,
        "subject": list(case.subject) if case.subject is not None else None,
    }
