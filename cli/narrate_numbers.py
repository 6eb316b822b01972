"""Numbers of series, as sentences."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from signoff.engine.fact import Fact
from signoff.engine.number_facts import Allocated, Voided

from .messages import quoted, said, say

if TYPE_CHECKING:
    from signoff.engine.events import Event

    from .narrate import Narrator


def allocated(teller: "Narrator", event: "Event", fact: Allocated) -> str:
    """Which number."""
    return say("event.allocated", number=fact.number)


def voided(teller: "Narrator", event: "Event", fact: Voided) -> str:
    """Which number, and why."""
    reason = said(f"void.{fact.reason}", fact.reason) if fact.reason else None
    return quoted(say("event.voided", number=fact.held.number), reason)


TELLERS_NUMBERS: Mapping[type[Fact], Callable[..., str]] = {Allocated: allocated, Voided: voided}
"""How each of these kinds is told."""
