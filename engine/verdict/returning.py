"""May an approver send the case back, and to where."""

from dataclasses import replace

from .. import commands as c
from ..case import Case, Task
from ..definition import Arm, Return, Step
from ..edits import as_edited
from ..errors import Reason
from ..files import attachment_reasons
from ..machine import PARENT
from ..model import Model
from ..scope import CaseScope
from ..world import World
from .filling import filled, new_data
from .outcome import Verdict
from .said import comment_reasons
from .seats import deciding_seat
from .ways import earlier_steps


def send_back(model: Model, case: Case, step: Step, command: c.Act, world: World) -> Verdict:
    """Whether this person may send the case back, and to where."""
    task, reason = deciding_seat(step, case, command.by, command.task, world)
    if reason is not None:
        return Verdict((reason,))
    if step.returns is None:
        hint = f"Possible here: {', '.join(step.actions)}." if step.actions else None
        return Verdict((Reason("not_now", f"nothing can be returned from `{step.id}`", hint, {"step": step.id}),))
    legal = targets(model, case, step.returns, world)
    if not legal:
        return Verdict((Reason("illegal_target", f"there is no step before `{step.id}` to return to", "Reject it instead, or approve."),))
    used_up = step.returns.max_rounds is not None and case.round >= step.returns.max_rounds
    if used_up:
        return _sent_back_too_often(model, case, step, step.returns, command, world, task)
    reasons = [
        *comment_reasons(command.comment, step.returns.comment, world),
        *attachment_reasons(command.attachments, world.limits),
    ]
    changes, wrong = new_data(model, case, command.data, step.may_edit, world)
    to = command.to or (legal[0] if len(legal) == 1 else None)
    to = to if to in legal or f"{PARENT}{to}" not in legal else f"{PARENT}{to}"
    if to not in legal:
        told = ", ".join(legal)
        said = f"`{command.to}` is no step to return to" if command.to else "say to which step"
        reasons.append(Reason("illegal_target", f"{said}: {told}", f"Give to={legal[0]!r}, for example.", {"targets": legal}))
    resume = command.resume or step.returns.resume[0]
    if resume not in step.returns.resume:
        told = ", ".join(step.returns.resume)
        reasons.append(
            Reason(
                "illegal_resume", f"`{resume}` is not offered here: {told}", "Choose one of them.", {"resume": list(step.returns.resume)}
            )
        )
    return Verdict((*reasons, *wrong), offered=True, task=task, to=to, resume=resume, changes=changes)


def _sent_back_too_often(model: Model, case: Case, step: Step, rule: Return, command: c.Act, world: World, task: Task | None) -> Verdict:
    """A return after `max_rounds` leads to `then` instead."""
    arm = Arm(f"{step.id}.return", rule.then, may_edit=step.may_edit, comment=rule.comment)
    changes, wrong = new_data(model, case, command.data, step.may_edit, world)
    after = CaseScope.of(model, as_edited(model, case, changes, command.edits), world, command.by)
    asked = replace(command, to=None)
    return filled(Verdict(offered=True, task=task, arm=arm, changes=changes), arm, asked, after, wrong)


def targets(model: Model, case: Case, rule: Return, world: World) -> list[str]:
    """The legal targets of a return, nearest last: steps of the present walk before this one; of a branch, also those before the split."""
    before = [*before_split(model, case, world), *earlier_steps(model, case)]
    found: list[str] = []
    for word in rule.to:
        if word == "any_earlier":
            found += before
        elif word == "previous":
            found += before[-1:]
        elif word == "initiator":
            found += [id for id in before if _by_initiator(case, id, world)][:1]
        elif word in before or f"{PARENT}{word}" in before:
            found.append(word if word in before else f"{PARENT}{word}")
        elif word in case.chains:
            # Back into a chain: to its first step, as it was laid out.
            found += [id for id in before if case.chain_of(id) == word][:1]
    return [id for id in before if id in found]


def before_split(model: Model, case: Case, world: World) -> list[str]:
    """The steps before the split of which this case is a branch, as long as its parent rests there: `parent.STEP`."""
    if model.outer is None:
        return []
    parent = world.family(case).at_split(case)
    if parent is None:
        return []
    return [f"{PARENT}{id}" for id in earlier_steps(world.family(case).models(parent), parent)]


def _by_initiator(case: Case, step: str, world: World) -> bool:
    """Whether the initiator has acted at a step, here or (`parent.STEP`) around."""
    if not step.startswith(PARENT):
        return case.initiator in case.remembers(step).acted
    parent = world.family(case).parent(case)
    return parent is not None and parent.initiator in parent.remembers(step.removeprefix(PARENT)).acted
