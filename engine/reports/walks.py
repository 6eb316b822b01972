"""The walks of cases through their steps, read from the history event by event: visits, passages, decisions."""

from collections import Counter, defaultdict
from dataclasses import field, replace
from datetime import datetime, timedelta

from .. import events as e
from ..events import Event
from ..facts_out import Reactivated, Suspended
from ..frozen import dataclass
from ..worktime import working_time_between
from .durations import Minutes
from .places import Place, Places

KINDS = ("started", "entered", "left", "returned", "decided", "acted", "suspended", "reactivated", "migrated", "ended")
"""The kinds of events that are read."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A case is at a step since then. `rests` are the times it was suspended meanwhile, `resting` since when it is."""

    step: str
    since: datetime
    definition: str
    rests: tuple[tuple[datetime, datetime], ...] = ()
    resting: datetime | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """A case has left a place and has not arrived yet; `back` where it is sent back, `counts` where it left within the period."""

    place: Place
    counts: bool
    back: bool = False


@dataclass(eq=False)
class Walks:
    """What comes together while the history is read; of the cases themselves only those of one root are kept at a time."""

    places: Places
    workflow: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    events: int = 0
    roots: int = 0
    times: dict[Place, Minutes] = field(default_factory=lambda: defaultdict(Minutes))
    passages: Counter[tuple[Place, str, bool]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    known: dict[Place, tuple[str, str]] = field(default_factory=dict)
    _root: str = ""
    _cases: dict[str, tuple[str, str]] = field(default_factory=dict)
    _visits: dict[str, Visit] = field(default_factory=dict)
    _going: dict[str, Going] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        """One event, of one root after the other and in the order of its chain."""
        if event.root != self._root:
            self._root = event.root
            self.roots += 1
            self._cases, self._visits, self._going = {}, {}, {}
        self.events += 1
        if isinstance(event.fact, e.Started):
            self._cases[event.case] = (event.fact.workflow, event.fact.branch)
        if event.case in self._cases and self.workflow in (None, self._cases[event.case][0]):
            self._of_case(event)

    def _of_case(self, event: Event) -> None:
        match event.fact:
            case e.Entered(step=step):
                self._leave(event)
                self._arrive(event, step)
                self._visits[event.case] = Visit(step, event.at, event.definition)
            case e.Left():
                self._leave(event)
            case e.Returned(step=step) if (going := self._going.get(event.case)) is not None and going.place[2] == step:
                self._going[event.case] = replace(going, back=True)
            case e.Ended(step=step):
                self._leave(event)
                self._arrive(event, step)
            case e.Migrated(definition=definition, step=step) if (visit := self._visits.get(event.case)) is not None:
                self._visits[event.case] = replace(visit, definition=definition, step=step)
            case e.Decided(decision=decision) | e.Acted(decision=decision) if not decision.automatic:
                self.done[event.actor] += self._within(event.at)
            case Suspended() if (visit := self._visits.get(event.case)) is not None:
                self._visits[event.case] = replace(visit, resting=event.at)
            case Reactivated() if (visit := self._visits.get(event.case)) is not None and visit.resting is not None:
                self._visits[event.case] = replace(visit, rests=(*visit.rests, (visit.resting, event.at)), resting=None)
            case _:
                pass

    def _leave(self, event: Event) -> None:
        visit = self._visits.pop(event.case, None)
        if visit is None:
            return
        place = self._place(event.case, visit)
        self._going[event.case] = Going(place, self._within(event.at))
        if self._within(event.at):
            self.times[place].add(self._minutes(event, visit))

    def _arrive(self, event: Event, to: str) -> None:
        going = self._going.pop(event.case, None)
        if going is not None and going.counts:
            self.passages[going.place, to, going.back] += 1

    def _place(self, case: str, visit: Visit) -> Place:
        workflow, branch = self._cases[case]
        place = (workflow, branch, visit.step)
        self.known[place] = (visit.definition, branch)
        return place

    def _minutes(self, event: Event, visit: Visit) -> int:
        calendar = self.places.about(visit.definition, self._cases[event.case][1], visit.step).calendar
        rests = visit.rests if visit.resting is None else (*visit.rests, (visit.resting, event.at))

        def between(start: datetime, end: datetime) -> timedelta:
            return working_time_between(start, end, calendar) if calendar is not None else end - start

        spent = between(visit.since, event.at) - sum((between(*rest) for rest in rests), timedelta())
        return spent // MINUTE

    def _within(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)
