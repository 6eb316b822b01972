"""Whether a case may go over to another definition: an administrator's verb, proved before anything is written."""

from collections.abc import Mapping

from .. import commands as c
from ..case import Case
from ..errors import Reason
from ..migration import misfits, new_values, steps_of
from ..model import Model
from ..world import World
from .administrators import not_admin
from .outcome import Verdict
from .said import comment_reasons


def migrate(model: Model, case: Case, command: c.Migrate, world: World, trusted: bool) -> Verdict:
    """Whether this administrator may take the case to the definition. `to` is the step where it will rest, `changes` its new values."""
    barred = not_admin(command.by, "migrate", world, trusted)
    if barred is not None:
        return Verdict((barred,))
    found = fits(model, case, command, world)
    return Verdict((*comment_reasons(command.reason, "required", world), *found.reasons), True, to=found.to, changes=found.changes)


def fits(model: Model, case: Case, command: c.Migrate, world: World) -> Verdict:
    """Whether the case fits into the definition, whoever asks."""
    target = world.versions.target
    assert target is not None
    if target.workflow.id != case.workflow:
        told = f"`{command.to[:12]}` defines `{target.workflow.id}`, the case is one of `{case.workflow}`"
        return Verdict((Reason("other_workflow", told, "Choose a definition of the case's own workflow."),))
    if case.definition == target.hash:
        told = f"{case.key} goes by this definition already"
        return Verdict((Reason("already_migrated", told, "Nothing to do.", {"definition": target.hash}),))
    if case.parent is not None or any(child.open for child in case.children):
        told = f"{case.key} is a branch or has branches under way"
        hint = "Migrate it when they have ended; a branch goes by the definition of the case above it."
        return Verdict((Reason("has_branches", told, hint),))
    if command.expected is not None and command.expected != case.seq:
        told = f"{case.key} has moved on since the plan was made"
        return Verdict((Reason("plan_outdated", told, "Make a new plan for it.", {"expected": command.expected, "seq": case.seq}),))
    given: tuple[object, object] = (command.mapping, command.data)
    if not all(isinstance(one, Mapping) for one in given):
        told = "a mapping is a map of old steps to new ones, and data a map of fields"
        return Verdict((Reason("mapping_invalid", told, "Give mapping={'OLD': 'NEW'}."),))
    wrong = list(misfits(model, target, case, command))
    changes, reasons = new_values(model.workflow, target.workflow, case, command.data, world)
    to = steps_of(model.workflow, target.workflow, command.mapping).get(case.step)
    return Verdict((*wrong, *reasons), to=to, changes=changes)
