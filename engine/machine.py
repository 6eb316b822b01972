"""The state machine behind one door: steps are its states, arms its edges. Nothing else knows the library that runs it."""

from collections.abc import Iterator
from itertools import chain

from transitions import Machine as Transitions
from transitions import MachineError

from .definition import Step, StepKind, Workflow
from .errors import Corrupt

RETURN, RESUME, PASS, WITHDRAW = "return", "resume", "pass", "withdraw"
"""Edges that nobody writes: back, forth again after it, over a step that is not entered, and out."""


def arm_edge(arm: str, to: str) -> str:
    """The edge of an arm (`STEP.ACTION`, `STEP.ACTION.2`) to a step."""
    return f"{arm}>{to}"


def edge(step: str, verb: str, to: str) -> str:
    """The edge of one of the verbs above."""
    return f"{step}.{verb}>{to}"


class Machine:
    """The compiled edges of one definition, shared by all cases and threads; it holds no state of any case."""

    def __init__(self, workflow: Workflow) -> None:
        edges = dict.fromkeys(chain.from_iterable(_edges(workflow, step) for step in workflow.steps.values()))
        self.edges = {trigger: (source, to) for trigger, source, to in edges}
        self._machine = Transitions(
            model=None,
            states=list(workflow.steps),
            initial=workflow.first.id,
            transitions=[{"trigger": trigger, "source": source, "dest": to} for trigger, source, to in edges],
            auto_transitions=False,
        )

    def move(self, step: str, along: str) -> str:
        """The step that this edge leads to from `step`; raises Corrupt if there is no such edge there."""
        model = _Token(step)
        try:
            self._machine.events[along].trigger(model)
        except (MachineError, KeyError) as error:
            raise Corrupt(
                f"the machine has no edge `{along}` from `{step}`, though it was allowed: this is a bug, nothing has changed"
            ) from error
        return model.state


class _Token:
    """The one thing that the library moves: a state, and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _edges(workflow: Workflow, step: Step) -> Iterator[tuple[str, str, str]]:
    human = [other.id for other in workflow.steps.values() if other.human]
    for action in step.actions.values():
        for arm in action.arms:
            for route in arm.routes:
                for to in _targets(route.to, step.id, human):
                    yield arm_edge(arm.id, to), step.id, to
    if step.following is not None:
        yield edge(step.id, PASS, step.following), step.id, step.following
    if step.kind is StepKind.END:
        return
    for other in human:
        if step.returns is not None and other != step.id:
            yield edge(step.id, RETURN, other), step.id, other
        yield edge(step.id, RESUME, other), step.id, other
    if workflow.withdraw is not None:
        yield edge(step.id, WITHDRAW, "withdrawn"), step.id, "withdrawn"


def _targets(to: str, here: str, human: list[str]) -> list[str]:
    if to == "stay":
        return [here]
    return [other for other in human if other != here] if to == "previous" else [to]
