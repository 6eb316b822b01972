"""`suspend`, `resume`, `terminate`, `jump`, `extend`, `escalate`, `retry`."""

import json

from .running import Run

STARTED = ("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")


def test_a_suspended_case_is_told_and_goes_on(house: Run) -> None:
    house(*STARTED)
    assert "nobody may act until it is resumed" in house("suspend", "1", "--as", "zhou", "-m", "audit").stdout
    assert json.loads(house("show", "1", "-o", "json").stdout)["status"] == "suspended"
    refused = house("act", "1", "submit", "--as", "chen")
    assert (refused.exit_code, "signoff resume" in refused.stderr) == (5, True)
    assert house("resume", "1", "--as", "zhou", "--lang", "zh").exit_code == 0
    told = house("history", "1").stdout
    assert "suspended the case: audit" in told and "let the case go on" in told


def test_a_jump_is_told_with_what_it_skipped(house: Run) -> None:
    house(*STARTED)
    assert "[illegal_target]" in house("jump", "1", "--to", "nowhere", "-m", "r", "--as", "zhou").stderr
    house("jump", "1", "--to", "director", "--as", "zhou", "-m", "he has decided")
    assert "he has decided" in house("history", "1").stdout
    assert "管理员跳转" in house("history", "1", "--all", "--lang", "zh").stdout


def test_many_are_terminated_by_a_filter_after_a_look(house: Run) -> None:
    house(*STARTED)
    look = house("terminate", "--workflow", "leave", "--dry-run", "-m", "closed", "--as", "zhou")
    assert "1 would be done" in look.stderr
    house("terminate", "--workflow", "leave", "-m", "closed", "--as", "zhou")
    assert json.loads(house("show", "1", "-o", "json").stdout)["status"] == "terminated"


def test_more_time_and_less_patience(house: Run) -> None:
    house(*STARTED)
    assert "[no_deadline]" in house("extend", "1", "--to", "2099-01-01", "-m", "r", "--as", "zhou").stderr
    house("jump", "1", "--to", "director", "--as", "zhou", "-m", "r")
    assert "until 2028-01-" in house("extend", "1", "--to", "2028-01-03", "-m", "r", "--as", "zhou").stdout
    assert house("escalate", "1", "-m", "he asks", "--as", "zhou").exit_code in (0, 5)
    assert "extended the deadline from" in house("history", "1").stdout


def test_only_what_has_failed_is_tried_again(house: Run) -> None:
    house(*STARTED)
    refused = house("retry", "1", "-m", "again", "--as", "zhou", "--lang", "zh")
    assert (refused.exit_code, "没有需要重试的" in refused.stderr) == (5, True)
