"""Children are opened: for each branch of a step, for each element of its list, and by effects (LANGUAGE §4 to §5, §10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from . import events as e
from .case import Case, Child
from .clock_view import as_kept
from .closing import close_children
from .data import content_hash, starting, typed
from .definition import Branch, Step
from .draft import Draft
from .errors import Reason, Refused
from .expressions import MISSING, Expression, ExpressionFailed, People, field_type
from .kin import Kid, key_of, storable
from .model import Model
from .scope import CaseScope
from .splitting import child_model, children_of, room
from .walked import acted_in_earlier_rounds
from .world import World


def split(draft: Draft, step: Step, earlier: Sequence[Child]) -> None:
    """Open the children of a step just entered. Of the `earlier` round a finished one may stand again; what still runs is closed."""
    close_children(draft, (child for child in draft.case.children if child.step == step.id), "opened_anew")
    open_all(draft, step, earlier)


def open_all(draft: Draft, step: Step, earlier: Sequence[Child]) -> None:
    """Open all children of the step where the case rests; where that cannot be done, none, and a row says why (DESIGN §4)."""
    try:
        found = children_of(draft.scope, step, earlier)
    except Refused as refused:
        _told(draft, step, refused.reasons[0], earlier)
        return
    for one in found:
        if one.kept is not None:
            draft.emit(e.ChildOpened(child=replace(one.kept, step=step.id, round=draft.case.round), kept=True))
        else:
            open_child(draft, one.branch, step.id, one.element, {}, draft.scope.with_element(one.branch.id, one.element))


def _told(draft: Draft, step: Step, reason: Reason, earlier: Sequence[Child]) -> None:
    kept = tuple(child for child in earlier if child.keep and child.well)
    round = draft.case.round
    draft.emit(e.SplitFailed(step=step.id, round=round, code=reason.code, message=reason.message, data=reason.data, earlier=kept))


def open_child(
    draft: Draft,
    branch: Branch,
    step: str,
    element: object,
    with_: Mapping[str, Expression],
    scope: CaseScope,
    given: object = None,
    comment: str | None = None,
) -> None:
    """One child of a branch: a row here, and its own first row. `with_` are an effect's values, `given` some already worked out.

    Raises Refused for a workflow that is not there and for a child too many.
    """
    model = child_model(draft.scope, branch)
    asked = dict(given) if isinstance(given, Mapping) else {}
    values, errors = worked_out(model, {**branch.with_, **with_}, scope)
    data, wrong = starting(model.workflow, {**values, **asked}, draft.world)
    errors += [reason.message for reason in wrong]
    _begin(draft, branch, model, step, element, data, _initiator(branch, scope, errors), errors, comment)


def _begin(
    draft: Draft,
    branch: Branch,
    model: Model,
    step: str,
    element: object,
    data: Mapping[str, object],
    initiator: str,
    errors: list[str],
    comment: str | None,
) -> None:
    room(draft.scope, 1)
    case, id = draft.case, draft.world.new_id()
    taken = {*(other.key for other in draft.world.family(case).cases.values()), *(child.key for child in case.children)}
    key = key_of(case, branch.id, element, taken.__contains__)
    value = storable(element)
    round = case.remembers(step).rounds if step else 0
    child = Child(id, key, branch.id, step, round, element=value, wait=branch.wait, outlives=branch.outlives, keep=branch.keep_if_done)
    trace: dict[str, object] = {"errors": errors} if errors else {}
    draft.emit(e.ChildOpened(child=child, comment=comment, trace=trace))
    draft.spawn(
        id,
        model,
        e.Started(
            workflow=model.workflow.id if model.outer is None else case.workflow,
            definition=model.hash,
            key=key,
            initiator=initiator,
            tenant=case.tenant,
            root=case.root,
            parent=case.id,
            data=data,
            content=content_hash(model.workflow, data),
            branch=model.path,
            variable=branch.loop.variable if branch.loop is not None else None,
            element=value,
            acted=_acted(case, model, child, draft.world),
            trace=trace,
        ),
    )


def _acted(case: Case, model: Model, child: Child, world: World) -> dict[str, tuple[str, ...]]:
    """Who has acted at steps that `not_same_as` inside the branch looks back to: those around it, and its own in earlier rounds."""
    steps, looked = model.workflow.steps, _looked_back_to(model)
    around = {id: case.remembers(id).acted for id in looked if id not in steps}
    own = acted_in_earlier_rounds(case, model.path, child, [id for id in looked if id in steps], world)
    return {id: persons for id, persons in (*around.items(), *own.items()) if persons}


def _looked_back_to(model: Model) -> list[str]:
    """The steps to which `not_same_as` looks back in a branch or in those below it, but for what these have of their own."""
    steps = [id for step in model.workflow.steps.values() for id in step.not_same_as]
    below = [id for inner in model.branches.values() for id in _looked_back_to(inner) if id not in inner.workflow.steps]
    return list(dict.fromkeys([*steps, *below]))


def worked_out(model: Model, values: Mapping[str, Expression], scope: CaseScope) -> tuple[dict[str, object], list[str]]:
    """The values that a child gets, by its own fields; what cannot be worked out is left out, with a reason."""
    found: dict[str, object] = {}
    errors: list[str] = []
    for name, expression in values.items():
        spec = model.workflow.data.get(name)
        if spec is None:
            errors.append(f"`{model.workflow.id}` has no field `{name}`")
            continue
        try:
            given = expression.worth(scope, expect=field_type(spec))
            value = list(given.entries) if spec.type == "list" and isinstance(given, People) else plain_value(given)
            if value is not None:
                found[name] = typed(spec, value, scope.world)
        except (ExpressionFailed, ValueError) as error:
            errors.append(f"{name}: {error}")
    return found, errors


def plain_value(value: object) -> object:
    """A value as a field takes it: of people the first, or of several all; an instant as it is; nothing for what is missing."""
    if value is MISSING or value is None:
        return None
    if isinstance(value, People):
        return value.entries[0] if len(value.entries) == 1 else value.entries or None
    if isinstance(value, Kid):
        raise ValueError("a child case is no value of a field")
    return as_kept(getattr(value, "at", value))


def _initiator(branch: Branch, scope: CaseScope, errors: list[str]) -> str:
    """Who is the child's initiator: the first whom the branch names, else ours."""
    if branch.initiator is None:
        return scope.case.initiator
    try:
        people = scope.people_of(branch.initiator).people.entries
    except ExpressionFailed as error:
        errors.append(f"initiator: {error}")
        people = ()
    return people[0] if people else scope.case.initiator


def opener(case: Case, model: Model, branch: str) -> str:
    """The step beside whose children one more of this branch stands: the one that opens it, where the case has been there."""
    steps = (step.id for step in model.workflow.steps.values() if branch in step.parallel)
    return next((id for id in steps if case.remembers(id).rounds), "")


def open_ones(case: Case, branch: str, element: object = None) -> Iterable[Child]:
    """The children of a branch that are under way; of one element, where one is given."""
    return (child for child in case.children if child.branch == branch and child.open and element in (None, child.element))
