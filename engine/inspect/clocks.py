"""The family *time*: what is late, which timers are missing, and which should have fired (approval-semantics §2.11, DESIGN §7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .. import commands as c
from ..case import SUSPENDED, Case, Timer
from ..facts_out import Suspended
from ..plain import instant
from ..ports import AttemptRow
from ..worktime import Due, overdue_workdays
from .lasting import lasting_findings
from .look import Look
from .missing import calendars_ahead, missing_findings
from .movers import to_wake
from .parties import waited_for
from .repairs import TICK, acknowledge, remind, resume
from .silence import silent_findings
from .values import StuckFinding


def time_findings(look: Look) -> Iterator[StuckFinding]:
    """What is wrong with the clock of the step where the case rests."""
    if look.case.status is SUSPENDED:
        yield _suspended(look)
        return
    missing = missing_findings(look) if look.step.due is not None or look.step.rungs else []
    if look.late:
        yield from _overdue(look, complete=not missing)
    if late := unfired(look.case, look.world.now - look.patience.grace):
        yield _unfired(look, late)
    yield from missing
    if look.case.clocks or look.model.workflow.deadlines:
        missing += (lasting := list(lasting_findings(look)))
        yield from lasting
    if look.outlook.calendars and not any(one.code == "calendar_missing" for one in missing):
        yield from calendars_ahead(look)
    if not look.facts.quiet:
        yield from silent_findings(look)


def _suspended(look: Look) -> StuckFinding:
    since = look.case.suspended or look.case.entered
    put = next((event for event in reversed(look.facts.events) if isinstance(event.fact, Suspended)), None)
    commands = [resume(look, to_wake(look.case, look.world))]
    if put is None or not isinstance(put.fact, Suspended):
        return look.finding("suspended", "resting", since, {"since": instant(since)}, commands=commands)
    params: dict[str, str | int] = {"person": put.actor, "since": instant(since), "why": put.fact.reason}
    return look.finding("suspended", "put", since, params, people=[put.actor], evidence={"by": put.actor}, commands=commands)


def _overdue(look: Look, complete: bool) -> Iterator[StuckFinding]:
    """Late by so much; and whether the ladder, if it was armed as it should be (`complete`), has come to its end."""
    late = next((one for one in look.late if one.clock is None), None)
    if late is None:
        return
    case, due = look.case, late.due
    variant, by = _late(look, due)
    params: dict[str, str | int] = {"due": instant(due)}
    urged = sum(task.urged for task in case.open_tasks)
    evidence = {"due": due, "provisional": case.provisional, "urged": urged, "armed": late.armed}
    people, urge = waited_for(look), remind(look)
    commands = [*urge, acknowledge(look, "overdue")]
    yield look.finding("overdue", variant, due, params | by, people=people, evidence=evidence, commands=commands)
    if complete and late.exhausted:
        params["rungs"] = late.rungs
        commands = [*urge, acknowledge(look, "ladder_exhausted")]
        yield look.finding("ladder_exhausted", "all_fired", due, params, people=people, evidence=evidence, commands=commands)


def _late(look: Look, due: datetime) -> tuple[str, dict[str, str | int]]:
    """By how much: working days where a calendar counts them, else hours."""
    if look.calendar is None:
        return "hours", {"hours": (look.world.now - due) // timedelta(hours=1)}
    days = overdue_workdays(Due(due), look.world.now, look.calendar)
    return ("workdays", {"workdays": days}) if days else ("same_day", {})


def unfired(case: Case, before: datetime) -> list[Timer]:
    """The timers that should have fired before this instant."""
    return [timer for timer in case.timers if timer.due < before]


def _unfired(look: Look, late: list[Timer]) -> StuckFinding:
    """Timers later than the grace: nobody ticks, they fail, or the nodes lag behind."""
    first = min(late, key=lambda timer: (timer.due, timer.rung))
    failing = [row for row in look.facts.attempts if row.actor == c.TIMER and row.last_at >= first.due]
    variant, told = _unfired_why(look, failing)
    evidence = {"timers": late, "nodes": [{"node": node, "beat": beat} for node, beat in look.facts.nodes], "attempts": failing}
    params: dict[str, str | int] = {"rung": first.rung + 1, "due": instant(first.due), **told}
    return look.finding("timer_unfired", variant, first.due, params, evidence=evidence, commands=[TICK])


def _unfired_why(look: Look, failing: list[AttemptRow]) -> tuple[str, dict[str, str | int]]:
    nodes = look.facts.nodes
    if failing:
        return "failing", {"tries": sum(row.count for row in failing), "error": failing[0].message or failing[0].code}
    alive = [node for node, beat in nodes if beat + look.patience.silence >= look.world.now]
    if alive:
        return "backlog", {"nodes": len(alive)}
    last = max((beat for _, beat in nodes), default=None)
    return "no_node", {"beat": instant(last) if last is not None else "-"}
