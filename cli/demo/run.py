"""The year, played through the engine on a clock that is set by hand: whoever is at a desk acts when the plan says so."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signoff.engine.calendars import Calendar
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView, TaskView
from signoff.engine.worktime import add_working_hours
from signoff.testing import ManualClock

from .caseload import roll
from .mending import mend
from .plan import ZONE, Absence, Back, Course, Plan
from .staff import Staff

if TYPE_CHECKING:
    from signoff.compose import Engine

    from .mending import Mended

Tell = Callable[[int, datetime], None]
"""Hears how many cases there are, and what time it is."""
WORKFLOW = "proposal-handling"
OFFICE = "li"
"""Who hands cases out, issues what was approved, and enters the forms that come back."""
DESKS = ("draft", "section_revision", "deputy_director", "director", "city_leader")
AFTER: Mapping[str, tuple[int, int]] = {"upload": (2, 18), "publish": (20, 90), "form": (24, 72), "second_plan": (30, 66)}
"""From how many to how many working hours it takes until a reply is uploaded, published, judged by its proposer, planned anew."""
CLASSES, VALUES, MODES = "ABBCA", ("satisfied", "satisfied", "basically_satisfied"), ("visit", "symposium", "visit", "phone")
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
    mended: list["Mended"] = field(default_factory=list)
    started: int = 0
    serial: int = 0
    ticked: datetime | None = None

    def play(self, tell: Tell = lambda done, now: None) -> None:
        """From the first case to the moment at which we look; `tell` hears how far it is."""
        self.backs = {course.item.number: list(course.backs) for course in self.plan.courses}
        for course in self.plan.courses:
            self.expect(course.begins, course.item.number, "")
        self.play_until(self.plan.looked_at, tell)

    def play_on(self, tell: Tell = lambda done, now: None) -> None:
        """From there to the end of the year: what is stuck is mended, and everything takes its course."""
        self.play_until(self.plan.mended_at, tell)
        self.mended = list(mend(self.engine, self.plan.substitute))
        for one in self.mended:
            course, step = self.plan.course(one.number), self.engine.case(one.key).step
            self.expect(self.after(course, course.pace[step], step), one.number, step)
        self.play_until(self.plan.ends, tell)

    def play_until(self, end: datetime, tell: Tell) -> None:
        """Whatever is expected by then happens in its order."""
        while self.queue and self.queue[0].at <= end:
            visit = heapq.heappop(self.queue)
            self.pass_time(visit.at)
            self.visit(visit)
            tell(self.started, visit.at)
        self.pass_time(end)

    @property
    def explained(self) -> str:
        """The key of the case that is explained in the end."""
        return share(self.plan.course(self.plan.explained))

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
        """Begin the case, act at its desk, or do what follows its reply."""
        course = self.plan.course(visit.number)
        if not visit.step:
            self.begin(course)
        elif visit.step == "report":
            self.report(course)
        elif visit.step in AFTER:
            self.follow(course, visit.step)
        else:
            self.at_the_desk(course, visit)

    def at_the_desk(self, course: Course, visit: Visit) -> None:
        """Whoever holds the desk acts, unless away: then once back."""
        case = self.engine.case(share(course))
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
        """The office hands the case out, and the unit's officer signs for it and begins to draft."""
        item = course.item
        data = {
            "case_no": item.number,
            "title": item.title,
            "year": 2020,
            "assigning_body": "江门市",
            "kind": item.kind,
            "upstream_role": item.part,
            "units": [{"unit": item.unit, "role": "lead"}],
        }
        self.engine.start(WORKFLOW, by=OFFICE, data=data)
        self.engine.act(f"{WORKFLOW}/{item.number}", "assign", by=OFFICE)
        self.started += 1
        self.next(course, self.engine.act(share(course), "sign_in", by=f"{item.unit}_1"))

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
            case = self.engine.act(task.case, "submit", by=person, task=task.id, data=self.drafted(course, task.round))
        else:
            case = self.engine.act(task.case, "approve", by=person, task=task.id, comment="同意" if task.step == "city_leader" else None)
        self.next(course, case)

    def drafted(self, course: Course, round: int) -> Mapping[str, object]:
        """What the officer writes; only a reply of the city's own has a class, and is published."""
        text = {"text": f"答复稿（第{round}稿）"}
        met = {"date": self.clock.now().astimezone(ZONE).date(), "phase": "pre", "mode": MODES[roll(course.item.number, "met", len(MODES))]}
        own = {"result_class": CLASSES[roll(course.item.number, "class", len(CLASSES))], "disclosure": "full", "contacts": [met]}
        return {**text, **own} if course.item.part == "lead" else text

    def next(self, course: Course, case: CaseView) -> None:
        """Whoever is to act now gets round to it after as many working hours as the plan says; what is approved is issued at once."""
        if case.step == "issuing":
            self.issue(course)
        elif case.step in DESKS and case.step != course.asleep:
            hours = (course.drafting if case.round == 1 else REDRAFT) if case.step == "draft" else course.pace[case.step]
            self.expect(self.after(course, hours, case.step), course.item.number, case.step)

    def issue(self, course: Course) -> None:
        """The reply gets its number and goes out; then it is uploaded, and one of the city's own is published and judged."""
        self.engine.act(share(course), "issue", by=OFFICE)
        for duty in ("upload", "publish", "form") if course.item.part == "lead" else ("upload",):
            self.later(course, duty)

    def follow(self, course: Course, duty: str) -> None:
        """Upload, publish, enter the form of the proposer, or plan anew what was promised."""
        officer, key = f"{course.item.unit}_1", share(course)
        if duty == "upload":
            self.engine.act(f"{key}/upload", "confirm_upload", by=officer)
        elif duty == "publish":
            self.engine.act(f"{key}/publish", "publish", by=officer)
        elif duty == "form":
            value = VALUES[roll(course.item.number, "form", len(VALUES))]
            self.engine.act(f"{key}/form", "enter", by=OFFICE, data={"value": value})
        else:
            self.engine.act(f"{key}/looking_back", "file_second_plan", by=officer, data={"second_plan": "二次办理计划"})
            self.expect(self.plan.reported_at + timedelta(seconds=roll(course.item.number, "report", 900)), course.item.number, "report")
            return
        if self.engine.case(key).step == "looking_back":
            self.later(course, "second_plan")

    def report(self, course: Course) -> None:
        """The look-back ends with its report; where the promise was kept, class B becomes A."""
        kept = {"result_class": "A"} if course.item.number in self.plan.kept else {}
        data = {"report": "回头看情况报告", **kept}
        self.engine.act(f"{share(course)}/looking_back", "file_report", by=f"{course.item.unit}_1", data=data)

    def later(self, course: Course, duty: str) -> None:
        """The duty is done after its time."""
        low, high = AFTER[duty]
        self.expect(self.after(course, low + roll(course.item.number, duty, high - low), duty), course.item.number, duty)

    def after(self, course: Course, hours: int, what: str) -> datetime:
        """The instant after so many working hours, and some seconds."""
        return add_working_hours(self.clock.now(), hours, self.calendar) + timedelta(seconds=roll(course.item.number, what, 900))

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


def share(course: Course) -> str:
    """The key of what the unit owes in a case."""
    return f"{course.item.number}/{course.item.unit}"


def stage(make: Callable[[ManualClock, Staff], "Engine"], calendar: Calendar, people: PeopleFile, plan: Plan) -> Stage:
    """A stage on which nothing has happened yet; `make` gives the engine for its clock and staff."""
    clock = ManualClock(min(course.begins for course in plan.courses), calendar=calendar, timezone=ZONE.key)
    staff = Staff(people)
    return Stage(make(clock, staff), clock, calendar, staff, plan)
