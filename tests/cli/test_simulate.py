"""`simulate`: without a database, in words and as JSON, in both languages; and for a case that is under way."""

import json
from pathlib import Path

import pytest

from signoff.cli.width import width

from .running import Process, Run

NOW = ("--now", "2026-03-02T09:00")
STUCK = """\
signoff: 1
workflow: stuck
title: {zh: 走不通, en: Stuck}
defaults: {empty: hold, duplicate: none, self: allow}
data: {kind: {type: choice, options: [a, b], required: true}}
steps:
  draft: {by: initiator, title: {zh: 拟稿, en: Draft}}
  chief: {approvers: chief@nowhere, title: {zh: 主任, en: Chief}}
"""


@pytest.fixture
def stuck(house: Run) -> Run:
    """The house, with a workflow that asks for somebody who is not there."""
    Path("workflows/stuck.yaml").write_text(STUCK, encoding="utf-8")
    return house


def test_the_main_line_is_told_step_by_step_and_the_others_in_a_row_each(house: Run) -> None:
    result = house("simulate", "leave", "--given", "days=2", "--given", "unit=sales", "--by", "chen", *NOW)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1] == "started by chen 陈一 on 2026-03-02 09:00 +08:00"
    assert lines[3] == "Main line, approved, 2 working days if everybody acts on the due date, 0 working days if at once"
    assert "  2. Head of unit (head), until 2026-03-04 17:30 +08:00 (2 working days)" in lines
    assert "       found by `head@unit`: lin 林二" in lines
    assert "  · Director is passed: its condition does not hold" in lines
    assert any(line.startswith("rejected at Head of unit") and "rejected" in line for line in lines)
    assert result.stderr.strip() == "paths: 4, dead ends: 0"


def test_in_chinese_the_columns_stand_straight(house: Run) -> None:
    result = house("simulate", "leave", "--given", "unit=sales", *NOW, "--lang", "zh")
    lines = result.stdout.splitlines()
    head, *rows = lines[lines.index("其他走法") + 1 :]
    first = next(step for step in ("草拟", "填写", "拟稿", "申请") if step in rows[0])
    assert {width(row[: row.index(f"  {first}")]) for row in rows} == {width(head[: head.index("  环节")])}
    assert any(line.startswith("主线，通过，都到期才办需 2 个工作日") for line in lines)


def test_verbose_tells_every_path_step_by_step(house: Run) -> None:
    result = house("simulate", "leave", "--given", "unit=sales", "-v", *NOW)
    assert "Other paths" not in result.stdout
    assert "sent back at Head of unit, approved" in result.stdout
    assert "return to Draft" in result.stdout


def test_a_dead_end_is_told_and_ends_with_7_where_that_is_asked_for(stuck: Run) -> None:
    result = stuck("simulate", "stuck", *NOW)
    assert result.exit_code == 0
    assert "Main line, goes no further at Chief" in result.stdout
    assert "nobody is found who may act" in result.stdout
    assert stuck("simulate", "stuck", "--exit-code", *NOW).exit_code == 7
    assert stuck("simulate", "leave", "--given", "unit=sales", "--exit-code", *NOW).exit_code == 0


def test_the_json_has_every_path_with_its_stops(house: Run) -> None:
    made = json.loads(house("simulate", "leave", "--given", "unit=sales", *NOW, "-o", "json").stdout)
    main = made["items"][0]
    assert (made["workflow"], made["dead_ends"], made["made_up"]) == ("leave", [], False)
    assert (main["path"], main["steps"], main["late"]["days"]) == ("main", ["draft", "head", "approved"], 2)
    assert main["stops"][1]["people"] == ["lin"]
    assert main["stops"][1]["seats"][0]["resolution"]["expression"] == "head@unit"


def test_data_comes_from_a_file_too(house: Run) -> None:
    Path("data.json").write_text('{"unit": "sales", "days": 20}', encoding="utf-8")
    made = json.loads(house("simulate", "leave", "--data", "data.json", *NOW, "-o", "json").stdout)
    assert made["items"][0]["steps"] == ["draft", "head", "director", "approved"]


def test_a_file_outside_of_the_folder_and_people_made_up(run: Run) -> None:
    Path("one.yaml").write_text(STUCK, encoding="utf-8")
    result = run("simulate", "one.yaml", *NOW)
    assert "no people file: the people are made up" in result.stdout
    assert "samples for what was not given: kind" in result.stdout
    assert "chief_1" in result.stdout


def test_what_lies_ahead_of_a_running_case(house: Run) -> None:
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "7")
    house("act", "7", "submit", "--as", "chen")
    made = json.loads(house("simulate", "--case", "7", "-o", "json").stdout)
    assert made["items"][0]["steps"] == ["head", "approved"]
    assert json.loads(house("show", "7", "-o", "json").stdout)["step"] == "head"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Name a workflow"),
        (("leave", "--case", "1"), 2, "Name a workflow"),
        (("leve",), 4, "leve"),
        (("leave", "--now", "tomorrow"), 2, "2026-03-02T09:00"),
        (("leave", "--given", "colour=red"), 4, "no field `colour`"),
        (("leave", "--by", "nobody"), 5, "could not be started"),
        (("--case", "99"), 4, "99"),
    ],
)
def test_what_cannot_be_simulated_says_why(house: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    result = house("simulate", *arguments)
    assert (result.exit_code, told in result.stderr) == (code, True), result.stderr


def test_it_needs_no_database_and_loads_none(process: Process) -> None:
    assert process("init").returncode == 0
    code = (
        "import sys; from signoff.cli.main import cli\n"
        "cli(['simulate', 'leave', '--given', 'unit=sales'], standalone_mode=False)\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'apscheduler', 'sqlite3') if name in sys.modules])"
    )
    assert process(code=code).stdout.splitlines()[-1] == "[]"
