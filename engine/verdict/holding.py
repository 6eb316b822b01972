"""What may hold a case up that nothing mends, as far as the case and its definition tell: clocks that are late, and how far their ladders
have come; returns; silence. What of it may be acknowledged goes by this, and `inspect` looks here before it looks at history.
"""

from collections.abc import Iterator
from datetime import datetime

from ..case import Case, CaseClock, Status, Timer
from ..clock_changes import armed_of, step_timers
from ..frozen import dataclass
from ..model import Model


@dataclass(frozen=True, slots=True)
class Late:
    """A clock that runs and is past its due instant: the step's, or one of the case. `rungs`: how many its ladder has."""

    clock: CaseClock | None
    due: datetime
    rungs: int
    armed: tuple[Timer, ...]

    @property
    def id(self) -> str | None:
        """The clock of the case; None: the step's."""
        return self.clock.id if self.clock is not None else None

    @property
    def exhausted(self) -> bool:
        """Whether a ladder has come to its end, if it was armed as it should be: that only history tells."""
        return bool(self.rungs) and not self.armed


def late_clocks(model: Model, case: Case, now: datetime) -> Iterator[Late]:
    """Every clock that is late, the step's first; none of a case that has ended or rests."""
    if case.status is not Status.OPEN:
        return
    if case.due_at is not None and case.due_at < now:
        yield Late(None, case.due_at, len(model.step(case.step).rungs), step_timers(case))
    for clock in case.clocks:
        if clock.running and clock.due is not None and clock.due < now:
            deadline = model.workflow.deadlines.get(clock.deadline)
            yield Late(clock, clock.due, len(deadline.rungs) if deadline is not None else 0, armed_of(case, clock.id))


def sent_back(case: Case) -> tuple[str, ...]:
    """The steps that sent the case back when it was last there."""
    return tuple(id for id, memory in case.memory.items() if memory.outcome == "return")


def may_be_silent(model: Model, case: Case) -> bool:
    """Whether it says anything that nothing happens: not where a case rests, or waits for branches, which are silent themselves."""
    return case.status is Status.OPEN and not model.step(case.step).splits
