"""Branches of a workflow, found by what is written of them: paths such as `unit_work`, steps and actions inside."""

from collections.abc import Iterator

from signoff.engine.anytime import possible_at
from signoff.engine.definition import Action, Effect, Workflow


def everywhere(workflow: Workflow, path: str = "") -> Iterator[tuple[str, Workflow]]:
    """The workflow and every branch in it, each with its path (empty for the whole)."""
    yield path, workflow
    for id, branch in workflow.branches.items():
        if branch.workflow is not None:
            yield from everywhere(branch.workflow, f"{path}/{id}" if path else id)


def inner(workflow: Workflow, path: str) -> Workflow:
    """The branch at a path; the workflow itself for the empty one, or where there is none."""
    return next((found for where, found in everywhere(workflow) if where == path), workflow)


def offered(workflow: Workflow, step: str | None = None) -> dict[str, Action]:
    """The actions possible at a step, or at any, in branches too."""
    steps = [(found, one) for _, found in everywhere(workflow) for one in found.steps.values() if step in (None, one.id)]
    return {name: action for found, one in steps for name, action in (*one.actions.items(), *possible_at(found, one).items())}


def home(workflow: Workflow, action: str, step: str | None) -> Workflow:
    """The workflow, or the branch, that has an action (at a step); the whole where none has."""
    for _, found in everywhere(workflow):
        if step is not None and step in found.steps:
            return found
        if step is None and (action in found.anytime or any(action in one.actions for one in found.steps.values())):
            return found
    return workflow


def effects_of(workflow: Workflow) -> Iterator[Effect]:
    """Every effect that is written in a workflow and its branches."""
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
