"""Whether a definition holds together: what no case can come to, and what no case comes out of, each with a way there as example."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from signoff.engine.definition import Route, Step, StepKind, Workflow
from signoff.engine.expressions import Types, types_of
from signoff.engine.frozen import dataclass

from .around import IMPLICIT
from .context import Context
from .inner import effects_of
from .lint_rules import fixed
from .soundness import Facts, State, Truth, Walk, circling, facts_told, path_told, resting_nowhere, walk
from .soundness.joins import Ends, fills, hopeless
from .soundness.moves import ASIDE, EDIT
from .soundness.slates import short
from .soundness.walk import MOST_STATES, begun_with


def lint_soundness(ctx: Context, workflow: Workflow, *, most: int = MOST_STATES) -> None:
    """Walk through the workflow and its branches. Where something else is wrong already, nothing is said."""
    if any(finding.severity == "error" for finding in ctx.findings):
        return
    _Looking(ctx, most).whole(workflow, None, None, "")


@dataclass(slots=True)
class _Looking:
    ctx: Context
    most: int

    def whole(self, workflow: Workflow, outer: Types | None, begun: Callable[[Truth], Facts] | None, base: str) -> Walk:
        """The walk through a workflow, its branches first."""
        types, clock = types_of(workflow, outer=outer), types_of(workflow, clock=True, outer=outer)
        truth = Truth(workflow, types, clock, self.ctx.policy)
        ends: dict[str, Ends] = {}
        for id, branch in workflow.branches.items():
            inner = self.ctx.bases.get((base, id))
            if branch.workflow is not None and inner is not None:
                given = {*branch.with_, *(name for effect in effects_of(workflow) if effect.what == id for name in effect.with_)}
                ends[id] = Ends.of(self.whole(branch.workflow, types, partial(begun_with, given=given), inner))
        filled = {step.id: fills(step, workflow, ends) for step in workflow.steps.values() if step.splits}
        found = walk(workflow, truth, filled, begun=begun(truth) if begun is not None else None, most=self.most)
        unmet = False in filled.values()
        for told in (*_joins(found, filled, ends), *_looked(workflow, found, unmet)):
            path = f"{base}{told.path}"
            self.ctx.at(path, told.code, told.message, told.hint, told.severity, told.example)
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of the walk, at a path inside the workflow that was walked through."""

    path: str
    code: str
    message: str
    hint: str
    example: str | None = None
    severity: str = "error"


def _joins(found: Walk, filled: Mapping[str, bool | None], ends: Mapping[str, Ends]) -> Iterator[Told]:
    for id, met in filled.items():
        lost = [branch for branch in hopeless(found.workflow.steps[id], found.workflow, ends) if ends[branch].possible]
        if met is False and lost:
            told = " and ".join(f"`{branch}` can only end {_listed(ends[branch])}" for branch in lost)
            here = next((path_told(found, state) for state in found.reached if state.step == id), id)
            inside = "; ".join(f"{branch}: {ends[branch].example}" for branch in lost)
            hint = "Let the branch end `approved` or `done`, or join otherwise."
            yield Told(f"steps.{id}", "join_unreachable", f"the join of `{id}` can never be met: {told}", hint, f"{here}; {inside}")


def _listed(ends: Ends) -> str:
    return " or ".join(f"`{end}`" for end in sorted(ends.possible))


def _looked(workflow: Workflow, found: Walk, wrong_already: bool) -> Iterator[Told]:
    if found.cut:
        message = f"there are more than {len(found.moves)} states: what comes behind them was not looked at"
        yield Told("steps", "walk_cut", message, "Fewer fields in conditions make it fewer.", severity="warning")
    circles = resting_nowhere(found)
    if circles:
        yield _circle(found, circles[0])
    wrong = list(_dead_ends(found, set(circles)))
    yield from wrong
    yield from _timers(found)
    yield from _short(workflow, found)
    if not (found.cut or wrong or circles or wrong_already):
        yield from _never(workflow, found)


def _circle(found: Walk, state: State) -> Told:
    """Of automatic steps that never come to rest, where the case gets among them, and once round."""
    told = f"from `{state.step}`{_where(found, state)} automatic steps lead only into each other: the case would never come to rest"
    line = [state]
    while line[-1] not in line[:-1]:
        line.append(found.moves[line[-1]][0].to)
    hint = "Let one of them lead to a step where somebody acts, or to an end."
    return Told(f"steps.{state.step}", "endless_circle", told, hint, path_told(found, state, tuple(line[1:])))


def _dead_ends(found: Walk, circles: set[State]) -> Iterator[Told]:
    """States that a case certainly comes to and from where no end is possible: of each such region the one where nothing leads on."""
    ending = found.ending()
    dead = [s for s in found.reached if s in found.moves and s not in ending and s not in circles and not found.apart(s)]
    if circles:
        return
    stuck = [state for state in dead if not _leads(found, state)] or dead[:1]
    seen: set[str] = set()
    for state in stuck:
        if state.step in seen:
            continue
        seen.add(state.step)
        what = "no end can be reached" if _leads(found, state) else "nothing leads on"
        message = f"from `{state.step}` {what}{_where(found, state)}"
        yield Told(f"steps.{state.step}", "no_way_out", message, "Let an action or a rung lead on there, too.", path_told(found, state))


def _leads(found: Walk, state: State) -> bool:
    """Whether anything but a change of data is possible."""
    return any(move.way is not None and move.way.how not in (EDIT, ASIDE) for move in found.moves[state])


def _where(found: Walk, state: State) -> str:
    known = facts_told(found, state)
    return f" where {known}" if known else ""


def _timers(found: Walk) -> Iterator[Told]:
    for circle in circling(found):
        first = circle[0]
        steps = " → ".join(f"`{state.step}`" for state in (*circle, first))
        message = f"while nobody acts, rungs send the case round for ever: {steps}"
        onward = (*circle[1:], first)
        hint = "Let a rung lead to an end, or let only one of them lead on."
        yield Told(f"steps.{first.step}", "timer_circle", message, hint, path_told(found, first, onward), "warning")


def _short(workflow: Workflow, found: Walk) -> Iterator[Told]:
    """Slates that are too small whatever the directory says."""
    told: set[str] = set()
    for state in found.reached:
        step = workflow.steps.get(state.step)
        if step is None or step.kind is not StepKind.APPROVAL or found.apart(state) or fixed(step.seats):
            continue
        lacking = ((facts, count) for facts, (count, lacks) in short(found.truth, step, state.facts) if lacks)
        for facts, count in lacking:
            if step.id not in told:
                told.add(step.id)
                yield _too_few(found, state, State(step.id, facts), count)


def _too_few(found: Walk, state: State, here: State, count: int) -> Told:
    known, line = facts_told(found, here), path_told(found, state).rpartition(": ")[2]
    where, seats = f" where {known}" if known else "", "1 seat" if count == 1 else f"{count} seats"
    if count:
        message = f"the rule of `{here.step}` needs more than the {seats} there{where}: one would wait without an owner"
    else:
        message = f"nobody is asked at `{here.step}`{where}: it would wait without an owner"
    hint = "Lower the number, add a seat without `when`, or let `insufficient_seats` or `empty` say `admin`."
    return Told(f"steps.{here.step}", "slate_short", message, hint, f"{known}: {line}" if known else line, "warning")


def _never(workflow: Workflow, found: Walk) -> Iterator[Told]:
    """Conditional ways that no case takes, and steps that none comes to for another reason."""
    entered, taken = found.steps(), found.taken()
    lost: set[str] = set()
    for id in (id for id in workflow.steps if id in entered):
        for path, routes in _idle(workflow.steps[id], taken):
            lost |= {route.to for route in routes}
            message = "no case ever goes this way: its condition excludes those before it, or never holds"
            yield Told(path, "never_taken", message, "Look at `when`, here and above.", severity="warning")
    for id in workflow.steps:
        if id not in entered and id not in lost and id not in IMPLICIT:
            message = f"no case ever comes to `{id}`: the conditions on the way there exclude each other"
            yield Told(f"steps.{id}", "never_entered", message, "Look at the conditions that lead here.", severity="warning")


def _idle(step: Step, taken: set[tuple[str, int]]) -> Iterator[tuple[str, tuple[Route, ...]]]:
    """The arms and targets with a condition that no case takes, each with its path and where it would lead."""
    arms = {arm for arm, _ in taken}
    for name, action in step.actions.items():
        for number, arm in enumerate(action.arms):
            path = f"steps.{step.id}.actions.{name}" + (f".{number}" if len(action.arms) > 1 else "")
            if arm.id in arms:
                routes = ((f"{path}.to.{n}", route) for n, route in enumerate(arm.routes) if (arm.id, n) not in taken)
                yield from ((place, (route,)) for place, route in routes if route.when is not None)
            elif arm.when is not None:
                yield path, arm.routes
