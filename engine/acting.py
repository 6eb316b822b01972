"""An action is taken, the case withdrawn, its data changed: what a person does to the case itself, and what it does by itself."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from . import flow, internal, life, routing, settling
from .definition import Arm, StepKind
from .draft import Draft
from .edits import formal
from .effects import edited
from .expressions import ExpressionFailed
from .files import attachments_of
from .handing import give_back
from .machine import PARENT, RETURN, WITHDRAW, arm_edge
from .rules import VOTES
from .standing import carry_out, superseded
from .taking_back import BACK
from .verdict import Verdict, itself
from .verdict.taking_back import ANSWERS


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
    decision = draft.decision(action, comment=comment, arm=arm.id, automatic="system" if arm.system else "case" if arm.of_case else None)
    if found.task is not None and not stays:
        draft.emit(e.Decided(task=found.task.id, decision=decision, duty=step.kind is StepKind.WORK))
    else:
        draft.emit(e.Acted(decision=decision, system=arm.system, beside=stays and arm.apart))
    if stays:
        carry_out(draft, arm.effects)
        return
    flow.close_rest(draft, f"not_needed:{action}_by={decision.actor}")
    if arm.within:
        life.before_leaving(draft, action, to)
    draft.credited = _credited(draft, arm)
    carry_out(draft, arm.effects)
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


def _signalled(draft: Draft, command: internal.Signal, found: Verdict) -> None:
    """A signal has come in: what it brings about follows at once, here or in a case below."""
    draft.emit(
        e.Heard(
            action=command.action,
            to=found.taker or draft.case.id,
            sender=command.sender.id,
            sender_key=command.sender.key,
            sender_workflow=command.sender.workflow,
            given=command.data,
        )
    )


def _taken(draft: Draft, command: internal.Take, found: Verdict) -> None:
    """What another case has signalled is taken."""
    _edit_data(draft, found)
    _take(draft, command.action, None, found)


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


def _withdraw(draft: Draft, command: c.Withdraw, found: Verdict) -> None:
    assert found.to is not None
    _edit_data(draft, found)
    routing.out(draft, WITHDRAW, found.to, (command.comment or "").strip() or None)


def _edit(draft: Draft, command: c.Edit, found: Verdict) -> None:
    if found.changes and edited(draft, dict(found.changes), "edit", formal(draft.step, command.edits)):
        superseded(draft)


ACTING: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Act: _act,
    c.Withdraw: _withdraw,
    c.Edit: _edit,
    internal.ByItself: _by_itself,
    internal.Signal: _signalled,
    internal.Take: _taken,
}
