"""From a command to the events it brings about. Deterministic; whatever it needs of the world is an argument."""

from collections.abc import Callable
from typing import Any

from . import administration, flow, internal, joining, life, more_time, routing, settling, timed, widening
from . import commands as c
from . import events as e
from .administration import DECIDERS
from .asides import ASIDES
from .case import Case, Status
from .case_clocks import settle
from .closing import close_below
from .data import content_hash
from .definition import Arm, StepKind
from .draft import Draft
from .edits import formal
from .effects import edited, notice, run_all
from .errors import Refused, Stale
from .events import Event
from .expressions import Expression, ExpressionFailed
from .files import attachments_of
from .handing import HANDING, give_back
from .machine import JOIN, PARENT, RETURN, WITHDRAW, arm_edge, edge
from .migrating import carry_over
from .migration_units import beneath, part_of
from .model import Model
from .notices import by_rules
from .rules import VOTES
from .standing import superseded
from .taking_back import BACK, lapse
from .verdict import Verdict, itself, verdict, who_could
from .verdict.taking_back import ANSWERS
from .world import World


def decide(
    model: Model,
    case: Case | None,
    command: c.Command,
    world: World,
    *,
    tenant: str = "default",
    seq: int = 0,
    os_user: str | None = None,
    trusted: bool = False,
) -> tuple[Event, ...]:
    """The events of a command, in order; none where it is allowed and changes nothing.

    `seq` is the last sequence number of the root's history. Raises Refused with every reason, Stale for an old `revision`,
    DirectoryUnavailable; then nothing has happened.
    """
    found = verdict(model, case, command, world, trusted=trusted)
    if not found.allowed:
        raise refusal(model, case, found, world)
    draft = Draft(model, world, command.by, seq, case, command.request_id, os_user)
    draft.principal, draft.authority = found.principal, found.authority
    if isinstance(command, c.Start):
        _start(draft, command, found, tenant)
    else:
        _DECIDERS[type(command)](draft, command, found)
    lapse(draft)
    if draft.events or isinstance(command, internal.Settle):
        settle(draft)
    by_rules(draft, case)
    return tuple(draft.events)


def refusal(model: Model, case: Case | None, found: Verdict, world: World) -> Refused | Stale:
    """The error of a verdict that says no: who could act stands in it where that is known."""
    first = found.reasons[0]
    if first.code == "stale_revision":
        return Stale(first.message, code=first.code, hint=first.hint, data=first.data)
    could = who_could(model.step(case.step), case, world) if case is not None and case.status is Status.OPEN else ()
    return Refused(found.reasons, who_could=could)


def _start(draft: Draft, command: c.Start, found: Verdict, tenant: str) -> None:
    id, workflow = draft.world.new_id(), draft.model.workflow
    draft.begin(
        id,
        id,
        e.Started(
            workflow=workflow.id,
            definition=draft.model.hash,
            key=found.to or id,
            initiator=command.by,
            tenant=tenant,
            root=id,
            subject=(str(command.subject[0]), str(command.subject[1])) if command.subject is not None else None,
            data=found.changes,
            content=content_hash(workflow, found.changes),
            comment=(command.comment or "").strip() or None,
        ),
    )
    flow.enter(draft, workflow.first.id)


def _act(draft: Draft, command: c.Act, found: Verdict) -> None:
    if command.action == "withdraw":
        _withdraw(draft, c.Withdraw(case=command.case, by=command.by, comment=command.comment), found)
        return
    if command.action == "take_back":
        BACK[c.TakeBack](draft, c.TakeBack(case=command.case, by=command.by, comment=command.comment), found)
        return
    if command.action in ANSWERS:
        answer = c.ConsentBack if command.action == "consent_back" else c.DeclineBack
        BACK[answer](draft, answer(case=command.case, by=command.by, comment=command.comment), found)
        return
    if command.action == "give_back":
        give_back(draft, c.GiveBack(case=command.case, by=command.by, comment=command.comment), found)
        return
    draft.attachments = attachments_of(command.attachments, draft.world.limits)
    _edit_data(draft, found, command.edits)
    comment = (command.comment or "").strip() or None
    if command.action == "return":
        assert found.task is not None and found.to is not None
        decision = draft.decision("return", comment=comment)
        draft.emit(e.Decided(task=found.task.id, decision=decision, duty=draft.step.kind is StepKind.WORK))
        if found.resume is None:
            routing.out(draft, RETURN, found.to, comment)
        elif found.to.startswith(PARENT):
            routing.send_up(draft, found.to, found.resume, comment)
        else:
            routing.send_back(draft, found.to, found.resume, comment)
        return
    _take(draft, command.action, comment, found)


def _take(draft: Draft, action: str, comment: str | None, found: Verdict) -> None:
    """An arm is taken: at a decision's seat the rule says what comes of it, everything else moves the case at once."""
    assert found.arm is not None and found.to is not None
    step, arm, to = draft.step, found.arm, found.to
    if step.kind is StepKind.APPROVAL and action in VOTES and found.task is not None:
        settling.vote(draft, found.task, (action, arm, to), comment)
        return
    along = arm_edge(arm.id, to)
    stays = found.route is not None and found.route.to == "stay"
    decision = draft.decision(action, comment=comment, arm=arm.id, automatic="system" if arm.system else None)
    if found.task is not None and not stays:
        draft.emit(e.Decided(task=found.task.id, decision=decision, duty=step.kind is StepKind.WORK))
    else:
        draft.emit(e.Acted(decision=decision, system=arm.system, beside=stays and arm.apart))
    if stays:
        run_all(draft, arm.effects)
        return
    flow.close_rest(draft, f"not_needed:{action}_by={decision.actor}")
    if arm.within:
        life.before_leaving(draft, action, to)
    draft.credited = _credited(draft, arm)
    run_all(draft, arm.effects)
    if step.kind is StepKind.WORK and not arm.within:
        draft.emit(e.Submitted(revision=draft.case.revision))
    routing.leave(draft, action, along, to)


def _by_itself(draft: Draft, command: internal.ByItself, found: Verdict) -> None:
    """What waits for a condition looks whether it holds; what has fired, whether it does so no more."""
    again = itself.lapsed(draft.model, draft.case, draft.world)
    if again:
        draft.emit(e.Rearmed(arms=again))
    said = itself.first(draft.model, draft.case, draft.world)
    if said is not None:
        _take(draft, said[0], None, said[1])


def _credited(draft: Draft, arm: Arm) -> frozenset[str]:
    """Whose seat opens approved at the step that the act leads to; where that cannot be worked out, nobody's."""
    try:
        return frozenset(draft.scope.people_of(arm.credit).people.entries) if arm.credit is not None else frozenset()
    except ExpressionFailed:
        return frozenset()


def _edit_data(draft: Draft, found: Verdict, edits: str | None = None) -> None:
    apart = found.arm is not None and found.arm.apart and not set(draft.model.workflow.signs).isdisjoint(found.changes)
    # Who changes what is signed has a hand in the step, whatever brought him there.
    if found.changes and edited(draft, dict(found.changes), "edit" if apart else "act", formal(draft.step, edits)):
        superseded(draft)


def _claim(draft: Draft, command: c.Claim, found: Verdict) -> None:
    assert found.task is not None
    if found.task.holder is None:
        draft.emit(e.Claimed(task=found.task.id, holder=command.by))


def _release(draft: Draft, command: c.Release, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Released(task=found.task.id, holder=command.by))


def _transfer(draft: Draft, command: c.Transfer, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Transferred(task=found.task.id, holder=command.to, was=found.task.holder or command.by, comment=command.comment))


def _reassign(draft: Draft, command: c.Reassign, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Transferred(task=found.task.id, holder=command.to, was=found.task.holder, verb="reassign", comment=command.reason))


def _withdraw(draft: Draft, command: c.Withdraw, found: Verdict) -> None:
    assert found.to is not None
    _edit_data(draft, found)
    routing.out(draft, WITHDRAW, found.to, (command.comment or "").strip() or None)


def _edit(draft: Draft, command: c.Edit, found: Verdict) -> None:
    if found.changes and edited(draft, dict(found.changes), "edit", formal(draft.step, command.edits)):
        superseded(draft)


def _remind(draft: Draft, command: c.Remind, found: Verdict) -> None:
    draft.emit(e.Urged(tasks=tuple(task.id for task in draft.case.open_tasks), reason=command.reason))
    notice(draft, "remind", Expression("holder"), draft.scope)


def _migrate(draft: Draft, command: c.Migrate, found: Verdict) -> None:
    target = draft.world.versions.target
    assert target is not None
    carry_over(draft, part_of(draft.model, draft.case, target, command, draft.world))


def _go_over(draft: Draft, command: internal.GoOver, found: Verdict) -> None:
    target, asked = draft.world.versions.target, draft.world.versions.asked
    assert target is not None and asked is not None
    carry_over(draft, part_of(draft.model, draft.case, beneath(draft.case, target, draft.world), asked, draft.world))


def _fire(draft: Draft, command: c.Fire, found: Verdict) -> None:
    timed.fire(draft, command.timer)


def _begin(draft: Draft, command: internal.Begin, found: Verdict) -> None:
    flow.enter(draft, draft.model.workflow.first.id)


def _child_done(draft: Draft, command: internal.ChildDone, found: Verdict) -> None:
    draft.emit(e.ChildEnded(child=command.child, branch=command.branch, status=command.status, end=command.end))


def _close(draft: Draft, command: internal.Close, found: Verdict) -> None:
    if not draft.case.open:
        return
    flow.close_rest(draft, command.reason)
    terminated = draft.model.workflow.steps.get("terminated")
    step = terminated.id if terminated is not None and terminated.end is not None else draft.case.step
    draft.emit(e.Ended(step=step, status=command.status, reason=command.reason))
    close_below(draft, Status(command.status))


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


_DECIDERS: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Act: _act,
    c.Claim: _claim,
    c.Release: _release,
    c.Transfer: _transfer,
    c.Reassign: _reassign,
    c.Withdraw: _withdraw,
    c.Edit: _edit,
    c.Remind: _remind,
    c.Migrate: _migrate,
    c.Fire: _fire,
    **HANDING,
    **BACK,
    **DECIDERS,
    internal.Begin: _begin,
    internal.ChildDone: _child_done,
    internal.ChildWoken: _child_woken,
    internal.ByItself: _by_itself,
    internal.Close: _close,
    internal.GiveUp: _give_up,
    internal.Join: _join,
    internal.Rest: _rest,
    internal.GoOn: _go_on,
    internal.GoOver: _go_over,
    internal.Widen: _widen,
    internal.MoreTime: _more_time,
    internal.Settle: _settle,
    **ASIDES,
}
