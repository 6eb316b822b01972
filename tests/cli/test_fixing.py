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
    assert "1 case is stuck, something can be done for 1; then: 1 no longer stuck" in result.stderr
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
    assert (again.exit_code, "nothing is stuck; 2 open cases were looked at" in again.stderr) == (0, True)


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


def test_a_case_by_name_and_all_do_not_go_together(held: Run) -> None:
    both = held("fix", "1", "--all", *BY)
    assert (both.exit_code, "CASE and --all do not go together" in both.stderr) == (2, True)


def test_what_was_asked_wrongly_is_told_once_and_before_anything_is_shown(held: Run) -> None:
    wrong = held("fix", "1", "2", "--reason", " ", "--as", "ghost", "--to", "nobody", "--until", "gestern", "--yes")
    assert (wrong.exit_code, wrong.stdout) == (5, "")
    assert [line.partition("[")[2] for line in wrong.stderr.splitlines() if "refused" in line] == [
        "unknown_person]",
        "comment_required]",
        "unknown_person]",
        "time_invalid]",
    ]
    past = held("fix", "--all", *BY, "--until", "2026-01-01", "--lang", "zh")
    assert (past.exit_code, "2026-01-01 已经过去 [time_past]" in past.stderr) == (5, True)
    ghost = held("fix", "1", "--reason", "x", "--as", "ghost", "--yes", "--lang", "zh")
    assert (ghost.exit_code, "组织中没有 ghost [unknown_person]" in ghost.stderr) == (5, True)
    assert "transferred" not in held("history", "1", "-o", "json").stdout


def test_of_cases_that_need_nothing_it_is_said_why(held: Run) -> None:
    held("withdraw", "1", "--as", "chen", "--comment", "x")
    held("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "3")
    told = held("fix", "1", "3", *BY, "--yes")
    assert told.exit_code == 0, told.stderr
    assert told.stderr.splitlines() == ["1 has ended (withdrawn): there is nothing to mend", "3 is not stuck"]
    zh = held("fix", "1", "3", *BY, "--yes", "--lang", "zh").stderr.splitlines()
    assert zh == ["1 已办结（撤回），没有可修复的", "3 没有卡住"]
    assert held("fix", "2", *BY, "--holder", "chen", "--yes").stderr.splitlines() == ["2 is not among what the filters find"]


def test_what_lies_beyond_the_limit_is_told_and_leaves_seven(held: Run) -> None:
    first = held("fix", "--all", *BY, "--limit", "1", "--yes")
    assert (first.exit_code, first.stderr.splitlines()) == (7, ["mended 1", "1 more case is stuck: run it again, or raise --limit"])
    assert held("fix", "--all", *BY, "--limit", "1", "--yes").exit_code == 0


def test_what_was_acknowledged_before_is_told_as_such_and_left_alone(house: Run) -> None:
    Path("workflows/late.yaml").write_text(
        "signoff: 1\nworkflow: late\ndata:\n  day: {type: date}\n"
        "steps:\n  wait: {by: initiator, due: day, actions: {go: next}}\n  over: {end: done}\n",
        "utf-8",
    )
    house("start", "late", "--as", "chen", "--key", "l", "--data", "day=2026-01-05")
    first = house("fix", "l", "--reason", "rang", "--as", "zhou", "--dry-run")
    assert "→ put down in the history that you have seen to it: overdue" in first.stdout
    assert "then: 1 late or odd still, but acknowledged" in first.stderr
    house("fix", "l", "--reason", "rang", "--as", "zhou", "--yes")
    again = house("fix", "l", *BY, "--yes")
    assert again.exit_code == 0 and again.stdout.splitlines()[0] == "l  acknowledged already"
    assert "acknowledged already, by zhou 周四" in again.stdout and "“rang”" in again.stdout
    assert house("history", "l", "-o", "json").stdout.count('"acknowledged"') == 1
    assert "已登记查看，未再登记：“rang”" in house("fix", "l", *BY, "--yes", "--lang", "zh").stdout
    shown = house("fix", "l", *BY, "--dry-run")
    assert "seen to by zhou 周四" in shown.stdout
    assert "1 case is stuck, something can be done for 0; then: 1 late or odd still, but acknowledged" in shown.stderr


@pytest.mark.parametrize(
    ("option", "meant"),
    [(("--workflow", "leeve"), "leave"), (("--step", "heads", "--workflow", "leave"), "head"), (("--holder", "linn"), "lin")],
)
def test_a_filter_that_names_nothing_that_exists_is_told_of(option: tuple[str, ...], meant: str, held: Run) -> None:
    wrong = held("fix", *option, *BY, "--yes")
    assert (wrong.exit_code, f"`{meant}`" in wrong.stderr) == (4, True), wrong.stderr


def test_a_fix_without_a_reason_is_told_of_its_own_option(held: Run) -> None:
    for tongue, hint in (("en", "hint: Write --reason TEXT."), ("zh", "必须写理由 [comment_required]")):
        told = held("fix", "1", "--reason", " ", "--as", "zhou", "--yes", "--lang", tongue)
        assert (told.exit_code, hint in told.stderr, "--comment" in told.stderr) == (5, True, False)


def test_what_more_time_does_not_mend_is_told_as_left_and_why(house: Run) -> None:
    Path("workflows/late.yaml").write_text(
        "signoff: 1\nworkflow: late\ndata:\n  day: {type: date}\n"
        "deadlines: {reply: {due: day, max: day + 20d}}\n"
        "steps:\n  wait: {by: initiator, due: day, actions: {go: next}}\n  over: {end: done}\n",
        "utf-8",
    )
    house("start", "late", "--as", "chen", "--key", "l", "--data", "day=2020-01-05")
    shown = house("fix", "l", *BY, "--until", "2099-01-01", "--dry-run")
    assert shown.exit_code == 7, shown.stderr
    assert "→ give more time: overdue\n" in shown.stdout and "! left: overdue [overdue]\n" in shown.stdout
    assert "✗ cannot give more time: overdue (reply): " in shown.stdout and "[beyond_max]" in shown.stdout.replace("\n", " ")
    zh = house("fix", "l", *BY, "--until", "2099-01-01", "--dry-run", "--lang", "zh").stdout
    assert "仍有：" in zh and "不能延长期限：" in zh
    done = house("fix", "l", *BY, "--until", "2099-01-01", "--yes", "-o", "json")
    states = [(found["now"] is None, found["state"]) for item in json.loads(done.stdout)["items"] for found in item["findings"]]
    assert (done.exit_code, states) == (7, [(True, "mended"), (False, "refused")])
