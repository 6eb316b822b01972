"""Words and functions of expressions, as a case answers them (LANGUAGE §16)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .case import Case
from .chain_memory import remembered
from .definition import StepKind
from .expressions import MISSING, UNKNOWN_NAME, ExpressionFailed
from .kin import passed

if TYPE_CHECKING:
    from .scope import CaseScope

APPROVED = "approve"
RETURNED = "return"


def approved(case: Case, step: str, between: bool = False) -> bool:
    """Whether a step was approved and what was signed there still stands; of a chain, each of its steps. `between` as in `passed`."""
    if step in case.chains:
        return all(approved(case, id, between) for id in case.chains[step].ids(step))
    memory = case.remembers(step)
    if step == case.step and case.open and not between:
        return False
    return memory.outcome == APPROVED and not any(approval.superseded for approval in memory.approvals)


def sent_back(case: Case, step: str) -> bool:
    """Whether the case rests at this step because somebody sent it back there."""
    return step == case.step and sent_back_by(case) is not None


def sent_back_by(case: Case) -> str | None:
    """The step that has sent the case back to where it rests; None if it came here otherwise."""
    came_from = case.came_from if case.open else None
    return came_from if came_from is not None and case.remembers(came_from).outcome == RETURNED else None


def _changed(scope: "CaseScope", field: str) -> bool:
    if field not in scope.model.workflow.data and scope.outer is not None:
        return _changed(scope.outer, field)
    return scope.data.get(field) != scope.case.submitted.get(field)


def _unit_of(scope: "CaseScope", person: str) -> object:
    found = scope.world.person(person)
    return MISSING if found is None or found.unit is None else found.unit


def _unit_above(scope: "CaseScope", unit: str) -> object:
    found = scope.world.unit(unit)
    return MISSING if found is None or found.parent is None else found.parent


def _begin(scope: "CaseScope") -> object:
    return UNKNOWN_NAME if scope.begin is None else scope.begin


def _due(scope: "CaseScope") -> object:
    return MISSING if scope.due is None else scope.due


def _result(scope: "CaseScope") -> object:
    """How the case has ended; at a step that runs a workflow, how that has."""
    case = scope.case
    step = scope.model.workflow.steps.get(case.step)
    if case.open and step is not None and step.kind is StepKind.WORKFLOW:
        ends = [child.end for child in case.opened_at(step.id) if child.end is not None]
        return ends[-1] if ends else MISSING
    return case.end or MISSING


def _home(scope: "CaseScope", step: str) -> tuple[Case, str, bool]:
    """The case that has a step, here or around, and whether it is on its way from one step to the next."""
    home = scope.home(step) or scope
    return home.case, step, home.between


def _passed(scope: "CaseScope", step: str) -> bool:
    """Whether the step is behind the case; in the `met` of a clock, since that clock began."""
    home = _home(scope, step)
    left = remembered(home[0], step).left
    return passed(*home) and (scope.since is None or (left is not None and left >= scope.since))


def _refuse(scope: "CaseScope", argument: str) -> object:
    raise ExpressionFailed("`portfolio(…)` stands behind a post only: write post@portfolio(UNIT)", f"portfolio({argument})")


WORDS: dict[str, Callable[["CaseScope"], object]] = {
    "initiator": lambda s: s.case.initiator,
    "holder": lambda s: s.holders(),
    "actor": lambda s: MISSING if s.actor is None else s.actor,
    "round": lambda s: s.case.round,
    "revision": lambda s: s.case.revision,
    "started": lambda s: s.case.started,
    "now": lambda s: s.world.now,
    "today": lambda s: s.world.now.astimezone(s.zone).date(),
    "result": _result,
    "begin": _begin,
    "due": _due,
    "clock": lambda s: UNKNOWN_NAME if s.begin is None else s.running(),
}
"""Words that stand for something."""

CLOCK: dict[str, Callable[["CaseScope"], object]] = {
    "begin": _begin,
    "due": _due,
    "met": lambda s: s.running().met,
    "extended": lambda s: s.running().extended,
    "holder": lambda s: s.holders(),
}
"""What `clock.x` is; begin and due are those that are reckoned with at this place."""

FUNCTIONS: dict[str, Callable[["CaseScope", str], object]] = {
    "passed": _passed,
    "approved": lambda s, step: approved(*_home(s, step)),
    "changed": _changed,
    "unit_of": _unit_of,
    "unit_above": _unit_above,
    "portfolio": _refuse,
}
"""Functions of one argument."""
