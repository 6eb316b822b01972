"""How votes stand, in words: what is reached, what may still come, by group where groups count."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from .messages import said, say

if TYPE_CHECKING:
    from signoff.engine.rules import Tally


class Counted(Protocol):
    """Approvals got and needed."""

    @property
    def got(self) -> int:
        """How many there are."""
        ...

    @property
    def needed(self) -> int:
        """How many it takes."""
        ...


def votes(tally: "Tally") -> Iterator[str]:
    """The parts of a sentence about a slate of several seats; nothing about a single one."""
    if tally.got + tally.rejected + tally.abstained + tally.possible < 2:
        return
    for group in tally.groups:
        yield say("count.group", group=group.group, told=so_far("seats", group, group.possible))
    if not tally.groups:
        yield so_far(tally.of, tally, tally.possible)
    yield from against(tally.rejected, tally.abstained)


def so_far(of: str, counted: Counted, still: int) -> str:
    """`1 of 2 approvals (3 may still decide)`."""
    key = f"count.{of}" if of in ("weight", "plugin") else "count.votes"
    return said(key, key, got=counted.got, needed=counted.needed, still=still)


def against(rejected: int, abstained: int) -> Iterator[str]:
    """Who has spoken otherwise."""
    if rejected:
        yield say("count.rejected", n=rejected)
    if abstained:
        yield say("count.abstained", n=abstained)
