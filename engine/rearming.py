"""Timers that should be armed and are not: armed anew from the same begin, by the case as it stands (LANGUAGE §8).

A clock that never began, or could not be worked out, is armed whole: what it has missed happens at once, as after any downtime. Of one that
runs only rungs that still lie ahead are armed, since a rung that has no timer any more may have fired.
"""

from .case import CaseClock, Timer
from .case_clocks import WRONG, origin_of
from .clock_changes import armed_of, step_timers
from .clock_view import elements
from .definition import Deadline
from .errors import Reason
from .escalation import armed, due_of
from .expressions import ExpressionFailed
from .frozen import dataclass
from .scope import CaseScope
from .ticking import arm, of_case
from .worktime import Due
from .world import World


@dataclass(frozen=True, slots=True)
class Rearming:
    """What a clock gets: until when it runs, and every timer that is armed then; or the `reasons` for which it gets nothing."""

    due: Due | None = None
    timers: tuple[Timer, ...] = ()
    reasons: tuple[Reason, ...] = ()


def rearming(id: str, scope: CaseScope) -> Rearming:
    """What would be armed for the clock of the present step, or for a clock of the case."""
    clock, deadline = scope.case.clock(id), scope.model.workflow.deadlines.get(id.partition("/")[0])
    if clock is not None:
        return _of_case(clock, scope)
    if deadline is not None:
        return _never_begun(deadline, id, scope)
    if id != scope.case.step:
        return _no(Reason("unknown_clock", f"the workflow `{scope.case.workflow}` has no clock `{id}` here", "Leave it out: the step's."))
    return _of_step(scope)


def _of_step(scope: CaseScope) -> Rearming:
    case, step = scope.case, scope.model.step(scope.case.step)
    then = CaseScope.of(scope.model, case, World(scope.world.around, case.begin, scope.world.new_id, scope.world.family))
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    if due is None:
        due, wrong = due_of(step, then)
        if wrong is not None:
            return _wrong(wrong)
    expected, failed = armed(step, case.round, due, then)
    running = step_timers(case)
    whole = case.due_at is None and not running
    more = expected if whole else _ahead(expected, running, scope)
    if failed and not more:
        return _wrong("; ".join(failed))
    if not more and (due.at if due is not None else None) == case.due_at:
        return _nothing(case.step)
    return Rearming(due, (*running, *more))


def _of_case(clock: CaseClock, scope: CaseScope) -> Rearming:
    if not clock.running or clock.due is None:
        return _nothing(clock.id)
    running = armed_of(scope.case, clock.id)
    expected, failed = arm(of_case(clock, scope))
    more = _ahead(expected, running, scope)
    if not more:
        return _wrong("; ".join(failed)) if failed else _nothing(clock.id)
    return Rearming(Due(clock.due, clock.provisional), (*running, *more))


def _never_begun(deadline: Deadline, id: str, scope: CaseScope) -> Rearming:
    """A clock that has something to count from by now begins as it does after every move."""
    try:
        wanted = elements(deadline, scope)
        found = origin_of(deadline, scope.with_loop(deadline, wanted[id])) if id in wanted else None
    except (*WRONG, ExpressionFailed) as error:
        return _wrong(str(error))
    return Rearming() if found is not None else _nothing(id)


def _ahead(expected: tuple[Timer, ...], running: tuple[Timer, ...], scope: CaseScope) -> tuple[Timer, ...]:
    there = {timer.rung for timer in running}
    return tuple(timer for timer in expected if timer.rung not in there and timer.due > scope.world.now)


def _no(reason: Reason) -> Rearming:
    return Rearming(reasons=(reason,))


def _nothing(id: str) -> Rearming:
    told = f"there is nothing to arm for `{id}`: it has no due instant to count to, or every timer is there"
    return _no(Reason("nothing_to_arm", told, "Give the value that its `due` asks for, then try again.", {"clock": id}))


def _wrong(error: str) -> Rearming:
    told = f"when it is due cannot be worked out: {error}"
    return _no(Reason("time_invalid", told, "Mend the data, or migrate the case to a mended definition."))
