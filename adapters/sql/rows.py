"""Values of the core as rows of the tables, one dictionary of plain columns each.

They say what `engine.projection` says of the same values, which `verify` holds them to; they are made without it, for each is made once
for every move.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from signoff.engine.case import Case, Status, Task, Timer
from signoff.engine.next_movers import Liveness
from signoff.engine.numbered import Counter
from signoff.engine.plain import coder, dumps, instant, text
from signoff.engine.ports import Definition, Link, Outgoing, Request
from signoff.engine.ports_dispatch import SUBMITTED
from signoff.engine.ports_numbers import CounterChange, NumberRow
from signoff.engine.projection import LiveRow, live, live_row

Row: TypeAlias = dict[str, Any]

PAYLOAD = coder(Mapping[str, object])


def optional(at: datetime | None) -> str | None:
    """An instant as text, where there is one."""
    return None if at is None else instant(at)


def of_case(case: Case, before: int, seq: int, head: str, live: Liveness | None) -> Row:
    """A case; `seq` and `head` are those of its chain, for a root, and `before` the version that must still hold (no column)."""
    kind, id = case.subject or (None, None)
    return {
        "tenant": case.tenant,
        "id": case.id,
        "root_id": case.root,
        "parent_id": case.parent,
        "workflow": case.workflow,
        "definition": case.definition,
        "key": case.key,
        "initiator": case.initiator,
        "subject_kind": kind,
        "subject_id": id,
        "step": case.step,
        "status": case.status.value,
        "round": case.round,
        "revision": case.revision,
        "started": instant(case.started),
        "entered": instant(case.entered),
        "due_at": optional(case.due_at) if case.open else None,
        "ended_at": optional(case.ended_at),
        "version": seq,
        "before": before,
        "seq": seq,
        "head": head,
        "state": text(case),
        **of_liveness(live_row(case, live)),
    }


def of_liveness(row: LiveRow) -> Row:
    """What keeps a case alive."""
    return {"mover": row.mover, "movers": row.movers, "look_at": optional(row.look_at), "situation": row.situation}


def of_key(case: Case) -> Row:
    """The human key of a case."""
    return {"tenant": case.tenant, "key": case.key, "workflow": case.workflow, "case_id": case.id, "root_id": case.root}


def of_task(tenant: str, root: str, case: str, task: Task) -> Row:
    """A task, without its candidates."""
    return {
        "tenant": tenant,
        "root_id": root,
        "id": task.id,
        "case_id": case,
        "step": task.step,
        "round": task.round,
        "seat": task.seat,
        "seat_group": task.group,
        "state": task.state.value,
        "holder": task.holder,
        "opened_at": instant(task.opened_at),
        "due_at": optional(task.due_at),
        "closed_at": optional(task.closed_at),
        "outcome": task.outcome,
        "reason": task.reason,
        "urged": task.urged,
        "superseded": int(task.superseded),
    }


def of_candidates(tenant: str, root: str, task: Task) -> Iterator[Row]:
    """Who may take a task: persons, then tokens, in the order given; `live` while it is open and unclaimed."""
    now, id = int(live(task)), task.id
    values = [("person", value) for value in task.candidates] + [("token", value) for value in task.tokens]
    for position, (kind, value) in enumerate(values):
        yield {"tenant": tenant, "root_id": root, "task_id": id, "position": position, "kind": kind, "value": value, "live": now}


def of_timer(case: Case, timer: Timer) -> Row:
    """A timer; `parked` while its case rests."""
    return {
        "tenant": case.tenant,
        "root_id": case.root,
        "case_id": case.id,
        "key": timer.key,
        "clock": timer.clock,
        "round": timer.round,
        "rung": timer.rung,
        "repeat": timer.repeat,
        "seat": timer.seat,
        "due": instant(timer.due),
        "provisional": int(timer.provisional),
        "parked": int(case.status is not Status.OPEN),
    }


def key_of_timer(case: Case, timer: Timer) -> Row:
    """What names the row of a timer."""
    return {"tenant": case.tenant, "root_id": case.root, "case_id": case.id, "key": timer.key}


def of_link(tenant: str, root: str, link: Link) -> Row:
    """A link of the history chain."""
    event = link.event
    return {
        "tenant": tenant,
        "root_id": root,
        "seq": event.seq,
        "case_id": event.case,
        "kind": event.kind,
        "at": instant(event.at),
        "actor": event.actor,
        "header": link.header,
        "payload": link.payload,
        "salt": link.salt,
        "payload_hash": link.payload_hash,
        "previous": link.previous,
        "hash": link.hash,
    }


def of_outgoing(tenant: str, row: Outgoing) -> Row:
    """An outbox row as it begins: ready at once, when it is due, or with a dispatcher."""
    return {
        "id": row.id,
        "tenant": tenant,
        "root_id": row.root,
        "case_id": row.case,
        "key": row.key,
        "kind": row.kind,
        "at": instant(row.at),
        "payload": payload_text(row.payload),
        "state": "ready",
        "tries": 0,
        "next_at": instant(row.submitted or row.due or row.at),
        "node": SUBMITTED if row.submitted is not None else None,
        "needs": row.needs,
    }


def payload_text(payload: Mapping[str, object]) -> str:
    """What a row of the outbox brings, as it is stored."""
    return dumps(PAYLOAD[0](payload))


def of_request(request: Request) -> Row:
    """An idempotency row."""
    done = request.answered
    return {
        "tenant": request.tenant,
        "id": request.id,
        "fingerprint": done.fingerprint,
        "root_id": done.root,
        "case_id": done.case,
        "seq": done.seq,
        "at": instant(request.at),
    }


def of_definition(found: Definition, at: datetime) -> Row:
    """A definition with the instant of its first use."""
    return {"hash": found.hash, "workflow": found.workflow, "version": found.version, "content": found.content, "first_used": instant(at)}


def of_number(tenant: str, row: NumberRow) -> Row:
    """A line of the register."""
    return {
        "tenant": tenant,
        "series": row.series,
        "period": row.period,
        "value": row.value,
        "number": row.number,
        "root_id": row.root,
        "case_id": row.case,
        "field": row.field,
        "allocated_at": instant(row.allocated_at),
        "allocated_by": row.allocated_by,
        "voided_at": optional(row.voided_at),
        "voided_by": row.voided_by,
        "reason": row.reason,
    }


def of_counter(tenant: str, counter: Counter) -> Row:
    """A counter."""
    return {
        "tenant": tenant,
        "series": counter.series,
        "period": counter.period,
        "first_value": counter.first,
        "next_value": counter.next,
        "last_value": counter.last,
        "workflow": counter.workflow,
        "terms": counter.terms,
        "changes": counter.changes,
        "head": counter.head,
    }


def of_change(tenant: str, change: CounterChange) -> Row:
    """What an administrator has changed of a counter."""
    return {
        "tenant": tenant,
        "series": change.series,
        "period": change.period,
        "ordinal": change.no,
        "was": change.was,
        "next_value": change.next,
        "changed_at": instant(change.at),
        "changed_by": change.by,
        "reason": change.reason,
        "hash": change.hash,
    }
