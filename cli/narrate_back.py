"""What was taken back, or asked to be, as sentences."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from signoff.engine import back_facts as b
from signoff.engine.fact import Fact

from .messages import quoted, say

if TYPE_CHECKING:
    from signoff.engine.events import Event

    from .narrate import Narrator


def taken_back(teller: "Narrator", event: "Event", fact: b.TakenBack) -> str:
    """To which step, and for whom where another has agreed to it."""
    return quoted(_for(teller, say("event.taken_back", step=teller.step(event, fact.to)), fact.asker), fact.comment)


def vote_taken_back(teller: "Narrator", event: "Event", fact: b.VoteTakenBack) -> str:
    """Whose vote no longer counts."""
    return quoted(_for(teller, say("event.vote_taken_back"), fact.asker), fact.comment)


def back_asked(teller: "Narrator", event: "Event", fact: b.BackAsked) -> str:
    """What is asked for."""
    told = say("event.back_asked_to", step=teller.step(event, fact.to)) if fact.to else say("event.back_asked_vote")
    return quoted(told, fact.comment)


def back_answered(teller: "Narrator", event: "Event", fact: b.BackAnswered) -> str:
    """Yes or no."""
    return quoted(say("event.back_consented" if fact.consent else "event.back_declined"), fact.comment)


def _for(teller: "Narrator", told: str, asker: str | None) -> str:
    return say("event.detail", told=told, detail=teller.person(asker)) if asker else told


TELLERS_BACK: Mapping[type[Fact], Callable[..., str]] = {
    b.TakenBack: taken_back,
    b.VoteTakenBack: vote_taken_back,
    b.BackAsked: back_asked,
    b.BackAnswered: back_answered,
    b.BackClosed: lambda teller, event, fact: say(f"event.back_closed_{fact.reason}", person=teller.person(fact.asker)),
}
"""How each of these kinds is told."""
