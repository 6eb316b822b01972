"""Clocks: when something is due, which rungs are armed, and what a rung does (approval-semantics §2.11)."""

from datetime import datetime

from . import events as e
from .case import Case, Task, Timer
from .definition import Rung, Step
from .draft import Draft
from .durations import Duration
from .effects import notice, run
from .expressions import Expression, ExpressionFailed, Kind
from .frozen import altered
from .reseating import reseated
from .scope import CaseScope, holder_of
from .ticking import Ticking, arm, ticking
from .times import moment
from .traces import kept_trace
from .worktime import Due, shift


def due_of(step: Step, scope: CaseScope) -> tuple[Due | None, str | None]:
    """When the step is due, counted from now; or why that cannot be worked out (nobody's move fails for it)."""
    if step.due is None:
        return None, None
    begun = altered(scope, step=step, begin=scope.world.now)
    try:
        return moment(step.due.worth(begun, Kind.TIME), begun), None
    except (ExpressionFailed, ValueError, OverflowError) as error:
        return None, str(error)


def armed(step: Step, round: int, due: Due | None, scope: CaseScope) -> tuple[tuple[Timer, ...], list[str]]:
    """The timers of a step entered now, and what could not be worked out. A rung that would lie before the clock begins is not armed."""
    return arm(Ticking(step.id, round, step.rungs, altered(scope, step=step, begin=scope.world.now, due=due)))


def fire(draft: Draft, key: str, reason: str | None = None) -> Rung | None:
    """A rung happens: late or not, once; of several passed ones of a clock only the highest notifies. The rung, if its condition held.

    `reason` is that of an administrator who did not wait.
    """
    case = draft.case
    timer = next(timer for timer in case.timers if timer.key == key)
    clock = running(draft, timer.clock)
    rung = clock.rungs[timer.rung]
    met, trace = _met(rung, clock.scope)
    following = _repeat(rung, timer, clock)
    mine = [other for other in (*case.timers, *([following] if following else [])) if other.clock == timer.clock]
    passed = [other for other in mine if other.due <= draft.world.now]
    quiet = not rung.apart and any(_outdoes(other, timer) and _tells(clock, other) for other in passed)
    done = "fired" if met else "not_met"
    draft.emit(e.TimerFired(key=key, due=timer.due, quiet=quiet, done=done, next=following, reason=reason, trace=trace))
    if not met:
        return None
    _happen(draft, timer.clock, rung, quiet)
    return rung


def running(draft: Draft, id: str) -> Ticking:
    """A running clock, with the names in its rungs as they stand now."""
    return ticking(id, CaseScope.of(draft.model, draft.case, draft.world))


def _outdoes(other: Timer, timer: Timer) -> bool:
    """Whether what `other` tells makes this timer's notice needless: a rung above, or the next repetition of the same."""
    if other.rung == timer.rung:
        return other.repeat > timer.repeat
    return not other.repeat and (other.due, other.rung) > (timer.due, timer.rung)


def _tells(clock: Ticking, other: Timer) -> bool:
    """Whether a rung that has passed, too, has its say: not where its condition does not hold, nor where it only sets something."""
    rung = clock.rungs[other.rung]
    return rung.tells and not rung.apart and _met(rung, clock.scope)[0]


def _met(rung: Rung, scope: CaseScope) -> tuple[bool, dict[str, object]]:
    if rung.when is None:
        return True, {}
    try:
        outcome = scope.ask_for(rung.when)
    except ExpressionFailed as error:
        return False, {"error": str(error)}
    return outcome.met, kept_trace(outcome.trace)


def _repeat(rung: Rung, timer: Timer, clock: Ticking) -> Timer | None:
    if rung.every is None or timer.repeat + 1 >= rung.times:
        return None
    repeat = timer.repeat + 1
    # Where what it counts from has moved since, it goes on from where it is.
    at = (clock.found(timer.rung, repeat) if clock.places(timer) else None) or _further(timer, rung.every, clock.scope)
    if at is None:
        return None
    return altered(timer, key=clock.key(timer.rung, repeat), repeat=repeat, due=at.at, provisional=at.provisional)


def _further(timer: Timer, every: Duration, scope: CaseScope) -> Due | None:
    """So much later; None beyond what a calendar holds: the repetitions end there, and no other rung is kept from happening."""
    try:
        return shift(Due(timer.due, timer.provisional), every, scope.calendar, scope.zone)
    except (ValueError, OverflowError):
        return None


def _happen(draft: Draft, clock: str, rung: Rung, quiet: bool) -> None:
    """What a rung does; with `per: seat` once for each open seat, whose `holder` is then that seat's."""
    if not rung.per_seat:
        _once(draft, clock, rung, draft.case.open_tasks, quiet)
        return
    for task in draft.case.open_tasks:
        _once(draft, clock, rung, (task,), quiet)


def _once(draft: Draft, clock: str, rung: Rung, tasks: tuple[Task, ...], quiet: bool) -> None:
    scope = altered(running(draft, clock).scope, seats=tasks)
    if rung.remind is not None:
        draft.emit(e.Urged(tasks=_urged(rung.remind, tasks, scope)))
        if not quiet:
            notice(draft, "remind", rung.remind, scope)
    for effect in rung.effects:
        run(draft, effect, scope, quiet=quiet)
    if rung.reassign is not None:
        for task in tasks:
            why = reseated(draft, rung.reassign, task, altered(scope, seats=(task,)))
            if why is not None:
                draft.emit(e.Urged(tasks=(), reason=f"reassign: {why}"))


def _urged(reminded: Expression, tasks: tuple[Task, ...], scope: CaseScope) -> tuple[str, ...]:
    """The tasks that a reminder marks: those of the step; for a clock of the case, those that lie with whom it reminds."""
    if scope.lasting is None:
        return tuple(task.id for task in tasks)
    try:
        people = set(scope.people_of(reminded).people.entries)
    except ExpressionFailed:
        return ()
    return tuple(task.id for task in tasks if people & set(holder_of(task, scope.world).entries))


def overdue(case: Case, now: datetime) -> bool:
    """Whether the case's step is past its due instant."""
    return case.due_at is not None and now > case.due_at
