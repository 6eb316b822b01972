"""What one case of an aggregate tells another, and what a tree of cases tells its members: nobody's command."""

from collections.abc import Callable
from typing import Any

from . import administration, flow, internal, joining, more_time, routing, widening
from . import commands as c
from . import events as e
from .case import Status
from .closing import close_below
from .draft import Draft
from .expressions import ExpressionFailed
from .machine import JOIN, PARENT, edge
from .migrating import carry_over
from .migration_units import beneath, part_of
from .verdict import Verdict


def _go_over(draft: Draft, command: internal.GoOver, found: Verdict) -> None:
    target, asked = draft.world.versions.target, draft.world.versions.asked
    assert target is not None and asked is not None
    carry_over(draft, part_of(draft.model, draft.case, beneath(draft.case, target, draft.world), asked, draft.world))


def _begin(draft: Draft, command: internal.Begin, found: Verdict) -> None:
    flow.enter(draft, draft.model.workflow.first.id)


def _child_done(draft: Draft, command: internal.ChildDone, found: Verdict) -> None:
    draft.emit(e.ChildEnded(child=command.child, branch=command.branch, status=command.status, end=command.end))
    joining.take_at_end(draft, command.child)


def _close(draft: Draft, command: internal.Close, found: Verdict) -> None:
    if not draft.case.open:
        return
    flow.close_rest(draft, command.reason)
    terminated = draft.model.workflow.steps.get("terminated")
    step = terminated.id if terminated is not None and terminated.end is not None else draft.case.step
    draft.emit(e.Ended(step=step, status=command.status, reason=command.reason))
    close_below(draft, Status(command.status))
    flow.at_end(draft)


def _give_up(draft: Draft, command: internal.GiveUp, found: Verdict) -> None:
    error = command.error[:LONGEST_ERROR]
    draft.emit(e.GaveUp(row=command.row, key=command.key, sort=command.sort, what=command.what, tries=command.tries, error=error))


LONGEST_ERROR = 2_000
"""Characters of what a history keeps of an error of foreign code."""


def _child_woken(draft: Draft, command: internal.ChildWoken, found: Verdict) -> None:
    draft.emit(e.ChildReopened(child=command.child, branch=command.branch))


def _join(draft: Draft, command: internal.Join, found: Verdict) -> None:
    if draft.case.status is not Status.OPEN or not draft.step.splits:
        return
    step = draft.step
    try:
        outcome = joining.together(draft.case, step, draft.scope).outcome
    except ExpressionFailed:
        return
    to = joining.come_together(draft, step, outcome) if outcome is not None else None
    if to is not None:
        routing.leave(draft, "joined" if outcome == joining.MET else "join_failed", edge(step.id, JOIN, to), to)


def _go_on(draft: Draft, command: internal.GoOn, found: Verdict) -> None:
    child = draft.case.child(command.child)
    if draft.case.open and child is not None and child.step == draft.case.step:
        routing.go_on(draft, command.to.removeprefix(PARENT), command.action, command.resume, command.comment)


def _rest(draft: Draft, command: internal.Rest, found: Verdict) -> None:
    status = draft.case.status
    if command.over and status is Status.SUSPENDED:
        administration.resume(draft, c.Resume(case=draft.case.id, by=command.by), found)
    elif not command.over and status is Status.OPEN:
        administration.suspend(draft, c.Suspend(case=draft.case.id, by=command.by, reason=WITH_PARENT), found)


WITH_PARENT = "the case around is suspended"
"""The reason with which a child rests."""


def _widen(draft: Draft, command: internal.Widen, found: Verdict) -> None:
    if draft.case.open:
        widening.widen(draft, command.branch, command.element, command.data, command.once_per, command.stop)


def _more_time(draft: Draft, command: internal.MoreTime, found: Verdict) -> None:
    if draft.case.status is Status.OPEN:
        more_time.asked(draft, command)


def _settle(draft: Draft, command: internal.Settle, found: Verdict) -> None:
    """Nothing but what every move ends with."""


AMONG_CASES: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    internal.Begin: _begin,
    internal.ChildDone: _child_done,
    internal.ChildWoken: _child_woken,
    internal.Close: _close,
    internal.GiveUp: _give_up,
    internal.Join: _join,
    internal.Rest: _rest,
    internal.GoOn: _go_on,
    internal.GoOver: _go_over,
    internal.Widen: _widen,
    internal.MoreTime: _more_time,
    internal.Settle: _settle,
}
