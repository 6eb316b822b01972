"""Who is alive and who listens, in memory."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from signoff.engine.needs import for_event
from signoff.engine.plain import coder, dumps
from signoff.engine.ports import About, Node, Subscription

from .tables import Tables

DUTIES = coder(Mapping[str, object])


class MemoryNodes:
    """The port `Beats` over the tables."""

    _tables: Tables
    _lock: threading.RLock
    _clock: Callable[[], datetime]

    def beat(self, node: str, duties: Mapping[str, object], about: About | None = None, at: datetime | None = None) -> None:
        """This node is alive and did these duties."""
        kept = DUTIES[1](json.loads(dumps(DUTIES[0](duties))))
        with self._lock:
            self._tables.nodes[node] = Node(node, at or self._clock(), kept, about)

    def leave(self, node: str) -> None:
        """This node has stopped in order."""
        with self._lock:
            self._tables.nodes.pop(node, None)

    def nodes(self) -> Sequence[Node]:
        """Every node with its last beat, by name."""
        with self._lock:
            return [self._tables.nodes[name] for name in sorted(self._tables.nodes)]

    def subscriptions(self) -> Sequence[Subscription]:
        """Everybody who listens, in order."""
        with self._lock:
            return sorted(self._tables.subscriptions)

    def subscribe(self, wanted: Sequence[Subscription], node: str, at: datetime) -> None:
        """These are listened for; those known already are seen again."""
        with self._lock:
            self._tables.subscriptions.update(dict.fromkeys(wanted, at))

    def unsubscribe(self, name: str) -> bool:
        """Nobody of this name listens any more, and what waits for it waits no longer."""
        with self._lock:
            found = [one for one in self._tables.subscriptions if one.name == name]
            for one in found:
                del self._tables.subscriptions[one]
            for id, kept in list(self._tables.outbox.items()):
                if kept.next is not None and kept.needs == for_event(name):
                    self._tables.outbox[id] = replace(kept, next=None)
            return bool(found)

    def forget(self, nodes: datetime, subscriptions: datetime) -> None:
        """Drop nodes that were silent, and who has not been seen to listen."""
        with self._lock:
            kept = self._tables
            kept.nodes = {name: node for name, node in kept.nodes.items() if node.at >= nodes}
            kept.subscriptions = {one: seen for one, seen in kept.subscriptions.items() if seen >= subscriptions}
