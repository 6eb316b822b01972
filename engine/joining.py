"""Branches come together: when a parallel step is finished, when it can be finished no more, and what the parent does then."""

from fractions import Fraction

from . import events as e
from .case import Case, Child, Status
from .closing import close_children
from .data import typed
from .definition import Branch, Route, Step, StepKind
from .draft import Draft
from .effects import edited
from .expressions import MISSING, ExpressionFailed
from .frozen import dataclass
from .opening import plain_value
from .scope import CaseScope

MET, FAILED = "met", "failed"


@dataclass(frozen=True, slots=True)
class Together:
    """How the children of a step stand: ended well, needed, still under way, of how many that count. `outcome` None: nothing yet."""

    well: int
    needed: int
    open: int
    counted: int
    outcome: str | None


def counted(case: Case, step: Step) -> tuple[Child, ...]:
    """The children that a join counts: of the latest round, waited for, and not void."""
    return tuple(child for child in case.opened_at(step.id) if child.wait and child.status is not Status.VOID)


def together(case: Case, step: Step, scope: CaseScope) -> Together:
    """How the children of the step where a case rests stand.

    Where all that were waited for have become void, the join can no longer be met; where none was opened, it is. Raises
    ExpressionFailed for a condition that cannot be worked out. Nothing comes together where the children could not be opened.
    """
    opened = [child for child in case.opened_at(step.id) if child.wait]
    living = counted(case, step)
    well, still = sum(child.well for child in living), sum(child.open for child in living)
    need = needed(step, len(living))
    if case.unopened is not None:
        outcome: str | None = None
    elif step.join.need == "none" or not opened:
        outcome = MET
    elif not living:
        outcome = FAILED
    elif step.join.need == "cond":
        assert step.join.when is not None
        outcome = MET if scope.met(step.join.when) else None if still else FAILED
    elif well >= need:
        outcome = MET
    else:
        outcome = FAILED if well + still < need else None
    return Together(well, need, still, len(living), outcome)


def needed(step: Step, children: int) -> int:
    """How many children have to end well; a share p/q needs ceil(p·n/q)."""
    match step.join.need:
        case "any":
            return 1
        case Fraction() as share:
            return -(-share.numerator * children // share.denominator)
        case int() as count:
            return count
    return children


def come_together(draft: Draft, step: Step, outcome: str) -> str | None:
    """The join is met, or cannot be met any more: children still open are closed or go on, and where the case goes; None where it stays."""
    if step.join.rest == "cancel" and step.join.need != "none":
        close_children(draft, draft.case.opened_at(step.id), f"not_needed:join_{outcome}")
    if outcome == MET:
        _take(draft, step)
    routes = step.then if outcome == MET else step.otherwise
    return target(routes, draft.scope)


def target(routes: tuple[Route, ...], scope: CaseScope) -> str | None:
    """The first target whose condition holds; None where none can be worked out."""
    try:
        return next((route.to for route in routes if scope.met(route.when)), None)
    except ExpressionFailed:
        return None


def _take(draft: Draft, step: Step) -> None:
    """A step that runs a workflow takes values from it at its end."""
    branch = draft.model.workflow.branches.get(step.id) if step.kind is StepKind.WORKFLOW else None
    for child in draft.case.opened_at(step.id) if branch is not None else ():
        _take_of(draft, branch, child)


def take_at_end(draft: Draft, child: str) -> None:
    """A branch that runs a workflow: what is taken from it is ours as soon as it has ended well, whoever still waits for others."""
    ended, workflow = draft.case.child(child), draft.model.workflow
    branch = workflow.branches.get(ended.branch.rpartition("/")[2]) if ended is not None else None
    if ended is not None and ended.well and branch is not None and branch.id not in workflow.steps and draft.case.open:
        _take_of(draft, branch, ended)


def _take_of(draft: Draft, branch: Branch | None, child: Child) -> None:
    kid = draft.world.family(draft.case).kid(child.id) if branch is not None and branch.take else None
    if branch is None or kid is None:
        return
    inner = CaseScope.of(kid.model, kid.case, draft.world, draft.actor)
    found: dict[str, object] = {}
    for name, expression in branch.take.items():
        try:
            found[name] = plain_value(expression.worth(inner))
        except ExpressionFailed as error:
            draft.emit(e.Noticed(key="", kind="failed", to=(), trace={"error": str(error), "effect": f"take {name}"}))
    _taken(draft, found)


def _taken(draft: Draft, found: dict[str, object]) -> None:
    fields = draft.model.workflow.data
    changes: dict[str, object] = {}
    for name, value in found.items():
        if value is None or value is MISSING:
            continue
        try:
            changes[name] = typed(fields[name], value, draft.world)
        except ValueError as error:
            draft.emit(e.Noticed(key="", kind="failed", to=(), trace={"error": str(error), "effect": f"take {name}"}))
    changes = {name: value for name, value in changes.items() if value != draft.case.data.get(name)}
    if changes:
        edited(draft, changes, "set")
