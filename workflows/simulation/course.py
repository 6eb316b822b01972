"""One path: the case is brought on decision by decision, through the ordinary engine, until it ends, or nobody can bring it on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Label, Step, Workflow
from signoff.engine.events import Event
from signoff.engine.frozen import dataclass
from signoff.engine.inspect.story import Why
from signoff.engine.model import Model
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Link, Stored
from signoff.engine.views import CaseView

from ..examples import Do
from ..inner import inner, written
from ..rehearsal_children import family
from ..rehearsal_desk import Desk
from ..rehearsal_line import Line
from ..rehearsal_result import Otherwise
from .choices import TIMEOUT, choices
from .passing import passings
from .result import Choice, DeadEnd, Decision, Passed, Stop

MOST_MOVES = 100
"""Decisions of one path; a longer one is cut."""
MOST_WAITS = 100
"""Timers that one wait lets pass."""
A_MOMENT = timedelta(microseconds=1)


Ready = tuple[CaseView, Why, tuple[Choice, ...]]
"""A case where somebody can decide something, with what may be decided."""


class Bench(Desk, Protocol):
    """A desk that also says where a case stands and why."""

    def why(self, case: str) -> Why:
        """Where a case stands, who can bring it on and why they."""
        ...

    def history(self, case: str) -> Sequence[Event]:
        """Everything that has happened to a case."""
        ...

    def seed(self, stored: Stored, links: Iterable[Link], models: Iterable[Model]) -> None:
        """Put a running case on the desk."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a path begins on: a desk of its own with the case as it is `at` that instant, `seen` events after its start."""

    desk: Bench
    case: CaseView
    workflow: Workflow
    people: PeopleFile
    zone: tzinfo
    calendar: Calendar | None
    at: datetime
    seen: int = 0


@dataclass(slots=True)
class Course:
    """A path under way. `given` are the decisions to take first; `late`: everybody acts on the due date, else at once.

    `taken` are all decisions taken, `open` the choices that there were before each, and `told` the stops up to it. What is told of
    the way that was given is known (`stops`), up to the last of its decisions.
    """

    ground: Ground
    given: tuple[Choice, ...] = ()
    stops: list[Stop] = field(default_factory=list)
    late: bool = True
    taken: list[Choice] = field(default_factory=list)
    open: list[tuple[Choice, ...]] = field(default_factory=list)
    told: list[tuple[Stop, ...]] = field(default_factory=list)
    dead_end: DeadEnd | None = None
    cut: bool = False
    passed: tuple[Passed, ...] = ()
    _line: Line = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        ground = self.ground
        self._line = Line(ground.workflow, ground.people, ground.desk, ground.case, ground.zone, [])
        self._seen = ground.seen

    @property
    def case(self) -> CaseView:
        """The case as it stands."""
        return self._line.case

    @property
    def now(self) -> datetime:
        """The instant that has come."""
        return self.ground.desk.clock.now()

    def run(self) -> "Course":
        """Bring the case on to its end."""
        while self.case.open and self.dead_end is None:
            if len(self.taken) >= MOST_MOVES:
                self.cut = True
                break
            self._on()
        self.passed = self._passed(self.case)
        return self

    def _on(self) -> None:
        """One decision, or, where nobody can take one, what time brings. One of no step is the way on only where nothing is amiss."""
        if len(self.taken) < len(self.given) - self.late:
            self._again(self.given[len(self.taken)])
            return
        lost: DeadEnd | None = None
        ready: list[Ready] = []
        for one in family(self.case):
            why = self.ground.desk.why(one.id) if one.open else None
            if why is None:
                continue
            found = choices(self._name(one), self._step(one), why)
            self._stop(one, why, found)
            found = tuple(choice for choice in found if not self._done(one, choice))
            ready += [(one, why, found)] if found else []
            if found and not found[0].anywhere:
                lost = None
                break
            lost = lost or (self._amiss(one, why) if found else self._lost(one, why))
        if ready and lost is None:
            self._decide(ready)
        elif not self._wait():
            self.dead_end = lost or DeadEnd("", self.case.step, "no_action", "nobody can bring it on")

    def _step(self, one: CaseView) -> Step | None:
        inside = inner(self.ground.workflow, one.branch)
        return inside.steps.get(written(inside, one.step) or "")

    def _name(self, one: CaseView) -> str:
        """What a case is called below the whole."""
        if one.id == self.case.id:
            return ""
        branch = one.branch.split("/")[-1] or one.workflow
        name = one.key.rpartition("/")[2]
        return branch if name == branch else f"{branch}/{name}"

    # decisions

    def _again(self, choice: Choice) -> None:
        """A decision that has been told of already, taken once more."""
        one = next((one for one in family(self.case) if one.open and self._name(one) == choice.case), None)
        if one is None:
            self.dead_end = DeadEnd(choice.case, choice.step, "no_action", "there is no such case any more")
        elif choice.action == TIMEOUT or not self.late or not self._until_due(one):
            self._take(one, choice, (), {})
            self._passed(self.case)

    def _decide(self, ready: list[Ready]) -> None:
        """The next decision given, else the first of the last case that is ready: any before it has only what belongs to no step."""
        number = len(self.taken)
        one, why, found = ready[-1]
        choice = self.given[number] if number < len(self.given) else self._same_again(one, found) or found[0]
        one, why, found = next((able for able in ready if self._name(able[0]) == choice.case), ready[-1])
        found = (*found, *(other for able in ready if able[0] is not one for other in able[2]))
        if choice.action == TIMEOUT or not self.late or not self._until_due(one):
            titles = {one.action: one.title for one in why.nexts}
            self._take(one, choice, found, titles.get(choice.action, {}))

    def _take(self, one: CaseView, choice: Choice, found: tuple[Choice, ...], title: Label) -> None:
        self.taken.append(choice)
        self.open.append(found)
        self.told.append(tuple(self.stops))
        place = self._place(one) if found else None
        if choice.action == TIMEOUT:
            self._wait(one)
            self._decided(place, Decision(TIMEOUT, {}, None, self.now))
            return
        try:
            self._line.take(Do(action=choice.action, by=choice.by or None, child=choice.case or None, to=choice.to))
        except Otherwise as refused:
            self.dead_end = DeadEnd(choice.case, choice.step, "refused", refused.failure.message)
            return
        self._decided(place, Decision(choice.action, title, self._line.taken[-1].by, self.now, choice.to))

    def _same_again(self, one: CaseView, found: tuple[Choice, ...]) -> Choice | None:
        """The decision that left the path before, taken by the next seat, too, as long as the step waits for more of them."""
        decisions = self.stops[self._place(one)].decisions
        if not self.given or not decisions or any(decision.action != self.given[-1].action for decision in decisions):
            return None
        return next((choice for choice in found if choice.key == self.given[-1].key), None)

    def _done(self, one: CaseView, choice: Choice) -> bool:
        """Whether this person has taken this decision at this stop, and it did not bring the case on."""
        return any((done.action, done.by) == (choice.action, choice.by) for done in self.stops[self._place(one)].decisions)

    def _decided(self, place: int | None, decision: Decision) -> None:
        if place is not None:
            self.stops[place] = replace(self.stops[place], decisions=(*self.stops[place].decisions, decision))

    def _place(self, one: CaseView) -> int:
        """Which stop a case rests at."""
        return next(number for number in reversed(range(len(self.stops))) if _at(self.stops[number], self._name(one), one))

    # time

    def _until_due(self, one: CaseView) -> bool:
        """Let the time until the step is due pass; whether that has changed anything about the case."""
        if one.due_at is None or one.due_at <= self.now:
            return False
        before = _standing(self.case)
        self._line.take(Do(now=one.due_at - A_MOMENT))
        self.ground.desk.clock.set(one.due_at)
        return _standing(self.case) != before

    def _wait(self, one: CaseView | None = None) -> bool:
        """Let timers fire until something has changed (about this case); whether it has."""
        for _ in range(MOST_WAITS):
            due = self.ground.desk.next_timer()
            if due is None:
                return False
            before = _standing(self.case)
            self._line.take(Do(now=max(due, self.now)))
            if _moved(before, _standing(self.case), one):
                return True
        return False

    # what is told

    def _stop(self, one: CaseView, why: Why, found: tuple[Choice, ...]) -> None:
        name = self._name(one)
        if any(_at(stop, name, one) for stop in self.stops):
            return
        self.stops.append(
            Stop(
                case=name,
                round=one.round,
                days=working_days(one.entered, one.due_at, self.ground.calendar),
                why=why,
                choices=tuple(dict.fromkeys(choice.action for choice in found)),
                passed=self._passed(one),
            )
        )

    def _passed(self, one: CaseView) -> tuple[Passed, ...]:
        """The steps that were passed since the last stop, of all cases of the family."""
        events = [event for event in self.ground.desk.history(self.case.id) if event.seq > self._seen]
        self._seen = max((event.seq for event in events), default=self._seen)
        return tuple(passings(events))

    def _lost(self, one: CaseView, why: Why) -> DeadEnd | None:
        """Why nobody can bring this case on; None where its children can."""
        if any(child.open for child in one.children):
            return None
        found = self._amiss(one, why)
        if found is not None:
            return found
        code = "nobody" if any(not seat.able for seat in why.seats) else "no_action"
        told = "nobody is found who may act" if code == "nobody" else "no action is possible"
        return DeadEnd(self._name(one), one.step, code, told)

    def _amiss(self, one: CaseView, why: Why) -> DeadEnd | None:
        """What is wrong with a case so that it stands still, though somebody might still end it. Other cases there are none here."""
        wrong = (finding for finding in why.findings if finding.family in ("owner", "logic") and finding.code != "other_case_over")
        finding = next(wrong, None)
        return DeadEnd(self._name(one), one.step, finding.code, finding.cause) if finding is not None else None


def working_days(begin: datetime, end: datetime | None, calendar: Calendar | None) -> int | None:
    """The working days after the day of `begin` up to that of `end`; None where no calendar counts them."""
    if end is None or calendar is None:
        return None
    first, last = (at.astimezone(calendar.zone).date() for at in (begin, end))
    return calendar.overdue_workdays(first, last)


def _at(stop: Stop, name: str, one: CaseView) -> bool:
    return (stop.case, stop.step, stop.round, stop.entered) == (name, one.step, one.round, one.entered)


Standing = Mapping[str, tuple[object, ...]]


def _standing(case: CaseView) -> Standing:
    """How a case and all below it stand, as far as it matters for who can act."""
    return {one.id: (one.step, one.round, one.status, tuple((t.id, t.holder) for t in one.tasks)) for one in family(case)}


def _moved(before: Standing, after: Standing, one: CaseView | None) -> bool:
    """Whether anything has changed; of one case, whether it has left its step."""
    if one is None:
        return before != after
    return one.id not in after or after[one.id][:3] != before[one.id][:3]
