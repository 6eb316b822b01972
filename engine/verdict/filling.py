"""What comes with an act: comment, data, attachments; and whether it fits."""

from collections.abc import Mapping

from .. import commands as c
from ..case import Case
from ..data import given, is_empty, merged, required, too_large
from ..definition import Arm, Step, StepKind
from ..errors import Reason
from ..extension import extensions
from ..files import attachment_reasons
from ..frozen import altered
from ..model import Model
from ..rules import APPROVE, VOTES
from ..scope import CaseScope
from ..world import World
from .guards import broken
from .numbers import number_reasons
from .outcome import Verdict
from .said import comment_reasons
from .ways import nowhere, target


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


def brought(
    model: Model, case: Case, step: Step, arm: Arm, data: Mapping[str, object], world: World
) -> tuple[dict[str, object], list[Reason]]:
    """What the act changes: the step's and the arm's fields, and what it needs (to lists under `needs` rows are added).

    Who acts anytime in a right of his own is nobody of the step: its fields are not his to change.
    """
    editable = arm.may_edit if arm.apart else (*step.may_edit, *arm.may_edit)
    return new_data(model, case, data, (*editable, *arm.needs), world, {name for name in arm.needs if name not in editable})


def filled(found: Verdict, arm: Arm, command: c.Act, scope: CaseScope, wrong: list[Reason]) -> Verdict:
    """Comment, data, `needs` and `require`: everything that is wrong is told at once. Then the target."""
    files = attachment_reasons(command.attachments, scope.world.limits)
    reasons = [*comment_reasons(command.comment, arm.comment, scope.world), *files, *wrong]
    told = {reason.code for reason in wrong}
    fields = scope.model.workflow.data
    lacking = (name for name in arm.needs if is_empty(scope.data.get(name)) and not {f"{name}_invalid", f"{name}_required"} & told)
    reasons += [required(name, fields.get(name)) for name in lacking]
    known = {reason.code for reason in reasons} | told
    reasons += [reason for reason in number_reasons(arm.effects, scope) if reason.code not in known]
    reasons += [*broken(arm.require, scope), *extensions(arm.effects, scope)]
    route, to, lost = target(arm, scope)
    if command.to is not None and command.to != to:
        lost = Reason("illegal_target", f"`{command.action}` leads to `{to}`, not to `{command.to}`", "Leave `to` out.")
    if lost is not None:
        reasons.append(lost)
    if scope.model.step(scope.case.step).kind is StepKind.APPROVAL and command.action in VOTES:
        reasons += [*_opinion(command, found), *nowhere(scope, command.action)]
    return altered(found, reasons=tuple(reasons), route=route, to=to)


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
    fields = model.workflow.data
    reasons += [required(name, fields[name]) for name, value in values.items() if fields[name].required and is_empty(value)]
    changes = {name: value for name, value in values.items() if value != case.data.get(name)}
    return changes, [*reasons, *too_large(merged(case.data, changes), world)]
