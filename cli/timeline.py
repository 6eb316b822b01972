"""A story as a line in time, and where a case has children as lanes side by side: when, in which case, who, what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from signoff.engine.frozen import dataclass

from .lanes import Lanes
from .messages import say
from .narrate import Narrator
from .output import dumps
from .screen import BLUE, BOLD, CYAN, DIM, GREEN, INK, MAGENTA, RED, YELLOW, Screen, bare
from .width import flat, pad, width, wrap

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.views import CaseView

    from .naming import Names

TONES = ("", CYAN, MAGENTA, BLUE)
"""The tones of lanes, in turn; each is named in words as well."""
LEAST = 36
"""So many columns are left for words, however many lanes there are."""
SIGNS = {"sent_up": ("↶", YELLOW), "timer_fired": ("◷", YELLOW), "gave_up": ("✗", RED)}
ENDS = {"approved": ("✓", GREEN), "done": ("✓", GREEN), "rejected": ("✗", RED)}
VOTES = {"approve": ("●", GREEN), "reject": ("✗", RED), "return": ("↶", YELLOW)}


@dataclass(frozen=True, slots=True)
class Family:
    """A case and those below it: who is whose child, and what each is called beside its lane (the first one nothing)."""

    parents: Mapping[str, str | None]
    names: Mapping[str, str]

    @classmethod
    def of(cls, case: "CaseView") -> "Family":
        """Of a case with its children."""
        parents: dict[str, str | None] = {case.id: None}
        names = {case.id: ""}
        waiting = [(case, child) for child in case.children]
        while waiting:
            above, one = waiting.pop(0)
            parents[one.id], names[one.id] = above.id, one.key.removeprefix(f"{case.key}/")
            waiting += [(one, child) for child in one.children]
        return cls(parents, names)


ALONE = Family({}, {})


def timeline(
    events: "Sequence[Event]",
    screen: Screen,
    names: "Names",
    trace: bool = False,
    family: Family = ALONE,
    quiet: frozenset[str] = frozenset(),
) -> list[str]:
    """The lines; events of `quiet` kinds open and close lanes, and are not told."""
    return list(_Drawing(events, screen, names, trace, family, quiet).lines())


class _Drawing:
    def __init__(
        self, events: "Sequence[Event]", screen: Screen, names: "Names", trace: bool, family: Family, quiet: frozenset[str]
    ) -> None:
        self.events, self.screen, self.family, self.trace, self.quiet = events, screen, family, trace, quiet
        offsets = {event.at.astimezone(screen.zone).strftime("%z") for event in events}
        self.offset = next(iter(offsets)) if len(offsets) == 1 else None
        self.narrator = Narrator(names, screen.zone, offset=self.offset is None)
        self.room = screen.columns or 10_000
        self.lanes = Lanes(family.parents, max(2, min(8, (self.room - 17 - LEAST) // 2)))

    def lines(self) -> Iterator[str]:
        """Every row, with a heading that says the offset once."""
        if self.offset is not None and self.events:
            offset = f"{self.offset[:3]}:{self.offset[3:]}"
            yield self.screen.paint(say("timeline.head", offset=offset), DIM)
        day, minute, case, person = "", "", "", ""
        for event in self.events:
            gutter, own = self.turn(event)
            if event.kind in self.quiet:
                continue
            at = self.stamp(event.at)
            who = self.narrator.who(event)
            head = self.label(event, own) if event.case != case else ""
            head += "" if (at, who) == (minute, person) else f"{self.screen.paint(flat(who), BOLD)}  "
            when = "" if at == minute else at if at[:10] != day else " " * 11 + at[11:]
            day, minute, case, person = at[:10], at, event.case, who
            yield from self.told(when, gutter, head, self.narrator.what(event))
            if self.trace and getattr(event.fact, "trace", None):
                yield from self.told("", self.passing(), "", dumps(event.fact.trace), DIM)  # type: ignore[attr-defined]  # it was just asked for

    def stamp(self, at: datetime) -> str:
        """`2026-05-21 17:30`; with the offset where that is not the same throughout."""
        return self.narrator.stamp(at)

    def turn(self, event: "Event") -> tuple[str, int]:
        """The gutter of an event, and its lane; a case that is not drawn yet gets one, a child that came back gives its own up."""
        off = self.lanes.enter(event.case)
        own = self.lanes.place(event.case) or 0
        child = getattr(event.fact, "child", None) if event.kind in ("child_ended", "child_closed") else None
        id = getattr(child, "id", child) if child is not None else None
        back = self.lanes.leave(str(id)) if id is not None else None
        sign, tone = sign_of(event)
        return self.lanes.row(self.screen.paint(sign, tone, *([BOLD] if tone else [])), own, off, back, self.painted), own

    def painted(self, piece: str, lane: int) -> str:
        """A piece of the gutter in its lane's tone; a sign has its own."""
        return piece if INK in piece else self.screen.paint(piece, TONES[lane % len(TONES)])

    def passing(self) -> str:
        """The gutter of a row in which nothing happens."""
        return self.lanes.row(paint=self.painted)

    def label(self, event: "Event", own: int) -> str:
        """Which child it is."""
        name = self.family.names.get(event.case, "")
        return self.screen.paint(f"[{flat(name)}]", TONES[own % len(TONES)]) + " " if name else ""

    def told(self, when: str, gutter: str, head: str, text: str, tone: str = "") -> Iterator[str]:
        """One event over as many lines as it takes."""
        left = 17 if self.offset is not None else 24
        start, passing = bare(gutter), bare(self.passing())
        wide = max(width(start), width(passing))
        first, *rest = wrap(f"{bare(head)}{flat(text)}", self.room - left - wide, "  ")
        if head and first.startswith(bare(head).rstrip()):
            first = head.rstrip() + self.screen.paint(first[len(bare(head).rstrip()) :], tone)
        else:
            first = self.screen.paint(first, tone)
        yield f"{self.screen.paint(pad(when, left - 1), DIM)} {gutter}{' ' * (wide - width(start))}{first}".rstrip()
        for line in rest:
            yield f"{' ' * left}{self.passing()}{' ' * (wide - width(passing))}{self.screen.paint(line, tone)}".rstrip()


def sign_of(event: "Event") -> tuple[str, str]:
    """The sign of an event and its tone: what a person did is full, what came of it is hollow."""
    if event.kind == "ended":
        return ENDS.get(getattr(event.fact, "status", ""), ("■", ""))
    if event.kind == "decided":
        decision = getattr(event.fact, "decision", None)
        return VOTES.get(getattr(decision, "action", ""), ("●", ""))
    if event.kind in SIGNS:
        return SIGNS[event.kind]
    return ("○", "") if event.kind in FOLLOWING else ("●", "")


FOLLOWING = frozenset(
    "allocated called carried chain_frozen child_closed child_ended child_opened clock_changed entered left noticed passed_over "
    "rearmed resumed returned seat_opened seat_turned superseded task_closed urged".split()
)
"""What comes of an act by itself."""
