"""`fix`: shown, asked about, carried out, looked at again; on cases that really do not move."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from signoff.cli.main import cli
from signoff.cli.width import width

from .running import CLEAN, Run

BY = ("--reason", "Lin has left", "--as", "zhou")


@pytest.fixture
def held(house: Run) -> Run:
    """The cases `1` and `2` wait for a head of unit who has left."""
    for key in ("1", "2"):
        house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", key)
        house("act", key, "submit", "--as", "chen", "--data", "reason=探亲")
    people = Path("people.yaml")
    people.write_text(people.read_text("utf-8").replace("posts: [head@sales]", "posts: [head@sales], active: false"), "utf-8")
    return house


def answered(words: str, *arguments: str) -> Result:
    """The same with somebody who answers."""
    return CliRunner().invoke(cli, list(arguments), input=words, env={**CLEAN, "LANG": "C.UTF-8"}, prog_name="signoff")


def states(result: Result) -> dict[str, str]:
    """What became of each case."""
    return {item["key"]: item["state"] for item in json.loads(result.stdout)["items"]}


def test_a_dry_run_shows_what_would_be_different_and_changes_nothing(held: Run) -> None:
    result = held("fix", "1", *BY, "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "1  Head of unit",
            "  ✗ holder has left [holder_inactive] lin holds the seat and is no longer active",
            "  → give the seat to zhou 周四 (leads the holder)",
            "    can act  nobody → zhou 周四",
        ],
    )
    assert "1 case is stuck: something can be done for 1, something would be left in 0" in result.stderr
    assert held("stuck", "--exit-code").exit_code == 7


def test_a_dry_run_in_chinese(held: Run) -> None:
    told = held("fix", "1", *BY, "--dry-run", "--lang", "zh").stdout
    assert "→ 改派给 zhou 周四（为办理人的上级）" in told and "可办  无人 → zhou 周四" in told
    assert all(width(line) <= 80 for line in told.splitlines())


def test_nothing_is_done_unless_somebody_says_yes(held: Run) -> None:
    no = answered("n\n", "fix", "1", *BY)
    assert (no.exit_code, "nothing was changed" in no.stderr) == (7, True)
    nobody = held("fix", "1", *BY)
    assert (nobody.exit_code, "[not_asked]" in nobody.stderr, "--yes" in nobody.stderr) == (2, True, True)
    assert held("fix", "1", *BY, "-o", "json").exit_code == 2
    yes = answered("y\n", "fix", "1", *BY)
    assert yes.exit_code == 0 and yes.stdout.splitlines()[-2:] == ["1  mended", "  ✓ holder has left [holder_inactive] mended"]
    assert "Lin has left" in held("history", "1").stdout


def test_a_filtered_set_is_mended_and_run_again_finds_nothing(held: Run) -> None:
    result = held("fix", "--holder", "lin", *BY, "--yes", "-o", "json")
    assert (result.exit_code, states(result)) == (0, {"1": "mended", "2": "mended"})
    assert held("stuck", "--exit-code").exit_code == 0
    again = held("fix", "--all", *BY, "--yes")
    assert (again.exit_code, "nothing is stuck" in again.stderr) == (0, True)


def test_what_cannot_work_is_said_before_and_leaves_seven(held: Run) -> None:
    shown = held("fix", "1", *BY, "--to", "chen", "--dry-run")
    assert shown.exit_code == 7
    assert "✗ cannot give the seat to chen 陈一: the initiator may not decide here [self_forbidden]" in shown.stdout
    done = held("fix", "1", *BY, "--to", "chen", "--yes", "-o", "json")
    assert (done.exit_code, states(done)) == (7, {"1": "refused"})


def test_who_gets_the_seat_must_be_said_where_nobody_clearly_should(held: Run) -> None:
    people = Path("people.yaml")
    people.write_text(people.read_text("utf-8").replace("active: false, manager: zhou", "active: false"), "utf-8")
    shown = held("fix", "1", *BY, "--dry-run")
    assert shown.exit_code == 7
    assert "? say who gets the seat: --to PERSON. Possible: zhou 周四 (administrator)" in shown.stdout
    assert states(held("fix", "1", *BY, "--to", "wang", "--yes", "-o", "json")) == {"1": "mended"}


def test_which_ones_must_be_said_and_why(held: Run) -> None:
    unsaid = held("fix", *BY)
    assert (unsaid.exit_code, "--all" in unsaid.stderr) == (2, True)
    assert held("fix", "1", "--as", "zhou").exit_code == 2
    assert held("fix", "1", *BY, "--code", "overdew").exit_code == 4


def test_what_is_left_comes_with_advice(house: Run) -> None:
    Path("workflows/wait.yaml").write_text(
        "signoff: 1\nworkflow: wait\nsteps:\n  wait: {by: initiator, actions: {go: {to: next, when: sum > 5}}}\n"
        "  over: {end: done}\ndata:\n  sum: {type: integer, default: 1}\n",
        "utf-8",
    )
    house("start", "wait", "--as", "chen", "--key", "w")
    shown = house("fix", "w", *BY, "--yes")
    assert shown.exit_code == 7 and "unchanged" in shown.stdout
    assert "take the case elsewhere (`jump`)" in house("fix", "w", *BY, "--dry-run").stdout
    assert "跳转到其他环节（jump）" in house("fix", "w", *BY, "--dry-run", "--lang", "zh").stdout


def test_what_is_late_is_acknowledged_and_shown_as_such(house: Run) -> None:
    Path("workflows/late.yaml").write_text(
        "signoff: 1\nworkflow: late\ndata:\n  day: {type: date}\n"
        "steps:\n  wait: {by: initiator, due: day, actions: {go: next}}\n  over: {end: done}\n",
        "utf-8",
    )
    started = house("start", "late", "--as", "chen", "--key", "l", "--data", "day=2026-01-05")
    assert started.exit_code == 0, started.stderr
    done = house("fix", "l", *BY, "--yes")
    assert done.exit_code == 0 and "acknowledged" in done.stdout
    assert "seen to by zhou 周四" in house("stuck").stdout
    assert "zhou 周四" in house("why", "l", "--lang", "zh").stdout and "已查看" in house("why", "l", "--lang", "zh").stdout
