"""The steps at which a case did not rest, read from what has happened to it."""

from collections.abc import Iterator, Sequence

from signoff.engine import events as e
from signoff.engine.events import Event

from .result import Passed


def passings(events: Sequence[Event]) -> Iterator[Passed]:
    """Steps passed over, and those that passed by themselves."""
    for event in events:
        match event.fact:
            case e.PassedOver(step=step, reason=reason):
                yield Passed(step, reason)
            case e.Left(step=step, outcome="passed_on"):
                yield Passed(step, "automatic")
            case e.Left(step=step, outcome="laid_out"):
                yield Passed(step, "laid_out")
            case e.Left(step=step, trace=trace) if trace:
                yield Passed(step, _policy(events, step))


def _policy(events: Sequence[Event], step: str) -> str:
    """By which policy a step passed by itself."""
    decided = [event.fact.decision for event in events if isinstance(event.fact, e.Decided) and event.step == step]
    return next((decision.automatic for decision in decided if decision.automatic), "policy")
