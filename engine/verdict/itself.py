"""What fires by itself (`by: system`): through the same guards as a person's act, and never past a step that wants a person."""

from collections.abc import Iterator

from .. import commands as c
from ..case import Case, Status
from ..definition import Action, Arm
from ..errors import Reason
from ..internal import ITSELF
from ..model import Model
from ..scope import CaseScope
from ..world import World
from .acts import closed_now
from .filling import filled
from .outcome import Verdict
from .timed import human_required
from .waking import not_woken
from .ways import ahead


def system_arms(model: Model, case: Case) -> Iterator[tuple[Action, Arm]]:
    """The arms at the step where a case rests, or at its end, that nobody takes."""
    if case.status is Status.SUSPENDED or case.step not in model.itself:
        return
    for action in model.actions(model.step(case.step)).values():
        for arm in action.arms:
            if arm.system:
                yield action, arm


def first(model: Model, case: Case, world: World) -> tuple[str, Verdict] | None:
    """The first action that fires now, and why it may; None where nothing does."""
    for action, arm in system_arms(model, case):
        if arm.id not in case.fired:
            found = fires(model, case, world, action, arm)
            if found.allowed:
                return action.name, found
    return None


def fires(model: Model, case: Case, world: World, action: Action, arm: Arm) -> Verdict:
    """Whether an arm fires now, with every reason why it does not; for one that has fired: whether it would."""
    scope = CaseScope.of(model, case, world)
    closed = closed_now(arm, action.name, scope)
    if closed is not None:
        return Verdict((closed,))
    command = c.Act(case=case.id, by=ITSELF, action=action.name)
    found = filled(Verdict(arm=arm, offered=True), arm, command, scope, [])
    more = [not_woken(scope, found.route, found.to), wants_a_person(scope, found)]
    reasons = (*found.reasons, *(reason for reason in more if reason is not None))
    return Verdict(reasons, offered=not reasons, arm=arm, route=found.route, to=found.to)


def wants_a_person(scope: CaseScope, found: Verdict) -> Reason | None:
    """Why nobody but a person leads the case past its step."""
    moves = found.route is not None and found.route.to != "stay" and found.to is not None
    return human_required(scope.model.step(scope.case.step)) if moves and ahead(scope, found.to or "") else None


def lapsed(model: Model, case: Case, world: World) -> tuple[str, ...]:
    """Of the arms that have fired, those that are not possible any more, or whose condition has failed since."""
    if not case.fired:
        return ()
    scope = CaseScope.of(model, case, world)
    here = {arm.id: closed_now(arm, action.name, scope) is None for action, arm in system_arms(model, case)}
    return tuple(id for id in case.fired if not here.get(id, False))
