"""What happened to a seat."""

from dataclasses import field

from .case import Added, Approval, Decision
from .fact import Fact as Fact
from .fact import Trace as Trace
from .frozen import dataclass, quickly_made


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOpened(Fact):
    """A task opened (or waits for its turn): who may act, how they were found, and what its vote counts."""

    task: str
    seat: str
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    waiting: bool = False
    again: str | None = None
    weight: int = 1
    main: bool = False
    added: Added | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTurned(Fact):
    """A waiting seat has its turn."""

    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried(Fact):
    """An approval of an earlier round still stands and enters this one; `approval.task` is where it was given."""

    task: str
    approval: Approval
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Fact):
    """A person took a pool's task."""

    task: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Fact):
    """The holder gave the task back to its pool."""

    task: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Fact):
    """The seat went to another: by its holder (`transfer`), an administrator, a rung or an effect (`reassign`), with its post (`succeed`).

    Without a holder and a pool the post is vacant.
    """

    task: str
    holder: str | None
    was: str | None = None
    verb: str = "transfer"
    comment: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Fact):
    """A seat had its one outcome. `duty` where the step asks for work, not for a decision; `decision.automatic` names a policy."""

    task: str
    decision: Decision
    duty: bool = False
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted(Fact):
    """An action that belongs to no seat was taken (an arm's own `by`): who, and which arm. `system`: it fired by itself.

    `beside`: by somebody who has no part in the step, and left the case where it is, so that it is no act at the step.
    """

    decision: Decision
    system: bool = False
    beside: bool = False
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClosed(Fact):
    """A task closed without a decision of its own; `reason` says why.

    `not_needed:vetoed_by=TASK`, `not_needed:approved_by=TASK`, `not_needed:ACTION_by=PERSON`, `not_needed:passed_by_policy`,
    `returned`, `withdrawn`, `migrated` (the definition changed), or `empty` for a seat that nobody holds and the policy skips.
    """

    task: str
    reason: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded(Fact):
    """Approvals given at a step no longer stand, since what they signed has changed."""

    step: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urged(Fact):
    """The holders of these tasks were reminded (催办), by a person or a rung."""

    tasks: tuple[str, ...]
    reason: str | None = None
