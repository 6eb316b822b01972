"""Which processes are alive, as far as their beats tell, and what they can deliver."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from .needs import words
from .ports_nodes import About, Node

MISSED = 5
"""After so many beats that did not come, a process counts as silent."""


def living(nodes: Sequence[Node], now: datetime, silence: timedelta) -> list[Node]:
    """Those that have beaten as they should; one that only looks in now and then lives as long as anybody may be silent."""
    return [node for node in nodes if now - node.at <= patience(node, silence)]


def at_work(nodes: Sequence[Node], now: datetime, silence: timedelta) -> list[About]:
    """What those say of themselves who may take something: the living, and whoever comes round irregularly and is not forgotten yet.

    A worker of a dispatcher beats only when it has something to do.
    """
    alive = living(nodes, now, silence)
    return [node.about for node in nodes if node.about is not None and (node in alive or node.about.every is None)]


def served_by(known: Sequence[About]) -> frozenset[str]:
    """Every need that one of these can meet."""
    return frozenset(word for one in known for word in words(one.serves))


def patience(node: Node, silence: timedelta) -> timedelta:
    """How long this one may be silent."""
    every = node.about.every if node.about is not None else None
    return timedelta(seconds=max(every * MISSED, 60)) if every is not None else silence
