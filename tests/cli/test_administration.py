"""`suspend`, `resume`, `terminate`, `jump`, `extend`, `escalate`, `retry`, `start-branch`, `cancel-branch`."""

import json
from pathlib import Path

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


def test_a_suspended_case_is_not_told_to_be_late(house: Run) -> None:
    house(*STARTED)
    assert house("act", "1", "submit", "--as", "chen", "--data", "reason=Family").exit_code == 0
    house("suspend", "1", "--as", "zhou", "-m", "audit")
    assert "(no clock runs while it is suspended)" in house("why", "1").stdout.splitlines()[2]
    assert "挂起期间不计时" in house("why", "1", "--lang", "zh").stdout.splitlines()[2]


RESTING = """
signoff: 1
workflow: rest
deadlines: {reply: {due: 0h, holder: initiator}}
defaults: {empty: hold, self: allow}
steps:
  check: {approvers: role(manager), due: 0h, escalate: [{at: begin, reassign: person(lin)}]}
"""


def test_nothing_that_rests_is_listed_as_late(house: Run) -> None:
    Path("workflows/rest.yaml").write_text(RESTING, "utf-8")
    house("start", "rest", "--as", "chen", "--key", "r1")
    assert house("tick").exit_code == 0
    assert "reassigned the task that nobody held to lin 林二" in house("history", "r1").stdout
    assert [item["key"] for item in json.loads(house("cases", "--overdue", "-o", "json").stdout)["items"]] == ["r1"]
    house("suspend", "r1", "--as", "zhou", "-m", "audit")
    assert json.loads(house("cases", "--overdue", "-o", "json").stdout)["items"] == []
    item, case = json.loads(house("inbox", "lin", "-o", "jsonl").stdout), json.loads(house("show", "r1", "-o", "json").stdout)
    assert (item["overdue"], case["overdue"], [clock["overdue"] for clock in case["clocks"]]) == (False, False, [False])
    assert house("inbox", "lin").stdout.count("stands still") == house("inbox", "lin", "--lang", "zh").stdout.count("停止计时") == 2
    assert "stands still" in house("cases").stdout and "over" not in house("show", "r1").stdout


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


ASKING = """\
signoff: 1
workflow: asking
data: {units: {type: list, fields: {name: text}}}
defaults: {empty: hold}
steps:
  split: {parallel: {opinion: {for_each: u in units, data: {weight: integer}, steps: {write: {by: role(admin)}}}}}
"""


def test_a_branch_is_added_and_another_taken_out(house: Run) -> None:
    Path("workflows/asking.yaml").write_text(ASKING, "utf-8")
    house("start", "asking", "--as", "chen", "--data", 'units=[{"name": "roads"}]', "--key", "7")
    more = ("--element", '{"name": "water"}', "--data", "weight=3", "-m", "the harbour, too", "--as", "zhou")
    assert house("start-branch", "asking/7", "--branch", "opinion", *more).exit_code == 0
    assert json.loads(house("show", "asking/7/water", "-o", "json").stdout)["data"] == {"weight": 3}
    assert "the harbour, too" in house("history", "asking/7").stdout
    refused = house("cancel-branch", "asking/7", "--branch", "opinon", "-m", "r", "--as", "zhou", "--lang", "zh")
    assert (refused.exit_code, "流程中没有这个分支" in refused.stderr) == (5, True)
    assert house("cancel-branch", "asking/7", "--branch", "opinion", "--element", "roads", "-m", "merged", "--as", "zhou").exit_code == 0
    assert json.loads(house("show", "asking/7/roads", "-o", "json").stdout)["status"] == "void"


def test_a_branch_that_sleeps_with_its_case_says_what_has_to_be_resumed(house: Run) -> None:
    Path("workflows/asking.yaml").write_text(ASKING, "utf-8")
    assert house("start", "asking", "--as", "chen", "--data", 'units=[{"name": "roads"}]', "--key", "7").exit_code == 0
    assert house("suspend", "asking/7", "-m", "audit", "--as", "zhou").exit_code == 0
    assert "by resuming 7, with which it sleeps" in house("why", "asking/7/roads").stdout
    assert "可恢复上级件 7" in house("why", "asking/7/roads", "--lang", "zh").stdout


CLOCKED = """\
signoff: 1
workflow: clocked
deadlines: {reply: {title: {en: Reply, zh: 答复}, due: 10d, max: 20d, holder: person(zhou), escalate: [{at: due, remind: holder}]}}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps: {draft: {by: initiator, actions: {submit: approved}}}
"""


def test_clocks_of_a_case_are_told_and_extended(house: Run) -> None:
    Path("workflows/clocked.yaml").write_text(CLOCKED, encoding="utf-8")
    house("start", "clocked", "--as", "chen", "--key", "c1")
    for words in (("show", "c1"), ("why", "c1"), ("inbox", "chen")):
        assert "Reply" in house(*words).stdout
        assert "答复" in house(*words, "--lang", "zh").stdout
    assert [clock["id"] for clock in json.loads(house("inbox", "chen", "-o", "json").stdout)["items"][0]["clocks"]] == ["reply"]
    beyond = house("extend", "c1", "--clock", "reply", "--to", "due + 11d", "-m", "floods", "--as", "zhou")
    assert (beyond.exit_code, "[beyond_max]" in beyond.stderr) == (5, True)
    assert house("extend", "c1", "--clock", "reply", "--to", "due + 5d", "-m", "floods", "--as", "zhou").exit_code == 0
    assert "Reply: extended the deadline from" in house("history", "c1").stdout
    (clock,) = json.loads(house("show", "c1", "-o", "json").stdout)["clocks"]
    assert clock["extended"] is True and clock["status"] == "running"
    house("suspend", "c1", "--as", "zhou", "-m", "audit")
    assert house("why", "c1").stdout.count("no clock runs while it is suspended") == 2, "the clock, and the timer of its rung"
    assert house("why", "c1", "--lang", "zh").stdout.count("挂起期间不计时") == 2
    house("resume", "c1", "--as", "zhou")
    house("act", "c1", "submit", "--as", "chen")
    assert "ended with the case" in house("show", "c1").stdout
