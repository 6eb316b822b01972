"""Which step can follow which, over all arms and passed-over steps; returns lead back and add nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import field

from signoff.engine.anytime import arms_at, brings_on, possible_at
from signoff.engine.definition import Step, Workflow
from signoff.engine.frozen import dataclass

PARENT = "parent."
"""Before the id of a step of the workflow around a branch."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges by step id. `broken` are steps with a target that does not exist, about which nothing more is said."""

    edges: Mapping[str, frozenset[str]]
    broken: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, workflow: Workflow, *, onward: bool = False) -> "Graph":
        """The graph of a workflow; `onward` leaves out what is possible everywhere and only ends a case, such as voiding it."""
        led = _led(workflow)
        edges = {
            id: _edges(step) | _sent(workflow, step) | _anytime(workflow, step, onward) | (frozenset() if step.end else led)
            for id, step in workflow.steps.items()
        }
        known = frozenset(workflow.steps)
        broken = frozenset(id for id, step in workflow.steps.items() if step.staffed and (edges[id] - known or _lost(workflow, step)))
        return cls({id: targets & known for id, targets in edges.items()}, broken)

    def reached_from(self, start: str) -> frozenset[str]:
        """The step itself and all that can come after it."""
        return frozenset({start}) | self.after(start)

    def after(self, start: str) -> frozenset[str]:
        """All steps that can come after this one (itself only if a loop leads back)."""
        found: set[str] = set()
        waiting = list(self.edges[start])
        while waiting:
            id = waiting.pop()
            if id not in found:
                found.add(id)
                waiting += self.edges[id]
        return frozenset(found)

    def reaching(self, goals: Iterable[str]) -> frozenset[str]:
        """All steps from which one of the goals can be reached, the goals included."""
        found = set(goals)
        grown = True
        while grown:
            more = {id for id, targets in self.edges.items() if id not in found and targets & found}
            found |= more
            grown = bool(more)
        return frozenset(found)


def _edges(step: Step) -> frozenset[str]:
    targets = {route.to for action in step.actions.values() for arm in action.arms for route in arm.routes}
    targets |= {route.to for route in (*step.then, *step.otherwise)}
    if step.returns is not None and step.returns.max_rounds is not None:
        targets |= {route.to for route in step.returns.then}
    targets |= {route.to for rung in step.rungs for route in rung.to}
    if (step.when is not None or step.empty.mode == "skip") and step.following is not None:
        targets.add(step.following)
    return frozenset(to for to in targets - {"stay", "previous"} if not to.startswith(PARENT))


def _led(workflow: Workflow) -> frozenset[str]:
    """To where a clock of the case leads it, wherever it rests."""
    rungs = (rung for deadline in workflow.deadlines.values() for rung in deadline.rungs)
    return frozenset(route.to for rung in rungs for route in rung.to) - {"stay", "previous"}


def _sent(workflow: Workflow, step: Step) -> frozenset[str]:
    """To where the branches of a step send their case."""
    found: set[str] = set()
    for id in step.parallel:
        branch = workflow.branches.get(id)
        inside = branch.workflow if branch is not None else None
        written = [step.actions for step in inside.steps.values()] + [inside.anytime] if inside is not None else []
        for actions in written:
            routes = (route for action in actions.values() for arm in action.arms for route in arm.routes)
            found |= {route.to.removeprefix(PARENT) for route in routes if route.to.startswith(PARENT)}
    return frozenset(found)


def _anytime(workflow: Workflow, step: Step, onward: bool) -> frozenset[str]:
    """To where the actions lead that belong to no step and are possible at this one."""
    arms = [arm for arm in arms_at(workflow, step) if step.id in arm.within or not onward]
    wide = [arm for arm in arms_at(workflow, step) if step.id not in arm.within and onward]
    routes = [route for arm in arms for route in arm.routes]
    routes += [route for arm in wide for route in arm.routes if brings_on(workflow, route)]
    return frozenset(route.to for route in routes if route.to not in ("stay", "previous") and not route.to.startswith(PARENT))


def _lost(workflow: Workflow, step: Step) -> bool:
    if not step.actions:
        return not possible_at(workflow, step)
    return any(not arm.routes for action in step.actions.values() for arm in action.arms)
