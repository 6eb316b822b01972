"""The clocks of the case itself: late ones and who is chased, ladders that have come to their end, timers that are not there."""

from collections.abc import Iterator
from datetime import timedelta

from .. import events as e
from ..calendars import Calendar
from ..case import SUSPENDED, CaseClock
from ..case_clocks import WRONG, origin_of
from ..clock_view import elements
from ..definition import Deadline
from ..errors import DirectoryUnavailable, Misconfigured
from ..expressions import ExpressionFailed
from ..plain import instant
from ..reasons import Severity
from ..scope import CaseScope
from ..ticking import arm, of_case
from ..verdict.holding import Late
from ..worktime import Due, overdue_workdays
from .look import Look
from .missing import calendar_finding
from .repairs import acknowledge, rearm, remind, why
from .story import Lasting
from .values import StuckFinding


def lasting_findings(look: Look) -> Iterator[StuckFinding]:
    """What is wrong with the clocks of the case."""
    try:
        missing = list(_missing(look))
    except Misconfigured as error:
        yield calendar_finding(look, error)
        return
    except DirectoryUnavailable:
        missing = []
    for late in look.late:
        if late.clock is not None:
            yield from _overdue(look, late, late.clock)
    yield from missing


def lasting(look: Look) -> Iterator[Lasting]:
    """How each clock of the case stands, the earliest due first."""
    for clock in sorted(look.case.clocks, key=lambda one: (not one.running, one.due is None, one.due or one.begin, one.id)):
        deadline = look.model.workflow.deadlines.get(clock.deadline)
        late = look.case.status is not SUSPENDED and clock.running and clock.due is not None and clock.due < look.world.now
        yield Lasting(
            id=clock.id,
            title=deadline.title if deadline is not None else {},
            begin=clock.begin,
            due=clock.due,
            provisional=clock.provisional,
            extended=clock.extended,
            stopped=clock.stopped,
            stopped_at=clock.stopped_at,
            late=late,
            overdue_workdays=_workdays(look, clock) if late else None,
            holder=chased(look, clock),
        )


def chased(look: Look, clock: CaseClock) -> tuple[str, ...]:
    """Whose duty it is, as far as that can be worked out today."""
    try:
        return CaseScope.of(look.model, look.case, look.world).ticking(clock).holders().entries
    except (ExpressionFailed, DirectoryUnavailable):
        return ()


def _workdays(look: Look, clock: CaseClock) -> int | None:
    """Working days past the due instant; None where no calendar counts."""
    calendar = _calendar(look, clock)
    return overdue_workdays(Due(clock.due), look.world.now, calendar) if clock.due is not None and calendar is not None else None


def _calendar(look: Look, clock: CaseClock) -> Calendar | None:
    try:
        return CaseScope.of(look.model, look.case, look.world).ticking(clock).calendar
    except Misconfigured:
        return None


def _overdue(look: Look, late: Late, clock: CaseClock) -> Iterator[StuckFinding]:
    params: dict[str, str | int] = {"clock": clock.id, "due": instant(late.due)}
    days = _workdays(look, clock)
    variant, by = ("clock_workdays", {"workdays": days}) if days else ("clock_same_day", {})
    if days is None:
        variant, by = "clock_hours", {"hours": (look.world.now - late.due) // timedelta(hours=1)}
    people, evidence = chased(look, clock), {"clock": clock, "armed": late.armed}
    urge = remind(look)
    commands = [*urge, acknowledge(look, "overdue", clock.id)]
    yield look.finding("overdue", variant, late.due, params | by, people=people, evidence=evidence, commands=commands)
    if late.exhausted:
        told = params | {"rungs": late.rungs}
        commands = [*urge, acknowledge(look, "ladder_exhausted", clock.id)]
        yield look.finding("ladder_exhausted", "clock_fired", late.due, told, people=people, evidence=evidence, commands=commands)


def _missing(look: Look) -> Iterator[StuckFinding]:
    """Clocks that should run and do not, and rungs that should be armed and are not."""
    scope = CaseScope.of(look.model, look.case, look.world)
    for deadline in look.model.workflow.deadlines.values():
        try:
            wanted = elements(deadline, scope)
        except ExpressionFailed as error:
            yield _failed(look, deadline.id, error)
            continue
        for id, element in wanted.items():
            yield from _of(look, deadline, id, scope.with_loop(deadline, element))


def _of(look: Look, deadline: Deadline, id: str, scope: CaseScope) -> Iterator[StuckFinding]:
    clock = look.case.clock(id)
    try:
        origin = origin_of(deadline, scope)
    except WRONG as error:
        if clock is None:
            yield _failed(look, id, error)
        return
    if clock is None and origin is not None:
        since = origin.at if isinstance(origin, Due) else origin
        yield look.finding("timer_missing", "clock_missing", since, {"clock": id}, commands=[rearm(look, id)])
    elif clock is not None and clock.running and clock.due is None:
        params = {"clock": id, "expression": deadline.due.text}
        yield look.finding("timer_missing", "clock_no_value", clock.begin, params, severity=Severity.INFO, commands=[why(look.case)])
    elif clock is not None and clock.running:
        yield from _unarmed(look, clock)


def _unarmed(look: Look, clock: CaseClock) -> Iterator[StuckFinding]:
    """Rungs that lie ahead and have no timer. History is read only where one is not there: an administrator may not have waited."""
    expected, _ = arm(of_case(clock, CaseScope.of(look.model, look.case, look.world)))
    running = {timer.rung for timer in look.case.timers if timer.clock == clock.id}
    lacking = {timer.rung for timer in expected if timer.due > look.world.now} - running
    if not lacking:
        return
    fired = [event.fact.key for event in look.facts.events if isinstance(event.fact, e.TimerFired)]
    mine = {int(key.rsplit(":", 2)[1]) for key in fired if key.startswith(f"{clock.id}:{clock.turn}:")}
    if lacking - mine:
        params: dict[str, str | int] = {"clock": clock.id, "rungs": ", ".join(str(number + 1) for number in sorted(lacking - mine))}
        commands = [rearm(look, clock.id)]
        yield look.finding("timer_missing", "clock_rungs", clock.begin, params, commands=commands)


def _failed(look: Look, id: str, error: Exception) -> StuckFinding:
    params: dict[str, str | int] = {"clock": id, "error": str(error)}
    return look.finding("timer_missing", "clock_failed", look.case.entered, params, commands=[why(look.case)])
