"""Whether a case may go over to another definition: an administrator's verb, proved before anything is written."""

from collections.abc import Mapping

from .. import commands as c
from ..case import Case
from ..errors import Reason
from ..migration import unknown_names, unknown_places
from ..migration_units import coming_together, unit
from ..model import Model
from ..world import World
from .administrators import at_rest, not_admin
from .outcome import Verdict
from .said import comment_reasons


def migrate(model: Model, case: Case, command: c.Migrate, world: World, trusted: bool) -> Verdict:
    """Whether this administrator may take the case to the definition. `to` is the step where it will rest, `changes` its new values."""
    barred = not_admin(command.by, "migrate", world, trusted)
    if barred is not None:
        return Verdict((barred,))
    found = fits(model, case, command, world)
    return Verdict(
        (*comment_reasons(command.reason, "required", world, "reason"), *found.reasons), True, to=found.to, changes=found.changes
    )


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
    if case.branch:
        told = f"{case.key} is a branch, and goes by the definition of the case above it"
        return Verdict((Reason("is_branch", told, f"Migrate {case.key.rpartition('/')[0]}; it goes over with it."),))
    seq = last_event(case, world)
    if command.expected is not None and command.expected != seq:
        told = f"{case.key} has moved on since the plan was made"
        return Verdict((Reason("plan_outdated", told, "Make a new plan for it.", {"expected": command.expected, "seq": seq}),))
    given: tuple[object, object] = (command.mapping, command.data)
    if not all(isinstance(one, Mapping) for one in given):
        told = "a mapping is a map of old steps to new ones, and data a map of fields"
        return Verdict((Reason("mapping_invalid", told, "Give mapping={'OLD': 'NEW'}."),))
    return _whole(model, case, target, command, world)


def _whole(model: Model, case: Case, target: Model, command: c.Migrate, world: World) -> Verdict:
    """Every case of the unit has its place, and none of them moves by going over."""
    parts = unit(model, case, target, command, world)
    resting = (at_rest(part.case, command) for part in parts[1:])
    reasons = [
        *unknown_names(model, target, command.mapping),
        *unknown_places(model, command.data),
        *(reason for reason in resting if reason is not None),
    ]
    reasons += [reason for part in parts for reason in part.reasons]
    reasons = reasons or list(coming_together(parts, world))
    return Verdict(tuple(reasons), to=parts[0].to, changes=parts[0].changes)


def last_event(case: Case, world: World) -> int:
    """The number of the last event of the case and of all that goes over with it."""
    return max(other.seq for other in (case, *(below for below in world.family(case).below(case) if below.branch)))
