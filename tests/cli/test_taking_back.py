"""On the command line: taking an act back, and asking those who have begun since."""

import json
from pathlib import Path

import pytest

from .running import Run

WORKFLOW = """
signoff: 1
workflow: letter
take_back: {until: claimed, later: ask_holder}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  draft: {by: initiator}
  check: {approvers: role(manager) | person(lin)}
  sign: {approvers: [person(lin), person(zhou)], rule: all}
"""


@pytest.fixture
def letter(house: Run) -> Run:
    """A letter of chen's waits for its check."""
    Path("workflows/letter.yaml").write_text(WORKFLOW, "utf-8")
    assert house("start", "letter", "--as", "chen", "--key", "1").exit_code == 0
    assert house("act", "1", "submit", "--as", "chen").exit_code == 0
    return house


def test_an_act_is_asked_back_and_let_go(letter: Run) -> None:
    letter("claim", "1", "--as", "lin")
    assert letter("take-back", "1", "-m", "a page is missing", "--as", "chen").exit_code == 0
    assert "Asked back by" in letter("show", "1").stdout
    assert "asks to take the last act back: “a page is missing”" in letter("why", "1").stdout
    assert "请求取回" in letter("--lang", "zh", "why", "1").stdout
    assert letter("consent-back", "1", "--as", "zhou").exit_code == 5
    assert letter("consent-back", "1", "--as", "lin").exit_code == 0
    shown = json.loads(letter("show", "1", "-o", "json").stdout)
    assert (shown["step"], shown["round"], shown["asked_back"]) == ("draft", 2, None)
    told = letter("history", "1").stdout
    assert "asked to take the act back to draft" in told and "agreed that it is taken back" in told
    assert "同意取回" in letter("--lang", "zh", "history", "1").stdout


def test_it_is_declined(letter: Run) -> None:
    letter("claim", "1", "--as", "lin")
    letter("take-back", "1", "--as", "chen")
    assert letter("decline-back", "1", "-m", "nearly done", "--as", "lin").exit_code == 0
    assert "did not agree that it is taken back: “nearly done”" in letter("history", "1").stdout


def test_a_vote_is_taken_back(letter: Run) -> None:
    letter("act", "1", "approve", "--as", "lin")
    letter("act", "1", "approve", "--as", "zhou")
    assert letter("take-back", "1", "--as", "zhou").exit_code == 0
    assert "took the vote back" in letter("history", "1").stdout
    (mine,) = [task for task in json.loads(letter("show", "1", "-o", "json").stdout)["tasks"] if task["holder"] == "zhou"]
    assert mine["step"] == "sign"
