"""What units do in a case from the sign-in to the reply, and what follows a reply: each duty of a course by its name."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from .caseload import officer, roll, section
from .plan import ZONE, Course

if TYPE_CHECKING:
    from signoff.engine.views import CaseView

    from .run import Stage

Duty: TypeAlias = Callable[["Stage", Course, str], None]
"""Does something in a case; the last word says in which unit, by whom or until when."""
SECTION = "chen"
"""Who sends opinions up, and enters that they have arrived."""
VALUES, MODES = ("satisfied", "satisfied", "satisfied", "basically_satisfied"), ("visit", "symposium", "site_visit", "phone")
MET = ("symposium", "visit", "site_visit")
AGAIN = 5
"""So many working hours later it is tried again, when opinions of other units are still missing."""
CONTACT = {"contact_person": "经办人", "phone": "0750-5550000"}
SLACK = timedelta(days=60)
"""A milestone of a plan lies so far behind it."""
KNOWN_CLASSES: Mapping[str, str] = {"6115": "C", "6102": "B", "2020194": "B", "2020302": "B", "6203": "B"}
"""Result classes: three of the account, two that the story needs. The others are solved."""


def sign_in(stage: "Stage", course: Course, unit: str) -> None:
    """The office of a unit signs in, and gives the case to a section and an officer."""
    item = course.item
    key, head = f"{item.key}/{unit}", f"{unit}_head"
    stage.act(key, "sign_in", head)
    stage.act(key, "decompose", head, data={"section": section(unit, item.number), "case_officer": officer(unit, item.number)})
    stage.happened("signed_in")
    if unit != item.unit:
        stage.later(course, f"opinion {unit}")
    else:
        stage.later(course, "plan" if item.leads else "draft", course.hours("plan" if item.leads else "co_draft"))


def opinion(stage: "Stage", course: Course, unit: str) -> None:
    """A unit that helps gives its opinion, signed by its principal."""
    key = f"{course.item.key}/{unit}"
    stage.act(key, "submit_opinion", officer(unit, course.item.number), data={"opinion": "配合意见稿"})
    stage.act(key, "approve", f"{unit}_principal")


def study(stage: "Stage", course: Course, leader: str) -> None:
    """Whoever leads a case has a look on the spot, and instructs."""
    key = f"{course.item.key}/leadership"
    stage.act(key, "studied", leader, data={"study_note": "现场调研，听取承办单位汇报"})
    stage.act(key, "instruct", leader, data={"instruction": "请承办单位逐条研究，按期答复"})


def pick(stage: "Stage", course: Course, unit: str) -> None:
    """A principal picks the case, and leads it from now on."""
    from signoff.adapters.proposals.picking import pick as picked

    principal = f"{unit}_principal"
    picked(stage.engine, course.item.key, by=principal)
    stage.happened("picked")
    if course.item.leads:
        stage.later(course, f"study {principal}")


def plan(stage: "Stage", course: Course, _: str) -> None:
    """The officer talks to the proposer, and files the plan."""
    item = course.item
    contact(stage, course, "pre", "proposer")
    milestones = [{"what": "完成实地调研", "date": milestone(stage), "finished": False}]
    data = {"handling_plan": "办理计划", "implementation_scheme": "实施方案", "milestones": milestones}
    stage.act(item.share, "file_plan", item.officer, data=data)
    stage.later(course, "talk")


def talk(stage: "Stage", course: Course, _: str) -> None:
    """The officer sees the proposer, and says why if it will not be done for now; the study of the plan is done."""
    item = course.item
    contact(stage, course, "mid", "proposer", MET[roll(item.number, "met", len(MET))], explained=letter(course) == "C")
    done = [{**row, "finished": True} for row in rows(stage.engine.case(item.share), "milestones")]
    stage.engine.edit(item.share, by=item.officer, data={"milestones": done})
    stage.later(course, "draft")


def report(stage: "Stage", course: Course, until: str) -> None:
    """How far it is, as long as the reply is not out."""
    case = stage.engine.case(course.item.share)
    if case.data.get("first_issued_at") is None:
        row = {"period": until, "percent": 60, "progress_text": "已开展调研，正在研究答复意见"}
        stage.act(case.id, "report_progress", course.item.officer, data={"progress_reports": [row]})


def draft(stage: "Stage", course: Course, _: str) -> None:
    """The officer begins to write the reply or the opinion, once the other units have given theirs."""
    item = course.item
    if any(stage.engine.case(f"{item.key}/{unit}").ended_at is None for unit in item.beside):
        stage.later(course, "draft", AGAIN)
        return
    if not item.leads:
        contact(stage, course, "mid", "upstream_unit")
    stage.act(item.share, "start_reply", item.officer)
    stage.write(course, f"{item.share}/replying", written(course))


def written(course: Course) -> dict[str, object]:
    """What the officer hands in; only a reply of the city's own has a class, and is published."""
    item = course.item
    text: dict[str, object] = {"text": f"{item.title}：{'答复' if item.leads else '会办意见'}第1稿", **CONTACT}
    if not item.leads:
        return text
    reasons = {"class_reason": "资金筹集、征地拆迁困难", "reason_category": "funds"} if letter(course) == "C" else {}
    return {**text, "result_class": letter(course), "disclosure": "full", **reasons}


def letter(course: Course) -> str:
    """The class of the result."""
    return KNOWN_CLASSES.get(course.item.number, "A")


def follow(stage: "Stage", course: Course) -> None:
    """What follows when a reply or an opinion has been issued."""
    item = course.item
    if not item.leads:
        stage.later(course, "send")
        return
    for duty in ("upload", "publish", "visit_back", *(f"form {person}" for person in signers(stage, course))):
        stage.later(course, duty)


def send(stage: "Stage", course: Course, _: str) -> None:
    """The opinion is uploaded and sent to whoever leads above."""
    stage.act(course.item.key, "send", SECTION, data={"upload_receipt_no": receipt(course)})
    stage.happened("uploaded")
    stage.later(course, "acknowledge")


def acknowledge(stage: "Stage", course: Course, _: str) -> None:
    """It has arrived there."""
    stage.act(course.item.key, "acknowledge", SECTION)


def upload(stage: "Stage", course: Course, _: str) -> None:
    """The reply is uploaded."""
    stage.act(f"{course.item.share}/upload", "confirm_upload", course.item.officer, data={"upload_receipt_no": receipt(course)})
    stage.happened("uploaded")


def publish(stage: "Stage", course: Course, _: str) -> None:
    """The reply is published."""
    stage.act(f"{course.item.share}/publish", "publish", course.item.officer, data={"decision": "full"})
    stage.happened("published")


def visit_back(stage: "Stage", course: Course, _: str) -> None:
    """The officer talks to the proposer about the reply."""
    contact(stage, course, "post", "proposer")
    judged(stage, course)


def form(stage: "Stage", course: Course, person: str) -> None:
    """One of those who asked gives back the form."""
    value = VALUES[roll(course.item.number, person, len(VALUES))]
    stage.act(f"{course.item.share}/{person}", "give_feedback", person, data={"value": value, "channel": "online"})
    judged(stage, course)


def judged(stage: "Stage", course: Course) -> None:
    """Once everybody has judged a reply of class B, it is followed up."""
    if stage.engine.case(course.item.share).step == "looking_back" and course.item.number not in stage.followed:
        stage.followed.add(course.item.number)
        stage.happened("looked_back")
        stage.later(course, "second_plan")


def contact(stage: "Stage", course: Course, phase: str, whom: str, mode: str | None = None, explained: bool = False) -> None:
    """The officer notes a contact of today, and whether it was to explain why."""
    how = mode or MODES[roll(course.item.number, phase, len(MODES))]
    row = {"date": stage.today, "phase": phase, "mode": how, "counterpart": whom, **({"explained": True} if explained else {})}
    stage.act(course.item.share, "log_contact", course.item.officer, data={"contacts": [row]})


def signers(stage: "Stage", course: Course) -> tuple[str, ...]:
    """The ids of those who asked."""
    ids = {person.name: id for id, person in stage.staff.people.people.items()}
    return tuple(ids[name] for name in course.item.proposers)


def milestone(stage: "Stage") -> str:
    """The day of the plan's milestone."""
    return f"{(stage.clock.now() + SLACK).astimezone(ZONE):%Y-%m-%d}"


def receipt(course: Course) -> str:
    """The number under which the online system has it."""
    return f"JM2020-{course.item.number}"


def rows(case: "CaseView", name: str) -> list[Mapping[str, object]]:
    """The rows of a list of the case."""
    found = case.data.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


DUTIES: Mapping[str, Duty] = {
    "sign_in": sign_in,
    "opinion": opinion,
    "study": study,
    "pick": pick,
    "plan": plan,
    "talk": talk,
    "report": report,
    "draft": draft,
    "send": send,
    "acknowledge": acknowledge,
    "upload": upload,
    "publish": publish,
    "visit_back": visit_back,
    "form": form,
}
"""What is done under which name."""
