"""A case and those below it as bars over one axis of time: since when, through which steps, and what is late."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from signoff.engine.frozen import dataclass

from .looks import due, status
from .messages import say
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .times import stamp
from .width import cut, flat, pad, width

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.views import CaseView

    from .naming import Names

RUN, TURN, LATE, GOES_ON = "━", "┿", "╍", "▶"
ENDS = {"approved": ("✓", GREEN), "done": ("✓", GREEN), "rejected": ("✗", RED), "suspended": ("‖", YELLOW)}
AXIS, NAME, STATE = 40, 22, 26
"""The most columns of a bar where nothing limits it, of a name, and of what stands behind."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One case: its depth, when it was started, when it entered each step, and until when it ran (None: it still does)."""

    case: "CaseView"
    depth: int
    steps: Sequence[datetime]

    @property
    def until(self) -> datetime | None:
        """When it ended."""
        return self.case.ended_at


def side_by_side(view: "CaseView", events: "Sequence[Event]", screen: Screen, names: "Names") -> Iterator[str]:
    """An axis, then a bar for each case: a stroke across where a step was entered, broken where the deadline has passed."""
    bars = list(bars_of(view, events))
    first = min(bar.case.started for bar in bars)
    last = max(screen.now if bar.until is None else bar.until for bar in bars)
    left = min(NAME, max(width(called(bar, view)) for bar in bars))
    room = AXIS if screen.columns is None else max(10, min(AXIS, screen.columns - left - STATE - 4))
    yield screen.paint(f"{' ' * left}  {axis(stamp(first, screen.zone), stamp(last, screen.zone), room)}", DIM)
    for bar in bars:
        name = pad(cut(called(bar, view), left), left)
        parts = (screen.paint(name, BOLD if bar.depth == 0 else ""), drawn(bar, first, last, room, screen), behind(bar, screen, names))
        yield "  ".join(parts).rstrip()


def axis(first: str, last: str, room: int) -> str:
    """Both ends of the time, as far as there is room: days, or within one day the time of day."""
    part = slice(11, 16) if first[:10] == last[:10] else slice(0, 10) if room >= 22 else slice(5, 10)
    return pad(first[part], room - len(last[part])) + last[part]


def bars_of(view: "CaseView", events: "Sequence[Event]", depth: int = 0) -> Iterator[Bar]:
    """The case, then each child with those below it."""
    yield Bar(view, depth, [event.at for event in events if event.case == view.id and event.kind == "entered"])
    for child in view.children:
        yield from bars_of(child, events, depth + 1)


def called(bar: Bar, root: "CaseView") -> str:
    """Its key, below the root without the root's."""
    return "  " * bar.depth + flat(bar.case.key if bar.depth == 0 else bar.case.key.removeprefix(f"{root.key}/"))


def drawn(bar: Bar, first: datetime, last: datetime, room: int, screen: Screen) -> str:
    """The bar, painted piece by piece."""
    whole = max((last - first).total_seconds(), 1.0)

    def at(instant: datetime) -> int:
        return min(room - 1, int((instant - first).total_seconds() / whole * (room - 1)))

    end = bar.until or screen.now
    begin, stop = at(bar.case.started), at(end)
    cells = [(" ", "")] * room
    late = bar.case.due_at if bar.until is None and not bar.case.still else None
    for place in range(begin, stop + 1):
        over = late is not None and late < end and place > at(max(late, first))
        cells[place] = (LATE, RED) if over else (RUN, "")
    for entered in bar.steps[1:]:
        if begin < at(entered) < stop:
            cells[at(entered)] = (TURN, cells[at(entered)][1])
    sign, tone = ENDS.get(bar.case.status, ("■", "") if bar.until is not None else (GOES_ON, RED if late and late < end else ""))
    cells[stop] = (sign, tone)
    return "".join(screen.paint(char, tone) for char, tone in cells)


def behind(bar: Bar, screen: Screen, names: "Names") -> str:
    """Where it stands, and how late it is; how it ended."""
    case = bar.case
    if bar.until is not None:
        ended = status(case)
        return screen.paint(ended.text, *ended.tones)
    left = due(case.due_at, screen.now, case.provisional, case.still)
    step = names.step(case.definition, case.step)
    told = step if not left.text else say("list.clause").join((step, left.text))
    return screen.paint(cut(told, STATE) if screen.columns is not None else told, *left.tones)
