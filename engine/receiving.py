"""A signal is delivered: the case that it names takes the action, once.

That is a transaction of its own, in which only that case's root is locked: no two roots ever wait for each other.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from .errors import DeliveryFailed, NotFound, Refused, Undeliverable
from .internal import Sender, Signal
from .ports import CaseFilter, Delivery
from .service import Service

log = logging.getLogger("signoff.delivery")
OVER = ("not_open", "archived")
"""Why a case takes nothing any more: a signal to one that has ended has arrived."""
MISSING = "not_found"
NOTHING = "none"
"""What a sender takes that misses nobody."""


def receive(service: Service, row: Delivery) -> None:
    """Have the receiver take the action that a row of the kind `signal` names; the same row again changes nothing.

    Where the receiver has ended or is not there, and the row says `else`, its sender takes that instead, once as well.
    Raises Undeliverable where it is refused or nobody is meant, and what `carry` raises where it may work later (DeliveryFailed where
    the receiver is suspended).
    """
    action, to, values = row.payload.get("name"), row.payload.get("to"), row.payload.get("values", {})
    if "error" in row.payload:
        raise Undeliverable(f"the signal `{action}` could not be worked out: {row.payload['error']}")
    if not isinstance(action, str) or not isinstance(to, str) or not isinstance(values, Mapping):
        raise Undeliverable("the row is no signal: it needs name, to and values")
    mine, otherwise = replace(service, tenant=row.tenant), row.payload.get("else")
    sender = _sender(mine, row)
    try:
        case = meant(mine, to, sender.workflow)
        mine.record(Signal(case=case, action=action, sender=sender, data=values, request_id=f"signal:{row.key}"))
    except (NotFound, Refused) as error:
        if error.code not in (OVER if otherwise is None else (*OVER, MISSING)):
            raise _failed(action, to, error) from error
        log.info("the signal `%s` reached %s, which takes nothing any more or is not there", action, to, extra={"key": row.key})
        if isinstance(otherwise, str) and otherwise != NOTHING:
            _instead(mine, row, sender, otherwise, to)


def _instead(service: Service, row: Delivery, sender: Sender, action: str, to: str) -> None:
    """The sender takes what it has named for this, as if the other one had signalled it."""
    other = Sender(id="", key=to, workflow=sender.workflow)
    try:
        service.record(Signal(case=sender.id, action=action, sender=other, request_id=f"signal:{row.key}:else"))
    except (NotFound, Refused) as error:
        if error.code not in OVER:
            raise _failed(action, sender.key, error) from error


def _failed(action: str, to: str, error: NotFound | Refused) -> DeliveryFailed | Undeliverable:
    return (DeliveryFailed if error.code == "suspended" else Undeliverable)(_told(action, to, error))


def _sender(service: Service, row: Delivery) -> Sender:
    root = service.store.find(service.tenant, row.root).meant
    return Sender(id=root.id, key=root.key, workflow=root.workflow)


def meant(service: Service, text: str, workflow: str) -> str:
    """The id of the case that a text means: as in every command, or by the last part of its key in this workflow; raises NotFound."""
    try:
        return service.store.find(service.tenant, text).meant.id
    except NotFound as error:
        if error.code != "not_found":
            raise
        cases = service.store.cases(service.tenant, CaseFilter(workflow=workflow, number=text, limit=50))
        roots = [case for case in cases if case.id == case.root]
        if not roots:
            raise
        if len(roots) > 1:
            candidates = sorted(case.key for case in roots)
            told, data = f"{text!r} could be any of {', '.join(candidates)}", {"case": text, "candidates": candidates}
            raise NotFound(told, code="ambiguous_key", hint="Write the whole key.", data=data) from None
        return roots[0].id


def as_if(service: Service, case: str, action: str, sender: str, data: Mapping[str, object] | None = None) -> str:
    """Have a case take an action as if the case with the key `sender` had signalled it, for trials; its id. Raises what `carry` raises."""
    found = service.store.find(service.tenant, case).meant
    other = Sender(id="", key=sender, workflow=found.workflow)
    return service.record(Signal(case=found.id, action=action, sender=other, data=data or {})).meant.id


def _told(action: str, to: str, error: NotFound | Refused) -> str:
    """What the incident says: why, and what would help."""
    why = "; ".join(reason.message for reason in error.reasons) if isinstance(error, Refused) else error.message
    return f"{to} does not take the signal `{action}`: {why} ({error.code})" + (f". {error.hint}" if error.hint else "")
