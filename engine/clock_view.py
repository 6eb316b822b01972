"""A clock as an expression sees it (LANGUAGE §16): a step's own in one round, or one of the case in one turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .case import Case, CaseClock, ClockRef
from .clock_state import MET
from .definition import Deadline
from .expressions import MISSING, UNKNOWN_NAME, ExpressionFailed, People, Timed
from .kin import label_of
from .worktime import Due

if TYPE_CHECKING:
    from .scope import CaseScope


@dataclass(frozen=True, eq=False)
class ClockView(Timed):
    """What `deadline.x`, `clock` and a field of the type `clock` stand for; `scope` is that of the case whose clock it is.

    A clock that counts another round or turn by now is met: its own duty is over.
    """

    ref: ClockRef
    scope: "CaseScope"

    @property
    def case(self) -> Case:
        """The case whose clock it is."""
        return self.scope.case

    @property
    def lasting(self) -> CaseClock | None:
        """The clock of the case, in this turn; None for a step's, and where it counts anew."""
        clock = self.case.clock(self.ref.clock)
        return clock if clock is not None and clock.turn == self.ref.round else None

    @property
    def of_step(self) -> bool:
        """Whether it is the clock of a step."""
        return self.ref.clock in self.scope.model.workflow.steps

    @property
    def here(self) -> bool:
        """Whether the case still rests at the step, in this round."""
        case = self.case
        return case.open and (case.step, case.round) == (self.ref.clock, self.ref.round)

    @property
    def instant(self) -> Due | None:
        """When it is due."""
        if not self.of_step:
            clock = self.lasting
            return Due(clock.due, clock.provisional) if clock is not None and clock.due is not None else None
        if self.here:
            return Due(self.case.due_at, self.case.provisional) if self.case.due_at is not None else None
        memory = self.case.remembers(self.ref.clock)
        return Due(memory.due) if memory.due is not None and memory.rounds == self.ref.round else None

    @property
    def begin(self) -> datetime | None:
        """Since when it counts."""
        if not self.of_step:
            return self.lasting.begin if self.lasting is not None else None
        memory = self.case.remembers(self.ref.clock)
        return self.case.begin if self.here else memory.entered if memory.rounds == self.ref.round else None

    @property
    def met(self) -> bool:
        """Whether the duty is done: the step is left, `met` holds, or the clock counts anew."""
        if self.of_step:
            return not self.here
        return self.lasting is None or self.lasting.stopped == MET or not self.case.open

    @property
    def extended(self) -> bool:
        """Whether it was given more time."""
        if not self.of_step:
            return self.lasting is not None and self.lasting.extended
        memory = self.case.remembers(self.ref.clock)
        return memory.extended and memory.rounds == self.ref.round

    @property
    def holder(self) -> People:
        """Whose duty it is: the holder that the deadline names, else who holds the seats; of a step that is left, who acted there."""
        if self.of_step and not self.here:
            return People(self.case.remembers(self.ref.clock).acted[-1:])
        return self.scope.ticking(self.lasting).holders() if self.lasting is not None else self.scope.seated()

    def part(self, attribute: str) -> object:
        """`due`, `begin`, `met`, `extended`, `holder`."""
        asked = PARTS.get(attribute)
        if asked is None:
            return UNKNOWN_NAME
        found = asked(self)
        return MISSING if found is None else found


PARTS: Mapping[str, Callable[[ClockView], object]] = {
    "due": lambda view: view.instant,
    "begin": lambda view: view.begin,
    "met": lambda view: view.met,
    "extended": lambda view: view.extended,
    "holder": lambda view: view.holder,
}


def elements(deadline: Deadline, scope: "CaseScope") -> dict[str, object]:
    """What a deadline counts for: the id of each clock, with its element. Without `for_each` there is one; raises ExpressionFailed."""
    if deadline.loop is None:
        return {deadline.id: None}
    found = deadline.loop.elements.worth(scope)
    values = found.entries if isinstance(found, People) else found if isinstance(found, tuple | list) else ()
    ids: dict[str, object] = {}
    for value in values:
        id = first = f"{deadline.id}/{label_of(value) or 'one'}"
        number = 2
        while id in ids:
            id, number = f"{first}.{number}", number + 1
        ids[id] = value
    return ids


def element_of(clock: str, deadline: Deadline, scope: "CaseScope") -> object:
    """The element that a clock counts for; MISSING where it is not there any more, or cannot be worked out."""
    try:
        return elements(deadline, scope).get(clock, MISSING)
    except ExpressionFailed:
        return MISSING


def named(scope: "CaseScope", id: str) -> object:
    """`deadline.ID` here or around: a clock, MISSING where it has not begun, all of them with `for_each`; UNKNOWN_NAME."""
    deadline = scope.model.workflow.deadlines.get(id)
    if deadline is None:
        return named(scope.outer, id) if scope.outer is not None else UNKNOWN_NAME
    clocks = [clock for clock in scope.case.clocks if clock.deadline == id]
    views = tuple(ClockView(ClockRef(scope.case.id, clock.id, clock.turn), scope) for clock in clocks)
    if deadline.loop is not None:
        return views
    return views[0] if views else MISSING


def pointed(scope: "CaseScope", value: object) -> object:
    """A value of a case as expressions see it: what points to a clock is that clock."""
    if not isinstance(value, ClockRef):
        return value
    home = scope.scope_of(value.case)
    return ClockView(value, home) if home is not None else MISSING


def as_kept(value: object) -> object:
    """A value as a case keeps it: a clock by what points to it."""
    return value.ref if isinstance(value, ClockView) else value
