"""Taking back: the last actor has second thoughts, and the next one has not begun (approval-semantics §2.9)."""

from .. import commands as c
from ..case import Case, Task
from ..errors import Reason
from ..model import Model
from ..world import World
from .outcome import Verdict
from .said import comment_reasons


def take_back(model: Model, case: Case, command: c.TakeBack, world: World, trusted: bool = False) -> Verdict:
    """Whether this person may take the last act back now. `to` is the step that opens again."""
    rule = model.workflow.take_back
    if rule is None:
        return _not_now(f"acts on a case of `{case.workflow}` are not taken back", "Ask whoever holds it to return it.")
    left = case.came_from
    if left is None or left not in case.walk[:-1] or case.remembers(left).outcome not in model.step(left).actions:
        return _not_now("nobody's act brought the case here that could be taken back", "Ask whoever holds it to return it.")
    if case.remembers(left).by != command.by:
        by = case.remembers(left).by
        return Verdict((Reason("not_by", f"the last act, at `{left}`, was not `{command.by}`'s", f"It was `{by}`'s.", {"by": by}),))
    if model.step(case.step).splits:
        return _not_now("the act has opened branches, which are under way", "An administrator can move the case back.")
    begun = next((task for task in case.tasks if _begun(task, rule.until)), None)
    if begun is not None:
        how = "decided" if _decided(begun) else "claimed"
        told = f"the act can no longer be taken back: `{begun.holder}` has {how} at `{case.step}`"
        return _not_now(told, "Ask whoever holds it to return it.", {"until": rule.until, "task": begun.id})
    return Verdict(tuple(comment_reasons(command.comment, "optional", world)), offered=True, to=left)


def _begun(task: Task, until: str) -> bool:
    return _decided(task) or (until == "claimed" and task.holder is not None and bool(task.candidates or task.tokens))


def _decided(task: Task) -> bool:
    """Whether a person has decided on a seat of the step that is open now."""
    return task.decision is not None and task.decision.automatic is None


def _not_now(told: str, hint: str, data: dict[str, object] | None = None) -> Verdict:
    return Verdict((Reason("not_now", told, hint, data or {}),))
