"""Who listens for events, whether a living process hands them over, and what waits for that."""

from datetime import datetime
from typing import Protocol

from ..alive import at_work
from ..frozen import dataclass
from ..inspect.flat import Flat
from ..needs import for_event
from ..ports_health import Health
from ..ports_nodes import Beats
from .values import Care


@dataclass(frozen=True, slots=True)
class Subscriber(Flat):
    """A name under which handlers of hosts listen (`engine.on`): `events` in `workflows` (none named: in all).

    `served`: a living process hands them over. `waiting` are the rows of the outbox that could be handed over now, the oldest `since`.
    """

    name: str
    events: tuple[str, ...]
    workflows: tuple[str, ...]
    served: bool
    waiting: int = 0
    since: datetime | None = None


class Asked(Health, Beats, Protocol):
    """What is asked of a store."""


def subscribers(store: Asked, now: datetime, care: Care | None = None) -> tuple[Subscriber, ...]:
    """Everybody who listens, by name. Three statements."""
    served = {word for about in at_work(store.nodes(), now, (care or Care()).silence) for word in about.serves}
    waiting = {one.needs: one for one in store.backlog(now).waiting}
    wanted = store.subscriptions()
    found = []
    for name in sorted({one.name for one in wanted}):
        own, word = [one for one in wanted if one.name == name], for_event(name)
        workflows = () if any(not one.workflow for one in own) else tuple(sorted({one.workflow for one in own}))
        rows = waiting.get(word)
        count, since = (rows.count, rows.since) if rows is not None else (0, None)
        found.append(Subscriber(name, tuple(sorted({one.event for one in own})), workflows, word in served, count, since))
    return tuple(found)
