"""`report bottlenecks`: tables, JSON, CSV and a picture."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from signoff.cli.screen import Screen
from signoff.cli.width import width

from .running import Run


@pytest.fixture
def moved(house: Run) -> Run:
    """Case `1` was approved, case `2` is with the head of unit."""
    for key in ("1", "2"):
        house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", key)
        house("act", key, "submit", "--as", "chen")
    assert house("act", "1", "approve", "--as", "lin").exit_code == 0
    return house


def test_steps_people_and_units(moved: Run) -> None:
    page = moved("report", "bottlenecks")
    lines = page.stdout.splitlines()
    assert [line for line in lines if line in ("Steps", "People and pools", "Units")] == ["Steps", "People and pools", "Units"]
    assert lines[1].split() == ["STEP", "VISITS", "MEDIAN", "9", "OF", "10", "OF", "THE", "TIME", "NOW"]
    assert any(line.startswith("Draft") and line.split()[1] == "2" for line in lines)
    assert any(line.split() == ["lin", "林二", "1", "0", "1"] for line in lines)
    assert page.stderr == "2 cases, from the first case to now; wh: working hours\n"


def test_in_chinese_and_of_a_period(moved: Run) -> None:
    page = moved("report", "bottlenecks", "--since", "2020-01-01", "--until", "2020-02-01", "--lang", "zh")
    assert "2020-01-01 00:00 +08:00 至 2020-02-01 00:00 +08:00" in page.stderr
    assert "环节" in page.stdout and "现有" in page.stdout
    assert moved("report", "bottlenecks", "--since", "2020-02-01", "--until", "2020-01-01").exit_code == 2


def test_rows_for_programs(moved: Run) -> None:
    steps = list(csv.DictReader(io.StringIO(moved("report", "bottlenecks", "-o", "csv").stdout)))
    assert {row["step"]: (row["visits"], row["waiting"]) for row in steps} == {"draft": ("2", "0"), "head": ("1", "1")}
    people = [json.loads(line) for line in moved("report", "bottlenecks", "--rows", "people", "-o", "jsonl").stdout.splitlines()]
    assert {one["name"]: one["done"] for one in people} == {"chen": 2, "lin": 1}
    passages = json.loads(moved("report", "bottlenecks", "--rows", "passages", "-o", "json").stdout)["items"]
    assert ("head", "approved", 1, False) in [(one["step"], one["to"], one["count"], one["back"]) for one in passages]


def test_a_picture(moved: Run) -> None:
    done = moved("report", "bottlenecks", "--diagram", "heat.svg", "--lang", "zh")
    assert "已画入 heat.svg" in done.stderr
    assert "次，占全部时间" in "".join(ElementTree.fromstring(Path("heat.svg").read_text("utf-8")).itertext())
    assert moved("report", "bottlenecks", "--diagram", "heat.mmd").exit_code == 0
    assert Path("heat.mmd").read_text("utf-8").startswith("flowchart TD\n")
    refused = moved("report", "bottlenecks", "--diagram", "heat.png")
    assert refused.exit_code == 2 and ".svg, .mmd" in refused.stderr
    assert moved("report", "bottlenecks", "--diagram", "nowhere/heat.svg").exit_code == 1


@pytest.mark.parametrize(("language", "told"), [("en", "no folder"), ("zh", "没有文件夹")])
def test_a_picture_that_cannot_be_written_is_refused_before_anything_is_told(moved: Run, language: str, told: str) -> None:
    refused = moved("report", "bottlenecks", "--diagram", "nope/x.svg", "--lang", language)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert told in refused.stderr and "nope" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--export", "nope/heads.json"),
        ("proposals", "report", "ledger", "--to", "nope/a.xlsx"),
        ("proposals", "report", "annual_report", "--to", "nope/a.docx"),
        ("proposals", "ledger", "--to", "nope/a.xlsx"),
        ("proposals", "scorecard", "--to", "nope/a.xlsx"),
        ("proposals", "snapshot", "nope/a.jsonl"),
    ],
)
def test_likewise_whatever_a_command_writes(moved: Run, words: tuple[str, ...]) -> None:
    refused = moved(*words, "-o", "json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert json.loads(refused.stderr)["code"] == "file_unwritten"


def test_a_folder_is_no_file(moved: Run) -> None:
    Path("x.svg").mkdir()
    refused = moved("report", "bottlenecks", "--diagram", "x.svg")
    assert refused.exit_code == 2 and refused.stdout == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_name_is_cut_on_a_narrow_terminal(moved: Run, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path("workflows/leave.yaml").read_text("utf-8")
    Path("workflows/other.yaml").write_text(text.replace("workflow: leave", "workflow: leave-of-the-long-kind"), "utf-8")
    assert moved("start", "leave-of-the-long-kind", "--as", "chen", "--key", "3", "--data", "unit=sales", "--data", "days=2").exit_code == 0
    monkeypatch.setattr("signoff.cli.app.screen_of", lambda *_: Screen(80))
    for rows in ("steps", "people", "passages"):
        lines = moved("report", "bottlenecks", "--rows", rows, "--lang", lang).stdout.splitlines()
        assert max(map(width, lines)) <= 80 and not any("…" in line for line in lines)
