"""Branches of a workflow, found by what is written of them: paths such as `unit_work`, steps and actions inside."""

from collections.abc import Iterable, Iterator

from signoff.engine.anytime import possible
from signoff.engine.definition import Action, Branch, Effect, Step, Workflow
from signoff.engine.freezing import chain_step
from signoff.engine.frozen import dataclass


def everywhere(workflow: Workflow, path: str = "") -> Iterator[tuple[str, Workflow]]:
    """The workflow and every branch in it, each with its path (empty for the whole)."""
    yield path, workflow
    for id, branch in workflow.branches.items():
        if branch.workflow is not None:
            yield from everywhere(branch.workflow, f"{path}/{id}" if path else id)


def inner(workflow: Workflow, path: str) -> Workflow:
    """The branch at a path; the workflow itself for the empty one, or where there is none."""
    return next((found for where, found in everywhere(workflow) if where == path), workflow)


@dataclass(frozen=True, slots=True)
class Hop:
    """One part of the way to a child: a branch, and which of its children (empty: the latest)."""

    branch: Branch
    element: str


def way_to(workflow: Workflow, path: str) -> tuple[tuple[Hop, ...], str | None]:
    """The way to a child that `BRANCH/ELEMENT` or `BRANCH/ELEMENT/INNER/ELEMENT` names, and the first id that is no branch there.

    The way may begin at a branch inside another one. An element is what follows a branch and is not the id of a branch in it.
    """
    parts, found = path.split("/"), list[Hop]()
    known = {id: branch for _, inside in reversed(list(everywhere(workflow))) for id, branch in inside.branches.items()}
    while parts:
        id = parts.pop(0)
        if id not in known:
            return tuple(found), id
        branch = known[id]
        known = dict(branch.workflow.branches) if branch.workflow is not None else {}
        found.append(Hop(branch, parts.pop(0) if parts and parts[0] not in known else ""))
    return tuple(found), None


def written(workflow: Workflow, id: str) -> str | None:
    """The step of this workflow (branches apart) that an id names: itself, or for a step of a chain the one with the chain."""
    return id if id in workflow.steps else chain_step(workflow, id)


def is_at(workflow: Workflow, here: str, step: str) -> bool:
    """Whether a case that rests at `here` is at a step: that one, or for a step with a chain any of the chain's."""
    return here == step or chain_step(workflow, here) == step


def offered(workflow: Workflow, step: str | None = None) -> list[str]:
    """The actions at a step, or at any, in branches too; each once."""
    found: dict[str, None] = {}
    for _, inside in everywhere(workflow):
        id = None if step is None else written(inside, step)
        steps = list(inside.steps.values()) if step is None else [inside.steps[id]] if id is not None else []
        for one in steps:
            found |= dict.fromkeys(one.actions)
        found |= {name: None for name, action in inside.anytime.items() if _is_possible(action, steps)}
    return list(found)


def _is_possible(action: Action, steps: Iterable[Step]) -> bool:
    return any(possible(arm, step) for step in steps for arm in action.arms)


def home(workflow: Workflow, action: str, step: str | None) -> Workflow:
    """The workflow, or the branch, that has an action (at a step); the whole where none has."""
    for _, found in everywhere(workflow):
        if step is not None and written(found, step) is not None:
            return found
        if step is None and (action in found.anytime or any(action in one.actions for one in found.steps.values())):
            return found
    return workflow


def effects_of(workflow: Workflow) -> Iterator[Effect]:
    """Every effect that is written in a workflow and its branches."""
    yield from workflow.at_end
    for action in workflow.anytime.values():
        for arm in action.arms:
            yield from arm.effects
    for step in workflow.steps.values():
        yield from step.effects
        for action in step.actions.values():
            for arm in action.arms:
                yield from arm.effects
        for rung in step.rungs:
            yield from rung.effects
    for branch in workflow.branches.values():
        if branch.workflow is not None:
            yield from effects_of(branch.workflow)
