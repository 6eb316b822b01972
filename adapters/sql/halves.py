"""A host's transaction that holds half a move: a statement in the middle of a save has failed, the host was told, and might commit.

PostgreSQL breaks such a transaction by itself, commits nothing of it, and does not say so. SQLite and MariaDB go on. So the commit is
refused here, and what it would have committed rolled back, unless the host has gone back to a savepoint from before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from signoff.engine.errors import Stale

from .afterwards import keeper_of, listen_once

KEY = "signoff_half"
"""Where a connection of the driver keeps it."""


@dataclass(slots=True)
class Half:
    """What went wrong, and how many savepoints begun since are open: to go back to one of those mends nothing."""

    error: BaseException
    since: int = 0


@contextmanager
def whole(connection: Connection, *, own: bool) -> Iterator[None]:
    """Whatever goes wrong in this block leaves half of it in the transaction; in one of our own that is rolled back anyhow."""
    try:
        yield
    except BaseException as error:
        if not own:
            spoil(connection, error)
        raise


def spoil(connection: Connection, error: BaseException) -> None:
    """Let this connection's transaction not be committed; one that is gone cannot be anyhow."""
    if connection.closed or connection.invalidated:
        return
    if (keeper := keeper_of(connection)) is not None:
        keeper.spoil()
        return
    connection.info.setdefault(KEY, Half(error))
    for name, listener in LISTENERS.items():
        listen_once(connection, name, listener)
    listen_once(connection.engine, "checkin", _given_back)


def _refuse(connection: Connection, _xid: object = None) -> None:
    half: Half | None = connection.info.pop(KEY, None)
    if half is None:
        return
    connection.connection.rollback()
    told = "the transaction holds half of a move, whose other half has failed: it is rolled back instead of committed"
    raise Stale(told, code="conflict", hint="Run your transaction again.") from half.error


def _rolled_back(connection: Connection, *_: object) -> None:
    connection.info.pop(KEY, None)


def _begun(connection: Connection, _name: object) -> None:
    half: Half | None = connection.info.get(KEY)
    if half is not None:
        half.since += 1


def _released(connection: Connection, *_: object) -> None:
    half: Half | None = connection.info.get(KEY)
    if half is not None and half.since:
        half.since -= 1


def _gone_back(connection: Connection, *_: object) -> None:
    half: Half | None = connection.info.get(KEY)
    if half is not None and not half.since:
        del connection.info[KEY]
    _released(connection)


def _given_back(_connection: object, record: Any) -> None:
    record.info.pop(KEY, None)


LISTENERS: dict[str, Callable[..., None]] = {
    "commit": _refuse,
    "prepare_twophase": _refuse,
    "rollback": _rolled_back,
    "savepoint": _begun,
    "release_savepoint": _released,
    "rollback_savepoint": _gone_back,
}
