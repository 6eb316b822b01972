"""What a store says of its own health, for `doctor`: itself, what waits in it, what its rows belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A database as it is found. `kind` is memory, sqlite, postgresql or mariadb; `place` its URL without password.

    `revision` is None where there are no tables; `pending` are the migrations that `db upgrade` would run. `lasting` is False where
    everything is gone with the process, `weak` says which settings (name=value) let a commit be lost in a crash.
    """

    kind: str
    version: str
    place: str = ""
    driver: str = ""
    least: str | None = None
    too_old: bool = False
    revision: str | None = None
    head: str | None = None
    pending: tuple[str, ...] = ()
    newer: bool = False
    lasting: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of the outbox that could be taken now and need the same thing; `since` is when the oldest could have been."""

    needs: str | None
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, of all tenants: `armed` timers, those that are due (and since when), rows to be delivered, dead letters."""

    armed: int = 0
    due: int = 0
    due_since: datetime | None = None
    waiting: tuple[Waiting, ...] = ()
    dead: int = 0
    dead_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """A definition that open cases are pinned to, whether it is `stored`, and how many cases there are."""

    hash: str
    workflow: str
    open: int
    stored: bool


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows of a table whose case is not there: how many were looked at and found (at most a thousand), and the ids of a few."""

    table: str
    count: int
    examples: tuple[str, ...]


class Health(Protocol):
    """Nothing here writes, and `condition` works whatever the tables are like. Raises StoreUnavailable."""

    def condition(self) -> Condition:
        """The database, its version, its tables, its settings."""
        ...

    def backlog(self, now: datetime) -> Backlog:
        """What waits at this instant."""
        ...

    def pinned(self) -> Sequence[Pinned]:
        """The definitions of open cases of all tenants, by workflow."""
        ...

    def orphans(self) -> Sequence[Orphans]:
        """Tables with live rows of cases that are not there: open tasks, candidates, armed timers, effects to be delivered, keys."""
        ...
