"""The family *time*: what is late, which timers are missing, and which should have fired (approval-semantics §2.11, DESIGN §7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .. import commands as c
from .. import events as e
from ..case import Case, Status, Timer
from ..escalation import armed, due_of
from ..evolve import fold
from ..plain import instant
from ..scope import CaseScope
from ..worktime import Due, overdue_workdays
from ..world import World
from .look import Look
from .reasons import Severity
from .repairs import remind, resume, tick, why
from .values import RepairCommand, StuckFinding


def time_findings(look: Look) -> Iterator[StuckFinding]:
    """What is wrong with the clock of the step where the case rests."""
    if look.case.status is Status.SUSPENDED:
        yield _suspended(look)
        return
    yield from _overdue(look)
    yield from _unfired(look)
    yield from _missing(look)


def _suspended(look: Look) -> StuckFinding:
    since = look.case.at or look.case.entered
    return look.finding("suspended", "resting", since, {"since": instant(since)}, commands=[resume(look.case, look.world)])


def _holders(look: Look) -> tuple[str, ...]:
    return tuple(task.holder for task in look.case.open_tasks if task.holder is not None)


def _overdue(look: Look) -> Iterator[StuckFinding]:
    case, due = look.case, look.case.due_at
    if due is None or due >= look.world.now:
        return
    evidence = {"due": due, "provisional": case.provisional, "urged": sum(task.urged for task in case.open_tasks), "armed": case.timers}
    yield _late(look, due, evidence)
    rungs = len(look.step.rungs)
    if rungs and not any(timer.clock == case.step for timer in case.timers):
        yield look.finding(
            "ladder_exhausted",
            "all_fired",
            due,
            {"due": instant(due), "rungs": rungs},
            people=_holders(look),
            evidence={**evidence, "fired": _fired(look)},
            commands=_urging(look),
        )


def _late(look: Look, due: datetime, evidence: dict[str, object]) -> StuckFinding:
    if look.calendar is not None:
        variant, late = "workdays", overdue_workdays(Due(due), look.world.now, look.calendar)
    else:
        variant, late = "hours", (look.world.now - due) // timedelta(hours=1)
    params: dict[str, str | int] = {"due": instant(due), variant: late}
    return look.finding("overdue", variant, due, params, people=_holders(look), evidence=evidence, commands=_urging(look))


def _urging(look: Look) -> tuple[RepairCommand, ...]:
    return (remind(look.case, look.world),) if look.case.open_tasks else ()


def _fired(look: Look) -> list[dict[str, object]]:
    """The rungs that have happened since the step was entered."""
    since = look.case.entered
    return [
        {"key": ev.fact.key, "due": ev.fact.due, "at": ev.at, "done": ev.fact.done}
        for ev in look.facts.events
        if isinstance(ev.fact, e.TimerFired) and ev.at >= since
    ]


def _unfired(look: Look) -> Iterator[StuckFinding]:
    """A timer later than the grace: nobody ticks, it fails, or the nodes lag behind."""
    late = [timer for timer in look.case.timers if timer.due + look.patience.grace < look.world.now]
    if not late:
        return
    first = min(late, key=lambda timer: (timer.due, timer.rung))
    failing = [row for row in look.facts.attempts if row.actor == c.TIMER and row.last_at >= first.due]
    alive = [node for node, beat in look.facts.nodes if beat + look.patience.silence >= look.world.now]
    evidence = {"timers": late, "nodes": [{"node": node, "beat": beat} for node, beat in look.facts.nodes], "attempts": failing}
    params: dict[str, str | int] = {"rung": first.rung + 1, "due": instant(first.due)}
    if failing:
        variant, params = "failing", {**params, "tries": sum(row.count for row in failing), "error": failing[0].message or failing[0].code}
    elif not alive:
        last = max((beat for _, beat in look.facts.nodes), default=None)
        variant, params = "no_node", {**params, "beat": instant(last) if last is not None else "-"}
    else:
        variant, params = "backlog", {**params, "nodes": len(alive)}
    yield look.finding("timer_unfired", variant, first.due, params, evidence=evidence, commands=[tick(look.world)])


def _missing(look: Look) -> Iterator[StuckFinding]:
    """The definition arms a clock for this entry, and it is not there. History is read only where something looks odd."""
    if look.step.due is None and not look.step.rungs:
        return
    if not _odd(look):
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
    fired = {str(row["key"]).split(":")[-2] for row in _fired(look)}
    seen = {timer.rung for timer in look.case.timers} | {int(number) for number in fired}
    return sorted({timer.rung for timer in expected} - seen)
