"""Whether the timers that are armed are those that the definition arms for this entry into the step."""

from collections.abc import Iterator
from datetime import datetime

from .. import events as e
from ..case import Case, Timer
from ..errors import Misconfigured
from ..escalation import armed, due_of
from ..evolve import fold
from ..scope import CaseScope
from ..worktime import Due
from ..world import World
from .look import Look
from .reasons import Severity
from .repairs import why
from .values import StuckFinding


def missing_findings(look: Look) -> Iterator[StuckFinding]:
    """The definition arms a clock for this entry, and it is not there. History is read only where something looks odd."""
    if look.step.due is None and not look.step.rungs:
        return
    try:
        odd = _odd(look)
    except Misconfigured as error:
        yield look.finding("calendar_missing", "unknown", look.case.entered, {"error": error.message}, commands=[why(look.case)])
        return
    if not odd:
        return
    entered = look.facts.entered(look.case.step)
    if entered is None or not isinstance(entered.fact, e.Entered):
        return
    errors = entered.fact.trace.get("errors")
    evidence = {"entered": entered.at, "armed": entered.fact.timers, "errors": errors or []}
    commands = [why(look.case)]
    if isinstance(errors, list | tuple) and errors:
        told = "; ".join(str(error) for error in errors)
        yield look.finding("timer_missing", "failed", entered.at, {"error": told}, evidence=evidence, commands=commands)
        return
    if look.step.due is not None and look.case.due_at is None:
        expression = look.step.due.text
        info = Severity.INFO
        yield look.finding("timer_missing", "no_value", entered.at, {"expression": expression}, severity=info, evidence=evidence)
        return
    lacking = _lacking(look, _then(look, entered.seq), entered.at)
    if lacking:
        told = ", ".join(str(number + 1) for number in lacking)
        yield look.finding("timer_missing", "rungs", entered.at, {"rungs": told}, evidence=evidence, commands=commands)


def _odd(look: Look) -> bool:
    """Whether a rung that has no timer should still lie ahead, or the clock has no due instant."""
    if look.step.due is not None and look.case.due_at is None:
        return True
    world = look.world
    expected, wrong = _expected(look, look.case, look.case.entered)
    running = {timer.rung for timer in look.case.timers}
    return bool(wrong) or any(timer.rung not in running and timer.due > world.now for timer in expected)


def _expected(look: Look, case: Case, entered: datetime) -> tuple[tuple[Timer, ...], list[str]]:
    """What the definition arms for a case that comes to its step at this instant."""
    then = World(look.world.around, entered, look.world.new_id)
    scope = CaseScope.of(look.model, case, then)
    due = Due(look.case.due_at, look.case.provisional) if look.case.due_at is not None else due_of(look.step, scope)[0]
    return armed(look.step, look.case.round, due, scope)


def _then(look: Look, seq: int) -> Case:
    """The case as it was when it came to its step: data may have changed since."""
    return fold(event for event in look.facts.events if event.seq <= seq)


def _lacking(look: Look, then: Case, entered: datetime) -> list[int]:
    """Rungs, from 0, that should have been armed and are neither armed nor fired."""
    expected, _ = _expected(look, then, entered)
    return sorted({timer.rung for timer in expected} - {timer.rung for timer in look.case.timers} - _fired(look))


def _fired(look: Look) -> set[int]:
    """The rungs that have happened in this round; a timer's key is CLOCK:ROUND:RUNG:REPEAT."""
    case = look.case
    keys = [event.fact.key for event in look.facts.events if isinstance(event.fact, e.TimerFired)]
    mine = [key.rsplit(":", 2) for key in keys if key.startswith(f"{case.step}:{case.round}:")]
    return {int(rung) for _, rung, _ in mine}
