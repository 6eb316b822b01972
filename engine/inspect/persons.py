"""What one person may and may not do with a case, and why: the verdict on every action, in the refusal's own words."""

from collections.abc import Iterator

from .. import commands as c
from ..verdict import Verdict, verdict
from ..verdict.seats import owns
from .ahead import refusal
from .look import Look
from .story import MayAct, PersonWhy


def person_why(look: Look, person: str) -> PersonWhy:
    """The answer for one person, also for one whom nobody knows."""
    case, world = look.case, look.world
    found = world.person(person)
    return PersonWhy(
        person=person,
        known=found is not None,
        active=found is not None and found.active,
        tasks=tuple(task.id for task in case.open_tasks if owns(task, person, world)),
        acted=tuple(step for step, memory in sorted(case.memory.items()) if person in memory.acted),
        actions=tuple(actions(look, person)),
    )


def actions(look: Look, person: str) -> Iterator[MayAct]:
    """The verdict on each action: those possible at the step; then return, withdraw, what is done to seats, where there is such a thing."""
    step, case = look.step, look.case
    names = [*look.model.actions(step), *(["return"] if step.returns is not None else [])]
    if look.model.workflow.withdraw is not None:
        names.append("withdraw")
    for name in names:
        yield _may(name, verdict(look.model, case, c.Act(case=case.id, by=person, action=name), look.world))
    if any(task.candidates or task.tokens for task in case.open_tasks):
        yield _may("claim", verdict(look.model, case, c.Claim(case=case.id, by=person), look.world))
        yield _may("release", verdict(look.model, case, c.Release(case=case.id, by=person), look.world))
    yield _may("remind", verdict(look.model, case, c.Remind(case=case.id, by=person), look.world))


def _may(name: str, said: Verdict) -> MayAct:
    task = said.task.id if said.task is not None else None
    return MayAct(name, said.allowed, said.offered, task, tuple(refusal(reason) for reason in said.reasons))
