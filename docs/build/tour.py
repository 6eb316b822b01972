"""The guided tour: one suggestion played from its registration to the end of its look-back, and what there is to see at each stage.

Nothing of it is written down: `make docs` plays the case on the workflows and the invented people that ship, and a test compares.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from signoff import CaseView
from signoff.engine.definition import Label, Step, Workflow
from signoff.engine.people_data import PeopleFile
from signoff.testing import Trial, engine_for
from signoff.workflows import catalogue_path, load_folder, load_people, people_path

ZONE = ZoneInfo("Asia/Shanghai")
KEY = "npc_suggestion-2026-6115"
UNIT, REPLY = f"{KEY}/transport", f"{KEY}/transport/replying"
BACK = f"{KEY}/transport/looking_back"
FILE = {"name": "验收.pdf", "media_type": "application/pdf", "size": 9, "sha256": "2" * 64, "where": "archive:3"}
MILESTONE = {"what": "踏勘", "date": "2026-04-15"}
PROGRESS = {"period": "2026-04-30", "percent": 60, "progress_text": "已踏勘，正在测算资金"}
PROMISE = {"what": "公路拓宽前期工作", "quantity": 1, "due": "2026-11-30", "status": "planned"}
TEXT = {"text": "答复稿", "result_class": "B", "disclosure": "full", "contact_person": "经办甲一", "phone": "0750-5550000"}


class Act(NamedTuple):
    """At an instant somebody acts on the case with this key."""

    at: str
    key: str
    action: str
    by: str
    data: Mapping[str, object] | None = None
    comment: str | None = None


class Stage(NamedTuple):
    """What is done up to a stage, and the case whose way is drawn there."""

    mark: str
    acts: tuple[Act, ...]
    shown: str
    sheet: bool = False


def contact(at: str, phase: str, mode: str) -> Act:
    """The officer has been in touch with the lead proposer."""
    row = {"date": date.fromisoformat(at[:10]).isoformat(), "phase": phase, "mode": mode, "counterpart": "proposer", "persons": "D1"}
    return Act(at, UNIT, "log_contact", "a1", {"contacts": [row]})


def told_the_deputy(at: str) -> Act:
    """The officer has told the deputy how far it is."""
    row = {"date": at[:10], "half_day": "pm", "mode": "symposium", "participants": "D1", "questions": "进度", "satisfied": True}
    return Act(at, BACK, "log_contact", "a1", {"lookback_contacts": [row]})


def chain(key: str, days: tuple[str, ...], data: Mapping[str, object]) -> tuple[Act, ...]:
    """A reply over all desks, at these instants."""
    hands = (("submit", "a1"), ("approve", "a3"), ("approve", "a5"), ("approve", "li"), ("approve", "huang"), ("approve", "zhou"))
    last = (("approve", "wu"), ("pass", "li"), ("issue", "li"))
    acts = zip(days, (*hands, *last), strict=True)
    return tuple(
        Act(at, key, action, by, data if action == "submit" else None, "同意" if by == "wu" else None) for at, (action, by) in acts
    )


ASSIGNMENT = {
    "mode": "joint",
    "units": [{"unit": "transport", "role": "lead"}, {"unit": "finance", "role": "co"}],
    "follow_up_officer": "chen",
}
WAY = chain(
    REPLY,
    (
        "2026-05-14 16:00",
        "2026-05-15 10:00",
        "2026-05-18 09:00",
        "2026-05-19 15:00",
        "2026-05-20 10:00",
        "2026-05-21 16:00",
        "2026-05-25 11:00",
        "2026-05-25 16:00",
        "2026-05-26 10:00",
    ),
    TEXT,
)
AGAIN = chain(
    f"{BACK}/re_reply",
    tuple(
        f"2026-11-{day} {hour}" for day, hour in zip((12, 12, 13, 13, 16, 16, 17, 17, 18), ("09:00", "15:00") * 4 + ("10:00",), strict=True)
    ),
    TEXT | {"result_class": "A"},
)
STAGES = (
    Stage("registered", (Act("2026-03-09 10:00", KEY, "propose_assignment", "li", ASSIGNMENT),), KEY),
    Stage("assigned", (Act("2026-03-10 10:00", KEY, "assign", "chen"),), KEY),
    Stage(
        "handled",
        (
            Act("2026-03-12 09:00", UNIT, "sign_in", "a3"),
            Act("2026-03-12 09:30", f"{KEY}/finance", "sign_in", "b3"),
            Act("2026-03-12 10:00", UNIT, "decompose", "a3", {"section": "规划股", "case_officer": "a1"}),
            Act("2026-03-12 11:00", f"{KEY}/finance", "decompose", "b3", {"section": "预算股", "case_officer": "b1"}),
            Act(
                "2026-03-25 16:00",
                UNIT,
                "file_plan",
                "a1",
                {"handling_plan": "办理计划", "milestones": [MILESTONE | {"finished": False}]},
            ),
            contact("2026-03-26 10:00", "pre", "phone"),
        ),
        UNIT,
    ),
    Stage(
        "opinions",
        (
            Act("2026-04-01 09:00", f"{KEY}/finance", "submit_opinion", "b1", {"opinion": "会办意见"}),
            Act("2026-04-01 16:00", f"{KEY}/finance", "approve", "b5"),
            Act("2026-04-14 16:00", UNIT, "edit", "a1", {"milestones": [MILESTONE | {"finished": True}]}),
            contact("2026-04-29 16:00", "mid", "symposium"),
            Act("2026-05-06 09:00", f"{UNIT}/supervision", "acknowledge", "a1"),
        ),
        f"{UNIT}/supervision",
    ),
    Stage(
        "drafting",
        (
            Act("2026-05-07 10:00", UNIT, "report_progress", "a1", {"progress_reports": [PROGRESS]}),
            Act("2026-05-08 10:00", f"{UNIT}/supervision", "approve", "li"),
            Act("2026-05-13 09:00", UNIT, "start_reply", "a1"),
        ),
        UNIT,
    ),
    Stage("approved", WAY[:5], REPLY, sheet=True),
    Stage("issued", WAY[5:], REPLY, sheet=True),
    Stage(
        "evaluated",
        (
            Act("2026-05-28 10:00", f"{UNIT}/upload", "confirm_upload", "a1", {"upload_receipt_no": "SC-0312"}),
            contact("2026-06-01 10:00", "post", "visit"),
            Act("2026-06-03 10:00", f"{UNIT}/publish", "publish", "a1", {"decision": "full"}),
            Act("2026-06-12 10:00", f"{UNIT}/D1", "give_feedback", "D1", {"value": "satisfied", "channel": "online"}),
        ),
        KEY,
    ),
    Stage(
        "tracked",
        (
            Act("2026-06-26 10:00", BACK, "file_second_plan", "a1", {"second_plan": "二次办理计划", "commitments": [PROMISE]}),
            Act("2026-06-29 10:00", BACK, "approve", "li"),
            told_the_deputy("2026-07-30 16:00"),
        ),
        BACK,
    ),
    Stage(
        "converted",
        (
            told_the_deputy("2026-10-28 10:00"),
            Act(
                "2026-11-10 10:00",
                BACK,
                "edit",
                "a1",
                {"commitments": [PROMISE | {"status": "done", "done_on": "2026-11-10", "evidence": FILE}]},
            ),
            Act("2026-11-10 11:00", BACK, "self_check", "a1", {"self_check_report": "自查报告"}),
            Act("2026-11-11 10:00", BACK, "approve", "a5", {"report": "回头看情况报告"}),
            Act("2026-11-11 15:00", BACK, "propose_a", "chen"),
            *AGAIN,
            Act("2026-11-25 10:00", BACK, "evaluate", "D1", {"satisfaction": "satisfied"}),
        ),
        KEY,
    ),
)


Duty: TypeAlias = tuple[Label, tuple[str, ...], datetime | None]
"""What is to be done, who may, until when."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to see at a stage: the way of a case so far, who is to do what until when, and who has signed."""

    way: tuple[tuple[str, Label, str], ...]
    """The steps of the main line: id, title, and `done`, `here` or nothing."""
    duties: tuple[Duty, ...]
    signed: tuple[Mapping[str, str], ...]


@cache
def played() -> Mapping[str, Seen]:
    """The case, played to its end; what was to be seen on the way, by stage."""
    workflows = {loaded.workflow.id: loaded.workflow for loaded in load_folder(catalogue_path("proposal-handling").parent).values()}
    people = load_people(people_path())
    engine = engine_for(list(workflows.values()), people=people, now="2026-03-09 09:00", timezone=ZONE.key)
    given = {"kind": "npc_suggestion", "year": 2026, "case_no": "6115", "title": "关于某路段拓宽的建议", "lead_proposer": "D1"}
    engine.start("proposal-handling", by="li", data=given)
    seen = {}
    for stage in STAGES:
        for act in stage.acts:
            engine.advance_to(act.at)
            if act.action == "edit":
                engine.edit(act.key, by=act.by, data=act.data or {})
            else:
                engine.act(act.key, act.action, by=act.by, data=act.data, comment=act.comment)
        seen[stage.mark] = Seen(
            tuple(way(engine, workflows, stage.shown)),
            tuple(duties(engine, people)),
            tuple(signed(engine, stage, people)) if stage.sheet else (),
        )
    assert engine.case(KEY).step == "closed" and engine.verify()
    return seen


def way(engine: Trial, workflows: Mapping[str, Workflow], key: str) -> Iterator[tuple[str, Label, str]]:
    """The main line of a case: where it is, and what lies behind it."""
    case = engine.case(key)
    entered = {event.step for event in engine.history(key) if event.kind == "entered" and event.case == case.id}
    for step in main_line(workflows[case.workflow], case):
        here = step.id == case.step
        if here or step.id in entered or not (step.when or (step.end and step.id != "closed")):
            yield step.id, step.title, "here" if here else "done" if step.id in entered else ""


def main_line(workflow: Workflow, case: CaseView) -> list[Step]:
    """The steps of the definition of a case, down to its first end; a step below it where the case rests there."""
    within = workflow
    for name in case.branch.split("/") if case.branch and case.parent is not None else ():
        branch = within.branches.get(name)
        if branch is None or branch.workflow is None:
            break
        within = branch.workflow
    steps = list(within.steps.values())
    line = steps[: within.main]
    return line + [step for step in steps[within.main :] if step.id == case.step]


def duties(engine: Trial, people: PeopleFile) -> list[Duty]:
    """Every open task of the case: what, who may do it, until when."""
    found: dict[str, tuple[Label, list[str], datetime | None]] = {}
    for person in people.people:
        for item in engine.inbox(person):
            _, who, _ = found.setdefault(item.task.id, (item.title, [], item.task.due_at))
            who.append(person)
    made = [(title, tuple(who), due) for title, who, due in found.values()]
    return sorted(made, key=lambda one: (one[2] is None, str(one[2]), one[1], str(one[0])))


def signed(engine: Trial, stage: Stage, people: PeopleFile) -> Iterator[Mapping[str, str]]:
    """The lines of the sheet in both languages."""
    names = {id: person.name for id, person in people.people.items()}
    for line in engine.sheet(stage.shown):
        yield {language: line.text(names, language=language, zone=ZONE) for language in ("zh", "en")}


def shown(mark: str, language: str) -> str:
    """What the page shows of a stage: the way as a picture, the duties as a table, the sheet."""
    seen = played()[mark]
    names = {id: person.name for id, person in load_people(people_path()).people.items()}
    return "\n".join([*drawn(seen, language), "", *told(seen, names, language), *sheet_of(seen, language)])


def drawn(seen: Seen, language: str) -> Iterator[str]:
    """A flowchart of the way: what lies behind, and where the case is."""
    yield "```mermaid"
    yield "flowchart LR"
    for number, (id, title, _) in enumerate(seen.way):
        arrow = f"s{number - 1} --> " if number else ""
        yield f'  {arrow}s{number}["{title.get(language) or id}"]'
    for state, style in (("done", "fill:#eef4ff,stroke:#4a6fae"), ("here", "fill:#ffe9a8,stroke:#b4540a,stroke-width:2px")):
        marked = [f"s{number}" for number, (_, _, how) in enumerate(seen.way) if how == state]
        if marked:
            yield f"  classDef {state} {style}"
            yield f"  class {','.join(marked)} {state}"
    yield "```"


HEAD = {"zh": "| 待办 | 可办理的人 | 期限 |", "en": "| To do | Who may | Until |"}
NONE = {"zh": "此时没有待办。", "en": "Nothing is left to do."}
SHEET = {"zh": "签批单：", "en": "The sheet:"}


def told(seen: Seen, names: Mapping[str, str], language: str) -> Iterator[str]:
    """The duties as a table."""
    if not seen.duties:
        yield NONE[language]
        return
    yield HEAD[language]
    yield "|---|---|---|"
    for title, who, due in seen.duties:
        said = ("、" if language == "zh" else ", ").join(names[person] for person in who)
        until = due.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if due is not None else "—"
        yield f"| {title.get(language) or next(iter(title.values()))} | {said} | {until} |"


def sheet_of(seen: Seen, language: str) -> Iterator[str]:
    """The sheet, line by line."""
    if seen.signed:
        yield from ("", SHEET[language], "", "```text", *(line[language] for line in seen.signed), "```")
