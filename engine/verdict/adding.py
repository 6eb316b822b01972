"""Adding signers to a seat and taking them out again: who may, whom, where and how deep (approval-semantics §2.6, §2.7)."""

from dataclasses import replace

from .. import commands as c
from ..added import below, need_of, seated
from ..case import AFTER, BEFORE, PARALLEL, Case, Task, TaskState
from ..definition import Allow, Rule, Step, StepKind
from ..errors import Reason
from ..model import Model
from ..rules import APPROVED, REJECT, Vote, lacking, needed, votes_of
from ..scope import CaseScope
from ..voting import counted
from ..world import World
from .outcome import Verdict
from .receiving import outside, receiver_reasons
from .said import comment_reasons
from .seats import already_done, belongs, decided, deciding_seat, owns
from .ways import nowhere, way

PLACES = (BEFORE, AFTER, PARALLEL)


def add_signer(model: Model, case: Case, command: c.AddSigner, world: World, trusted: bool) -> Verdict:
    """Whether this person may ask others to sign with him."""
    step = model.step(case.step)
    task, reason = deciding_seat(step, case, command.by, command.task, world)
    if task is None:
        assert reason is not None
        return Verdict((reason,))
    allow = step.allow.get("add_signer")
    if allow is None or step.kind is not StepKind.APPROVAL:
        return Verdict((Reason("add_signer_not_allowed", f"nobody is added to `{step.id}`", "Decide, or return the case."),))
    reasons = [*comment_reasons(command.comment, "optional", world), *_place(allow, task, command), *_rule(command)]
    for person in command.who:
        reasons += _added(model, step, case, task, allow, command, person, world)
    return Verdict(tuple(reasons), offered=True, task=task)


def _place(allow: Allow, task: Task, command: c.AddSigner) -> list[Reason]:
    depth = task.added.depth if task.added is not None else 0
    if depth >= allow.depth:
        return [Reason("too_deep", f"who was added may add nobody further ({allow.depth} deep)", "Decide, or say so in a comment.")]
    if command.where is not None and command.where not in allow.where:
        told = ", ".join(allow.where)
        return [Reason("add_signer_not_allowed", f"signers are added here {told}, not {command.where}", f"Give where={allow.where[0]!r}.")]
    return []


def _rule(command: c.AddSigner) -> list[Reason]:
    """What is wrong with the sub-step's own rule, and with whom it is about."""
    who = tuple(command.who) if isinstance(command.who, tuple | list) else ()
    if not who or len(set(who)) != len(who):
        return [Reason("nothing_given", "say whom to add, each once", "Give who=('ann', 'bob').")]
    try:
        need = need_of(command.rule)
    except (ValueError, ZeroDivisionError):
        return [Reason("rule_invalid", f"`{command.rule}` is no rule", "Give any, all, sequence, 2 or 2/3.")]
    if isinstance(need, int) and need > len(who):
        return [Reason("rule_invalid", f"{need} approvals of {len(who)} added signers cannot be", "Add more, or ask for fewer.")]
    return []


def _added(model: Model, step: Step, case: Case, task: Task, allow: Allow, command: c.AddSigner, person: str, world: World) -> list[Reason]:
    reasons = receiver_reasons(step, case, task, person, world)
    pools = [other for other in case.tasks if other.holder is None and other.id != task.id and other.state is not TaskState.CLOSED]
    if not reasons and any(belongs(other, person, world) for other in pools):
        reasons.append(Reason("already_signer", f"`{person}` may take an open seat here already", "Choose somebody else."))
    if not reasons and person == command.by:
        reasons.append(Reason("already_holder", f"`{person}` holds this seat already", "Choose somebody else."))
    possible = None if reasons else outside(model, case, allow.among, command.by, person, world)
    if possible is not None:
        reasons.append(Reason("add_signer_not_allowed", f"`{person}` is not among those who may be added here", possible))
    return reasons


def remove_signer(model: Model, case: Case, command: c.RemoveSigner, world: World, trusted: bool) -> Verdict:
    """Whether this person may take a seat out of the slate: never so that the step would pass by it without anybody's approval."""
    step, task = model.step(case.step), case.task(command.task)
    if task is None:
        return Verdict((already_done(case),))
    if task.state is TaskState.CLOSED:
        return Verdict((decided(task),))
    admin = trusted or world.administrator(command.by, "remove_signer")
    if not (admin or _may_remove(step, case, task, command.by, world)):
        told = f"`{command.by}` may not remove the seat of `{task.holder or 'nobody'}` at `{step.id}`"
        return Verdict((Reason("remove_signer_not_allowed", told, "Who added it may, or an administrator."),))
    mine = task.added is not None and task.added.by == command.by
    reasons = comment_reasons(command.comment, "optional" if mine else "required", world)
    return Verdict((*reasons, *_emptied(model, case, step, task, world)), offered=True, task=task)


def _may_remove(step: Step, case: Case, task: Task, person: str, world: World) -> bool:
    allow = step.allow.get("remove_signer")
    if allow is None or step.kind is not StepKind.APPROVAL:
        return False
    if task.added is not None and task.added.by == person:
        return True
    return allow.mode == "any" and any(owns(seat, person, world) or seat.holder == person for seat in case.tasks)


def _emptied(model: Model, case: Case, step: Step, task: Task, world: World) -> list[Reason]:
    """Why the slate cannot do without the seat: nobody would be left to approve, or too few for the rule."""
    gone = {task.id, *(one.id for one in below(task.seat, case.tasks))}
    left = tuple(replace(one, state=TaskState.CLOSED) if one.id in gone and one.outcome is None else one for one in case.tasks)
    votes, found = votes_of(seated(left)), counted(model, step, left, world.around)
    if task.main:
        return [
            Reason("would_pass_trivially", "nobody would be left who writes the opinion", "Reassign the seat instead.", {"task": task.id})
        ]
    emptied = step.rule.of == "each_group" and task.group not in {vote.group for vote in votes}
    if emptied or not votes or (found.outcome == APPROVED and not found.got):
        told = f"nobody{f' of `{task.group}`' if emptied else ''} would be left to decide"
        return [Reason("would_pass_trivially", told, "Reassign the seat instead.", {"task": task.id})]
    if not step.rule.plugin and lacking(step.rule, votes) and step.insufficient_seats != "clamp":
        told = _too_few(step.rule, votes, task)
        return [Reason("too_few_seats", told, "Reassign the seat instead.", {"task": task.id})]
    scope = CaseScope.of(model, case, world)
    return [r for word in ([] if found.outcome is None else ["approve"]) if way(scope, word) is None for r in nowhere(scope, REJECT)]


def _too_few(rule: Rule, votes: tuple[Vote, ...], task: Task) -> str:
    """What the rule needs and what would be left, in what it counts."""
    if rule.of == "weight":
        total = sum(vote.weight for vote in votes)
        return f"weight needed: {needed(rule, total)}; weight that would be left: {total}"
    group = rule.of == "each_group"
    left = sum(not group or vote.group == task.group for vote in votes)
    whose = f" of `{task.group}`" if group else ""
    return f"approvals{whose} needed: {needed(rule, left)}; seats that would be left: {left}"
