"""Whether the timers that are armed are those that the definition arms for this entry into the step."""

from collections.abc import Iterator
from datetime import datetime

from .. import events as e
from ..case import Case, Timer
from ..clock_changes import step_timers
from ..definition import Step
from ..errors import DirectoryUnavailable, Misconfigured
from ..escalation import armed, due_of
from ..events import Event
from ..evolve import fold
from ..facts_out import TimersArmed
from ..reasons import Severity
from ..scope import CaseScope
from ..worktime import Due
from ..world import World
from .look import Look
from .repairs import rearm, why
from .values import StuckFinding


def missing_findings(look: Look) -> list[StuckFinding]:
    """The definition arms a clock for this entry, and it is not there. History is read only where something looks odd."""
    try:
        odd = _odd(look)
    except Misconfigured as error:
        return [calendar_finding(look, error)]
    except DirectoryUnavailable:
        # A deadline that asks people cannot be checked now; the owner family tells that the directory fails.
        return []
    entered = look.facts.entered(look.case.step) if odd else None
    return list(_missed(look, entered, entered.fact)) if entered is not None and isinstance(entered.fact, e.Entered) else []


def calendar_finding(look: Look, error: Misconfigured) -> StuckFinding:
    """The calendar that counts here is not there."""
    name = str(error.data.get("calendar") or look.step.calendar or look.model.calendar)
    evidence, commands = {"calendar": name, "error": error.message, "hint": error.hint}, [why(look.case)]
    return look.finding("calendar_missing", "unknown", look.case.entered, {"calendar": name}, evidence=evidence, commands=commands)


def calendars_ahead(look: Look) -> Iterator[StuckFinding]:
    """A clock begins at a step ahead by a calendar that is not there: whatever leads there fails."""
    for name, ahead in look.outlook.calendars.items():
        if name not in look.world.around.calendars and _needs_it(look, look.model.step(ahead)):
            params, since = {"calendar": name, "step": ahead}, look.case.at or look.case.entered
            yield look.finding("calendar_missing", "ahead", since, params, evidence={"calendar": name}, commands=[why(look.case)])


def _needs_it(look: Look, step: Step) -> bool:
    """Whether the clock of a step cannot do without its calendar; of branches, which are not there yet, it is taken for granted."""
    scope = CaseScope.of(look.model, look.case, look.world)
    try:
        armed(step, 1, due_of(step, scope)[0], scope)
    except Misconfigured:
        return True
    except DirectoryUnavailable:
        return False
    return step.splits


def _odd(look: Look) -> bool:
    """Whether the clock has no due instant, or a rung that should still lie ahead has no timer."""
    if look.step.due is not None and look.case.due_at is None:
        return True
    running = {timer.rung for timer in step_timers(look.case)}
    if len(running) == len(look.step.rungs) and not _misses_its_calendar(look):
        return False
    expected, wrong = _expected(look, look.case, look.case.begin)
    return bool(wrong) or any(timer.rung not in running and timer.due > look.world.now for timer in expected)


def _misses_its_calendar(look: Look) -> bool:
    """Whether a calendar is named that is not there: nothing can be worked out then."""
    return (look.step.calendar or look.model.calendar) is not None and look.calendar is None


def _missed(look: Look, entered: Event, fact: e.Entered) -> Iterator[StuckFinding]:
    """What history says of the entry: it failed, it had no value, or timers have gone since without firing."""
    again = _armed_again(look, entered)
    errors, due = fact.trace.get("errors") if again is None else None, look.step.due
    at, evidence, commands = (
        entered.at,
        {"entered": entered.at, "armed": fact.timers, "errors": errors or [], "due": due.text if due is not None else None},
        [rearm(look)],
    )
    if isinstance(errors, list | tuple) and errors:
        params = {"error": "; ".join(str(error) for error in errors)}
        yield look.finding("timer_missing", "failed", at, params, evidence=evidence, commands=commands)
    elif due is not None and look.case.due_at is None:
        params = {"expression": due.text}
        yield look.finding("timer_missing", "no_value", at, params, severity=Severity.INFO, evidence=evidence, commands=commands)
    elif lacking := _lacking(look, look.case if _migration(look) else _then(look, (again or entered).seq), look.case.begin):
        params = {"rungs": ", ".join(str(number + 1) for number in lacking)}
        yield look.finding("timer_missing", "rungs", at, params, evidence=evidence, commands=commands)


def _armed_again(look: Look, entered: Event) -> Event | None:
    """The last time since the entry that an administrator had missing timers armed."""
    found = (ev for ev in reversed(look.facts.events) if isinstance(ev.fact, TimersArmed) and ev.fact.clock == look.case.step)
    return next((event for event in found if event.seq > entered.seq), None)


def _expected(look: Look, case: Case, begin: datetime) -> tuple[tuple[Timer, ...], list[str]]:
    """What the definition arms for a case whose clock begins at this instant."""
    then = World(look.world.around, begin, look.world.new_id)
    scope = CaseScope.of(look.model, case, then)
    due = Due(look.case.due_at, look.case.provisional) if look.case.due_at is not None else due_of(look.step, scope)[0]
    return armed(look.step, look.case.round, due, scope)


def _then(look: Look, seq: int) -> Case:
    """The case as it was when it came to its step: data may have changed since."""
    return fold(event for event in look.facts.events if event.seq <= seq)


def _lacking(look: Look, then: Case, begin: datetime) -> list[int]:
    """Rungs, from 0, that should have been armed and are neither armed nor fired."""
    expected, _ = _expected(look, then, begin)
    return sorted({timer.rung for timer in expected} - {timer.rung for timer in step_timers(look.case)} - _fired(look))


def _fired(look: Look) -> set[int]:
    """The rungs that have happened in this round; a timer's key is CLOCK:ROUND:RUNG:REPEAT."""
    case, migration = look.case, _migration(look)
    since = migration.seq if migration is not None else 0
    keys = [event.fact.key for event in look.facts.events if isinstance(event.fact, e.TimerFired) and event.seq > since]
    mine = [key.rsplit(":", 2) for key in keys if key.startswith(f"{case.step}:{case.round}:")]
    before = migration.fact.done if migration is not None and isinstance(migration.fact, e.Migrated) else ()
    return {*before, *(int(rung) for _, rung, _ in mine)}


def _migration(look: Look) -> Event | None:
    """The last time that the case, at this step, went over to another definition, which numbers the rungs anew."""
    since = next((event for event in reversed(look.facts.events) if isinstance(event.fact, e.Migrated | e.Entered)), None)
    return since if since is not None and isinstance(since.fact, e.Migrated) else None
