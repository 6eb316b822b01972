"""Facts of the clocks of a case, and of more time asked for a clock of the case around."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from .clock_state import CaseClock, Timer
from .fact import Fact, Trace
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChanged(Fact):
    """A clock of the case stands as `clock` says now, with these timers armed; `how` it came to that.

    `begun`: from a new origin. `moved`: its due instant is worked out anew. `met`: stopped, the duty is done. `went_on`: what had
    stopped it holds no longer. `gone`: there is nothing any more that it counts.
    """

    clock: CaseClock
    how: str
    timers: tuple[Timer, ...] = ()
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeAsked(Fact):
    """An effect extends a clock of a case above: that case has a row of its own behind this one."""

    owner: str
    clock: str
    due: datetime
    provisional: bool = False


CLOCK_FACTS: Mapping[str, type[Fact]] = {"clock_changed": ClockChanged, "more_time_asked": MoreTimeAsked}
"""These kinds by their stable names."""
