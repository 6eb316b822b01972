"""`retry`: what was given up is delivered again, for one case or for all that have such effects."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signoff.adapters.sql import SqlStore

from .running import Run

FOREVER = datetime(2099, 1, 1, tzinfo=UTC)
WORKFLOW = """
signoff: 1
workflow: note
defaults: {empty: hold}
steps:
  draft: {by: initiator}
  told: {end: done, effects: [{notify: initiator}]}
"""


@pytest.fixture
def dead(house: Run) -> Run:
    """Two cases that have ended, and whose notices were given up."""
    Path("workflows/note.yaml").write_text(WORKFLOW, "utf-8")
    for key in ("1", "2"):
        house("start", "note", "--as", "chen", "--key", key)
        house("act", f"note/{key}", "submit", "--as", "chen")
    store = SqlStore("sqlite:///signoff.db")
    for row in store.lease("node", FOREVER, 10, 60):
        store.failed(row.id, FOREVER, "mail server is down", None)
    store.close()
    return house


def test_stuck_shows_what_was_given_up_and_proposes_the_retry(dead: Run) -> None:
    assert "mail server is down" in dead("stuck").stdout
    assert "signoff retry note/1" in dead("stuck", "-o", "json").stdout
    assert "投递已放弃" in dead("stuck", "--lang", "zh").stdout


def test_one_case_is_tried_again_and_the_history_says_so(dead: Run) -> None:
    assert dead("retry", "note/1", "-m", "it is back", "--as", "zhou").exit_code == 0
    assert "tries again what was given up (1)" in dead("history", "note/1").stdout
    assert "重新投递 1 项" in dead("history", "note/1", "--lang", "zh").stdout
    again = dead("retry", "note/1", "-m", "it is back", "--as", "zhou")
    assert (again.exit_code, "[nothing_to_retry]" in again.stderr) == (5, True)
    assert json.loads(dead("tick", "-o", "json").stdout)["delivered"] == 1


def test_all_that_were_given_up_are_tried_again_at_once(dead: Run) -> None:
    shown = dead("retry", "--all", "-m", "it is back", "--as", "zhou", "--dry-run", "-o", "json")
    assert [item["state"] for item in json.loads(shown.stdout)["items"]] == ["would", "would"]
    done = dead("retry", "--workflow", "note", "-m", "it is back", "--as", "zhou", "-o", "json")
    assert [item["state"] for item in json.loads(done.stdout)["items"]] == ["done", "done"]
    assert json.loads(dead("tick", "-o", "json").stdout)["delivered"] == 2
    assert dead("stuck", "--exit-code").exit_code == 0


def test_which_ones_must_be_said(dead: Run) -> None:
    unsaid = dead("retry", "-m", "it is back", "--as", "zhou")
    assert (unsaid.exit_code, "--all" in unsaid.stderr) == (2, True)
    assert dead("retry", "note/1", "--as", "zhou").exit_code == 2
