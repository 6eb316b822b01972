"""Children beside those that a step opens: one more of a running branch, a workflow started by an effect, or one less."""

from collections.abc import Mapping

from . import events as e
from .case import Case, Status
from .closing import close_children
from .definition import Branch, Effect
from .draft import Draft
from .errors import Refused
from .expressions import Expression, field_type
from .kin import Kid, storable
from .model import Model
from .notices import failed
from .opening import open_child, open_ones, opener, plain_value, worked_out
from .scope import CaseScope
from .splitting import child_model


def asked(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """An effect starts a child or closes some: here, or where the branch belongs. Raises ValueError for what cannot be worked out.

    A child that cannot be opened leaves a row that says why, and holds nobody up.
    """
    try:
        _asked(draft, effect, scope)
    except Refused as refused:
        failed(draft, effect.verb, refused)


def _asked(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    what = effect.what or ""
    owner = draft.model.owner(what)
    element = _element(effect, scope)
    if owner is None:
        _workflow(draft, effect, scope)
        return
    if owner is draft.model:
        if effect.verb == "cancel":
            widen(draft, what, storable(element), {}, (), stop=True)
        else:
            _one_more(draft, what, element, effect.with_, scope, {}, effect.once_per)
        return
    above = next(case for case in draft.world.family(draft.case).above(draft.case) if case.branch == owner.path)
    data = _given(effect.with_, scope, owner, owner.workflow.branches[what])
    stop = effect.verb == "cancel"
    draft.emit(e.KinAsked(owner=above.id, branch=what, element=storable(element), data=data, once_per=effect.once_per, stop=stop))


def _element(effect: Effect, scope: CaseScope) -> object:
    if effect.row:
        return {name: plain_value(value.worth(scope)) for name, value in effect.row.items()}
    if effect.element is None:
        return None
    found = effect.element.worth(scope)
    return found if isinstance(found, Kid) else plain_value(found)


def _given(with_: Mapping[str, Expression], scope: CaseScope, owner: Model, branch: Branch) -> dict[str, object]:
    """What a child of a branch around is given; bare words are options of its fields."""
    model = owner.branches.get(branch.id) or scope.world.beginning(branch.uses or "")
    fields = model.workflow.data if model is not None else {}
    kinds = {name: field_type(fields[name]) for name in with_ if name in fields}
    found = {name: plain_value(value.worth(scope, expect=kinds.get(name))) for name, value in with_.items()}
    return {name: value for name, value in found.items() if value is not None}


def _workflow(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """A whole workflow as a child, tracked and not waited for."""
    branch = Branch(id=effect.what or "", title={}, uses=effect.what, wait=False)
    if effect.verb == "cancel":
        close_children(draft, open_ones(draft.case, branch.id), "cancelled", Status.VOID)
        return
    model = child_model(scope, branch)
    values, _ = worked_out(model, effect.with_, scope)
    if not _runs(draft, branch.id, effect.once_per, values):
        open_child(draft, branch, "", None, effect.with_, scope)


def widen(
    draft: Draft, branch: str, element: object, data: Mapping[str, object], once_per: tuple[str, ...] = (), stop: bool = False
) -> None:
    """One more child of a branch of this case, with what is given; or the end of those that run (of one element, if one is named)."""
    if stop:
        close_children(draft, tuple(open_ones(draft.case, branch, element)), "cancelled", Status.VOID)
        return
    try:
        _one_more(draft, branch, element, {}, draft.scope, data, once_per)
    except Refused as refused:
        failed(draft, "start", refused)


def _one_more(
    draft: Draft,
    branch: str,
    element: object,
    with_: Mapping[str, Expression],
    scope: CaseScope,
    given: Mapping[str, object],
    once_per: tuple[str, ...],
) -> None:
    spec = draft.model.workflow.branches[branch]
    around = draft.scope.with_element(branch, element)
    values, _ = worked_out(child_model(draft.scope, spec), with_, scope)
    values = {**values, **given}
    if not _runs(draft, branch, once_per, values):
        open_child(draft, spec, opener(draft.case, draft.model, branch), element, {}, around, values)


def _runs(draft: Draft, what: str, once_per: tuple[str, ...], values: Mapping[str, object]) -> bool:
    """Whether a child with the same values of these fields is under way."""
    if not once_per:
        return False
    family = draft.world.family(draft.case)
    kids: list[Case] = [kid.case for child in open_ones(draft.case, what) if (kid := family.kid(child.id)) is not None]
    return any(all(case.data.get(name) == values.get(name) for name in once_per) for case in kids)
