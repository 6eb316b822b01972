"""Whether a definition holds together: a walk through everything that a case of it can come to (approval-semantics §4 point 1).

What is not provable is left alone. `certain` ways exist whatever the world outside says; `possible` ones may exist. A case is said
to be stuck only where it certainly comes to, and from where no end is possible; a step never entered is one that is not even possible.
"""

from .cells import Domain, Facts, domains
from .circles import circling, resting_nowhere
from .told import facts_told, path_told
from .truth import Truth
from .walk import MOST_STATES, Move, State, Walk, walk

__all__ = [
    "MOST_STATES",
    "Domain",
    "Facts",
    "Move",
    "State",
    "Truth",
    "Walk",
    "circling",
    "domains",
    "facts_told",
    "path_told",
    "resting_nowhere",
    "walk",
]
