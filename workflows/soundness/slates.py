"""How many seats a step opens where that is provable, and whether its rule needs more (approval-semantics §2.1, §4 point 1)."""

from collections.abc import Iterator

from signoff.engine.definition import Step
from signoff.engine.rules import Vote, lacking

from .cells import Facts
from .truth import Truth


def short(truth: Truth, step: Step, facts: Facts) -> Iterator[tuple[Facts, tuple[int, bool]]]:
    """For what is known, told apart as far as it matters: how many seats open, and whether one would wait without an owner."""
    yield from truth.told_apart(facts, lambda known: _counted(truth, step, known))


def _counted(truth: Truth, step: Step, facts: Facts) -> tuple[int, bool]:
    open = [(seat, truth.of(seat.when, facts)) for seat in step.seats]
    if any(holds is None or (holds and "each(" in seat.who.text) for seat, holds in open):
        return 0, False
    votes = [Vote(group=seat.group, weight=seat.weight or 1) for seat, holds in open if holds]
    if not votes:
        return 0, step.empty.mode == "hold"
    return len(votes), bool(lacking(step.rule, votes)) and step.insufficient_seats == "hold"
