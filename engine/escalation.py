"""Clocks of steps: when something is due, which rungs are armed, and what a rung does (approval-semantics §2.11)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from . import events as e
from .case import Case, Task, Timer
from .definition import Rung, Step
from .draft import Draft
from .durations import Duration
from .effects import notice, run
from .expressions import Expression, ExpressionFailed, Kind, MonthDay, Span
from .people import Opening, barred, pooled, signers
from .scope import CaseScope, holder_of
from .worktime import Due, deadline, next_month_day, shift


def due_of(step: Step, scope: CaseScope) -> tuple[Due | None, str | None]:
    """When the step is due, counted from now; or why that cannot be worked out (nobody's move fails for it)."""
    if step.due is None:
        return None, None
    begun = replace(scope, step=step, begin=scope.world.now)
    try:
        return moment(step.due.evaluate(begun, Kind.TIME).value, begun), None
    except (ExpressionFailed, ValueError, OverflowError) as error:
        return None, str(error)


def moment(value: object, scope: CaseScope) -> Due | None:
    """When a value of time is, as a deadline: a duration counts from the clock's begin; None for what is no time."""
    begin = scope.begin
    assert begin is not None
    match value:
        case Duration():
            return deadline(begin, value, scope.calendar, scope.zone)
        case Span():
            return deadline(begin, value.duration, scope.calendar, scope.zone, value.at)
        case _:
            return _moment(value, scope)


def _moment(value: object, scope: CaseScope) -> Due | None:
    """An instant: a whole date ends with its office hours, a day of the year is the next one."""
    assert scope.begin is not None
    match value:
        case Due():
            return value
        case MonthDay():
            return next_month_day(scope.begin, value.month, value.day, scope.calendar, scope.zone, value.at)
        case datetime():
            return Due(value)
        case date():
            if scope.calendar is not None:
                return Due(scope.calendar.close_of(value))
            return Due(datetime.combine(value, time.max, scope.zone).astimezone(UTC))
    return None


def rung_time(at: Expression, scope: CaseScope) -> Due | None:
    """When a rung happens; a duration counts from the clock's begin and keeps its time of day."""
    value = at.evaluate(scope, Kind.TIME).value
    assert scope.begin is not None
    match value:
        case Duration():
            return shift(scope.begin, value, scope.calendar, scope.zone)
        case Span():
            return shift(scope.begin, value.duration, scope.calendar, scope.zone, value.at)
        case _:
            return _moment(value, scope)


def armed(step: Step, round: int, due: Due | None, scope: CaseScope) -> tuple[tuple[Timer, ...], list[str]]:
    """The timers of a step entered now, and what could not be worked out. A rung that would lie before the clock begins is not armed."""
    begun = replace(scope, step=step, begin=scope.world.now, due=due)
    timers, wrong = [], []
    for number, rung in enumerate(step.rungs):
        try:
            at = rung_time(rung.at, begun)
        except (ExpressionFailed, ValueError, OverflowError) as error:
            wrong.append(f"rung {number + 1}: {error}")
            continue
        if at is not None and at.at >= scope.world.now:
            timers.append(Timer(f"{step.id}:{round}:{number}:0", step.id, round, number, at.at, provisional=at.provisional))
    return tuple(timers), wrong


def fire(draft: Draft, key: str, reason: str | None = None) -> Rung | None:
    """A rung happens: late or not, once; of several passed ones only the highest notifies. The rung, if its condition held.

    `reason` is that of an administrator who did not wait.
    """
    case, step = draft.case, draft.step
    timer = next(timer for timer in case.timers if timer.key == key)
    rung = step.rungs[timer.rung]
    scope = clock_scope(draft, step)
    met, trace = _met(rung, scope)
    following = _repeat(rung, timer, scope)
    passed = [other for other in (*case.timers, *([following] if following else [])) if other.due <= draft.world.now]
    quiet = not rung.apart and any(_outdoes(other, timer) for other in passed if not step.rungs[other.rung].apart)
    done = "fired" if met else "not_met"
    draft.emit(e.TimerFired(key=key, due=timer.due, quiet=quiet, done=done, next=following, reason=reason, trace=trace))
    if not met:
        return None
    _happen(draft, step, rung, quiet)
    return rung


def next_rung(case: Case) -> Timer | None:
    """The timer of the present step that would fire next; of several at one instant the lower rung."""
    mine = [timer for timer in case.timers if timer.clock == case.step]
    return min(mine, key=lambda timer: (timer.due, timer.rung, timer.repeat), default=None)


def _outdoes(other: Timer, timer: Timer) -> bool:
    """Whether what `other` tells makes this timer's notice needless: a rung above, or the next repetition of the same."""
    if other.rung == timer.rung:
        return other.repeat > timer.repeat
    return other.clock == timer.clock and not other.repeat and (other.due, other.rung) > (timer.due, timer.rung)


def _met(rung: Rung, scope: CaseScope) -> tuple[bool, dict[str, object]]:
    if rung.when is None:
        return True, {}
    try:
        outcome = scope.ask_for(rung.when)
    except ExpressionFailed as error:
        return False, {"error": str(error)}
    return outcome.met, dict(outcome.trace.to_plain())


def _repeat(rung: Rung, timer: Timer, scope: CaseScope) -> Timer | None:
    if rung.every is None or timer.repeat + 1 >= rung.times:
        return None
    try:
        at = shift(Due(timer.due, timer.provisional), rung.every, scope.calendar, scope.zone)
    except (ValueError, OverflowError):
        # Beyond what a calendar holds: the repetitions end here, and no other rung is kept from happening.
        return None
    repeat = timer.repeat + 1
    return replace(timer, key=f"{timer.clock}:{timer.round}:{timer.rung}:{repeat}", repeat=repeat, due=at.at, provisional=at.provisional)


def clock_scope(draft: Draft, step: Step) -> CaseScope:
    """The names in a rung of the running clock."""
    case = draft.case
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    return replace(draft.scope, step=step, begin=case.begin, due=due, actor=None)


def _happen(draft: Draft, step: Step, rung: Rung, quiet: bool) -> None:
    """What a rung does; with `per: seat` once for each open seat, whose `holder` is then that seat's."""
    if not rung.per_seat:
        _once(draft, step, rung, draft.case.open_tasks, quiet)
        return
    for task in draft.case.open_tasks:
        _once(draft, step, rung, (task,), quiet)


def _once(draft: Draft, step: Step, rung: Rung, tasks: tuple[Task, ...], quiet: bool) -> None:
    scope = replace(clock_scope(draft, step), seats=tasks)
    if rung.remind is not None:
        draft.emit(e.Urged(tasks=tuple(task.id for task in tasks)))
        if not quiet:
            notice(draft, "remind", rung.remind, scope)
    for effect in rung.effects:
        run(draft, effect, scope, quiet=quiet)
    if rung.reassign is not None:
        for task in tasks:
            _reassign(draft, step, rung.reassign, task, replace(scope, seats=(task,)))


def _reassign(draft: Draft, step: Step, to: Expression, task: Task, scope: CaseScope) -> None:
    """The seat moves to whom the rung names, as far as no duty bars them; where nobody is left it stays, and the trace says so."""
    try:
        outcome = scope.people_of(to)
    except ExpressionFailed as error:
        draft.emit(e.Urged(tasks=(), reason=f"reassign: {error}"))
        return
    taken = signers(draft.case, task)
    people = outcome.people
    removed = {p: code for p in people.entries if (code := "already_signer" if p in taken else barred(step, draft.case, p, draft.world))}
    found = pooled(Opening(task.seat, trace=dict(outcome.trace.to_plain())), people, removed, scope)
    kept = set(people.entries) - set(removed)
    if not kept or kept == set(holder_of(task, draft.world).entries):
        draft.emit(e.Urged(tasks=(), reason="reassign: nobody else is there to take the seat over"))
        return
    draft.emit(
        e.Transferred(
            task=task.id,
            holder=found.holder,
            was=task.holder,
            verb="reassign",
            candidates=found.candidates,
            tokens=found.tokens,
            trace=found.trace,
        )
    )


def overdue(case: Case, now: datetime) -> bool:
    """Whether the case's step is past its due instant."""
    return case.due_at is not None and now > case.due_at
