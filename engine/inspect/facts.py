"""What is known of a case beside its folded state: history, refusals, dead letters, beats. Read only when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import NamedTuple

from .. import events as e
from ..case import Case, Task
from ..errors import NotFound
from ..events import Event
from ..frozen import dataclass
from ..lazily import lazily
from ..ports import AttemptRow, Delivery
from .usual import NONE, Finished


@dataclass(frozen=True, slots=True)
class Patience:
    """From when on something counts: how late a timer may be, how long a node may be silent, how many refusals in a row, and how many
    returns between the same steps.
    """

    grace: timedelta = timedelta(minutes=5)
    silence: timedelta = timedelta(minutes=5)
    refusals: int = 3
    returns: int = 3


def _nothing() -> tuple[()]:
    return ()


def no_visits(definition: str, branch: str, step: str) -> Finished:
    """What is usual, where nobody asks."""
    return NONE


@dataclass(frozen=True, eq=False)
class Facts:
    """Where each kind of fact comes from. Nothing is read twice, and nothing that no question needs.

    `quiet`: nobody asks for what is only worth knowing, so that what is usual is not read for every case. `of` gives the facts of another
    case of the aggregate. `seats`: what has happened to seats (SEATS), or (given the id of a task) to at least that one, where that can
    be had for less than everything. `other` is the case with a root of its own that a text means, or why there is none.
    """

    history: Callable[[], Iterable[Event]] = _nothing
    refused: Callable[[], Sequence[AttemptRow]] = _nothing
    undelivered: Callable[[], Sequence[Delivery]] = _nothing
    beating: Callable[[], Sequence[tuple[str, datetime]]] = _nothing
    unserved: Callable[[], Sequence[Delivery]] = _nothing
    visits: Callable[[str, str, str], Finished] = no_visits
    quiet: bool = False
    of: "Callable[[Case], Facts] | None" = None
    seats: Callable[[str | None], Iterable[Event]] | None = None
    other: "Callable[[str], Case | NotFound] | None" = None
    _of_seat: dict[str, "OfSeat"] = field(default_factory=dict, init=False)

    @lazily
    def events(self) -> tuple[Event, ...]:
        """Everything that has happened to the case, in order."""
        return tuple(self.history())

    @lazily
    def of_seats(self) -> tuple[Event, ...]:
        """How seats opened and changed hands, in order."""
        if self.seats is None or "events" in self.__dict__:
            return tuple(event for event in self.events if event.kind in SEATS)
        return tuple(self.seats(None))

    def of_seat(self, task: str) -> "OfSeat":
        """How the seat of a task opened and changed hands."""
        found = self._of_seat.get(task)
        if found is None:
            known = self.seats is None or "events" in self.__dict__ or "of_seats" in self.__dict__
            told = self.of_seats if known or self.seats is None else self.seats(task)
            found = self._of_seat[task] = OfSeat.among(told, task)
        return found

    @lazily
    def attempts(self) -> tuple[AttemptRow, ...]:
        """What was refused, latest first."""
        return tuple(self.refused())

    @lazily
    def dead(self) -> tuple[Delivery, ...]:
        """Effects that have failed their last try."""
        return tuple(self.undelivered())

    @lazily
    def waiting(self) -> tuple[Delivery, ...]:
        """Effects that wait for what no living process has."""
        return tuple(self.unserved())

    @lazily
    def nodes(self) -> tuple[tuple[str, datetime], ...]:
        """Who ticks, with the last beat."""
        return tuple(self.beating())

    def opened(self, task: str) -> e.SeatOpened | None:
        """How a task opened."""
        return self.of_seat(task).opened

    def resolved(self, task: Task) -> e.SeatOpened | None:
        """The opening in which the people of a task were really looked for: of a seat that was asked again, the one before."""
        opened = self.of_seat(task.id).opened
        if opened is None or again(opened.trace) is None:
            return opened
        before = [
            ev.fact for ev in self.of_seats if isinstance(ev.fact, e.SeatOpened) and ev.step == task.step and ev.fact.seat == task.seat
        ]
        return next((fact for fact in reversed(before) if again(fact.trace) is None), opened)

    def moved(self, task: str) -> tuple[Event, ...]:
        """Every change of hands of a task."""
        return self.of_seat(task).moved

    def held_since(self, task: Task) -> datetime:
        """Since when a task has been with whoever has it now."""
        return self.of_seat(task.id).since(task)

    def entered(self, step: str) -> Event | None:
        """The last entry into a step."""
        return next((ev for ev in reversed(self.events) if isinstance(ev.fact, e.Entered) and ev.fact.step == step), None)


class OfSeat(NamedTuple):
    """How a seat opened, and every change of hands since, in order."""

    opened: e.SeatOpened | None
    moved: tuple[Event, ...]

    @classmethod
    def among(cls, told: Iterable[Event], task: str) -> "OfSeat":
        """What is told of this task among what is told of several."""
        opened, moved = None, []
        for event in told:
            fact = event.fact
            if isinstance(fact, e.SeatOpened):
                if opened is None and fact.task == task:
                    opened = fact
            elif isinstance(fact, HANDS) and fact.task == task:
                moved.append(event)
        return cls(opened, tuple(moved))

    def since(self, task: Task) -> datetime:
        """Since when the task has been with whoever has it now."""
        return max(self.moved[-1].at, task.opened_at) if self.moved else task.opened_at


def again(trace: Mapping[str, object]) -> str | None:
    """Why a seat was opened again with whoever had it: `same_persons` after a return, `superseded` after an edit; else None."""
    if trace.get("same_persons"):
        return "same_persons"
    reason = trace.get("reopened")
    return str(reason) if reason is not None else None


HANDS = (e.Claimed, e.Released, e.Transferred, e.Delegated, e.GivenBack)
SEATS = frozenset(e.NAMES[fact] for fact in (e.SeatOpened, *HANDS))
"""The kinds of events that say how seats opened and changed hands."""
