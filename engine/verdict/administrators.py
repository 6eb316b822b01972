"""Administrators' verbs: who may use them, and when they mean something."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .. import commands as c
from ..case import Case, Status
from ..clocks import instant_of
from ..definition import StepKind, Workflow
from ..errors import Reason, Refused
from ..extension import idle, not_longer
from ..model import Model
from ..ports import Delivery
from ..rearming import rearming
from ..scope import CaseScope, approved
from ..splitting import children_of
from ..ticking import next_rung, ticking
from ..world import World
from . import branches
from .numbers import void_number
from .outcome import Verdict
from .said import comment_reasons

AT_REST = (c.Comment, c.Acknowledge, c.Resume, c.Terminate, c.CopyTo, c.Read, c.Retry, c.VoidNumber)
"""What may be done to a case that is suspended: say something, give and read copies, deliver anew, wake it, end it, void a number."""


def not_admin(by: str, verb: str, world: World, trusted: bool) -> Reason | None:
    """Why this person may not use an administrator's verb."""
    if trusted or world.administrator(by, verb):
        return None
    return Reason("not_admin", f"`{by}` is no administrator", "It takes the role `admin`, or the host's `authorize`.", {"person": by})


def at_rest(case: Case, command: c.Command) -> Reason | None:
    """Why nothing can be done to a case that is suspended."""
    if case.status is not Status.SUSPENDED or isinstance(command, AT_REST):
        return None
    since = case.suspended.isoformat() if case.suspended is not None else "some time"
    return Reason(
        "suspended",
        f"the case {case.key} is suspended since {since}",
        "An administrator can resume it.",
        {"step": case.step, "since": since},
    )


def suspend(model: Model, case: Case, command: c.Suspend, world: World) -> list[Reason]:
    """Nothing more is asked."""
    return []


def resume(model: Model, case: Case, command: c.Resume, world: World) -> list[Reason]:
    """Only a suspended case goes on, and a child not before the case above it."""
    if case.status is not Status.SUSPENDED:
        return [Reason("not_suspended", f"the case {case.key} is not suspended", "Nothing to do.")]
    above = world.family(case).to_wake(case) if case.parent is not None else case
    if above is case:
        return []
    told = f"{above.key}, which stands above {case.key}, is suspended"
    return [Reason("suspended", told, f"Resume {above.key}: all below it goes on with it.", {"case": above.key})]


def terminate(model: Model, case: Case, command: c.Terminate, world: World) -> list[Reason]:
    """Nothing more is asked."""
    return []


def jump(model: Model, case: Case, command: c.Jump, world: World) -> list[Reason]:
    """To another step, and over none that is never passed without a person."""
    steps = {id: step for id, step in model.workflow.steps.items() if step.kind is not StepKind.END and id != case.step}
    if command.to not in steps:
        told = ", ".join(steps) or "nowhere"
        message = f"a jump to `{command.to}` is not possible"
        return [Reason("illegal_target", message, f"Possible: {told}. `terminate` ends a case.", {"targets": list(steps)})]
    wanted = [id for id in (case.step, *skipped_by(model.workflow, case, command.to)) if model.step(id).human_required]
    owed = [id for id in wanted if command.to not in case.walk and not approved(case, id)]
    if not owed:
        return []
    told = ", ".join(f"`{id}`" for id in owed)
    return [Reason("human_required", f"{told} is never passed without a person", f"Jump to {owed[0]}, or before.", {"steps": owed})]


def skipped_by(workflow: Workflow, case: Case, to: str) -> tuple[str, ...]:
    """The steps between here and there, in written order; none where the way leads back or to a side room."""
    if to in case.walk:
        return ()
    chain = case.chain_of(to)
    found: list[str] = []
    following = workflow.steps[case.step].following
    while following is not None and following != to and following not in found:
        found.append(following)
        following = case.chains[chain].ids(chain)[0] if chain == following else workflow.steps[following].following
    return tuple(found) if following == to else ()


def extend(model: Model, case: Case, command: c.Extend, world: World) -> list[Reason]:
    """Only a clock that runs is given more time, only more, and never beyond its `max`."""
    scope, id = CaseScope.of(model, case, world, command.by), command.clock or case.step
    reason = idle(id, scope)
    if reason is not None:
        return [reason]
    clock = ticking(id, scope)
    try:
        found = instant_of(command.to, clock)
    except ValueError as error:
        return [Reason("time_invalid", f"this is no time to extend to: {error}", "Give an instant, a date, or `due + 2wd`.")]
    return not_longer(clock, found)


def recount(model: Model, case: Case, command: c.Recount, world: World) -> list[Reason]:
    """Where every deadline is as the calendars have it, nothing is to be done."""
    return []


def escalate(model: Model, case: Case, command: c.Escalate, world: World) -> list[Reason]:
    """Only what is armed can happen."""
    if next_rung(case) is not None:
        return []
    return [Reason("nothing_armed", f"no rung is left at `{case.step}`", "Remind or reassign instead.", {"step": case.step})]


def rearm(model: Model, case: Case, command: c.Rearm, world: World) -> list[Reason]:
    """Only what is missing is armed."""
    return list(rearming(command.clock or case.step, CaseScope.of(model, case, world, command.by)).reasons)


def retry(model: Model, case: Case, command: c.Retry, world: World) -> list[Reason]:
    """Only what has failed is tried again, and only once it can be done."""
    return [] if wanted_again(command, case, world) else unsplit(model, case, command, world)


def wanted_again(command: c.Retry, case: Case, world: World) -> list[Delivery]:
    """The rows of the outbox that a retry is about: those that have failed their last try."""
    return [row for row in world.dead(case) if command.effect in (None, row.key)]


def unsplit(model: Model, case: Case, command: c.Retry, world: World) -> list[Reason]:
    """Why a retry opens no children."""
    if case.unopened is None or command.effect is not None:
        about = f"`{command.effect}`" if command.effect is not None else f"at `{case.step}`"
        told = f"nothing has failed for the last time {about}"
        return [Reason("nothing_to_retry", told, "What is still being tried needs no retry.", {"step": case.step})]
    if case.status is Status.SUSPENDED:
        return [Reason("suspended", f"the case {case.key} is suspended", "Resume it first.", {"step": case.step})]
    try:
        children_of(CaseScope.of(model, case, world, command.by), model.step(case.step), case.unopened.earlier)
    except Refused as refused:
        return list(refused.reasons)
    return []


Judge = Callable[[Model, Case, Any, World], list[Reason]]


def _judged(verb: str, judge: Judge, required: bool) -> Callable[[Model, Case, Any, World, bool], Verdict]:
    def judged(model: Model, case: Case, command: Any, world: World, trusted: bool) -> Verdict:
        barred = not_admin(command.by, verb, world, trusted)
        if barred is not None:
            return Verdict((barred,))
        said = comment_reasons(command.reason, "required" if required else "optional", world, "reason")
        return Verdict((*said, *judge(model, case, command, world)), offered=True)

    return judged


def _of_branches(verb: str, judge: Callable[[Model, Case, Any, World], Verdict]) -> Callable[[Model, Case, Any, World, bool], Verdict]:
    def judged(model: Model, case: Case, command: Any, world: World, trusted: bool) -> Verdict:
        barred = not_admin(command.by, verb, world, trusted)
        if barred is not None:
            return Verdict((barred,))
        found = judge(model, case, command, world)
        return replace(found, reasons=(*comment_reasons(command.reason, "required", world, "reason"), *found.reasons))

    return judged


JUDGES: dict[type[c.Command], Callable[[Model, Case, Any, World, bool], Verdict]] = {
    c.Suspend: _judged("suspend", suspend, True),
    c.Resume: _judged("resume", resume, False),
    c.Terminate: _judged("terminate", terminate, True),
    c.Jump: _judged("jump", jump, True),
    c.Extend: _judged("extend", extend, True),
    c.Recount: _judged("recount", recount, True),
    c.Escalate: _judged("escalate", escalate, True),
    c.Rearm: _judged("rearm", rearm, True),
    c.Retry: _judged("retry", retry, True),
    c.StartBranch: _of_branches("start_branch", branches.start_branch),
    c.CancelBranch: _of_branches("cancel_branch", branches.cancel_branch),
    c.VoidNumber: _judged("void_number", void_number, True),
}
"""Who may, and whether it means something, for each of these commands."""
