"""Facts of what administrators do to a case: put it to rest, wake it, move it, give it more time."""

from datetime import datetime

from .clock_state import CaseClock, Timer
from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Fact):
    """The case was put to rest: nobody may act, its timers are parked."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactivated(Fact):
    """The rest is over. The step's clock goes on: from `begin`, until `due`, with these timers, all moved by the time of the rest.

    `clocks` are those of the case that have moved with it.
    """

    reason: str | None = None
    begin: datetime
    due: datetime | None = None
    provisional: bool = False
    timers: tuple[Timer, ...] = ()
    clocks: tuple[CaseClock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumped(Fact):
    """An administrator moves the case from `step` to `to`, for a reason; every step skipped has a row of its own behind this one."""

    step: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Fact):
    """A clock has more time: due at `due` instead of `was`, with these timers. `clock` is the step, or a clock of the case.

    `noted`: the step remembers it, for `clock.extended`; rows of early releases do without.
    """

    clock: str
    was: datetime | None
    due: datetime
    provisional: bool = False
    reason: str | None = None
    timers: tuple[Timer, ...] = ()
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted(Fact):
    """A clock was counted anew after a calendar had changed: due at `due` instead of `was`, with these timers.

    `planned`, for a clock of the case, is when its definition has it due now; where `due` is another instant, it stands as it was.
    """

    clock: str
    was: datetime
    due: datetime
    provisional: bool = False
    planned: datetime | None = None
    reason: str
    timers: tuple[Timer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimersArmed(Fact):
    """Timers that were missing are armed: `timers` are all that the `clock` has now, which is due at `due`.

    A clock of the case that had never begun has a row of its own behind this one.
    """

    clock: str
    reason: str
    due: datetime | None = None
    provisional: bool = False
    timers: tuple[Timer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(Fact):
    """A rung was to decide (`approve`, `reject`) or to move the case (`to`), and the same guards that hold for people refused it."""

    key: str
    action: str
    codes: tuple[str, ...]
    message: str


FACTS_OUT: dict[str, type[Fact]] = {
    "suspended": Suspended,
    "reactivated": Reactivated,
    "jumped": Jumped,
    "extended": Extended,
    "recounted": Recounted,
    "timers_armed": TimersArmed,
    "act_refused": ActRefused,
}
"""These kinds by their stable names."""
