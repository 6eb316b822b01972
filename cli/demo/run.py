"""The year, played through the engine on a clock that is set by hand: whoever is at a desk acts when the plan says so."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signoff.engine.calendars import Calendar
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView, TaskView
from signoff.engine.worktime import add_working_hours
from signoff.testing import ManualClock

from .caseload import roll
from .plan import ZONE, Absence, Back, Course, Plan
from .staff import Staff

if TYPE_CHECKING:
    from signoff.compose import Engine

WORKFLOW = "reply-approval"
REDRAFT = 9
"""Working hours that a second draft takes."""

TICKS = ((8, 31), (17, 31))
"""When, each day, timers are looked at."""


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """At this instant whoever holds the desk `step` of a case looks at it."""

    at: datetime
    order: int
    number: str = field(compare=False)
    step: str = field(compare=False)


@dataclass
class Stage:
    """The engine with its clock, the staff and the plan; what happened is counted here."""

    engine: "Engine"
    clock: ManualClock
    calendar: Calendar
    staff: Staff
    plan: Plan
    queue: list[Visit] = field(default_factory=list)
    backs: dict[str, list[Back]] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    started: int = 0
    serial: int = 0
    ticked: datetime | None = None

    def play(self, tell: Callable[[int, datetime], None] = lambda done, now: None) -> None:
        """From the first case to the moment at which we look; `tell` hears how far it is."""
        self.backs = {course.item.number: list(course.backs) for course in self.plan.courses}
        for course in self.plan.courses:
            self.expect(course.begins, course.item.number, "")
        while self.queue and self.queue[0].at <= self.plan.looked_at:
            visit = heapq.heappop(self.queue)
            self.pass_time(visit.at)
            self.visit(visit)
            tell(self.started, visit.at)
        self.pass_time(self.plan.looked_at)

    def expect(self, at: datetime, number: str, step: str) -> None:
        """Somebody will look at the case then."""
        self.serial += 1
        heapq.heappush(self.queue, Visit(at, self.serial, number, step))

    def pass_time(self, until: datetime) -> None:
        """Move the clock; on the way timers fire, twice a day, and people leave."""
        for at in self.ticks(until):
            self.leave(at)
            self.clock.set(at)
            self.engine.tick()
        self.leave(until)
        self.clock.set(until)
        self.ticked = until

    def ticks(self, until: datetime) -> list[datetime]:
        """The instants of a tick since the last one."""
        since = self.ticked or until
        days = [since.astimezone(ZONE).date() + timedelta(days=n) for n in range((until - since).days + 2)]
        found = [datetime(day.year, day.month, day.day, *at, tzinfo=ZONE) for day in days for at in TICKS]
        return [at for at in found if since < at <= until]

    def leave(self, now: datetime) -> None:
        """Whoever has left for good by now is inactive in the directory."""
        for absence in self.plan.absences:
            person = self.staff.person(absence.person)
            if absence.until is None and absence.since <= now and person is not None and person.active:
                self.staff.leaves(absence.person)

    def visit(self, visit: Visit) -> None:
        """Start the case, or act at its desk."""
        course = self.plan.course(visit.number)
        if not visit.step:
            self.begin(course)
            return
        case = self.engine.case(f"{WORKFLOW}/{visit.number}")
        task = next((task for task in case.tasks if task.step == visit.step), None)
        person = self.at_desk(task, course) if task else None
        if task is None or person is None:
            return
        away = self.away(person)
        if away is None:
            self.act(course, task, person)
        elif away.until is not None:
            self.expect(add_working_hours(away.until, 1, self.calendar), visit.number, visit.step)

    def begin(self, course: Course) -> None:
        """The unit's officer opens the case and begins to draft."""
        item = course.item
        data = {
            "case_no": item.number,
            "subject": item.title,
            "kind": item.kind,
            "part": item.part,
            "unit": item.unit,
            "text": "答复稿（第1稿）",
        }
        case = self.engine.start(WORKFLOW, by=f"{item.unit}_1", data=data)
        self.started += 1
        self.next(course, case)

    def act(self, course: Course, task: TaskView, person: str) -> None:
        """Submit, send back or approve; pools are claimed first."""
        number = course.item.number
        if task.due_at is not None and self.clock.now() > task.due_at:
            self.late.add(number)
        if task.holder is None:
            self.engine.claim(task.case, by=person, task=task.id)
        back = next((back for back in self.backs[number] if back.at == task.step), None)
        if back is not None:
            self.backs[number].remove(back)
            self.returned.add(number)
            case = self.engine.act(task.case, "return", by=person, task=task.id, to=back.to, comment=back.comment, resume=back.resume)
        elif task.step == "draft":
            again = {"text": f"答复稿（第{task.round}稿）"} if task.round > 1 else None
            case = self.engine.act(task.case, "submit", by=person, task=task.id, data=again)
        else:
            case = self.engine.act(task.case, "approve", by=person, task=task.id, comment="同意" if task.step == "city_leader" else None)
        self.next(course, case)

    def next(self, course: Course, case: CaseView) -> None:
        """Whoever is to act now gets round to it after as many working hours as the plan says."""
        if not case.open or case.step == course.asleep:
            return
        hours = (course.drafting if case.round == 1 else REDRAFT) if case.step == "draft" else course.pace[case.step]
        at = add_working_hours(self.clock.now(), hours, self.calendar)
        self.expect(at + timedelta(seconds=roll(course.item.number, case.step, 900)), course.item.number, case.step)

    def at_desk(self, task: TaskView, course: Course) -> str | None:
        """Who looks at this task: its holder, or one of its pool; nobody where there is none."""
        if task.holder is not None:
            return task.holder
        pool = task.candidates or (self.plan.section if task.tokens else ())
        return pool[roll(course.item.number, "pool", len(pool))] if pool else None

    def away(self, person: str) -> Absence | None:
        """The absence that this person is in now."""
        now = self.clock.now()
        return next((a for a in self.plan.absences if a.person == person and a.since <= now and (a.until is None or now < a.until)), None)


def stage(make: Callable[[ManualClock, Staff], "Engine"], calendar: Calendar, people: PeopleFile, plan: Plan) -> Stage:
    """A stage on which nothing has happened yet; `make` gives the engine for its clock and staff."""
    clock = ManualClock(min(course.begins for course in plan.courses), calendar=calendar, timezone=ZONE.key)
    staff = Staff(people)
    return Stage(make(clock, staff), clock, calendar, staff, plan)
