"""May the case be pulled back."""

from .. import commands as c
from ..case import Case
from ..edits import as_edited
from ..errors import Reason
from ..model import Model
from ..scope import CaseScope
from ..world import World
from .filling import filled, new_data
from .outcome import Verdict
from .seats import owns


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
