"""Which step can follow which, over all arms and passed-over steps; returns lead back and add nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from signoff.engine.definition import Step, Workflow

PARENT = "parent."
"""Before the id of a step of the workflow around a branch."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges by step id. `broken` are steps with a target that does not exist, about which nothing more is said."""

    edges: Mapping[str, frozenset[str]]
    broken: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, workflow: Workflow) -> "Graph":
        """The graph of a workflow."""
        edges = {id: _edges(step) | _sent(workflow, step) for id, step in workflow.steps.items()}
        known = frozenset(workflow.steps)
        broken = frozenset(id for id, step in workflow.steps.items() if step.human and (edges[id] - known or _lost(step)))
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


def _sent(workflow: Workflow, step: Step) -> frozenset[str]:
    """To where the branches of a step send their case."""
    found: set[str] = set()
    for id in step.parallel:
        branch = workflow.branches.get(id)
        for inner in branch.workflow.steps.values() if branch is not None and branch.workflow is not None else ():
            routes = (route for action in inner.actions.values() for arm in action.arms for route in arm.routes)
            found |= {route.to.removeprefix(PARENT) for route in routes if route.to.startswith(PARENT)}
    return frozenset(found)


def _lost(step: Step) -> bool:
    return not step.actions or any(not arm.routes for action in step.actions.values() for arm in action.arms)
