"""Moves: which arm of an action fits, where it leads, and what must be given with it; and the ways back and out."""

from .. import commands as c
from ..added import asked
from ..case import Case
from ..definition import Action, Arm, Step, StepKind
from ..edits import as_edited
from ..errors import Reason
from ..expressions import Expression, ExpressionFailed
from ..frozen import altered, maker
from ..model import Model
from ..rules import VOTES
from ..scope import CaseScope
from ..world import World
from .editing import edits_reason
from .filling import brought, filled, old_revision
from .hands import give_back
from .outcome import Verdict
from .returning import send_back
from .seats import already_done, barred_reason, deciding_seat, had_his_vote, not_holder
from .standing_in import for_somebody
from .taking_back import ANSWERS, consent_back, take_back
from .waking import not_woken
from .ways import ahead
from .withdrawing import withdraw

_verdict = maker(Verdict)


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
        given = c.TakeBack(case=command.case, by=command.by, comment=command.comment, task=command.task)
        return take_back(model, case, given, world)
    if command.action in ANSWERS:
        return consent_back(model, case, c.ConsentBack(case=command.case, by=command.by, comment=command.comment), world)
    if command.action == "give_back":
        lent = c.GiveBack(case=command.case, by=command.by, comment=command.comment, task=command.task)
        return give_back(model, case, lent, world, trusted)
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
    voted = had_his_vote(case, found.task, command.by) if found.task is not None and command.action in VOTES else None
    return found if voted is None else Verdict((voted,))


def _move(model: Model, case: Case, step: Step, command: c.Act, world: World) -> Verdict:
    if command.action == "return":
        return _truly(model, case, step, command, world, send_back(model, case, step, command, world))
    action = model.actions(step).get(command.action)
    if action is None:
        return Verdict((elsewhere(model, case, command),))
    return _truly(model, case, step, command, world, _arm(model, case, step, action, command, world))


def _truly(model: Model, case: Case, step: Step, command: c.Act, world: World, said: Verdict) -> Verdict:
    """Who had a seat at the step just left has done this already only if it was offered there; else a duty bars him, or he has no seat."""
    if command.task is not None or not said.reasons or said.reasons[0].code != "already_done":
        return said
    left = model.workflow.steps.get(case.came_from or "")
    if left is not None and (command.action in left.actions or (command.action == "return" and left.returns is not None)):
        return said
    return Verdict((barred_reason(step, case, command.by, world) or not_holder(case, command.by, world),))


def elsewhere(model: Model, case: Case, command: c.Act) -> Reason:
    """An action that this step does not offer: done already, to be taken elsewhere, or none at all."""
    action = command.action
    if command.task is not None and case.task(command.task) is None:
        return already_done(case)
    steps = [step.id for step in model.workflow.steps.values() if action in model.actions(step)]
    here = list(model.actions(model.step(case.step)))
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
            changes, wrong = brought(model, case, step, arm, command.data, world)
            after = CaseScope.of(model, as_edited(model, case, changes, command.edits), world, command.by)
            reason = closed_now(arm, command.action, after)
            if reason is None:
                seat = None if arm.apart else task
                return _anytime(filled(_verdict(task=seat, arm=arm, offered=True, changes=changes), arm, command, after, wrong), after)
        reasons.append(reason)
    # Of several arms the one that came furthest says why: a condition that fails tells more than an arm for others.
    return Verdict((next((r for r in reasons if r.code not in ("not_holder", "not_by")), reasons[0]),))


def _anytime(found: Verdict, scope: CaseScope) -> Verdict:
    """What else an arm that belongs to no step has to reckon with: the case around, and duties of a step that it takes the case past."""
    arm, case, to = found.arm, scope.case, found.to
    if arm is None or not arm.within:
        return found
    leaves = case.open and found.route is not None and found.route.to != "stay" and to is not None and ahead(scope, to)
    barred = barred_reason(scope.model.step(case.step), case, scope.actor or "", scope.world) if leaves and arm.apart else None
    more = tuple(reason for reason in (not_woken(scope, found.route, to), barred) if reason is not None)
    return altered(found, reasons=(*found.reasons, *more), offered=not more) if more else found


def _unfit(arm: Arm, step: Step, case: Case, command: c.Act, scope: CaseScope, no_seat: Reason | None) -> Reason | None:
    """Why the arm is not this person's: by its own `by`, else by the seat; votes need the seat in any case."""
    if arm.of_case:
        whose = f"the case that `{arm.case_in}` names" if arm.case_in is not None else "another case"
        return Reason("not_by", f"`{command.action}` is for {whose} to take", "It comes by a signal; nobody takes it.", {"by": arm.by_text})
    if arm.system:
        when = arm.when.text if arm.when is not None else "nothing"
        return Reason("not_by", f"`{command.action}` happens by itself, as soon as {when}", "Nobody takes it.", {"when": when})
    if arm.by is None and no_seat is not None:
        return no_seat
    if arm.by is not None:
        vote = step.kind is StepKind.APPROVAL and command.action in VOTES
        if no_seat is not None and (vote or command.task is not None):
            return no_seat
        return _not_by(arm.by, step, command, scope) or (None if arm.within else barred_reason(step, case, command.by, scope.world))
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
        told = f"`when` of `{action}` cannot be worked out: {error}"
        return Reason("expression_failed", told, "Mend the data or the definition.", {"error": str(error)})
    if outcome.met:
        return None
    return Reason("not_now", f"`{action}` is not possible now: {outcome.trace.line()}", None, {"trace": outcome.trace.to_plain()})
