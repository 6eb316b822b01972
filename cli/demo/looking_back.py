"""The look-back (回头看): a second plan, word to the proposer, a report in November; then a second reply, or another year of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from .handling import CONTACT, Duty, rows, signers
from .plan import TOLD, ZONE, Course, at

if TYPE_CHECKING:
    from .run import Stage

SECTION, OFFICE = "li", "chen"
EVIDENCE = {"name": "验收材料.pdf", "media_type": "application/pdf", "size": 9, "sha256": "2" * 64, "where": "archive:3"}
REVISED, KEPT, CHECKED, AUDITED, REVIEWED, TOLD_AGAIN = at(9, 15), at(11, 5), at(11, 9), at(11, 12), at(11, 23), at(11, 27, 15)


def second_plan(stage: "Stage", course: Course, _: str) -> None:
    """The officer files a second plan with what was promised."""
    promise = {"what": "完成前期工作", "quantity": 1, "measure": "项", "due": "2020-10-31", "status": "planned"}
    known = rows(stage.engine.case(back(course)), "commitments")
    data = {"second_plan": "二次办理计划", **({} if known else {"commitments": [promise]})}
    stage.act(back(course), "file_second_plan", course.item.officer, data=data)
    stage.later(course, "plan_review")


def plan_review(stage: "Stage", course: Course, _: str) -> None:
    """The section passes the plan; the first time round everything else has its day."""
    case = stage.act(back(course), "approve", SECTION)
    if case.round == 1:
        days = {**{f"tell {n}": at(month, day, 15) for n, (month, day) in enumerate(TOLD)}, "self_check": CHECKED}
        more = {"revise": REVISED} if course.item.number in stage.plan.revised else {}
        kept = {"keep": KEPT} if course.item.number in stage.plan.kept else {}
        for what, day in {**days, **more, **kept}.items():
            if day > stage.clock.now():
                stage.expect(stage.after(course, 1, what, day), course.item.number, what)


def tell(stage: "Stage", course: Course, _: str) -> None:
    """The proposers hear how far it is."""
    half = "am" if stage.clock.now().astimezone(ZONE).hour < 12 else "pm"
    said = {"questions": "进度", "answers": "汇报最新情况与下一步计划", "satisfied": True}
    row = {"date": stage.today, "half_day": half, "mode": "symposium", **said}
    stage.act(back(course), "log_contact", course.item.officer, data={"lookback_contacts": [row]})
    stage.happened("told")


def revise(stage: "Stage", course: Course, _: str) -> None:
    """The plan changes with the circumstances."""
    data = {"plan_revision": "受新冠肺炎疫情影响，进度顺延", "second_plan": "二次办理计划（调整）"}
    stage.act(back(course), "revise_plan", course.item.officer, data=data)
    stage.happened("revised")
    stage.later(course, "plan_review")


def keep(stage: "Stage", course: Course, _: str) -> None:
    """What was promised has been done."""
    promised = rows(stage.engine.case(back(course)), "commitments")
    done = [{**row, "status": "done", "done_on": stage.today, "evidence": EVIDENCE} for row in promised]
    stage.engine.edit(back(course), by=course.item.officer, data={"commitments": done})


def self_check(stage: "Stage", course: Course, _: str) -> None:
    """The unit looks through what it has done; its principal reads it next."""
    stage.act(back(course), "self_check", course.item.officer, data={"self_check_report": "自查报告"})
    soon(stage, course, "self_audit", AUDITED)


def self_audit(stage: "Stage", course: Course, _: str) -> None:
    """The principal files the report."""
    stage.act(back(course), "approve", f"{course.item.unit}_principal", data={"report": "回头看情况报告"})
    stage.happened("reported")
    soon(stage, course, "office_review", REVIEWED)


def office_review(stage: "Stage", course: Course, _: str) -> None:
    """A promise that was kept is replied to once more, as solved; any other is followed up for another year."""
    item = course.item
    if item.number not in stage.plan.kept:
        stage.act(back(course), "roll_over", OFFICE)
        stage.happened("carried_over")
        stage.later(course, "second_plan")
        soon(stage, course, "tell", TOLD_AGAIN)
        return
    stage.act(back(course), "propose_a", OFFICE)
    text = {"text": f"{item.title}：再次答复", "disclosure": "full", **CONTACT}
    stage.write(course, f"{back(course)}/re_reply", text)


def evaluate(stage: "Stage", course: Course, _: str) -> None:
    """The lead proposer judges the second reply."""
    stage.act(back(course), "evaluate", signers(stage, course)[0], data={"satisfaction": "satisfied"})


def soon(stage: "Stage", course: Course, what: str, day: datetime) -> None:
    """The duty is done on its day."""
    stage.expect(stage.after(course, 1, what, max(day, stage.clock.now())), course.item.number, what)


def back(course: Course) -> str:
    """The key of the look-back of a case."""
    return f"{course.item.share}/looking_back"


LATER: Mapping[str, Duty] = {
    "second_plan": second_plan,
    "plan_review": plan_review,
    "tell": tell,
    "revise": revise,
    "keep": keep,
    "self_check": self_check,
    "self_audit": self_audit,
    "office_review": office_review,
    "evaluate": evaluate,
}
"""What is done under which name."""
