"""What is to follow a host's commit.

SQLAlchemy says that a connection is about to be committed, and of a session that it was, but not whether the connection's own
transaction was: a session may have joined one. So the word of the connection counts, and what was to follow is done when the connection
goes back to its pool, as it does right after a session's commit, or begins its next transaction. It is done, too, where the database
refuses to commit in the last moment: who is told of what is not there has to bear that anyhow.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, event

KEY = "signoff_afterwards"
"""Where a connection of the driver keeps it."""
KEEPER = "signoff_keeper"
"""Where a connection keeps whom to tell instead."""


class Keeper(Protocol):
    """Who keeps the transactions of a host that ends them by other means than SQLAlchemy's."""

    def after_commit(self, work: Callable[[], None]) -> None:
        """Do this after the commit of the transaction under way; never after a rollback."""
        ...

    def spoil(self) -> None:
        """Let the transaction under way be rolled back, or gone back in."""
        ...


def keeper_of(connection: Connection) -> Keeper | None:
    """Who keeps its transactions, if it is not SQLAlchemy."""
    found: Keeper | None = connection.info.get(KEEPER)
    return found


@dataclass(slots=True)
class Afterwards:
    """What is to follow the transaction under way, and what is due since one was committed."""

    waiting: list[Callable[[], None]] = field(default_factory=list)
    due: list[Callable[[], None]] = field(default_factory=list)

    def committed(self) -> None:
        """All of it is due."""
        self.due += self.waiting
        self.waiting.clear()

    def ended(self) -> None:
        """Do what is due; what still waits was not committed, and is forgotten."""
        self.waiting.clear()
        due, self.due = self.due, []
        for work in due:
            work()


def after_commit(connection: Connection, work: Callable[[], None]) -> None:
    """Do this after the commit of the connection's transaction; never after a rollback. It must not raise."""
    if (keeper := keeper_of(connection)) is not None:
        keeper.after_commit(work)
        return
    kept = connection.info.get(KEY)
    if kept is None:
        kept = connection.info[KEY] = Afterwards()
    for name, listener in (("commit", _committed), ("rollback", _rolled_back), ("begin", _begun)):
        listen_once(connection, name, listener)
    listen_once(connection.engine, "checkin", _given_back)
    kept.waiting.append(work)


def listen_once(target: Any, name: str, listener: Callable[..., None]) -> None:
    """Hear of an event of SQLAlchemy's; no second time where it is heard of already."""
    if not event.contains(target, name, listener):
        event.listen(target, name, listener)


def _committed(connection: Connection) -> None:
    _of(connection.info).committed()


def _rolled_back(connection: Connection) -> None:
    _of(connection.info).waiting.clear()


def _begun(connection: Connection) -> None:
    _of(connection.info).ended()


def _given_back(_connection: object, record: Any) -> None:
    _of(record.info).ended()


def _of(info: dict[Any, Any]) -> Afterwards:
    found: Afterwards = info.get(KEY) or Afterwards()
    return found
