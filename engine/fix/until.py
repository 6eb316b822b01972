"""More time that is none: an instant that is over already."""

from datetime import date, datetime

from ..clocks import instant_of
from ..errors import Reason
from ..inspect.look import Look
from ..scope import CaseScope
from ..ticking import ticking


def past(until: date | datetime) -> Reason:
    """An instant, or the last moment of a day, that is over already."""
    told = f"{until.isoformat()} is past already"
    return Reason("time_past", told, "Give a time that lies ahead.", {"until": until.isoformat()})


def past_for(look: Look, clock: str | None, until: datetime | str) -> Reason | None:
    """The same of a clock of a case, from whose due instant it may be counted; what is no time there is left to `verdict` to tell."""
    try:
        found = instant_of(until, ticking(clock or look.case.step, CaseScope.of(look.model, look.case, look.world)))
    except ValueError:
        return None
    return past(found.at) if found.at <= look.world.now else None
