"""From a command to the events it brings about. Deterministic; whatever it needs of the world is an argument."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from . import flow, routing, settling, timed
from .administration import DECIDERS
from .case import Case, Status
from .data import content_hash
from .definition import StepKind
from .draft import Draft
from .edits import formal
from .effects import edited, notice, run_all
from .errors import Refused, Stale
from .events import Event
from .expressions import Expression
from .handing import HANDING, give_back
from .machine import RETURN, WITHDRAW, arm_edge
from .model import Model
from .rules import VOTES
from .standing import superseded
from .verdict import Verdict, verdict, who_could
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
        ),
    )
    flow.enter(draft, workflow.first.id)


def _act(draft: Draft, command: c.Act, found: Verdict) -> None:
    if command.action == "withdraw":
        _withdraw(draft, c.Withdraw(case=command.case, by=command.by, comment=command.comment), found)
        return
    if command.action == "give_back":
        give_back(draft, c.GiveBack(case=command.case, by=command.by, comment=command.comment), found)
        return
    _edit_data(draft, found, command.edits)
    comment = (command.comment or "").strip() or None
    if command.action == "return":
        assert found.task is not None and found.to is not None
        decision = draft.decision("return", comment=comment)
        draft.emit(e.Decided(task=found.task.id, decision=decision, duty=draft.step.kind is StepKind.WORK))
        if found.resume is None:
            routing.out(draft, RETURN, found.to, comment)
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
    decision = draft.decision(action, comment=comment, arm=arm.id)
    if found.task is not None and not stays:
        draft.emit(e.Decided(task=found.task.id, decision=decision, duty=step.kind is StepKind.WORK))
    else:
        draft.emit(e.Acted(decision=decision))
    if stays:
        run_all(draft, arm.effects)
        return
    flow.close_rest(draft, f"not_needed:{action}_by={decision.actor}")
    run_all(draft, arm.effects)
    if step.kind is StepKind.WORK:
        draft.emit(e.Submitted(revision=draft.case.revision))
    routing.leave(draft, action, along, to)


def _edit_data(draft: Draft, found: Verdict, edits: str | None = None) -> None:
    if found.changes and edited(draft, dict(found.changes), "act", formal(draft.step, edits)):
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


def _comment(draft: Draft, command: c.Comment, found: Verdict) -> None:
    draft.emit(e.Commented(text=command.text.strip()))


def _edit(draft: Draft, command: c.Edit, found: Verdict) -> None:
    if found.changes and edited(draft, dict(found.changes), "edit", formal(draft.step, command.edits)):
        superseded(draft)


def _remind(draft: Draft, command: c.Remind, found: Verdict) -> None:
    draft.emit(e.Urged(tasks=tuple(task.id for task in draft.case.open_tasks), reason=command.reason))
    notice(draft, "remind", Expression("holder"), draft.scope)


def _fire(draft: Draft, command: c.Fire, found: Verdict) -> None:
    timed.fire(draft, command.timer)


_DECIDERS: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Act: _act,
    c.Claim: _claim,
    c.Release: _release,
    c.Transfer: _transfer,
    c.Reassign: _reassign,
    c.Withdraw: _withdraw,
    c.Comment: _comment,
    c.Edit: _edit,
    c.Remind: _remind,
    c.Fire: _fire,
    **HANDING,
    **DECIDERS,
}
