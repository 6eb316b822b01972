"""Actions that belong to no step: where each of their arms is possible (LANGUAGE §2 `anytime`, §4 `in`)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .definition import Action, Arm, End, Route, Step, Workflow

OPEN = "open"
"""Under `in`: every step that is no end. An end has to be named to be woken."""
UNFAVOURABLE = (End.REJECTED, End.WITHDRAWN, End.TERMINATED, End.VOID)
"""Ends that grant nothing."""


def possible(arm: Arm, step: Step) -> bool:
    """Whether an arm under `anytime` is possible at a step; one that names a step with a chain at each step of that."""
    return step.id in arm.within or step.of in arm.within or (OPEN in arm.within and step.end is None)


def arms_at(workflow: Workflow, step: Step) -> Iterator[Arm]:
    """The arms under `anytime` that are possible at a step."""
    return (arm for action in workflow.anytime.values() for arm in action.arms if possible(arm, step))


def possible_at(workflow: Workflow, step: Step) -> Mapping[str, Action]:
    """The actions under `anytime` at a step, each with the arms that are possible there."""
    found = {}
    for name, action in workflow.anytime.items():
        arms = tuple(arm for arm in action.arms if possible(arm, step))
        if arms:
            found[name] = replace(action, arms=arms)
    return found


def brings_on(workflow: Workflow, route: Route) -> bool:
    """Whether a target leads to where more is done, or to an end that one hopes for."""
    step = workflow.steps.get(route.to)
    return route.to != "stay" and (step is None or step.end not in UNFAVOURABLE)
