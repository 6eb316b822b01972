"""Which children a step opens: worked out as a whole before the first is opened, so that there are all of them or none (LANGUAGE §5)."""

from collections.abc import Iterator, Sequence

from .case import Child
from .definition import Branch, Step
from .errors import Reason, Refused
from .expressions import ExpressionFailed, People
from .frozen import dataclass
from .kin import storable
from .model import Model
from .scope import CaseScope


@dataclass(frozen=True, slots=True)
class Wanted:
    """A child about to be opened, for an element of its branch's list; `kept` is the finished one of an earlier round that stands again."""

    branch: Branch
    element: object
    kept: Child | None = None


def children_of(scope: CaseScope, step: Step, earlier: Sequence[Child]) -> tuple[Wanted, ...]:
    """The children of a step. Raises Refused where a list cannot be worked out, a workflow is not there, or there would be too many."""
    branches = scope.model.workflow.branches
    found = tuple(one for id in step.parallel for one in _of(scope, branches[id], earlier))
    room(scope, sum(one.kept is None for one in found))
    return found


def _of(scope: CaseScope, branch: Branch, earlier: Sequence[Child]) -> Iterator[Wanted]:
    for element in elements(scope, branch):
        kept = _kept(branch, storable(element), earlier)
        if kept is not None:
            yield Wanted(branch, element, kept)
        elif _met(scope.with_element(branch.id, element), branch):
            child_model(scope, branch)
            yield Wanted(branch, element)


def elements(scope: CaseScope, branch: Branch) -> tuple[object, ...]:
    """What `for_each` runs over; one nothing where there is no loop. Raises Refused where that cannot be worked out."""
    if branch.loop is None:
        return (None,)
    try:
        found = branch.loop.elements.worth(scope)
    except ExpressionFailed as error:
        told = f"`for_each` of `{branch.id}` cannot be worked out: {error}"
        data = {**error.data, "branch": branch.id, "error": str(error)}
        raise Refused([Reason("expression_failed", told, "Mend the data or the definition.", data)]) from None
    if isinstance(found, People):
        return found.entries
    return tuple(found) if isinstance(found, tuple | list) else ()


def _met(scope: CaseScope, branch: Branch) -> bool:
    try:
        return scope.met(branch.when)
    except ExpressionFailed:
        # A branch is rather opened once too often than left out by mistake.
        return True


def _kept(branch: Branch, element: object, earlier: Sequence[Child]) -> Child | None:
    """The finished child of the round before that survives."""
    if not branch.keep_if_done:
        return None
    return next((child for child in earlier if child.branch == branch.id and child.well and child.element == element), None)


def child_model(scope: CaseScope, branch: Branch) -> Model:
    """The definition of a branch's children: the branch's own, or that of the workflow it uses; raises Refused for one not there."""
    if branch.workflow is not None:
        return scope.model.branches[branch.id]
    model = scope.world.beginning(branch.uses or "")
    if model is None:
        told = f"`{branch.id}` runs the workflow `{branch.uses}`, which this engine was not given"
        data = {"branch": branch.id, "workflow": branch.uses}
        raise Refused([Reason("unknown_workflow", told, "Give the engine this workflow too: Engine(…, workflows=…).", data)])
    return model


def room(scope: CaseScope, more: int) -> None:
    """Raises Refused where a case would have more children, or stand above more of them one below the other, than the limits allow."""
    case, limits = scope.case, scope.world.limits
    count = len(case.children) + more
    if more and count > limits.children:
        told = f"{case.key} would have {count} children; a case may have {limits.children}"
        data = {"children": count, "most": limits.children}
        raise Refused([Reason("too_many_children", told, "Split the matter, or raise the limit `children`.", data)])
    if more and sum(1 for _ in scope.family.above(case)) >= limits.depth:
        told = f"{case.key} stands {limits.depth} cases deep, and no deeper one is opened"
        hint = "Mend the definition: workflows run each other. Or raise the limit `depth`."
        raise Refused([Reason("children_too_deep", told, hint, {"depth": limits.depth})])
