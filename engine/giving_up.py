"""The last try of a row of the outbox has failed: the history of its case says so, in the transaction in which the row dies."""

import logging
from dataclasses import replace

from . import commands as c
from .errors import SignoffError
from .internal import GiveUp
from .outgoing import what_of
from .ports import Delivery
from .service import Service

log = logging.getLogger("signoff.delivery")


def give_up(service: Service, row: Delivery, error: str) -> bool:
    """Whether row and history say now that it is dead. False where that cannot be recorded (the case is gone, say): mark the row alone."""
    command = GiveUp(
        case=row.case,
        by=c.DELIVERY,
        row=row.id,
        key=row.key,
        sort=row.kind,
        what=what_of(row.kind, row.payload),
        tries=row.tries,
        error=error,
    )
    try:
        replace(service, tenant=row.tenant).record(command)
    except SignoffError:
        log.warning("the history of %s does not say that %s was given up", row.case, row.key, exc_info=True, extra={"key": row.key})
        return False
    return True
