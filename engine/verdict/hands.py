"""Lending a seat: to a delegate who gives an opinion, and back to the owner who decides (approval-semantics §2.8)."""

from .. import commands as c
from ..case import Case, Task
from ..definition import Step
from ..errors import Reason
from ..model import Model
from ..world import World
from .outcome import Verdict
from .receiving import outside, receiver_reasons
from .said import comment_reasons
from .seats import owns, seat_of, which


def delegate(model: Model, case: Case, command: c.Delegate, world: World, trusted: bool) -> Verdict:
    """Whether this person may let another work on the seat: its holder may, a delegate too (it comes back to the first owner)."""
    step = model.step(case.step)
    task, reason = seat_of(step, case, command.by, command.task, world)
    if task is None:
        assert reason is not None
        return Verdict((reason,))
    allow = step.allow.get("delegate")
    if allow is None:
        told = f"seats at `{step.id}` are not delegated"
        return Verdict((Reason("delegate_not_allowed", told, "Decide yourself, or return the case."),))
    reasons = [*comment_reasons(command.comment, "optional", world), *_delegated_to(step, case, task, command, world)]
    possible = None if reasons else outside(model, case, allow.among, command.by, command.to, world)
    if possible is not None:
        told = f"`{command.to}` is not among those to whom a seat may be delegated here"
        reasons.append(Reason("delegate_not_allowed", told, possible))
    return Verdict(tuple(reasons), offered=True, task=task)


def _delegated_to(step: Step, case: Case, task: Task, command: c.Delegate, world: World) -> list[Reason]:
    if command.to == task.owner or command.to == command.by:
        return [Reason("already_holder", f"the seat is `{command.to}`'s own", "`give_back` returns a delegated seat to its owner.")]
    return receiver_reasons(step, case, task, command.to, world)


def give_back(model: Model, case: Case, command: c.GiveBack, world: World, trusted: bool) -> Verdict:
    """Whether this person may end a delegation: the delegate gives the seat back, the owner fetches it."""
    step = model.step(case.step)
    lent = [task for task in case.open_tasks if task.parked is not None and command.task in (None, task.id)]
    mine = [task for task in lent if command.by in (task.holder, task.owner)]
    if not mine:
        _, reason = seat_of(step, case, command.by, command.task, world)
        told = Reason("not_delegated", f"no seat of `{command.by}` is delegated here", "Decide, or delegate it first.")
        return Verdict((reason or told,))
    if len(mine) > 1:
        return Verdict((which(command.by, mine),))
    reasons = [*comment_reasons(command.comment, "optional", world), *_advised(step, mine[0], command)]
    return Verdict(tuple(reasons), offered=owns(mine[0], command.by, world), task=mine[0])


def _advised(step: Step, task: Task, command: c.GiveBack) -> list[Reason]:
    """What is wrong with an opinion: the owner has none to give, and there are only those that the step offers."""
    possible = [*step.actions, *(["return"] if step.returns is not None else [])]
    if command.opinion is not None and command.by != task.holder:
        return [Reason("not_holder", "who fetches his own seat back has no opinion to give", "Leave `opinion` out, then decide.")]
    if command.opinion is not None and command.opinion not in possible:
        told = f"`{step.id}` has no action `{command.opinion}`"
        return [Reason("unknown_action", told, f"Possible here: {', '.join(possible)}.", {"actions": possible})]
    return []
