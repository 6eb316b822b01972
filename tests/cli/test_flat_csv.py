"""CSV is for spreadsheets: every cell is a value or a sentence, never JSON; what has no rows is refused."""

import csv
import io
from pathlib import Path

import pytest

from .running import Run


@pytest.fixture
def held(house: Run) -> Run:
    """Case `1` waits for a head of unit who has left."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    people = Path("people.yaml")
    people.write_text(
        people.read_text("utf-8").replace("posts: [head@sales], manager: zhou}", "posts: [head@sales], active: false}"), "utf-8"
    )
    return house


def rows(run: Run, *words: str) -> list[dict[str, str]]:
    """What a spreadsheet would show."""
    done = run(*words, "-o", "csv")
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize(
    "words",
    [
        ("cases",),
        ("history", "1"),
        ("inbox", "lin"),
        ("stuck",),
        ("stuck", "--by", "step"),
        ("fix", "1", "--reason", "r", "--as", "zhou", "--dry-run"),
        ("fix", "1", "--reason", "r", "--as", "zhou", "--yes"),
        ("proxy", "list"),
        ("report", "bottlenecks"),
        ("doctor",),
    ],
)
def test_no_cell_is_json(held: Run, words: tuple[str, ...]) -> None:
    held("proxy", "set", "chen", "zhou", "--reason", "r", "--as", "chen")
    done = held(*words, "-o", "csv")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert found or words == ("doctor",), done.stderr
    assert [cell for row in found for cell in row.values() if cell and cell[0] in "[{"] == []


def test_what_happened_is_a_sentence_in_the_language_spoken(held: Run) -> None:
    (told,) = (row["what"] for row in rows(held, "history", "1", "--lang", "zh") if row["event"] == "started")
    (said,) = (row["what"] for row in rows(held, "history", "1") if row["event"] == "started")
    assert told and said and told != said and not told.isascii()


def test_an_inbox_lists_the_actions(held: Run) -> None:
    (task,) = rows(held, "inbox", "lin")
    assert task["offers"] == "" and "case_data" not in task, "who has left is offered nothing"
    held("reassign", "1", "--to", "zhou", "--reason", "r", "--as", "chen")
    (task,) = rows(held, "inbox", "zhou")
    assert task["offers"].split() == ["approve", "reject", "return"]


def test_a_plan_has_a_row_for_each_measure_and_a_report_one_for_each_reason(held: Run) -> None:
    asked = ("fix", "1", "--reason", "r", "--as", "zhou", "--to", "zhou", "-o", "csv")
    (plan,) = csv.DictReader(io.StringIO(held(*asked, "--dry-run").stdout))
    assert (plan["key"], plan["codes"], plan["verb"], plan["to"], plan["possible"]) == ("1", "holder_inactive", "reassign", "zhou", "true")
    assert plan["line"].startswith("signoff reassign")
    (done,) = csv.DictReader(io.StringIO(held(*asked, "--yes").stdout))
    assert (done["code"], done["state"]) == ("holder_inactive", "mended")
