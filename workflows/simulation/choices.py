"""What may be decided where a case rests: the decision of the main line first, then every other that would move it."""

from collections.abc import Iterator

from signoff.engine.definition import Step, StepKind
from signoff.engine.inspect.story import Next, Why
from signoff.engine.inspect.values import MoverKind

from .result import Choice

TIMEOUT = "timeout"
"""The decision that nobody takes."""
WELL = (None, "open", "approved", "done")
FILLABLE = ("comment_required", "main_opinion_required")
ASIDE = ("withdraw", "take_back", "give_back")
BACK = ("return", *ASIDE)


def choices(case: str, step: Step | None, why: Why) -> tuple[Choice, ...]:
    """The decisions of a stop; none where nobody can take one that brings it on."""
    able = [one for one in why.nexts if _possible(one) and _moves(one)]
    line = sorted((one for one in able if one.action not in BACK), key=lambda one: _rank(step, one)) if step is not None else []
    signals = tuple(_signals(case, step, why)) if step is not None else ()
    if step is None or not (line or signals):
        return ()
    back = [one for one in able if one.action in ("return", "withdraw")]
    found = (_choice(case, step, one) for one in (*line, *back))
    return (*found, *signals, *_timed(case, step, why))


def _signals(case: str, step: Step, why: Why) -> Iterator[Choice]:
    """What another case may signal here, `by` its key; below the whole only at a step's own actions: the rest is waited for above."""
    for mover in why.movers:
        if mover.kind is MoverKind.CASE and mover.action and (not case or mover.action in step.actions):
            yield Choice(case, step.id, mover.action, mover.other or "", None, mover.action not in step.actions)


def _choice(case: str, step: Step, one: Next) -> Choice:
    """An action as a decision; one that belongs to no step is the same wherever it is taken."""
    to = one.targets[0] if one.targets else None
    return Choice(case, step.id, one.action, one.by, to, one.action not in (*step.actions, *BACK))


def _possible(one: Next) -> bool:
    """Whether nothing speaks against it but what can be filled in."""
    return all(reason.code in FILLABLE or reason.code.endswith("_required") for reason in one.refused)


def _moves(one: Next) -> bool:
    """Whether it brings the case on, or counts towards that."""
    return one.to is not None or one.status is not None or one.more is not None or bool(one.refused) or bool(one.targets)


def _rank(step: Step | None, one: Next) -> tuple[bool, bool, bool, int]:
    """Approval first, then what leads on well, in written order; what belongs to no step comes last."""
    order = list(step.actions) if step is not None else []
    place = order.index(one.action) if one.action in order else len(order)
    agreed = step is not None and step.kind is StepKind.APPROVAL and one.action == "approve"
    return (not agreed, one.action not in order, one.status not in WELL or one.action == "reject", place)


def _timed(case: str, step: Step, why: Why) -> Iterator[Choice]:
    """Where a rung, of the step's clock or of the case's, decides or leads on: that nobody acts."""
    if any(deed.verb in ("act", "to") for timer in why.timers for deed in timer.deeds):
        yield Choice(case, step.id, TIMEOUT)
