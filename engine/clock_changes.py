"""How the clocks of a case change by what happens; asked by `evolve`, and asking nobody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .case import Case
from .clock_facts import ClockChanged, MoreTimeAsked
from .clock_state import ENDED, CaseClock, Timer
from .fact import Fact
from .frozen import altered


def lasting(case: Case) -> tuple[Timer, ...]:
    """The timers of the case's own clocks, which no step takes with it."""
    if not case.clocks:
        return ()
    ids = {clock.id for clock in case.clocks}
    return tuple(timer for timer in case.timers if timer.clock in ids)


def step_timers(case: Case) -> tuple[Timer, ...]:
    """The timers of the step where the case rests."""
    return tuple([timer for timer in case.timers if timer not in lasting(case)]) if case.clocks else case.timers


def stopped_with_case(case: Case, at: datetime) -> tuple[CaseClock, ...]:
    """The clocks of a case that ends: each keeps what was armed, for a case that is woken again."""
    return tuple(altered(c, stopped=ENDED, stopped_at=at, kept=armed_of(case, c.id)) if c.running else c for c in case.clocks)


def armed_of(case: Case, clock: str) -> tuple[Timer, ...]:
    """The armed timers of one clock."""
    return tuple(timer for timer in case.timers if timer.clock == clock)


def with_clock(case: Case, clock: CaseClock) -> tuple[CaseClock, ...]:
    """The clocks with this one as it stands now, in its place, or last."""
    if all(other.id != clock.id for other in case.clocks):
        return (*case.clocks, clock)
    return tuple(clock if other.id == clock.id else other for other in case.clocks)


def _changed(case: Case, event: Any, fact: ClockChanged) -> dict[str, Any]:
    rest = tuple(timer for timer in case.timers if timer.clock != fact.clock.id)
    if fact.how == "gone":
        return {"clocks": tuple(clock for clock in case.clocks if clock.id != fact.clock.id), "timers": rest}
    return {"clocks": with_clock(case, fact.clock), "timers": (*rest, *fact.timers)}


def _same(case: Case, event: Any, fact: Fact) -> dict[str, Any]:
    return {}


CLOCK_CHANGES: dict[type, Callable[[Case, Any, Any], dict[str, Any]]] = {ClockChanged: _changed, MoreTimeAsked: _same}
"""What each of these facts changes."""
