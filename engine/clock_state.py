"""Clocks of a case as it keeps them: what is armed, how each clock of the case stands, and how a child points to one."""

from datetime import datetime

from .frozen import dataclass, quickly_made
from .plain import record

MET, ENDED = "met", "ended"
"""Why a clock of the case stands still: its duty is done, or the case has ended."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Timer:
    """A due instant of the case: rung number `rung` (from 0) of a clock's ladder, `repeat` times repeated.

    `clock` is a step, and `round` its entry; or it is a clock of the case, and `round` its turn.
    """

    key: str
    clock: str
    round: int
    rung: int
    due: datetime
    repeat: int = 0
    seat: str = ""
    provisional: bool = False


@record
@dataclass(frozen=True, slots=True)
class ClockRef:
    """Points to a clock of the case with this id: a step in one round, or a clock of the case in one turn."""

    case: str
    clock: str
    round: int


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A clock of the case (LANGUAGE §8). `id` is that of its deadline, or with `for_each` `DEADLINE/ELEMENT`.

    `origin` is the value of `from`, and with `after_due` that was itself a due instant (`unsure`: a provisional one). Each new origin
    is a new `turn`, which is the number of the event that began it. `planned` is the due instant by the definition, counted from
    there; `begin` and `due` are what holds: later by a rest, or by an extension (`extended`). `due` is None where it has no value.
    A clock that is `stopped` (met, or the case has ended) keeps its timers in `kept`, in case it goes on.
    """

    id: str
    deadline: str
    turn: int
    origin: datetime
    begin: datetime
    planned: datetime | None = None
    due: datetime | None = None
    provisional: bool = False
    after_due: bool = False
    unsure: bool = False
    extended: bool = False
    stopped: str | None = None
    stopped_at: datetime | None = None
    kept: tuple[Timer, ...] = ()

    @property
    def running(self) -> bool:
        """Whether time counts against somebody."""
        return self.stopped is None
