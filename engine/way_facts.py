"""What happened on the way of a case from step to step."""

from dataclasses import field
from datetime import datetime

from .case import ReturnPoint, Timer
from .chain_values import FrozenChain
from .fact import Fact as Fact
from .fact import Trace as Trace
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Fact):
    """The case came to a step in its `round`-th entry: the clock begins, timers are armed."""

    step: str
    round: int
    due: datetime | None = None
    provisional: bool = False
    timers: tuple[Timer, ...] = ()
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver(Fact):
    """A step was not entered: its `when` was not met (`when`), or the case went straight back over it (`bypassed_on_resubmit`)."""

    step: str
    reason: str
    walked: bool = False
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Fact):
    """The case left a step by an edge of the machine (`arm`); its timers are gone, its approvals are remembered. `by`: whose act it was."""

    step: str
    outcome: str
    arm: str
    to: str
    by: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Fact):
    """A reviewer sent the case back to `to`: the walk is cut there; `point` is kept for `straight_back`."""

    step: str
    to: str
    resume: str
    comment: str | None = None
    walk: tuple[str, ...] = ()
    point: ReturnPoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Fact):
    """A returned case goes on: `returns` is what is left of the stack of return points, `before` what it was and is again if taken back."""

    returns: tuple[ReturnPoint, ...]
    how: str
    before: tuple[ReturnPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Fact):
    """The initiator handed the case in: from here on `changed(field)` compares with this revision."""

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFrozen(Fact):
    """The chain of a step was worked out as the case came to it, by this version of a plug-in; its steps are fixed from here on.

    `trace` holds the arguments, and every question to the directory with its answer.
    """

    step: str
    chain: FrozenChain
    plugin: str
    version: str | None = None
    trace: Trace = field(default_factory=dict)
