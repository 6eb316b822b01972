"""What administrators' verbs bring about: rest, waking, an end, a jump, more time, the next rung (approval-semantics §2.12, §2.14)."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from . import facts_out, flow, recounting, routing, timed
from .case import Status
from .clocks import Rested, instant_of, rested
from .closing import close_behind, close_children
from .draft import Draft
from .machine import JUMP, TERMINATE, edge
from .more_time import give_until
from .numbering import voided
from .opening import open_all, open_child
from .rearming import rearming
from .scope import approved
from .ticking import next_rung, ticking
from .verdict.administrators import skipped_by, unsplit, wanted_again
from .verdict.branches import running
from .verdict.outcome import Verdict
from .worktime import Due

JUMPED = "jumped"
"""The reason of a step that an administrator's jump skipped."""


def suspend(draft: Draft, command: c.Suspend, found: Verdict) -> None:
    """The case rests."""
    draft.emit(facts_out.Suspended(reason=command.reason.strip()))


def resume(draft: Draft, command: c.Resume, found: Verdict) -> None:
    """The case goes on, its clocks from where they stood."""
    case = draft.case
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    clocks = Rested(case.begin, due, (), case.timers) if command.keep_due else rested(draft.step, draft.scope)
    draft.emit(
        facts_out.Reactivated(
            reason=(command.reason or "").strip() or None,
            begin=clocks.begin,
            due=clocks.due.at if clocks.due is not None else None,
            provisional=clocks.due.provisional if clocks.due is not None else False,
            timers=clocks.timers,
            clocks=clocks.clocks,
        )
    )


def terminate(draft: Draft, command: c.Terminate, found: Verdict) -> None:
    """The case ends here and now."""
    routing.out(draft, TERMINATE, "terminated", command.reason.strip())


def jump(draft: Draft, command: c.Jump, found: Verdict) -> None:
    """The case goes to another step; each step skipped leaves a row, and promises of returns are void."""
    step, skipped = draft.step, skipped_by(draft.model.workflow, draft.case, command.to)
    along = edge(step.id, JUMP, command.to)
    draft.model.machine.move(step.id, along)
    draft.emit(facts_out.Jumped(step=step.id, to=command.to, reason=command.reason.strip()))
    flow.close_rest(draft, JUMPED)
    close_behind(draft, command.to, JUMPED)
    draft.emit(e.Left(step=step.id, outcome="jump", arm=along, to=command.to))
    for id in skipped:
        draft.emit(e.PassedOver(step=id, reason=JUMPED, walked=approved(draft.case, id)))
    routing.arrive_at(draft, command.to)


def extend(draft: Draft, command: c.Extend, found: Verdict) -> None:
    """A clock has more time: that of the present step, or the one named."""
    clock = ticking(command.clock or draft.case.step, draft.scope)
    give_until(draft, clock, instant_of(command.to, clock), command.reason.strip())


def recount(draft: Draft, command: c.Recount, found: Verdict) -> None:
    """Deadlines by the calendars of today."""
    recounting.recount(draft, command)


def escalate(draft: Draft, command: c.Escalate, found: Verdict) -> None:
    """The next rung does not wait."""
    timer = next_rung(draft.case)
    assert timer is not None
    timed.fire(draft, timer.key, command.reason.strip())


def rearm(draft: Draft, command: c.Rearm, found: Verdict) -> None:
    """Timers that were missing are there; a clock of the case that had never begun begins behind this, as after every move."""
    clock = command.clock or draft.case.step
    new = rearming(clock, draft.scope)
    at, unsure = (new.due.at, new.due.provisional) if new.due is not None else (None, False)
    draft.emit(facts_out.TimersArmed(clock=clock, reason=command.reason.strip(), due=at, provisional=unsure, timers=new.timers))


def retry(draft: Draft, command: c.Retry, found: Verdict) -> None:
    """What was given up is delivered again, under its old key; and the children of the step are opened after all."""
    rows = tuple(row.id for row in wanted_again(command, draft.case, draft.world))
    reason = command.reason.strip()
    if rows:
        draft.emit(e.Retried(rows=rows, reason=reason))
    unopened, step = draft.case.unopened, draft.step
    if unopened is not None and not unsplit(draft.model, draft.case, command, draft.world):
        draft.emit(e.SplitRetried(step=step.id, reason=reason))
        open_all(draft, step, unopened.earlier)


def start_branch(draft: Draft, command: c.StartBranch, found: Verdict) -> None:
    """One more child, beside its siblings."""
    branch, element = draft.model.workflow.branches[command.branch], found.changes["element"]
    around = draft.scope.with_element(branch.id, element)
    open_child(draft, branch, found.to or "", element, {}, around, command.data, command.reason.strip())


def cancel_branch(draft: Draft, command: c.CancelBranch, found: Verdict) -> None:
    """Children that count no more."""
    chosen = running(draft.case, command.branch, command.element)
    close_children(draft, chosen, "cancelled", Status.VOID, command.reason.strip())


def void_number(draft: Draft, command: c.VoidNumber, found: Verdict) -> None:
    """A number of the case is void."""
    field, held = next((field, held) for field, held in draft.case.numbers.items() if held.number == command.number)
    voided(draft, field, held, command.reason.strip())


DECIDERS: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Suspend: suspend,
    c.Resume: resume,
    c.Terminate: terminate,
    c.Jump: jump,
    c.Extend: extend,
    c.Recount: recount,
    c.Escalate: escalate,
    c.Rearm: rearm,
    c.Retry: retry,
    c.StartBranch: start_branch,
    c.CancelBranch: cancel_branch,
    c.VoidNumber: void_number,
}
"""What each of these commands brings about."""
