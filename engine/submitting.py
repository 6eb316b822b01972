"""What leaves with a move is submitted to the dispatcher, where there is one; what is due and with nobody is submitted again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from .ports import Dispatcher, Save, Submissions, UnitOfWork

BATCH = 100
"""Rows that are submitted in one transaction."""


def save(unit: UnitOfWork, what: Save, dispatcher: Dispatcher | None) -> Collection[str]:
    """Save, and submit the new rows of the outbox that are due at once; others are left to the sweep. The roots that were passed over.

    Raises what `UnitOfWork.save` raises, and Misconfigured, with nothing written, where the dispatcher cannot be used.
    """
    marked = submitted(what, dispatcher.patience) if dispatcher is not None else what
    rows = [(change.root, row.id) for change in marked.changes for row in change.outgoing if row.submitted is not None]
    if dispatcher is None or not rows:
        return unit.save(marked)
    dispatcher.check(unit.transaction)
    passed_over = unit.save(marked)
    dispatcher.submit([id for root, id in rows if root not in passed_over], unit.transaction)
    return passed_over


def submitted(what: Save, patience: timedelta) -> Save:
    """The same with every row that is due at once kept for whoever is told its id."""
    until = what.at + patience
    changes = (
        replace(change, outgoing=tuple(row if row.due is not None else replace(row, submitted=until) for row in change.outgoing))
        for change in what.changes
    )
    return replace(what, changes=tuple(changes))


def submit_again(store: Submissions, dispatcher: Dispatcher, now: datetime, limit: int) -> int:
    """Submit up to `limit` rows that are due and with nobody: what was lost, failed, or its worker dead. How many they were."""
    done = 0
    while done < limit:
        wanted = min(BATCH, limit - done)
        with store.submitting(now, now + dispatcher.patience, wanted) as (rows, transaction):
            if rows:
                dispatcher.check(transaction)
                dispatcher.submit(rows, transaction, again=True)
        done += len(rows)
        if len(rows) < wanted:
            break
    return done
