"""Moves: which arm of an action fits, where it leads, and what must be given with it; and the ways back and out."""

from collections.abc import Mapping
from dataclasses import replace

from .. import commands as c
from ..added import asked
from ..case import Case, Task
from ..data import given, is_empty, merged, required, too_large
from ..definition import Action, Arm, Return, Step, StepKind
from ..edits import as_edited
from ..errors import Reason
from ..expressions import Expression, ExpressionFailed
from ..files import attachment_reasons
from ..machine import PARENT
from ..model import Model
from ..rules import APPROVE, VOTES
from ..scope import CaseScope
from ..world import World
from .editing import edits_reason
from .guards import broken
from .hands import give_back
from .outcome import Verdict
from .said import comment_reasons
from .seats import already_done, barred_reason, deciding_seat, not_holder, owns
from .standing_in import for_somebody
from .taking_back import take_back
from .ways import earlier_steps, nowhere, target


def act(model: Model, case: Case, command: c.Act, world: World, trusted: bool = False) -> Verdict:
    """Whether this person may take this action now."""
    stale = old_revision(case, command.revision)
    if stale is not None:
        return Verdict((stale,))
    if command.action == "withdraw":
        if command.attachments:
            return Verdict((Reason("attachments_not_wanted", "a withdrawal takes no attachments", "Leave them out."),))
        return withdraw(model, case, c.Withdraw(case=command.case, by=command.by, comment=command.comment, data=command.data), world)
    if command.action == "take_back":
        return take_back(model, case, c.TakeBack(case=command.case, by=command.by, comment=command.comment), world)
    if command.action == "give_back":
        given = c.GiveBack(case=command.case, by=command.by, comment=command.comment, task=command.task)
        return give_back(model, case, given, world, trusted)
    step = model.step(case.step)
    wrong = edits_reason(step, command.edits)
    if wrong is not None:
        return Verdict((wrong,))
    return for_somebody(model, case, step, command, world, lambda asked: _own(model, case, step, asked, world))


def _own(model: Model, case: Case, step: Step, command: c.Act, world: World) -> Verdict:
    """Whether a person may take an action in his own right."""
    found = _move(model, case, step, command, world)
    if found.task is not None and asked(found.task) and command.action not in VOTES:
        told = f"`{command.by}` was asked for an opinion, and takes no other action"
        return Verdict((Reason("opinion_only", told, "Approve or reject; that is your opinion."),))
    return found


def _move(model: Model, case: Case, step: Step, command: c.Act, world: World) -> Verdict:
    if command.action == "return":
        return _truly(model, case, step, command, world, _send_back(model, case, step, command, world))
    action = step.actions.get(command.action)
    if action is None:
        return Verdict((_elsewhere(model, case, command),))
    return _truly(model, case, step, command, world, _arm(model, case, step, action, command, world))


def _truly(model: Model, case: Case, step: Step, command: c.Act, world: World, said: Verdict) -> Verdict:
    """Who had a seat at the step just left has done this already only if it was offered there; else a duty bars him, or he has no seat."""
    if command.task is not None or not said.reasons or said.reasons[0].code != "already_done":
        return said
    left = model.workflow.steps.get(case.came_from or "")
    if left is not None and (command.action in left.actions or (command.action == "return" and left.returns is not None)):
        return said
    return Verdict((barred_reason(step, case, command.by) or not_holder(case, command.by, world),))


def old_revision(case: Case, revision: int | None) -> Reason | None:
    """The reason for a decision that was made on an older revision."""
    if revision is None or revision == case.revision:
        return None
    return Reason(
        "stale_revision",
        f"you decided on revision {revision}; the case is at {case.revision} now",
        "Read the case again, then decide.",
        {"given": revision, "revision": case.revision},
    )


def _elsewhere(model: Model, case: Case, command: c.Act) -> Reason:
    """An action that this step does not offer: done already, to be taken elsewhere, or none at all."""
    action = command.action
    if command.task is not None and case.task(command.task) is None:
        return already_done(case)
    steps = [step.id for step in model.workflow.steps.values() if action in step.actions]
    here = list(model.step(case.step).actions)
    hint = f"Possible here: {', '.join(here)}." if here else None
    if not steps:
        return Reason("unknown_action", f"the workflow `{case.workflow}` has no action `{action}`", hint, {"actions": here})
    told = ", ".join(f"`{step}`" for step in steps)
    return Reason("not_now", f"`{action}` is not possible at `{case.step}`, only at {told}", hint, {"steps": steps, "step": case.step})


def _arm(model: Model, case: Case, step: Step, action: Action, command: c.Act, world: World) -> Verdict:
    """The first arm whose `by` holds now and whose `when` holds with what the act brings, with the seat it is taken at."""
    scope = CaseScope.of(model, case, world, command.by)
    task, no_seat = deciding_seat(step, case, command.by, command.task, world)
    reasons: list[Reason] = []
    for arm in action.arms:
        reason = _unfit(arm, step, case, command, scope, no_seat)
        if reason is None:
            changes, wrong = _brought(model, case, step, arm, command.data, world)
            after = CaseScope.of(model, as_edited(model, case, changes, command.edits), world, command.by)
            reason = closed_now(arm, command.action, after)
            if reason is None:
                return filled(Verdict(task=task, arm=arm, offered=True, changes=changes), arm, command, after, wrong)
        reasons.append(reason)
    # Of several arms the one that came furthest says why: a condition that fails tells more than an arm for others.
    return Verdict((next((r for r in reasons if r.code not in ("not_holder", "not_by")), reasons[0]),))


def _unfit(arm: Arm, step: Step, case: Case, command: c.Act, scope: CaseScope, no_seat: Reason | None) -> Reason | None:
    """Why the arm is not this person's: by its own `by`, else by the seat; votes need the seat in any case."""
    if arm.by is None and no_seat is not None:
        return no_seat
    if arm.by is not None:
        vote = step.kind is StepKind.APPROVAL and command.action in VOTES
        if no_seat is not None and (vote or command.task is not None):
            return no_seat
        return _not_by(arm.by, step, command, scope) or barred_reason(step, case, command.by)
    return None


def _not_by(by: Expression, step: Step, command: c.Act, scope: CaseScope) -> Reason | None:
    """Why an arm of particular people is not this person's."""
    try:
        people = scope.people_of(by).people
    except ExpressionFailed as error:
        told = f"`by` of `{command.action}` cannot be worked out: {error}"
        return Reason("expression_failed", told, "Mend the data or the definition.", error.data)
    if command.by in people.entries or scope.world.tokens_of(command.by) & set(people.tokens):
        return None
    return Reason(
        "not_by",
        f"`{command.action}` at `{step.id}` is not for `{command.by}` to take",
        f"It is for {', '.join(people.entries) or 'nobody now'}.",
        {"by": by.text, "people": list(people.entries)},
    )


def closed_now(arm: Arm, action: str, scope: CaseScope) -> Reason | None:
    """Why an arm's condition does not hold now."""
    if arm.when is None:
        return None
    try:
        outcome = scope.ask_for(arm.when)
    except ExpressionFailed as error:
        return Reason("expression_failed", f"`when` of `{action}` cannot be worked out: {error}", "Mend the data or the definition.")
    if outcome.met:
        return None
    return Reason("not_now", f"`{action}` is not possible now: {outcome.trace.line()}", None, {"trace": outcome.trace.to_plain()})


def _brought(
    model: Model, case: Case, step: Step, arm: Arm, data: Mapping[str, object], world: World
) -> tuple[dict[str, object], list[Reason]]:
    """What the act changes: the step's and the arm's fields, and what it needs (to lists under `needs` rows are added)."""
    editable = (*step.may_edit, *arm.may_edit)
    return new_data(model, case, data, (*editable, *arm.needs), world, {name for name in arm.needs if name not in editable})


def filled(found: Verdict, arm: Arm, command: c.Act, scope: CaseScope, wrong: list[Reason]) -> Verdict:
    """Comment, data, `needs` and `require`: everything that is wrong is told at once. Then the target."""
    files = attachment_reasons(command.attachments, scope.world.limits)
    reasons = [*comment_reasons(command.comment, arm.comment, scope.world), *files, *wrong]
    told = {reason.code for reason in wrong}
    reasons += [
        required(name) for name in arm.needs if is_empty(scope.data.get(name)) and not {f"{name}_invalid", f"{name}_required"} & told
    ]
    reasons += broken(arm.require, scope)
    route, to, lost = target(arm, scope)
    if command.to is not None and command.to != to:
        lost = Reason("illegal_target", f"`{command.action}` leads to `{to}`, not to `{command.to}`", "Leave `to` out.")
    if lost is not None:
        reasons.append(lost)
    if scope.model.step(scope.case.step).kind is StepKind.APPROVAL and command.action in VOTES:
        reasons += [*_opinion(command, found), *nowhere(scope, command.action)]
    return replace(found, reasons=tuple(reasons), route=route, to=to)


def _opinion(command: c.Act, found: Verdict) -> list[Reason]:
    """The main seat agrees in words; for the others circling (圈阅) is consent."""
    if found.task is None or not found.task.main or command.action != APPROVE or (command.comment or "").strip():
        return []
    told = f"the main approver of `{found.task.step}` gives an opinion in words; circling is for the others"
    return [Reason("main_opinion_required", told, "Give comment='…'.", {"task": found.task.id})]


def new_data(
    model: Model,
    case: Case,
    data: Mapping[str, object],
    editable: tuple[str, ...],
    world: World,
    appended: set[str] | frozenset[str] = frozenset(),
) -> tuple[dict[str, object], list[Reason]]:
    """The typed changes, and what is wrong with them. Rows given to a list under `needs` are added to it."""
    values, reasons = given(model.workflow, data, world)
    for name in [name for name in values if name not in editable]:
        del values[name]
        told = ", ".join(editable) or "nothing"
        reasons.append(Reason(f"not_editable:{name}", f"`{name}` may not be changed at `{case.step}`", f"Editable here: {told}."))
    for name in [name for name in appended if name in values and model.workflow.data[name].type == "list"]:
        before, rows = case.data.get(name, ()), values[name] or ()
        more, wrong = given(model.workflow, {name: (*before, *rows)}, world)  # type: ignore[misc]
        values |= more
        reasons += wrong
    reasons += [required(name) for name, value in values.items() if model.workflow.data[name].required and is_empty(value)]
    changes = {name: value for name, value in values.items() if value != case.data.get(name)}
    return changes, [*reasons, *too_large(merged(case.data, changes), world)]


def _send_back(model: Model, case: Case, step: Step, command: c.Act, world: World) -> Verdict:
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
    return [id for id in before if id in found]


def before_split(model: Model, case: Case, world: World) -> list[str]:
    """The steps before the split of which this case is a branch, as long as its parent rests there: `parent.STEP`."""
    if model.outer is None:
        return []
    parent = world.family(case).at_split(case)
    if parent is None:
        return []
    return [f"{PARENT}{id}" for id in earlier_steps(model.outer, parent)]


def _by_initiator(case: Case, step: str, world: World) -> bool:
    """Whether the initiator has acted at a step, here or (`parent.STEP`) around."""
    if not step.startswith(PARENT):
        return case.initiator in case.remembers(step).acted
    parent = world.family(case).parent(case)
    return parent is not None and parent.initiator in parent.remembers(step.removeprefix(PARENT)).acted


def withdraw(model: Model, case: Case, command: c.Withdraw, world: World, trusted: bool = False) -> Verdict:
    """Whether this person may pull the case back now."""
    rule = model.workflow.withdraw
    if rule is None:
        return Verdict((Reason("not_now", f"a case of `{case.workflow}` cannot be withdrawn", "Ask whoever holds it to return it."),))
    if not _may_withdraw(model, case, command, world):
        who = rule.by.text if rule.by is not None else "initiator"
        return Verdict((Reason("not_by", f"`{command.by}` may not withdraw this case", f"It is for: {who}.", {"by": who}),))
    reason = _too_late(case, rule.until)
    if reason is not None:
        return Verdict((reason,))
    changes, wrong = new_data(model, case, command.data, rule.needs, world, frozenset(rule.needs))
    after = CaseScope.of(model, as_edited(model, case, changes), world, command.by)
    asked = c.Act(case=command.case, by=command.by, action="withdraw", comment=command.comment)
    return filled(Verdict(offered=True, arm=rule.arm, changes=changes), rule.arm, asked, after, wrong)


def _may_withdraw(model: Model, case: Case, command: c.Withdraw, world: World) -> bool:
    rule = model.workflow.withdraw
    assert rule is not None
    if rule.by is None:
        return command.by == case.initiator
    if rule.by.text == "holder":
        return any(owns(task, command.by, world) and task.parked is None for task in case.open_tasks)
    people = CaseScope.of(model, case, world, command.by).people_of(rule.by).people
    return command.by in people.entries or bool(world.tokens_of(command.by) & set(people.tokens))


def _too_late(case: Case, until: str) -> Reason | None:
    hint = "Ask whoever holds it to return it."
    if until == "first_decision" and case.decided:
        return Reason("not_now", "the case can no longer be withdrawn: somebody has decided on it", hint, {"until": until})
    memory = case.remembers(until)
    if until not in ("first_decision", "end") and (memory.rounds or memory.outcome is not None):
        return Reason("not_now", f"the case can no longer be withdrawn: it has reached `{until}`", hint, {"until": until})
    return None
