"""The year, played through the engine on a clock that is set by hand: whoever is at a desk acts when the plan says so."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.engine.calendars import Calendar
from signoff.engine.views import CaseView
from signoff.engine.worktime import add_working_time
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people

from .batches import hand_out, take_in
from .caseload import roll
from .folder import CALENDAR, PEOPLE
from .handling import DUTIES, follow
from .looking_back import LATER
from .mending import mend
from .orders import see_to
from .plan import COMES_IN, ZONE, Absence, Back, Course, Plan
from .quiet import Quiet
from .signing import DESKS, at_the_desk
from .staff import Staff

if TYPE_CHECKING:
    from signoff.compose import Engine

    from .mending import Mended

TICKS = ((8, 31), (17, 31))
"""When, each day, timers are looked at."""
SEEN_TO = 4
"""Working hours until somebody acts to whom a seat was given, or who was reminded."""
MORNING = (9, 30)
"""When, on working days, somebody looks at the supervision orders."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears how far the year is: of each day with how many cases are handed out by then, of each month with what happened in it."""

    day: Callable[[datetime, int], object] = lambda now, done: None
    month: Callable[[datetime, Mapping[str, int]], object] = lambda month, counts: None


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """At this instant somebody does `what` in a case: a duty, or whatever is to be done at a desk."""

    at: datetime
    order: int
    number: str = field(compare=False)
    what: str = field(compare=False)


@dataclass
class Stage:
    """The engine with its clock, the staff and the plan; what happened is counted here."""

    engine: "Engine"
    clock: ManualClock
    calendar: Calendar
    staff: Staff
    plan: Plan
    folder: Path
    told: Told = Told()
    queue: list[Visit] = field(default_factory=list)
    backs: dict[str, list[Back]] = field(default_factory=dict)
    replying: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Mapping[str, object]] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    followed: set[str] = field(default_factory=set)
    led: set[str] = field(default_factory=set)
    ordered: set[str] = field(default_factory=set)
    mended: list["Mended"] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    handed_out: int = 0
    serial: int = 0
    ticked: datetime | None = None

    def play(self, told: Told = Told()) -> None:
        """From the first case to the moment at which we look; `told` hears how far it is."""
        self.told = told
        self.backs = {course.item.number: list(course.backs) for course in self.plan.courses}
        for number, day in enumerate(self.plan.batches):
            self.expect(day - COMES_IN, str(number), "take_in")
            self.expect(day, str(number), "hand_out")
        self.play_until(self.plan.looked_at)

    def play_on(self) -> None:
        """From there to the end of the year: what is stuck is mended, and everything takes its course."""
        self.play_until(self.plan.mended_at)
        self.mended = list(mend(self.engine, self.plan.substitute))
        for one in self.mended:
            course = self.plan.course(one.number)
            self.later(course, self.engine.case(one.key).step, SEEN_TO)
        self.play_until(self.plan.ends)
        self.tell_month()

    def play_until(self, end: datetime) -> None:
        """Whatever is expected by then happens in its order."""
        while self.queue and self.queue[0].at <= end:
            visit = heapq.heappop(self.queue)
            self.pass_time(visit.at)
            self.visit(visit)
        self.pass_time(end)

    def visit(self, visit: Visit) -> None:
        """Take in or hand out a batch, act at a desk, or do a duty."""
        if visit.what in ("take_in", "hand_out"):
            (take_in if visit.what == "take_in" else hand_out)(self, int(visit.number))
            return
        course, (what, _, whom) = self.plan.course(visit.number), visit.what.partition(" ")
        if what in DESKS:
            at_the_desk(self, course, what)
        else:
            (DUTIES.get(what) or LATER[what])(self, course, whom)

    # time

    def pass_time(self, until: datetime) -> None:
        """Move the clock; on the way timers fire, twice a day, orders are seen to, and people leave."""
        for at in self.ticks(until):
            if self.ticked is not None and at.astimezone(ZONE).month != self.ticked.astimezone(ZONE).month:
                self.tell_month()
            self.leave(at)
            self.clock.set(at)
            self.ticked = at
            if self.local == MORNING:
                see_to(self)
            else:
                self.engine.tick()
            self.told.day(at, self.handed_out)
        self.leave(until)
        self.clock.set(until)
        self.ticked = until

    @property
    def local(self) -> tuple[int, int]:
        """The hour and minute of the clock."""
        now = self.clock.now().astimezone(ZONE)
        return now.hour, now.minute

    def ticks(self, until: datetime) -> list[datetime]:
        """The instants at which something happens of itself since the last one."""
        since = self.ticked or until
        days = [since.astimezone(ZONE).date() + timedelta(days=n) for n in range((until - since).days + 2)]
        found = [
            datetime(day.year, day.month, day.day, *at, tzinfo=ZONE)
            for day in days
            for at in ((TICKS[0], MORNING, TICKS[1]) if self.calendar.is_workday(day) else TICKS)
        ]
        return [at for at in found if since < at <= until]

    def tell_month(self) -> None:
        """What happened in the month that is over."""
        if self.ticked is not None:
            self.told.month(self.ticked, dict(self.counts))
        self.counts.clear()

    def leave(self, now: datetime) -> None:
        """Whoever has left for good by now is inactive in the directory."""
        for absence in self.plan.absences:
            person = self.staff.person(absence.person)
            if absence.until is None and absence.since <= now and person is not None and person.active:
                self.staff.leaves(absence.person)

    def away(self, person: str) -> Absence | None:
        """The absence that this person is in now."""
        now = self.clock.now()
        return next((a for a in self.plan.absences if a.person == person and a.since <= now and (a.until is None or now < a.until)), None)

    # what is to come

    def expect(self, at: datetime, number: str, what: str) -> None:
        """Somebody will do this then."""
        self.serial += 1
        heapq.heappush(self.queue, Visit(at, self.serial, number, what))

    def later(self, course: Course, what: str, hours: int | None = None) -> None:
        """The duty is done after its time."""
        duty = what.partition(" ")[0]
        self.expect(self.after(course, course.hours(duty) if hours is None else hours, what), course.item.number, what)

    def after(self, course: Course, hours: int, what: str, since: datetime | None = None) -> datetime:
        """The instant after so many working hours, and some seconds; nobody works through lunch, or after the close."""
        seconds = roll(course.item.number, what, 900)
        return add_working_time(since or self.clock.now(), timedelta(hours=hours, seconds=seconds), self.calendar)

    # what is done

    def act(
        self,
        key: str,
        action: str,
        by: str,
        *,
        data: Mapping[str, object] | None = None,
        comment: str | None = None,
        task: str | None = None,
    ) -> CaseView:
        """An action of somebody on a case."""
        return self.engine.act(key, action, by=by, data=data, comment=comment, task=task)

    def write(self, course: Course, reply: str, text: Mapping[str, object]) -> None:
        """The officer sits down to write this in the case of a reply."""
        self.replying[course.item.number], self.texts[course.item.number] = reply, text
        self.later(course, "drafting")

    def issued(self, course: Course) -> None:
        """A reply is out: the first one, or the second one, with which a look-back ends."""
        if course.item.number in self.followed:
            self.happened("converted")
            self.later(course, "evaluate")
        else:
            self.happened("replied")
            follow(self, course)

    def happened(self, what: str, times: int = 1) -> None:
        """It is counted for the month."""
        self.counts[what] += times

    @property
    def today(self) -> str:
        """The day of the clock, as forms have it."""
        return f"{self.clock.now().astimezone(ZONE):%Y-%m-%d}"

    @property
    def explained(self) -> str:
        """The key of the case that is explained in the end."""
        number = self.plan.explained
        return self.replying.get(number, self.plan.course(number).item.share)


def set_up(database: object, folder: Path, plan: Plan) -> Stage:
    """A stage on which nothing has happened yet, with the files of a folder; ledgers are put there, too."""
    from signoff.compose import Engine

    calendar = Calendars(folder / "workflows" / "calendars")[CALENDAR]
    clock = ManualClock(plan.begins, calendar=calendar, timezone=ZONE.key)
    staff = Staff(load_people(folder / PEOPLE))
    engine = Engine(
        database(clock.now) if callable(database) else database,
        workflows=folder / "workflows",
        directory=staff,
        clock=clock,
        timezone=ZONE.key,
        notifiers={"log": Quiet()},
    )
    return Stage(engine, clock, calendar, staff, plan, folder)
