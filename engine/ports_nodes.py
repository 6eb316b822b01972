"""What processes that work on one store know of each other: who is alive, what each can bring where it belongs, who listens for what."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a process says of itself. `clock` is its own clock's reading when it beat, `every` the most seconds between two beats of it.

    `serves` says which rows of the outbox it can deliver (see `needs`), `plugins` what workflows may name there (GROUP:NAME@VERSION).
    `every` is None for one that only looks in now and then (cron).
    """

    host: str
    pid: int
    version: str
    started: datetime
    clock: datetime
    every: int | None = None
    serves: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A process and its last beat, `at` on the store's clock. `about` is None where it runs an older release.

    `duties` says of each when it ran last (on the node's clock), whether that went well, and what came of it.
    """

    name: str
    at: datetime
    duties: Mapping[str, object] = field(default_factory=dict)
    about: About | None = None


@dataclass(frozen=True, slots=True, order=True)
class Subscription:
    """Somebody, by name, wants to know of an event: of one workflow, or ("") of all."""

    name: str
    event: str
    workflow: str = ""

    def hears(self, event: str, workflow: str) -> bool:
        """Whether this event in this workflow is meant."""
        return self.event == event and self.workflow in ("", workflow)


class Beats(Protocol):
    """Who is alive, a row each, and who listens: what any process that makes a move has to know of the others."""

    def beat(self, node: str, duties: Mapping[str, object], about: About | None = None, at: datetime | None = None) -> None:
        """This node is alive and did these duties: at the store's own instant unless one is given. One statement."""
        ...

    def leave(self, node: str) -> None:
        """This node has stopped in order."""
        ...

    def nodes(self) -> Sequence[Node]:
        """Every node with its last beat, by name."""
        ...

    def subscriptions(self) -> Sequence[Subscription]:
        """Everybody who listens, in order. One statement."""
        ...

    def subscribe(self, wanted: Sequence[Subscription], node: str, at: datetime) -> None:
        """These are listened for, as this node says; those known already are seen again."""
        ...

    def unsubscribe(self, name: str) -> bool:
        """Nobody of this name listens any more; whether anybody did. What waits for it waits no longer."""
        ...

    def forget(self, nodes: datetime, subscriptions: datetime) -> None:
        """Drop nodes whose last beat was before the first instant, and who has not been seen to listen since the second."""
        ...
