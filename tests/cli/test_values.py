"""What a case holds, as people read it: names, local days and words, never what the database keeps."""

import json
from pathlib import Path

import pytest

from .running import Run

WORKFLOW = """signoff: 1
workflow: request
title: {zh: 申请, en: Request}
data:
  unit: {type: unit, title: {zh: 单位, en: Unit}}
  asked_by: {type: person, title: {zh: 申请人, en: Asked by}}
  signers: {type: list, of: person, title: {zh: 附议人, en: Co-signers}}
  received: {type: datetime, title: {zh: 收到时间, en: Received}}
  day: {type: date, title: {zh: 日期, en: Day}}
  urgent: {type: bool, title: {zh: 紧急, en: Urgent}}
  parts:
    type: list
    title: {zh: 分工, en: Parts}
    fields:
      unit: {type: unit, title: {zh: 单位, en: Unit}}
      role: {type: choice, title: {zh: 角色, en: Role}, options: {lead: {zh: 主办, en: Lead}, co: {zh: 会办, en: Co}}}
      note: {type: text, title: {zh: 备注, en: Note}}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  check: {title: {zh: 审核, en: Check}, by: role(auditor)@finance, may_edit: [day]}
  look: {title: {zh: 复核, en: Look}, by: role(clerk)@finance}
return: none
"""
PEOPLE = """signoff: 1
units: {finance: {title: {zh: 财政局, en: Finance}}, dock: {}}
people:
  chen: {name: 陈一, unit: finance, roles: [auditor]}
  lin: {name: 林二, unit: finance, roles: [auditor, clerk]}
titles: {auditor: {zh: 审计员, en: Auditor}}
"""
DATA = {
    "unit": "finance",
    "asked_by": "chen",
    "signers": ["chen", "lin"],
    "received": "2026-05-20T23:30:00Z",
    "day": "2026-05-20",
    "urgent": True,
    "parts": [{"unit": "finance", "role": "lead"}, {"unit": "dock", "role": "co", "note": "later"}],
}


@pytest.fixture
def house(run: Run) -> Run:
    """A case with a value of every kind."""
    Path("workflows").mkdir()
    Path("workflows/request.yaml").write_text(WORKFLOW, "utf-8")
    Path("people.yaml").write_text(PEOPLE, "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    Path("data.json").write_text(json.dumps(DATA), "utf-8")
    assert run("db", "upgrade").exit_code == 0
    done = run("start", "request", "--as", "chen", "--key", "1", "--data-file", "data.json")
    assert done.exit_code == 0, done.stderr
    return run


def data(out: str, after: str) -> list[str]:
    """The lines of the data."""
    return [line.strip() for line in out.partition(after)[2].splitlines() if line.strip()]


def test_values_are_shown_by_the_type_of_their_field(house: Run) -> None:
    found = dict(line.split(maxsplit=1) for line in data(house("show", "1").stdout.replace("Asked by", "Asked"), "\nData\n"))
    assert found == {
        "Unit": "Finance",
        "Asked": "chen 陈一",
        "Co-signers": "chen 陈一, lin 林二",
        "Received": "2026-05-21 07:30 +08:00",
        "Day": "2026-05-20",
        "Urgent": "yes",
        "Parts": "Unit Finance, Role Lead; Unit dock, Role Co, Note later",
    }


def test_in_chinese_they_are_written_as_an_office_writes_them(house: Run) -> None:
    found = dict(line.split(maxsplit=1) for line in data(house("--lang", "zh", "show", "1").stdout, "\n数据\n"))
    assert found["单位"] == "财政局"
    assert found["分工"] == "单位：财政局，角色：主办；单位：dock，角色：会办，备注：later"


def test_json_keeps_the_values_as_they_are(house: Run) -> None:
    found = json.loads(house("show", "1", "--json").stdout)["data"]
    assert (found["unit"], found["signers"]) == ("finance", ["chen", "lin"])


def test_what_changed_is_told_in_the_same_words(house: Run) -> None:
    house("claim", "1", "--as", "lin")
    done = house("edit", "1", "--data", "day=2026-05-22", "--as", "lin")
    assert done.exit_code == 0, done.stderr
    assert "2026-05-22" in house("diff", "1", "--since", "1").stdout


@pytest.mark.parametrize(("lang", "told"), [("en", "Auditor, Finance"), ("zh", "财政局审计员")])
def test_a_pool_is_called_by_what_people_call_it(house: Run, lang: str, told: str) -> None:
    for command in ("show", "history", "why"):
        assert told in house("--lang", lang, command, "1").stdout, command
    assert told in house("--lang", lang, "cases").stdout
    assert told in house("--lang", lang, "report", "bottlenecks").stdout


def test_a_pool_without_a_title_is_called_as_the_workflow_calls_it(house: Run) -> None:
    house("act", "1", "submit", "--as", "lin")
    assert "role:clerk@finance" in house("show", "1").stdout


def test_a_title_that_nobody_holds_is_a_warning_with_the_likely_name(run: Run) -> None:
    Path("people.yaml").write_text(PEOPLE.replace("titles: {auditor", "titles: {auditer"), "utf-8")
    told = run("check", "people.yaml")
    assert (told.exit_code, "title_unused" in told.stdout, "`auditor`" in told.stdout) == (0, True, True)
