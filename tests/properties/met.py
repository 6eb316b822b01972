"""What lives meet: verbs done and refused, codes of refusals, kinds of facts, outcomes. What nothing meets, no property has looked at."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from signoff.engine import commands as c
from signoff.engine import events as e
from signoff.engine.definition import StepKind
from signoff.engine.errors import NotFound, Refused, SignoffError, Stale
from signoff.engine.events import Event
from signoff.engine.model import Model

NO = (Refused, Stale, NotFound)
T = TypeVar("T")


def examples(of: SearchStrategy[T], most: int, start: int = 2) -> list[T]:
    """So many examples of one run of Hypothesis, the simplest first: the same wherever and whenever it is asked."""
    found: list[T] = []

    @seed(start)
    @settings(max_examples=most, database=None, phases=[Phase.generate], deadline=None, suppress_health_check=[*HealthCheck])
    @given(of)
    def note(example: T) -> None:
        found.append(example)

    note()
    return found


def apart(of: SearchStrategy[T], most: int) -> list[T]:
    """So many that have nothing to do with each other: within a run, Hypothesis likes to vary what it has drawn."""
    return [examples(of, 2, start)[-1] for start in range(most)]


class Met:
    """Counts: `done` and `refused` by verb, `codes`, `facts` by kind, `outcomes` by rule, `policies` that have decided."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.policies: Counter[str] = Counter()

    def tried(self, verb: str, run: Callable[[], object]) -> None:
        """One attempt, done or refused."""
        try:
            run()
        except NO as no:
            self.refused[verb] += 1
            self._codes(no)
        else:
            self.done[verb] += 1

    def _codes(self, no: SignoffError) -> None:
        for code in [reason.code for reason in no.reasons] if isinstance(no, Refused) else [no.code]:
            self.codes[code] += 1

    def lived(self, history: Iterable[Event], models: Mapping[str, Model]) -> None:
        """What the history of a life tells, with the model of each of its cases."""
        for event in history:
            fact, model = event.fact, models[event.case]
            self.facts[event.kind] += 1
            if isinstance(fact, e.Left) and event.step in model.workflow.steps:
                step = model.step(event.step)
                if step.kind is StepKind.APPROVAL:
                    self.outcomes[str(step.rule.need), fact.outcome] += 1
                if step.splits:
                    self.outcomes[str(step.join.need), fact.outcome] += 1
            if isinstance(fact, e.Decided):
                self.policies[fact.decision.automatic or ""] += 1
            if isinstance(fact, e.ChildClosed):
                self.outcomes["closed", fact.reason] += 1


def verbs() -> set[str]:
    """The verbs on a case that people have; `Fire` and `Internal` are the engine's own, and time passes all the same."""
    return {verb.__name__ for verb in c.OnCase.__subclasses__()} - {"Fire", "Internal"}
