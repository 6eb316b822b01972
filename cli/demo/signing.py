"""The desks that a reply passes: whoever holds it approves it, sends it back as the plan says, or is not there."""

from typing import TYPE_CHECKING

from signoff.engine.views import CaseView, TaskView
from signoff.engine.worktime import add_working_hours

from .caseload import roll
from .plan import Course

if TYPE_CHECKING:
    from .run import Stage

ISSUES = "li"
"""Who checks before print, numbers and seals."""
DESKS = (
    "drafting",
    "unit_check",
    "unit_sign",
    "section_revision",
    "deputy_director_review",
    "director_check",
    "city_leader_approval",
    "pre_print_check",
)


def at_the_desk(stage: "Stage", course: Course, desk: str) -> None:
    """Whoever holds the desk acts, unless away: then once back."""
    case = stage.engine.case(stage.replying[course.item.number])
    task = next((task for task in case.tasks if task.step == desk), None)
    person = holder(stage, task, course) if task else None
    if task is None or person is None:
        return
    away = stage.away(person)
    if away is None:
        move_on(stage, course, act(stage, course, case, task, person))
    elif away.until is not None:
        stage.expect(add_working_hours(away.until, 1, stage.calendar), course.item.number, desk)


def holder(stage: "Stage", task: TaskView, course: Course) -> str | None:
    """Who looks at this task: its holder, or one of its pool; nobody where there is none."""
    if task.holder is not None:
        return task.holder
    pool = task.candidates or (stage.plan.section if task.tokens else ())
    return pool[roll(course.item.number, "pool", len(pool))] if pool else None


def act(stage: "Stage", course: Course, case: CaseView, task: TaskView, person: str) -> CaseView:
    """Hand in, send back, approve, or issue."""
    number = course.item.number
    back = next((back for back in stage.backs[number] if back.at == task.step), None)
    if back is not None:
        stage.backs[number].remove(back)
        stage.returned.add(number)
        stage.happened("returned")
        return stage.engine.act(case.id, "return", by=person, task=task.id, to=back.to, comment=back.comment, resume=back.resume)
    if task.step == "drafting":
        again = {"text": f"{course.item.title}：第{case.round}稿", "reply_to_opinion": "已按退回意见修改"}
        return stage.act(case.id, "submit", person, task=task.id, data=stage.texts[number] if case.round == 1 else again)
    if task.step == "pre_print_check":
        stage.act(case.id, "pass", ISSUES)
        return stage.act(case.id, "issue", ISSUES)
    return stage.act(case.id, "approve", person, task=task.id, comment="同意" if task.step == "city_leader_approval" else None)


def move_on(stage: "Stage", course: Course, case: CaseView) -> None:
    """Whoever is to act now gets round to it after as many working hours as the plan says; what is issued is followed by other duties."""
    if case.ended_at is not None:
        stage.issued(course)
    elif case.step in DESKS and case.step != course.asleep:
        stage.later(course, case.step)
