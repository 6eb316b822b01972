"""How a case looks: its state in words and tones, its deadline, its one-line summaries."""

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from .messages import said, say
from .naming import Names
from .screen import DIM, GREEN, RED, YELLOW, Screen
from .tables import Cell
from .times import age, span, stamp

if TYPE_CHECKING:
    from signoff.engine.views import CaseView, LastingClock, TaskView

TONES = {"approved": GREEN, "done": GREEN, "rejected": RED, "open": "", "suspended": YELLOW}
SOON = 86_400
"""From so many seconds before it is due a case is marked."""


def status(case: "CaseView") -> Cell:
    """How a case stands."""
    return Cell(said(f"status.{case.status}", case.status), (TONES.get(case.status, DIM),))


def due(instant: datetime | None, now: datetime, provisional: bool = False, still: bool = False) -> Cell:
    """`3 d over`, `2 h left`; empty without a deadline. While a case is suspended its clocks stand `still`."""
    if instant is None:
        return Cell("")
    if still:
        return Cell(say("due.still"), (DIM,))
    over = instant < now
    text = say("due.over" if over else "due.left", span=span(now - instant))
    tone = RED if over else YELLOW if (instant - now).total_seconds() < SOON else ""
    return Cell(say("age.paren", text=text, age=say("due.provisional")) if provisional else text, (tone,))


def full_due(instant: datetime | None, screen: Screen, provisional: bool = False, more: str = "", *, still: bool = False) -> Cell:
    """The deadline as an instant, and how far off it is; `more` says that in other words."""
    if instant is None:
        return Cell("")
    if still:
        return Cell(say("age.paren", text=stamp(instant, screen.zone), age=say("why.parked")), (DIM,))
    left = due(instant, screen.now, provisional)
    return Cell(
        say("age.paren", text=stamp(instant, screen.zone), age=say("list.clause").join(part for part in (left.text, more) if part)),
        left.tones,
    )


def clock_state(clock: "LastingClock", screen: Screen, still: bool) -> Cell:
    """Until when a clock of the case runs, or since when it has stopped."""
    if clock.status != "running":
        at = stamp(clock.stopped_at, screen.zone) if clock.stopped_at else ""
        return Cell(say(f"clock.{clock.status}", at=at), (DIM,))
    if clock.due_at is None:
        return Cell(say("clock.no_due"), (DIM,))
    return full_due(clock.due_at, screen, clock.provisional, say("clock.extended") if clock.extended else "", still=still)


def moment(instant: datetime | None, screen: Screen) -> str:
    """An instant with its offset and its age."""
    return say("age.paren", text=stamp(instant, screen.zone), age=age(instant, screen.now)) if instant else ""


def short(instant: datetime, zone: tzinfo | None) -> str:
    """An instant without its age, for a sentence."""
    return stamp(instant, zone)


def holders(case: "CaseView", names: Names) -> Cell:
    """Who is to act on a case, in a few words."""
    if not case.open:
        return Cell("")
    seats = [names.seat(task) for task in case.tasks]
    found = [seat for seat in dict.fromkeys(seats) if seat]
    return Cell(say("list.comma").join(found)) if found else Cell(say("show.none"), (RED,))


def seat(task: "TaskView", names: Names) -> Cell:
    """Who is to act at a task; a pool is marked as such."""
    people = names.seat(task)
    if not people:
        return Cell(say("show.nobody"), (RED,))
    return Cell(people if task.holder else say("show.claimable", people=people))


def days(first: date | None, last: date | None) -> str:
    """`2026-05-18 – 2026-05-22`; an open end is left empty."""
    return f"{first or ''} – {last or ''}".strip() if first or last else say("proxy.always")
