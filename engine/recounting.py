"""Deadlines counted anew after a calendar has changed: a year that has become official, a day on which nobody works after all.

A deadline that has passed is not brought back, and one moves to an earlier instant only where that is asked for: such a clock stands as
it is. So does one that an extension or a rest has moved, since that was a decision about an instant and not about days.
"""

from dataclasses import replace
from datetime import datetime

from . import commands as c
from .case import CaseClock, Status, Timer
from .case_clocks import WRONG, due_by
from .clock_changes import armed_of
from .clocks import given_until
from .draft import Draft
from .expressions import Expression, ExpressionFailed, Kind
from .facts_out import Recounted
from .frozen import dataclass
from .notices import RECOUNTED, TEXTS, tell
from .scope import CaseScope
from .ticking import Ticking, of_case, of_step
from .times import moment
from .wording import worded
from .worktime import Due

HOLDER = Expression("holder")
LATER, EARLIER, SAME, PASSED = "later", "earlier", "same", "passed"
"""A clock ends later; earlier; at the same instant (its mark, or a rung, has changed); or it would, and has run out already."""


@dataclass(frozen=True, slots=True)
class Anew:
    """What the calendars of today say of one clock: due at `due` instead of `was`; `moves`: and so it will be."""

    clock: str
    was: Due
    due: Due
    how: str
    moves: bool
    timers: tuple[Timer, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseAnew:
    """A case some of whose deadlines today's calendars count otherwise, and these."""

    case: str
    key: str
    workflow: str
    definition: str
    step: str
    clocks: tuple[Anew, ...]


def anew(scope: CaseScope, *, earlier: bool) -> tuple[Anew, ...]:
    """Every clock of an open case that today's calendars count otherwise: that of its step, and its own."""
    if scope.case.status is not Status.OPEN:
        return ()
    found = [_of_step(scope, earlier), *(_of_case(clock, scope, earlier) for clock in scope.case.clocks)]
    return tuple(one for one in found if one is not None)


def recount(draft: Draft, command: c.Recount) -> None:
    """Each clock that moves has a row; so has one of the case that stands as it is though its definition says otherwise now."""
    for one in anew(draft.scope, earlier=command.earlier):
        lasting = draft.case.clock(one.clock)
        if not one.moves and lasting is None:
            continue
        draft.emit(
            Recounted(
                clock=one.clock,
                was=one.was.at,
                due=one.due.at if one.moves else one.was.at,
                provisional=one.due.provisional,
                planned=one.due.at if lasting is not None else None,
                reason=command.reason.strip(),
                timers=one.timers if one.moves else armed_of(draft.case, one.clock),
            )
        )
        if one.moves and one.how != SAME:
            _tell(draft, lasting)


def _tell(draft: Draft, clock: CaseClock | None) -> None:
    """The holders hear of the new date; who cannot be worked out hears nothing, the row of the history stands."""
    scope, to = draft.scope, HOLDER
    if clock is not None:
        moved, deadline = draft.case.clock(clock.id), draft.model.workflow.deadlines[clock.deadline]
        assert moved is not None
        if deadline.holder is None:
            return
        scope, to = draft.scope.ticking(moved), deadline.holder
    try:
        people = scope.people_of(to).people.entries
    except ExpressionFailed:
        return
    tell(draft, RECOUNTED, people, worded(TEXTS[RECOUNTED], scope))


def _of_step(scope: CaseScope, earlier: bool) -> Anew | None:
    case, step = scope.case, scope.model.step(scope.case.step)
    if step.due is None or case.due_at is None or case.begin != case.entered or case.remembers(step.id).extended:
        return None
    begun = replace(scope, step=step, begin=case.begin)
    try:
        due = moment(step.due.worth(begun, Kind.TIME), begun)
    except WRONG:
        return None
    return _compared(of_step(step, scope), Due(case.due_at, case.provisional), due, scope.world.now, earlier)


def _of_case(clock: CaseClock, scope: CaseScope, earlier: bool) -> Anew | None:
    deadline = scope.model.workflow.deadlines.get(clock.deadline)
    if deadline is None or not clock.running or clock.extended or clock.due is None or clock.begin != clock.origin:
        return None
    try:
        due = due_by(deadline, scope.ticking(clock))
    except WRONG:
        return None
    if due is not None and clock.planned == due.at != clock.due:
        return None  # this was decided before
    return _compared(of_case(clock, scope), Due(clock.due, clock.provisional), due, scope.world.now, earlier)


def _compared(running: Ticking, was: Due, due: Due | None, now: datetime, earlier: bool) -> Anew | None:
    if due is None:
        return None
    timers, before = given_until(running, due), armed_of(running.scope.case, running.id)
    if due == was and {timer.due for timer in timers} == {timer.due for timer in before}:
        return None
    if was.at < now and due.at == was.at:
        return None
    how = PASSED if was.at < now else LATER if due.at > was.at else EARLIER if due.at < was.at else SAME
    return Anew(running.id, was, due, how, how in (LATER, SAME) or (how == EARLIER and earlier), timers)
