"""Whether an administrator may add a child to a branch, or take a running one out (approval-semantics G, LANGUAGE §5)."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from .. import commands as c
from ..case import Case, Child
from ..data import starting, typed
from ..data import storable as clean
from ..definition import Branch
from ..errors import Reason, Refused
from ..expressions import element_type, show
from ..expressions.types import PERSON
from ..kin import Family, Kid, label_of, storable
from ..model import Model
from ..scope import CaseScope, approved
from ..splitting import child_model, elements, room
from ..world import World
from .outcome import Verdict


def start_branch(model: Model, case: Case, command: c.StartBranch, world: World) -> Verdict:
    """Beside its siblings while the step that opens them waits; a branch that no step opens, at any time. `to` is the step or nothing."""
    branch = model.workflow.branches.get(command.branch)
    if branch is None:
        return Verdict((_unknown(model, command.branch),))
    steps = [step.id for step in model.workflow.steps.values() if branch.id in step.parallel]
    if steps and case.step not in steps:
        told = f"`{branch.id}` is opened by {', '.join(f'`{id}`' for id in steps)}; the case is at `{case.step}`"
        return Verdict((Reason("not_now", told, "A child is added while its siblings are waited for.", {"steps": steps}),))
    if steps and case.unopened is not None:
        told = f"the children of `{case.step}` have not been opened yet: {case.unopened.message}"
        return Verdict((Reason("not_now", told, "Mend that, then `retry` opens them."),))
    scope = CaseScope.of(model, case, world, command.by)
    element, reasons = _element(scope, branch, command.element)
    if not reasons and any(child.branch == branch.id and child.open and child.element == storable(element) for child in case.children):
        reasons.append(Reason("branch_running", f"`{branch.id}` is under way{_for(command.element)} already", "Nothing to do."))
    reasons += _child(scope, branch, command.data)
    return Verdict(tuple(reasons), offered=True, to=steps[0] if steps else "", changes={"element": element})


def _unknown(model: Model, given: str) -> Reason:
    names = list(model.workflow.branches)
    near = get_close_matches(given, names, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Branches: {', '.join(names) or 'none'}."
    return Reason("unknown_branch", f"`{model.workflow.id}` has no branch `{given}`", hint, {"branches": names})


def _for(element: object) -> str:
    return f" for {show(element)}" if element is not None else ""


def _element(scope: CaseScope, branch: Branch, given: object) -> tuple[object, list[Reason]]:
    """The element as its list would have it, and what is wrong with it."""
    if branch.loop is None:
        return None, [] if given is None else [Reason("element_invalid", f"`{branch.id}` runs over no list", "Leave the element out.")]
    if given is None:
        told = f"`{branch.id}` has a child for each `{branch.loop.variable}`"
        return None, [Reason("element_invalid", told, "Say for which: element=….", {"list": branch.loop.elements.text})]
    try:
        return _typed(scope, branch, given), []
    except ValueError as error:
        told = f"{show(given)} is no element of `{branch.loop.elements.text}`: {error}"
        return None, [Reason("element_invalid", told, "Give one as the list has them.", {"list": branch.loop.elements.text})]


def _typed(scope: CaseScope, branch: Branch, given: object) -> object:
    assert branch.loop is not None
    spec = scope.model.workflow.data.get(branch.loop.elements.text)
    if spec is not None and spec.type == "list":
        rows = typed(spec, (given,), scope.world)
        assert isinstance(rows, tuple)
        return rows[0]
    kind = element_type(branch.loop, scope.model.types)
    if kind == PERSON and not scope.world.active(str(given)):
        raise ValueError("the directory knows no such active person")
    if kind.kind == "case":
        return _kid(scope, branch, given)
    parts = given.values() if isinstance(given, Mapping) else (given,)
    if not all(isinstance(part, str | int) and clean(str(part)) for part in parts):
        raise ValueError("it is a text, a number, or a map of such")
    return given


def _kid(scope: CaseScope, branch: Branch, given: object) -> Kid:
    """Of a list of child cases the one whose key ends so."""
    found = (one for one in elements(scope, branch) if isinstance(one, Kid))
    kid = next((one for one in found if given in (one.case.id, one.case.key, label_of(one))), None)
    if kid is None:
        raise ValueError("the list has no child case with this key")
    return kid


def _child(scope: CaseScope, branch: Branch, data: Mapping[str, object]) -> Iterator[Reason]:
    """What keeps the child from being opened, and what is wrong with the data given to it: nothing that was given is left out."""
    try:
        room(scope, 1)
        model = child_model(scope, branch)
    except Refused as refused:
        yield from refused.reasons
        return
    missing = {f"{name}_required" for name in model.workflow.data} - {f"{name}_required" for name in data}
    yield from (reason for reason in starting(model.workflow, data, scope.world)[1] if reason.code not in missing)


def cancel_branch(model: Model, case: Case, command: c.CancelBranch, world: World) -> Verdict:
    """Only what is under way, and nothing that is never passed without a person."""
    if command.branch not in model.workflow.branches and not any(child.branch == command.branch for child in case.children):
        return Verdict((_unknown(model, command.branch),))
    chosen = running(case, command.branch, command.element)
    if not chosen:
        told = f"no child of `{command.branch}` is under way{_for(command.element)}"
        return Verdict((Reason("branch_not_running", told, "Nothing to do.", {"branch": command.branch}),))
    family = world.family(case)
    owed = list(dict.fromkeys(id for child in chosen if (kid := family.kid(child.id)) is not None for id in _owed(family, kid)))
    if not owed:
        return Verdict(offered=True)
    told = f"{', '.join(f'`{id}`' for id in owed)} is never passed without a person"
    hint = "`terminate` it instead: then it counts as one that has failed."
    return Verdict((Reason("human_required", told, hint, {"steps": owed}),))


def running(case: Case, branch: str, element: object) -> tuple[Child, ...]:
    """The children of a branch that are under way: all, or those of an element, which the last part of a key may name too."""
    mine = (child for child in case.children if child.branch == branch and child.open)
    return tuple(child for child in mine if element is None or element in (child.element, child.key, child.key.rpartition("/")[2]))


def _owed(family: Family, kid: Kid) -> Iterator[str]:
    """The steps of a child, and of all below it, that want a person and have not been approved."""
    case = kid.case
    yield from (id for id, step in kid.model.workflow.steps.items() if step.human_required and not approved(case, id))
    for child in case.children:
        below = family.kid(child.id) if child.open else None
        if below is not None:
            yield from _owed(family, below)
