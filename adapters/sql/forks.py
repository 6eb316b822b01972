"""A process that is forked shares the sockets of its parent, and two that speak on one socket understand nothing: the child connects anew.

Web servers fork when they have loaded the application, which may have used the database by then.
"""

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """Whoever has connections of his own."""

    def forked(self) -> None:
        """This process is a child now: leave the connections to its parent, whose they are."""
        ...


_known: WeakSet[Forked] = WeakSet()


def tell_when_forked(one: Forked) -> None:
    """Tell this one in every child that is forked from now on, as long as somebody has it."""
    _known.add(one)


def _in_the_child() -> None:
    for one in list(_known):
        one.forked()


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing is forked
    os.register_at_fork(after_in_child=_in_the_child)
