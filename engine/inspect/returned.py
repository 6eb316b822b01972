"""Ping-pong: a case that is returned again and again between the same two steps."""

from collections.abc import Iterator

from .. import events as e
from ..verdict.holding import sent_back
from .look import Look
from .repairs import acknowledge, why
from .values import StuckFinding


def returned_findings(look: Look) -> Iterator[StuckFinding]:
    """A pair of steps for each that the case has not got past since. History is read only where a step was entered so often."""
    often = look.patience.returns
    origins = [id for id in sent_back(look.case) if look.case.memory[id].rounds >= often]
    for origin in origins:
        found = [event for event in look.facts.events if isinstance(event.fact, e.Returned) and event.fact.step == origin]
        if found and isinstance(last := found[-1].fact, e.Returned):
            same = [event for event in found if isinstance(event.fact, e.Returned) and event.fact.to == last.to]
            if len(same) >= often:
                yield _finding(look, origin, last.to, same)


def _finding(look: Look, origin: str, target: str, found: list[e.Event]) -> StuckFinding:
    last = found[-1]
    comment = last.fact.comment if isinstance(last.fact, e.Returned) else None
    params: dict[str, str | int] = {"times": len(found), "origin": origin, "target": target, "person": last.actor}
    params |= {"comment": comment} if comment else {}
    people = dict.fromkeys((*(event.actor for event in found), *look.case.remembers(target).acted))
    rows = [{"at": event.at, "by": event.actor, "comment": getattr(event.fact, "comment", None)} for event in found]
    variant = "returned" if comment else "wordless"
    commands = [why(look.case), acknowledge(look, "ping_pong")]
    return look.finding("ping_pong", variant, found[0].at, params, people=people, evidence={"returns": rows}, commands=commands)
