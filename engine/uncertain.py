"""A commit of which the database has not said whether it happened: looked up before anybody is told."""

from typing import Protocol

from .errors import SignoffError, StoreUnavailable
from .ports import Reader, Store, Wanted

COMMIT_UNKNOWN = "commit_unknown"


class Looking(Store, Reader, Protocol):
    """What is asked: the locked read, and the history."""


def look_up(store: Looking, tenant: str, root: str, head: str, error: StoreUnavailable) -> None:
    """Return where the history has come to this head: it was carried out. Raise what is known otherwise.

    A root that is free and has no such link has lost the transaction for good: nothing was carried out. While somebody holds it (the
    database may still be at that commit), and where a new case is not there yet, nothing is known, and the error says so.
    """
    try:
        with store.begin() as unit:
            found = unit.load(Wanted(tenant, roots=(root,), skip_locked=True)).aggregates
        there = bool(found) and (found[0].head == head or any(link.hash == head for link in store.history(tenant, root)))
    except SignoffError as failed:
        error.add_note(f"it could not be looked up: {failed}")
        raise error from None
    if not there:
        raise _lost(error) if found or error.data.get("over") else error


def _lost(error: StoreUnavailable) -> StoreUnavailable:
    told = f"the database failed before the command was committed, so nothing was carried out: {error.data.get('told', error.message)}"
    return StoreUnavailable(told, hint="Give the command again.")
