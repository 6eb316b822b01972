"""What administrators did, what there was to mend, and what became of effects that leave, as sentences."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from signoff.engine import clock_facts as k
from signoff.engine import effect_facts as x
from signoff.engine import facts_out as f
from signoff.engine import split_facts as s
from signoff.engine.fact import Fact

from .messages import quoted, say

if TYPE_CHECKING:
    from signoff.engine.events import Event

    from .narrate import Narrator


def suspended(teller: "Narrator", event: "Event", fact: f.Suspended) -> str:
    """Why."""
    return say("event.suspended", reason=fact.reason)


def reactivated(teller: "Narrator", event: "Event", fact: f.Reactivated) -> str:
    """Until when now, and why."""
    told = say("event.reactivated_due", due=teller.stamp(fact.due)) if fact.due else say("event.reactivated")
    return quoted(told, fact.reason)


def jumped(teller: "Narrator", event: "Event", fact: f.Jumped) -> str:
    """From where to where, and why."""
    return say("event.jumped", step=teller.step(event, fact.step), to=teller.step(event, fact.to), reason=fact.reason)


def extended(teller: "Narrator", event: "Event", fact: f.Extended) -> str:
    """From when to when, and why."""
    due = teller.stamp(fact.due)
    told = say("event.extended_was", was=teller.stamp(fact.was), due=due) if fact.was else say("event.extended", due=due)
    own = fact.clock == event.step
    return quoted(told if own else say("event.of_clock", clock=teller.clock(event, fact.clock), told=told), fact.reason)


def recounted(teller: "Narrator", event: "Event", fact: f.Recounted) -> str:
    """From when to when, and why; or that it stands as it was."""
    stands = fact.due == fact.was and fact.planned not in (None, fact.due)
    key = "event.recounted_stands" if stands else "event.recounted_same" if fact.due == fact.was else "event.recounted"
    told = say(key, was=teller.stamp(fact.was), due=teller.stamp(fact.planned or fact.due))
    own = fact.clock == event.step
    return quoted(told if own else say("event.of_clock", clock=teller.clock(event, fact.clock), told=told), fact.reason)


def timers_armed(teller: "Narrator", event: "Event", fact: f.TimersArmed) -> str:
    """Of which clock, and why."""
    told = say("event.timers_armed_due", due=teller.stamp(fact.due)) if fact.due else say("event.timers_armed")
    own = fact.clock == event.step
    return quoted(told if own else say("event.of_clock", clock=teller.clock(event, fact.clock), told=told), fact.reason)


def clock_changed(teller: "Narrator", event: "Event", fact: k.ClockChanged) -> str:
    """Which clock of the case, and what became of it."""
    due = fact.clock.due
    key = f"event.clock_{fact.how}" + ("_due" if due is not None and fact.how in ("begun", "moved", "went_on") else "")
    facts = {"due": teller.stamp(due)} if due is not None and key.endswith("_due") else {}
    return say("event.of_clock", clock=teller.clock(event, fact.clock.id), told=say(key, **facts))


def more_time_asked(teller: "Narrator", event: "Event", fact: k.MoreTimeAsked) -> str:
    """Of which clock around, until when."""
    told = say("event.more_time_asked", due=teller.stamp(fact.due))
    return say("event.of_clock", clock=teller.clock(event, fact.clock), told=told)


def called(teller: "Narrator", event: "Event", fact: x.Called) -> str:
    """Which effect; or why there was nothing to give it."""
    return (
        say("event.called_lost", effect=fact.effect, error=teller.lost(event, fact.error))
        if fact.error
        else say("event.called", effect=fact.effect)
    )


def signalled(teller: "Narrator", event: "Event", fact: x.Signalled) -> str:
    """What, and to which case; or why it could not be worked out."""
    if fact.error:
        return say("event.signalled_lost", action=fact.action, error=teller.lost(event, fact.error))
    return say("event.signalled", action=fact.action, case=fact.to)


TELLERS_OUT: Mapping[type[Fact], Callable[..., str]] = {
    f.Suspended: suspended,
    f.Reactivated: reactivated,
    f.Jumped: jumped,
    f.Extended: extended,
    s.SplitFailed: lambda teller, event, fact: say("event.split_failed", step=teller.step(event, fact.step), message=fact.message),
    s.SplitRetried: lambda teller, event, fact: say("event.split_retried", step=teller.step(event, fact.step), reason=fact.reason),
    f.Recounted: recounted,
    f.TimersArmed: timers_armed,
    k.ClockChanged: clock_changed,
    k.MoreTimeAsked: more_time_asked,
    f.ActRefused: lambda teller, event, fact: say("event.act_refused", action=fact.action, message=fact.message),
    x.Called: called,
    x.Signalled: signalled,
    x.Heard: lambda teller, event, fact: say("event.heard", action=fact.action, case=fact.sender_key),
    x.GaveUp: lambda teller, event, fact: say("event.gave_up", what=fact.what, tries=fact.tries, error=teller.lost(event, fact.error)),
    x.Retried: lambda teller, event, fact: quoted(say("event.retried", count=len(fact.rows)), fact.reason),
}
"""How each of these kinds is told."""
