"""The state machine behind one door: steps are its states, arms its edges. Nothing else knows the library that runs it."""

from collections.abc import Iterator
from itertools import chain
from threading import Lock
from typing import TypeAlias

from transitions import Machine as Transitions
from transitions import MachineError

from .anytime import arms_at
from .definition import Step, StepKind, Workflow
from .errors import Corrupt

RETURN, RESUME, PASS, WITHDRAW, TERMINATE, JUMP = "return", "resume", "pass", "withdraw", "terminate", "jump"
TIMED, TAKE_BACK = "timer", "take_back"
JOIN, SENT, CHAIN = "join", "sent", "chain"
"""Edges that nobody writes: back, forth again after it, over a step that is not entered, out, where an administrator moves a case, on
when branches have come together, to where a branch has sent its parent, and into a chain."""
PARENT = "parent."
"""Before the id of a step of the case around a branch."""


def arm_edge(arm: str, to: str) -> str:
    """The edge of an arm (`STEP.ACTION`, `STEP.ACTION.2`) to a step."""
    return f"{arm}>{to}"


def edge(step: str, verb: str, to: str) -> str:
    """The edge of one of the verbs above."""
    return f"{step}.{verb}>{to}"


class Machine:
    """The compiled edges of one definition, shared by all cases and threads; it holds no state of any case.

    What is written is made at once. Nearly every pair of steps has edges that nobody writes: those out of a step are made when the
    first case leaves it.
    """

    def __init__(self, workflow: Workflow, around: tuple[str, ...] = ()) -> None:
        """`around` are the steps of the workflow that this one is a branch of."""
        self._workflow = workflow
        self._out = tuple(f"{PARENT}{id}" for id in around)
        self._complete: set[str] = set()
        self._leads: dict[tuple[str, str], str] = {}
        self._lock = Lock()
        written = dict.fromkeys(chain.from_iterable(_written(workflow, step) for step in workflow.steps.values()))
        self._machine = Transitions(
            model=None,
            states=[*workflow.steps, *self._out],
            initial=workflow.first.id,
            transitions=[{"trigger": trigger, "source": source, "dest": to} for trigger, source, to in written],
            auto_transitions=False,
        )

    def move(self, step: str, along: str) -> str:
        """The step that this edge leads to from `step`; raises Corrupt if there is no such edge there. The library is asked once."""
        to = self._leads.get((step, along))
        if to is None:
            to = self._leads[step, along] = self._moved(step, along)
        return to

    def _moved(self, step: str, along: str) -> str:
        if step not in self._complete:
            self._complete_step(step)
        model = _Token(step)
        try:
            self._machine.events[along].trigger(model)
        except (MachineError, KeyError) as error:
            raise Corrupt(
                f"the machine has no edge `{along}` from `{step}`, though it was allowed: this is a bug, nothing has changed"
            ) from error
        return model.state

    def _complete_step(self, step: str) -> None:
        with self._lock:
            if step in self._complete or step not in self._workflow.steps:
                return
            for trigger, source, to in _unwritten(self._workflow, self._workflow.steps[step], self._out):
                self._machine.add_transition(trigger, source, to)
            self._complete.add(step)


class _Token:
    """The one thing that the library moves: a state, and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


Edge: TypeAlias = tuple[str, str, str]


def _written(workflow: Workflow, step: Step) -> Iterator[Edge]:
    """The edges of the arms, and those to where a step leads by itself."""
    human = [other.id for other in workflow.steps.values() if other.human]
    if step.kind is StepKind.CHAIN:
        # What is written there holds for the steps of the chain, and moves the case from those.
        yield from _into(workflow, step)
        return
    for action in step.actions.values():
        for arm in action.arms:
            for route in arm.routes:
                for to in _targets(route.to, step.id, human):
                    yield arm_edge(arm.id, to), step.id, to
    for route in (*step.then, *step.otherwise):
        yield edge(step.id, JOIN, route.to), step.id, route.to
    if step.following is not None:
        yield edge(step.id, PASS, step.following), step.id, step.following


def _into(workflow: Workflow, step: Step) -> Iterator[Edge]:
    """From a step with a chain to the first step of it, where it has been laid out, or past it."""
    first = next((other.id for other in workflow.steps.values() if other.of == step.id), None)
    for verb, to in ((CHAIN, first), (PASS, step.following)):
        if to is not None:
            yield edge(step.id, verb, to), step.id, to


def _unwritten(workflow: Workflow, step: Step, out: tuple[str, ...]) -> Iterator[Edge]:
    """The edges of returns, of coming back after them, of jumps, of what a branch sends back or on, of `anytime`, and out."""
    human = [other.id for other in workflow.steps.values() if other.human]
    for arm in arms_at(workflow, step):
        for to in (to for route in arm.routes for to in _targets(route.to, step.id, human)):
            yield arm_edge(arm.id, to), step.id, to
    if step.end is not None:
        return
    for id in workflow.steps if step.splits else ():
        yield edge(step.id, SENT, id), step.id, id
    for other in workflow.steps.values():
        if other.end is None and other.id != step.id:
            if step.returns is not None or step.splits:
                yield edge(step.id, RETURN, other.id), step.id, other.id
            yield edge(step.id, RESUME, other.id), step.id, other.id
            yield edge(step.id, JUMP, other.id), step.id, other.id
            if workflow.take_back is not None:
                yield edge(step.id, TAKE_BACK, other.id), step.id, other.id
    for above in out if step.returns is not None else ():
        yield edge(step.id, RETURN, above), step.id, above
    yield edge(step.id, TERMINATE, "terminated"), step.id, "terminated"
    led = [(TIMED, rung.to) for rung in (*step.rungs, *(rung for one in workflow.deadlines.values() for rung in one.rungs))]
    led += [(WITHDRAW, workflow.withdraw.to)] if workflow.withdraw is not None else []
    led += [(RETURN, step.returns.then)] if step.returns is not None else []
    for verb, routes in led:
        for to in (to for route in routes for to in _targets(route.to, step.id, human)):
            yield edge(step.id, verb, to), step.id, to


def _targets(to: str, here: str, human: list[str]) -> list[str]:
    if to == "stay":
        return [here]
    return [other for other in human if other != here] if to == "previous" else [to]
