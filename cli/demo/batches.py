"""How cases come in and are handed out: a ledger is imported, and the whole batch is assigned in one act (统一交办)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from signoff.engine import commands as c

from .caseload import Item, roll
from .folder import put_ledger
from .plan import REPORT_BY, ZONE, Course

if TYPE_CHECKING:
    from signoff.adapters.proposals.picking import Pick

    from .run import Stage

SECTION_HEAD, OFFICE = "li", "chen"
"""Who registers the cases and proposes who is to handle them, and who hands them out."""
YEAR = 2020
REPORTED_AT = time(17)
PICK = "leader-pick"
PICKED = (6, 18)
"""From how many to how many working hours it takes a principal to pick a case to lead himself."""


def take_in(stage: "Stage", number: int) -> None:
    """The ledger of a batch is imported, and the section proposes who is to handle each of its cases."""
    from signoff.adapters.proposals.ledger import How, import_ledger

    courses = stage.plan.batch(number)
    if not courses:
        return
    items = [course.item for course in courses]
    file = put_ledger(stage.folder / f"ledger-{number + 1}.csv", items, day(stage.clock.now()), stage.staff.people)
    done = import_ledger(stage.engine, file, How(by=SECTION_HEAD, people=stage.staff.people))
    if not done:
        raise AssertionError(f"the ledger of the demonstration is refused: {done.mistakes[0].told('en')}")
    stage.engine.together([c.Act(case=item.key, by=SECTION_HEAD, action="propose_assignment", data=proposed(item)) for item in items])
    stage.happened("taken_in", done.imported)


def proposed(item: Item) -> dict[str, object]:
    """What the section adds: of a case that others lead, who that is."""
    return {} if item.leads else {"upstream_lead_unit": "江门市主办单位（虚构）"}


def hand_out(stage: "Stage", number: int) -> None:
    """The batch is assigned in one act; from then on each unit does what it owes, and principals pick a case to lead."""
    from signoff.adapters.proposals.assigning import Batch, assign

    courses = stage.plan.batch(number)
    if not courses:
        return
    batch = Batch(
        number=str(number + 1),
        year=YEAR,
        title=f"{YEAR}年第{number + 1}批建议提案交办",
        meeting_on=day(stage.clock.now()),
        meeting_place="市政府会议室",
    )
    done = assign(stage.engine, [course.item.key for course in courses], batch, by=OFFICE)
    stage.handed_out += len(courses)
    stage.happened("handed_out", len(courses))
    for course in courses:
        begin(stage, course)
    for one in done.picks:
        let_pick(stage, one, courses)


def begin(stage: "Stage", course: Course) -> None:
    """Each unit signs in; whoever leads the case from the start studies it; of a reply it is asked now and then how far it is."""
    item = course.item
    for unit in (item.unit, *item.beside):
        stage.later(course, f"sign_in {unit}")
    if item.leader:
        stage.later(course, f"study {item.leader}")
    if item.leads:
        for until in REPORT_BY:
            before = stage.calendar.before_workdays(until, 2)
            about = datetime.combine(before, REPORTED_AT, ZONE) - timedelta(minutes=roll(item.number, f"{until}", 150))
            if about > stage.clock.now():
                stage.expect(about, item.number, f"report {until}")


def let_pick(stage: "Stage", duty: "Pick", courses: Sequence[Course]) -> None:
    """The principal of a unit picks a case of it that nobody leads yet: one of its own, else one in which it helps; else he is excused."""
    unit = duty.unit
    free = [course for course in courses if course.item.leader is None and course.item.number not in stage.led]
    own = [course for course in free if course.item.unit == unit]
    course = next(iter(own or [course for course in free if unit in course.item.beside]), None)
    if course is None:
        stage.act(f"{PICK}/{duty.key}", "excuse", OFFICE, comment="本批各件均已有领导领办")
    else:
        stage.led.add(course.item.number)
        low, high = PICKED
        stage.later(course, f"pick {unit}", low + roll(unit, "pick", high - low))


def day(now: datetime) -> "date":
    """The day of an instant."""
    return now.astimezone(ZONE).date()
