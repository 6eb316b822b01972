"""How votes stand, as `show`, `why` and `history` tell it."""

from pathlib import Path

import pytest

from .running import Run

WORKFLOW = """
signoff: 1
workflow: ballot
defaults: {empty: hold, self: forbid, duplicate: none, insufficient_seats: hold}
steps:
  draft: {by: initiator}
  vote:
    approvers: {law: [person(lin), person(wang)], money: [person(zhou)]}
    rule: {need: 1, of: each_group, reject: 2, abstain: true}
    main: last
  weigh:
    approvers: [{who: person(lin), weight: 3}, {who: person(wang), weight: 2}, person(zhou)]
    rule: {need: 1/2, of: weight}
"""


@pytest.fixture
def ballot(house: Run) -> Run:
    """Case `1` is voted on in two groups."""
    Path("workflows/ballot.yaml").write_text(WORKFLOW, "utf-8")
    house("start", "ballot", "--as", "chen", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    return house


def test_show_tells_the_votes_by_group(ballot: Run) -> None:
    ballot("act", "1", "approve", "--as", "lin")
    ballot("act", "1", "abstain", "--as", "wang")
    told = ballot("show", "1").stdout
    assert "law: 1 of 1 approvals (0 may still decide), money: 0 of 1 approvals (1 may still decide), 1 abstained" in told


def test_show_tells_weights(ballot: Run) -> None:
    ballot("act", "1", "approve", "--as", "lin")
    ballot("act", "1", "approve", "--as", "zhou", "--comment", "ok")
    ballot("act", "1", "approve", "--as", "wang")
    assert "weight 2 of 3 agreed (4 may still decide)" in ballot("show", "1").stdout


def test_why_tells_groups_the_main_seat_and_what_is_lacking(ballot: Run) -> None:
    told = ballot("why", "1").stdout
    assert "law: 0 of 1 approvals (2 may still decide)" in told
    assert "the main approver: has to write an opinion" in told
    assert "approve [approve] lin 林二: stays, 1 more approval is needed" in told


def test_circling_is_told_as_such_in_both_languages(ballot: Run) -> None:
    ballot("act", "1", "approve", "--as", "lin")
    assert "circled: agreed without words" in ballot("history", "1").stdout
    assert "圈阅（视为同意）" in ballot("history", "1", "--lang", "zh").stdout


def test_the_main_approver_is_told_what_to_write(ballot: Run) -> None:
    result = ballot("act", "1", "approve", "--as", "zhou")
    assert result.exit_code == 5
    assert "main_opinion_required" in result.stderr
    assert "--comment" in result.stderr
