"""A clock that runs, whichever it is: its ladder, and the names by which its times are worked out."""

from .case import Case, CaseClock, Timer
from .definition import Rung, Step
from .expressions import ExpressionFailed
from .frozen import altered, dataclass, maker, quickly_made
from .scope import CaseScope
from .times import rung_time
from .worktime import Due, repeated

_timer = maker(Timer)


@quickly_made
@dataclass(frozen=True, slots=True)
class Ticking:
    """The clock of the present step, or one of the case. `round` is the entry, or the turn; `scope` knows its begin and due."""

    id: str
    round: int
    rungs: tuple[Rung, ...]
    scope: CaseScope

    def key(self, rung: int, repeat: int = 0) -> str:
        """The key of a timer: CLOCK:ROUND:RUNG:REPEAT."""
        return f"{self.id}:{self.round}:{rung}:{repeat}"

    def at(self, rung: int, repeat: int = 0) -> Due | None:
        """When a rung happens, or its repetition of this number. Raises ExpressionFailed, ValueError, OverflowError."""
        found, every = rung_time(self.rungs[rung].at, self.scope), self.rungs[rung].every
        if found is None or every is None or not repeat:
            return found
        return repeated(found, every, repeat, self.scope.calendar, self.scope.zone)

    def found(self, rung: int, repeat: int = 0) -> Due | None:
        """The same; None also where it cannot be worked out."""
        try:
            return self.at(rung, repeat)
        except (ExpressionFailed, ValueError, OverflowError):
            return None

    def places(self, timer: Timer) -> bool:
        """Whether a timer is where the clock has it by now."""
        found = self.found(timer.rung, timer.repeat)
        return found is not None and found.at == timer.due

    def until(self, due: Due) -> "Ticking":
        """The same clock, due at another instant."""
        return altered(self, scope=altered(self.scope, due=due))


def of_step(step: Step, scope: CaseScope) -> Ticking:
    """The running clock of the step where the case rests."""
    case = scope.case
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    return Ticking(step.id, case.round, step.rungs, altered(scope, step=step, begin=case.begin, due=due))


def of_case(clock: CaseClock, scope: CaseScope) -> Ticking:
    """One of the clocks of the case; without rungs where its definition has it no more."""
    deadline = scope.model.workflow.deadlines.get(clock.deadline)
    return Ticking(clock.id, clock.turn, deadline.rungs if deadline is not None else (), scope.ticking(clock))


def ticking(id: str, scope: CaseScope) -> Ticking:
    """The clock with this id: of the case, else of the step."""
    clock = scope.case.clock(id)
    return of_case(clock, scope) if clock is not None else of_step(scope.model.step(id), scope)


def arm(clock: Ticking) -> tuple[tuple[Timer, ...], list[str]]:
    """The timers of a clock that begins, and what cannot be worked out. A rung that would lie before the begin is not armed."""
    begin = clock.scope.begin
    assert begin is not None
    least = begin.at if isinstance(begin, Due) else begin
    timers, wrong = [], []
    for number in range(len(clock.rungs)):
        try:
            at = clock.at(number)
        except (ExpressionFailed, ValueError, OverflowError) as error:
            wrong.append(f"rung {number + 1}: {error}")
            continue
        if at is not None and at.at >= least:
            timers.append(_timer(clock.key(number), clock.id, clock.round, number, at.at, provisional=at.provisional))
    return tuple(timers), wrong


def next_rung(case: Case) -> Timer | None:
    """The timer of the present step that would fire next; of several at one instant the lower rung."""
    mine = [timer for timer in case.timers if timer.clock == case.step]
    return min(mine, key=lambda timer: (timer.due, timer.rung, timer.repeat), default=None)
