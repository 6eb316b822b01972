"""On the command line: copies, questions, drafts, fields, files, and one action on many cases."""

import json
from pathlib import Path

import pytest

from .running import Run


@pytest.fixture
def two(house: Run) -> Run:
    """Two cases wait for the head of unit."""
    for key in ("1", "2"):
        house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", key)
        house("act", key, "submit", "--as", "chen")
    return house


def holder(run: Run) -> str:
    """Who holds case 1."""
    return str(json.loads(run("show", "1", "-o", "json").stdout)["tasks"][0]["holder"])


def test_a_copy_is_given_and_read(two: Run) -> None:
    assert two("copy-to", "1", "--to", "lin", "--receipt", "--as", "chen").exit_code == 0
    assert "(not read)" in two("show", "1").stdout
    assert two("read", "1", "--as", "lin").exit_code == 0
    assert "(read " in two("show", "1").stdout
    told = two("history", "1").stdout
    assert "gave a copy to lin" in told and "has read it" in told
    assert "抄送 lin" in two("--lang", "zh", "history", "1").stdout


def test_a_question_is_asked_and_answered(two: Run) -> None:
    assert two("ask", "1", "--to", "zhou", "--text", "How?", "--as", holder(two)).exit_code == 0
    (question,) = json.loads(two("show", "1", "-o", "json").stdout)["questions"]
    assert question["id"] in two("show", "1").stdout
    assert two("comment", "1", "So.", "--answers", question["id"], "--as", "zhou").exit_code == 0
    assert "answered: “So.”" in two("history", "1").stdout


def test_a_draft_is_kept_and_shown_to_its_owner_alone(two: Run) -> None:
    who = holder(two)
    assert two("hold", "1", "--action", "approve", "-m", "perhaps", "--as", who).exit_code == 0
    assert "perhaps" in two("hold", "1", "--show", "--as", who).stdout
    assert "no draft is kept" in two("hold", "1", "--show", "--as", "chen").stdout
    history = two("history", "1", "-o", "json").stdout
    assert "perhaps" not in history and "kept a draft" in two("history", "1").stdout


def test_fields_say_what_they_are_to_a_person(two: Run) -> None:
    assert json.loads(two("fields", "1", "--as", "chen", "-o", "json").stdout)["fields"]["days"] == "read"
    assert "read" in two("fields", "1", "--as", "chen").stdout


def test_one_action_on_several_cases_is_told_case_by_case(two: Run) -> None:
    who = holder(two)
    done = two("act", "1", "2", "approve", "--as", who)
    assert done.exit_code == 0 and "2 done" in done.stderr
    again = two("act", "1", "2", "approve", "--as", who)
    assert again.exit_code == 5 and "2 refused" in again.stderr


def test_one_action_on_all_that_a_filter_finds(two: Run) -> None:
    who = holder(two)
    dry = two("act", "approve", "--holder", who, "--dry-run", "--as", who)
    assert dry.exit_code == 0 and json.loads(two("show", "1", "-o", "json").stdout)["status"] == "open"
    assert two("act", "approve", "--holder", who, "--as", who).exit_code == 0
    assert two("act", "approve", "--as", who).exit_code == 2


def test_what_is_for_one_case_is_not_for_many(two: Run) -> None:
    result = two("act", "1", "2", "approve", "--request-id", "r", "--as", holder(two))
    assert result.exit_code == 2 and "--request-id" in result.stderr


def test_a_file_is_attached_by_its_hash(two: Run) -> None:
    Path("basis.txt").write_text("because", "utf-8")
    who = holder(two)
    assert two("act", "1", "approve", "--attach", "basis.txt", "--as", who).exit_code == 0
    lines = [json.loads(line) for line in two("history", "1", "-o", "jsonl").stdout.splitlines()]
    (attached,) = [one["fact"]["decision"]["attachments"] for one in lines if one["event"] == "decided"][-1]
    assert (attached["name"], attached["size"], attached["media_type"]) == ("basis.txt", 7, "text/plain")
    missing = two("act", "2", "approve", "--attach", "nowhere.txt", "--as", who)
    assert missing.exit_code == 2 and "nowhere.txt" in missing.stderr


def test_what_has_changed_since_a_revision(two: Run) -> None:
    assert two("diff", "1", "--since", "1").stdout.strip() == "nothing reads otherwise"
    two("act", "1", "return", "--to", "draft", "-m", "longer", "--as", holder(two))
    two("act", "1", "submit", "--data", "days=3", "--as", "chen")
    lines = two("diff", "1", "--since", "1").stdout.splitlines()
    assert lines[0].split() == ["NAME", "BEFORE", "AFTER"] and lines[-1].split()[-2:] == ["2", "3"]
    assert json.loads(two("diff", "1", "--since", "1", "-o", "json").stdout)["items"] == [{"field": "days", "before": "2", "after": "3"}]
    assert "没有改动" in two("--lang", "zh", "diff", "1", "--since", "2").stdout


def test_the_sheet_says_who_signed(two: Run) -> None:
    two("act", "1", "approve", "--as", holder(two), "-m", "fine")
    assert "fine" in two("sheet", "1").stdout and "revision 1" in two("sheet", "1").stdout
    assert "第1稿" in two("--lang", "zh", "sheet", "1").stdout
