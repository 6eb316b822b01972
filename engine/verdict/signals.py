"""What another case has taken (`by: case`): through the same guards as a person's act, and never past a step that wants a person."""

from collections.abc import Iterator

from .. import commands as c
from ..case import Case
from ..definition import Arm, Step
from ..edits import as_edited
from ..errors import Reason
from ..frozen import altered
from ..internal import ANOTHER, Signal, Take
from ..model import Model
from ..scope import CaseScope
from ..world import World
from .acts import closed_now, elsewhere
from .administrators import at_rest
from .filling import brought, filled
from .itself import wants_a_person
from .outcome import Verdict, not_open
from .waking import not_woken


def signal(model: Model, case: Case, command: Signal, world: World) -> Verdict:
    """Whether the case takes the action, or one below it does: the first that may, the case itself before its children."""
    if isinstance(command, Take):
        return _taken(model, case, command, world)
    refused: list[Verdict] = []
    for one, its in _cases(model, case, world):
        said = _taken(its, one, command, world)
        if said.allowed:
            return altered(said, taker=one.id)
        refused.append(said)
    # The one that came furthest says why.
    return next((said for said in refused if said.arm is not None), refused[0])


def _cases(model: Model, case: Case, world: World) -> Iterator[tuple[Case, Model]]:
    yield case, model
    family = world.family(case)
    for below in family.below(case):
        yield below, family.models(below)


def _taken(model: Model, case: Case, command: Signal, world: World) -> Verdict:
    """Whether this very case takes the action: by the first arm for cases that fits."""
    step = model.step(case.step)
    action = model.actions(step).get(command.action)
    if action is None:
        return Verdict((elsewhere(model, case, _act(case, command)) if case.open else not_open(case),))
    resting = at_rest(case, command)
    if resting is not None:
        return Verdict((resting,))
    said = [_by(arm, model, case, step, command, world) for arm in action.arms]
    return next((one for one in said if one.offered), next((one for one in said if one.arm is not None), said[0]))


def _by(arm: Arm, model: Model, case: Case, step: Step, command: Signal, world: World) -> Verdict:
    """Whether it is taken by this arm. With an `arm` in a refusal it is one for this sender.

    `when` says whether this case still waits, so it is asked before the values come in; of these the arm takes those that it names,
    for the sender cannot know which arm is taken.
    """
    other = _not_for(arm, case, command)
    if other is not None:
        return Verdict((other,))
    closed = closed_now(arm, command.action, CaseScope.of(model, case, world, ANOTHER))
    if closed is not None:
        return Verdict((closed,), arm=arm)
    named = {name: value for name, value in command.data.items() if name in (*arm.needs, *arm.may_edit)}
    changes, wrong = brought(model, case, step, arm, named, world)
    changes |= _noted(arm, model, case, changes, command)
    scope = CaseScope.of(model, as_edited(model, case, changes, None), world, ANOTHER)
    found = filled(Verdict(arm=arm, offered=True, changes=changes), arm, _act(case, command), scope, wrong)
    more = (not_woken(scope, found.route, found.to), wants_a_person(scope, found))
    return altered(found, reasons=(*found.reasons, *(reason for reason in more if reason is not None)))


def _not_for(arm: Arm, case: Case, command: Signal) -> Reason | None:
    """Why an arm is not this sender's to take."""
    action, sender = command.action, command.sender
    if not arm.of_case:
        return Reason("not_by", f"`{action}` is for people to take, and not for another case", "Write `by: case` at an arm of its own.")
    if arm.case_in is None or sender.named(case.data.get(arm.case_in)):
        return None
    meant = case.data.get(arm.case_in) or "no case yet"
    told = f"`{action}` of {case.key} is for the case that `{arm.case_in}` names to take ({meant}), and {sender.key} is another one"
    return Reason("not_by", told, None, {"by": arm.by_text, "sender": sender.key})


def _noted(arm: Arm, model: Model, case: Case, changes: dict[str, object], command: Signal) -> dict[str, object]:
    """The field that takes the sender's key; a list takes it once."""
    name, key = arm.sender_to, command.sender.key
    if name is None:
        return {}
    if model.workflow.data[name].type != "list":
        return {name: key} if case.data.get(name) != key else {}
    before = changes.get(name, case.data.get(name)) or ()
    assert isinstance(before, tuple)
    return {name: (*before, key)} if key not in before else {}


def _act(case: Case, command: Signal) -> c.Act:
    return c.Act(case=case.id, by=ANOTHER, action=command.action, data=command.data)
