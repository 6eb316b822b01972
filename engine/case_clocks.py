"""The clocks of a case that outlast one step: they begin, move, stop and go on as the case changes (LANGUAGE §8).

They are looked at after every move, in its transaction. What cannot be worked out leaves a clock as it stands.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from .case import CaseClock, Status, Timer
from .clock_changes import armed_of
from .clock_facts import ClockChanged
from .clock_state import ENDED, MET
from .clock_view import elements
from .clocks import given_until
from .definition import Deadline
from .draft import Draft
from .events import Ended
from .expressions import ExpressionFailed, Kind, Timed
from .scope import CaseScope
from .ticking import arm, of_case
from .times import moment, rung_moment
from .traces import kept_trace
from .worktime import Due

BEGUN, MOVED, WENT_ON, GONE = "begun", "moved", "went_on", "gone"
WRONG = (ExpressionFailed, ValueError, OverflowError)


def settle(draft: Draft) -> None:
    """Bring every clock of the case to where it stands now; clocks that count from each other take several looks."""
    deadlines = draft.model.workflow.deadlines
    if not (deadlines or draft.case.clocks):
        return
    if draft.case.status is not Status.OPEN:
        _last_look(draft)
        return
    for _ in range(len(deadlines) + 2):
        before = draft.seq
        for deadline in deadlines.values():
            _settle(draft, deadline)
        if draft.seq == before:
            return


def _last_look(draft: Draft) -> None:
    """The move that ends a case may be the one that does the duty: then the clock is met, not merely stopped."""
    if not any(isinstance(event.fact, Ended) for event in draft.events):
        return
    for clock in draft.case.clocks:
        deadline = draft.model.workflow.deadlines.get(clock.deadline)
        if deadline is not None and clock.stopped == ENDED and is_met(deadline, clock, draft.scope)[0]:
            _go_on(draft, deadline, clock)


def _settle(draft: Draft, deadline: Deadline) -> None:
    try:
        wanted = elements(deadline, draft.scope)
    except ExpressionFailed:
        return
    for lost in draft.case.clocks:
        if lost.deadline == deadline.id and lost.id not in wanted:
            _emit(draft, lost, GONE)
    for id, element in wanted.items():
        clock = draft.case.clock(id)
        try:
            origin = origin_of(deadline, draft.scope.with_loop(deadline, element))
        except WRONG:
            continue
        if origin is not None:
            _count(draft, deadline, id, clock, origin)
        elif clock is not None:
            _emit(draft, clock, GONE)


def origin_of(deadline: Deadline, scope: CaseScope) -> Due | datetime | None:
    """From when a deadline counts: None where `from` has no value, or `when` does not hold. Raises ExpressionFailed, ValueError."""
    if not scope.met(deadline.when):
        return None
    started = scope.case.started
    value = deadline.begin.worth(scope, Kind.TIME) if deadline.begin is not None else started
    if isinstance(value, Due):
        return value
    if isinstance(value, Timed):
        return value.instant
    if isinstance(value, date) and not isinstance(value, datetime):
        # The day itself is never counted: the clock begins with its first hour.
        return datetime.combine(value, time(), scope.zone).astimezone(UTC)
    found = rung_moment(value, replace(scope, begin=started))
    return found.at if found is not None else None


def _count(draft: Draft, deadline: Deadline, id: str, clock: CaseClock | None, origin: Due | datetime) -> None:
    """A clock that has something to count begins, anew where its origin has changed; else it is looked at again."""
    at, after, unsure = (origin.at, True, origin.provisional) if isinstance(origin, Due) else (origin, False, False)
    if clock is None or clock.origin != at:
        _begin(draft, deadline, CaseClock(id, deadline.id, draft.seq + 1, at, at, after_due=after, unsure=unsure))
    elif clock.running:
        _stop(draft, deadline, _replanned(draft, deadline, clock))
    else:
        _go_on(draft, deadline, clock)


def _begin(draft: Draft, deadline: Deadline, clock: CaseClock) -> None:
    """A new turn: its due instant, its timers; where its duty is done already it stops at once."""
    errors: list[str] = []
    try:
        due = due_by(deadline, draft.scope.ticking(clock))
    except WRONG as error:
        due, errors = None, [f"due: {error}"]
    clock = _due_at(replace(clock, planned=due.at if due is not None else None), due)
    timers, wrong = arm(of_case(clock, draft.scope))
    trace: dict[str, object] = {"errors": [*errors, *wrong]} if errors or wrong else {}
    met, said = is_met(deadline, clock, draft.scope)
    if met:
        clock, timers, trace = replace(clock, stopped=MET, stopped_at=draft.world.now, kept=timers), (), {**trace, **said}
    _emit(draft, clock, BEGUN, timers, trace)


def _replanned(draft: Draft, deadline: Deadline, clock: CaseClock) -> CaseClock:
    """The clock; where what its due instant is made of has changed, due as it is now. An extension that ends later stands."""
    try:
        planned = due_by(deadline, draft.scope.ticking(replace(clock, begin=clock.origin)))
        due = planned if clock.begin == clock.origin else due_by(deadline, draft.scope.ticking(clock))
    except WRONG:
        return clock
    untouched = not clock.extended and clock.begin == clock.origin
    surer = planned is not None and untouched and planned.provisional != clock.provisional
    if (planned.at if planned is not None else None) == clock.planned and not surer:
        return clock
    if clock.extended and clock.due is not None and (due is None or due.at < clock.due):
        due = Due(clock.due, clock.provisional)
    timers = given_until(of_case(clock, draft.scope), due)
    clock = _due_at(replace(clock, planned=planned.at if planned is not None else None), due)
    _emit(draft, clock, MOVED, timers)
    return clock


def _stop(draft: Draft, deadline: Deadline, clock: CaseClock) -> None:
    met, trace = is_met(deadline, clock, draft.scope)
    if met:
        kept = armed_of(draft.case, clock.id)
        _emit(draft, replace(clock, stopped=MET, stopped_at=draft.world.now, kept=kept), MET, trace=trace)


def _go_on(draft: Draft, deadline: Deadline, clock: CaseClock) -> None:
    """What had stopped it may hold no longer: `met`, or the end of the case."""
    met, trace = is_met(deadline, clock, draft.scope)
    if met and clock.stopped != MET:
        _emit(draft, replace(clock, stopped=MET), MET, trace=trace)
    elif met is False or (met is None and clock.stopped != MET):
        _emit(draft, replace(clock, stopped=None, stopped_at=None, kept=()), WENT_ON, clock.kept, trace)


def is_met(deadline: Deadline, clock: CaseClock, scope: CaseScope) -> tuple[bool | None, dict[str, object]]:
    """Whether the duty is done, counted since the clock's origin, with the trace; None where that cannot be worked out."""
    if deadline.met is None:
        return False, {}
    try:
        outcome = replace(scope.ticking(clock), since=clock.origin).ask_for(deadline.met)
    except ExpressionFailed:
        return None, {}
    return outcome.met, kept_trace(outcome.trace)


def due_by(deadline: Deadline, scope: CaseScope) -> Due | None:
    """When a clock is due by its definition, counted from the begin that `scope` knows; raises what is in `WRONG`."""
    return moment(deadline.due.worth(scope, Kind.TIME), scope)


def _due_at(clock: CaseClock, due: Due | None) -> CaseClock:
    return replace(clock, due=due.at if due is not None else None, provisional=due is not None and due.provisional)


def _emit(draft: Draft, clock: CaseClock, how: str, timers: tuple[Timer, ...] = (), trace: Mapping[str, object] | None = None) -> None:
    draft.emit(ClockChanged(clock=clock, how=how, timers=timers, trace=trace or {}))
