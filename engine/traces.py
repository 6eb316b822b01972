"""Traces as a history keeps them: plain maps. Whom a role finds is found alike for case after case, and so is the text of it."""

from .expressions.trace import Trace
from .expressions.values import People
from .plain import dumps
from .plain_texts import Told
from .recalled import Recalled

MOST = 512


def kept_trace(trace: Trace) -> dict[str, object]:
    """The trace as a plain map of its own, or one that others have, too, and nobody changes."""
    return _told[trace] if _of_people(trace) else dict(trace.to_plain())


def _of_people(trace: Trace) -> bool:
    """Whether it tells of people and of nothing else. Of other values some are equal and have different texts: 1, 1.0 and true."""
    return type(trace.value) is People and not trace.failing and all(type(step.value) is People for step in trace.steps)


def _with_text(trace: Trace) -> Told:
    found = Told(trace.to_plain())
    found.text = dumps(found)
    return found


_told: Recalled[Trace, Told] = Recalled(_with_text, most=MOST)
