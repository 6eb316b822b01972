"""Cases from the command line, on the real engine and an SQLite file."""

import csv
import io
import json
from pathlib import Path

import pytest

from signoff.cli.width import width

from .running import Run

START = ("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2.5")


@pytest.fixture
def leave(house: Run) -> Run:
    """A house in which chen has asked for leave `1`, and handed it in."""
    assert house(*START, "--key", "1").exit_code == 0
    assert house("act", "1", "submit", "--as", "chen", "--data", "reason=探亲").exit_code == 0
    return house


def test_a_start_says_where_it_begins_and_who_is_next(house: Run) -> None:
    result = house(*START, "--key", "1")
    assert result.exit_code == 0
    assert result.stdout == "1: start by chen 陈一\n  begins at Draft (draft)\n  next: chen 陈一\n"
    assert result.stderr == ""


def test_an_act_says_what_changed_and_who_is_next(house: Run) -> None:
    house(*START, "--key", "1")
    result = house("act", "1", "submit", "--as", "chen", "--data", "reason=探亲", "--lang", "zh")
    lines = result.stdout.splitlines()
    assert lines[:3] == ["1：chen 陈一 提交", "  填写 → 部门负责人审批 (head)", "  已修改：事由（第 2 稿）"]
    assert lines[3].startswith("  下一步：lin 林二，期限 ")
    assert "+08:00" in lines[3]


def test_the_end_is_told(leave: Run) -> None:
    assert leave("act", "1", "approve", "--as", "lin").stdout.splitlines()[1:] == [
        "  Head of unit → Approved (approved)",
        "  ended: approved",
    ]


def test_a_refusal_says_why_the_code_the_hint_and_who_could(house: Run) -> None:
    house(*START, "--key", "1")
    result = house("act", "1", "submit", "--as", "lin")
    assert result.exit_code == 5
    assert result.stdout == ""
    assert "refused: `lin` holds no open seat of 1" in result.stderr
    assert "[not_holder]" in result.stderr
    assert "who could: chen" in result.stderr


def test_hints_are_in_the_words_of_a_command_line(leave: Run) -> None:
    result = leave("act", "1", "return", "--as", "lin", "--to", "draft")
    assert result.exit_code == 5
    assert "hint: Write --comment TEXT." in result.stderr
    missing = leave("start", "leave", "--as", "chen", "--data", "unit=sales")
    assert "hint: Write --data days=…" in missing.stderr
    chinese = leave("start", "leave", "--as", "chen", "--data", "unit=sales", "--lang", "zh")
    assert "被拒绝：“天数”（days）必须有值 [days_required]" in chinese.stderr


def test_every_reason_is_told_not_only_the_first(house: Run) -> None:
    result = house("start", "leave", "--as", "chen", "--data", "unit=nowhere", "--data", "dyas=1")
    assert result.exit_code == 5
    assert [line.rpartition("[")[2] for line in result.stderr.splitlines() if line.startswith("refused")] == [
        "unit_invalid]",
        "unknown_field:dyas]",
        "days_required]",
    ]


def test_a_refusal_as_json_goes_to_standard_error(house: Run) -> None:
    house(*START, "--key", "1")
    result = house("act", "1", "submit", "--as", "lin", "-o", "json")
    assert result.stdout == ""
    made = json.loads(result.stderr)
    assert (made["signoff"], made["kind"], made["code"], made["exit_code"]) == (1, "error", "not_holder", 5)
    assert made["who_could"] == ["chen"]


def test_nobody_acts_by_the_way(house: Run) -> None:
    result = house("start", "leave")
    assert result.exit_code == 2
    assert "[no_user]" in result.stderr


def test_who_acts_may_be_set_in_the_environment(house: Run) -> None:
    assert house("start", "leave", "--data", "unit=sales", "--data", "days=1", SIGNOFF_AS="chen").exit_code == 0


def test_the_user_of_the_machine_is_recorded_beside_who_acts(leave: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signoff.cli.compose.os_user", lambda: "operator")
    leave("comment", "1", "在看", "--as", "lin")
    event = json.loads(leave("history", "1", "-o", "jsonl").stdout.splitlines()[-1])
    assert (event["actor"], event["os_user"], event["fact"]) == ("lin", "operator", {"text": "在看", "answers": None})
    assert "lin 林二 (operator)" in leave("history", "1").stdout


def test_data_may_come_from_a_file(house: Run) -> None:
    Path("data.yaml").write_text("unit: sales\ndays: 2.5\nreason: 探亲\n", "utf-8")
    Path("data.json").write_text('{"unit": "sales", "days": 2.5}')
    for file in ("data.yaml", "data.json"):
        made = json.loads(house("start", "leave", "--as", "chen", "--data-file", file, "--data", "days=3", "-o", "json").stdout)
        assert made["case"]["data"]["days"] == "3"


@pytest.mark.parametrize(
    ("name", "text"),
    [("data.json", b"[1]"), ("data.json", b"{"), ("data.yaml", b"- 1\n"), ("data.json", b"\xff\xfe"), ("data.yaml", b"unit: B\xfcro\n")],
)
def test_a_file_that_is_no_data_is_usage(house: Run, name: str, text: bytes) -> None:
    Path(name).write_bytes(text)
    result = house("start", "leave", "--as", "chen", "--data-file", name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_the_inbox_shows_what_waits(leave: Run) -> None:
    result = leave("inbox", "--as", "lin")
    head, row, actions = result.stdout.splitlines()
    assert head.split() == ["CASE", "WORKFLOW", "STEP", "DUE", "SINCE"]
    assert row.startswith("1     Leave     Head of unit  ")
    assert actions == "    Actions: approve, reject, return"
    assert "    可办：同意 (approve)、否决 (reject)、退回 (return)" in leave("--lang", "zh", "inbox", "lin").stdout.splitlines()
    assert result.stderr == "1 task\n"
    item = json.loads(leave("inbox", "lin", "-o", "jsonl").stdout)
    assert (item["kind"], item["key"], item["holder"], item["overdue"]) == ("task", "1", "lin", False)
    assert {offer["action"] for offer in item["offers"]} >= {"approve", "reject", "return"}
    assert "nothing waits for chen" in leave("inbox", "chen").stderr


def test_cases_are_listed_and_filtered(leave: Run) -> None:
    leave(*START, "--key", "2")
    assert [row["key"] for row in csv.DictReader(io.StringIO(leave("cases", "-o", "csv").stdout))] == ["1", "2"]
    assert [json.loads(line)["key"] for line in leave("cases", "--step", "head", "-o", "jsonl").stdout.splitlines()] == ["1"]
    assert json.loads(leave("cases", "--holder", "chen", "-o", "json").stdout)["items"][0]["key"] == "2"
    assert leave("cases", "--ended").stdout == ""
    assert "no cases" in leave("cases", "--status", "rejected").stderr


def test_a_page_of_cases_says_where_the_next_begins(leave: Run) -> None:
    leave(*START, "--key", "2")
    first = json.loads(leave("cases", "--limit", "1", "-o", "json").stdout)
    second = json.loads(leave("cases", "--limit", "1", "--after", first["next"], "-o", "json").stdout)
    assert [first["items"][0]["key"], second["items"][0]["key"]] == ["1", "2"]
    assert json.loads(leave("cases", "-o", "json").stdout)["next"] is None


def test_tables_stand_straight_under_chinese(leave: Run) -> None:
    leave(*START, "--key", "2")
    lines = leave("cases", "--lang", "zh").stdout.splitlines()
    at = [width(line[: line.index(word)]) for line, word in zip(lines, ("环节", "部门负责人审批", "填写"), strict=True)]
    assert len(set(at)) == 1


def test_show_is_one_page(leave: Run) -> None:
    page = leave("show", "leave/1", "--lang", "zh").stdout
    assert page.startswith("1  请假审批  leave\n")
    assert "部门负责人审批 (head)" in page
    assert "  天数  2.5\n" in page
    made = json.loads(leave("show", "1", "-o", "json").stdout)
    assert (made["kind"], made["step"], made["data"]["reason"]) == ("case", "head", "探亲")
    assert made["due_at"].endswith("17:30:00+08:00")


def test_a_case_that_is_not_there(house: Run) -> None:
    result = house("show", "99")
    assert result.exit_code == 4
    assert "there is no case '99' [not_found]" in result.stderr


def test_the_side_verbs(leave: Run) -> None:
    assert leave("remind", "1", "--as", "chen", "-m", "请尽快").exit_code == 0
    reassigned = leave("reassign", "1", "--as", "zhou", "--to", "wang", "--reason", "林二出差").stdout.splitlines()
    assert reassigned[1] == "  still at Head of unit (head)"
    assert reassigned[2].startswith("  next: wang 王三, until ")
    assert leave("withdraw", "1", "--as", "chen").exit_code == 0
    assert json.loads(leave("show", "1", "-o", "json").stdout)["status"] == "withdrawn"


def test_a_request_is_carried_out_once(house: Run) -> None:
    for _ in range(2):
        assert house(*START, "--key", "1", "--request-id", "r1").exit_code == 0
    assert len(house("cases", "-o", "jsonl").stdout.splitlines()) == 1


def test_history_is_a_story_and_json_has_every_event(leave: Run) -> None:
    leave("act", "1", "return", "--as", "lin", "--comment", "请写明去向")
    story = leave("history", "1").stdout
    assert "sent back from Head of unit to Draft" in story
    assert "return: “请写明去向”" in story
    events = [json.loads(line) for line in leave("history", "1", "-o", "jsonl").stdout.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {"started", "entered", "decided", "returned", "seat_opened"} <= {event["event"] for event in events}
    assert len(leave("history", "1", "--all").stdout.splitlines()) > len(story.splitlines())


def test_what_was_refused_is_kept(leave: Run) -> None:
    leave("act", "1", "approve", "--as", "wang")
    assert "not_holder" in leave("history", "1", "--attempts").stdout


def test_verify_ends_well_and_exports_heads(leave: Run) -> None:
    result = leave("verify", "--export", "heads.json")
    assert result.exit_code == 0
    assert "1 case verified" in result.stderr
    heads = json.loads(Path("heads.json").read_text())
    assert heads["kind"] == "heads"
    assert leave("verify", "--against", "heads.json").exit_code == 0
    root = next(iter(heads["heads"]))
    Path("heads.json").write_text(json.dumps({"heads": {root: "0" * 64}}))
    tampered = leave("verify", "--against", "heads.json")
    assert tampered.exit_code == 7
    assert "against" in tampered.stdout
    assert leave("verify", "--against", "people.yaml").exit_code == 2


def test_a_broken_workflow_file_stops_only_whoever_starts(leave: Run) -> None:
    Path("workflows/bad.yaml").write_text("signoff: 1\n")
    shown = leave("show", "1")
    assert shown.exit_code == 0
    assert "warning:" in shown.stderr
    assert "bad.yaml:1:1: 缺少必写的 `workflow`：流程的名称（另有 1 处）；请看 signoff check" in leave("--lang", "zh", "show", "1").stderr
    assert leave(*START).exit_code == 0
    Path("workflows/leave.yaml").write_text("signoff: 1\nworkflow: leave\nsteps: {}\n")
    assert leave("show", "1").exit_code == 0
    refused = leave(*START)
    assert refused.exit_code == 3
    assert "leave.yaml:3:" in refused.stderr


def test_a_case_may_be_read_without_its_workflow_file(leave: Run) -> None:
    Path("workflows/leave.yaml").unlink()
    assert "Head of unit (head)" in leave("show", "1").stdout
    assert leave("act", "1", "approve", "--as", "lin").exit_code == 0


def test_data_may_come_through_a_pipe(house: Run) -> None:
    from click.testing import CliRunner

    from signoff.cli.main import cli

    given = CliRunner().invoke(cli, ["start", "leave", "--as", "chen", "--data-file", "-", "-o", "json"], input="unit: sales\ndays: 4\n")
    assert json.loads(given.stdout)["case"]["data"]["days"] == "4"


def test_many_are_reminded_at_once(leave: Run) -> None:
    leave(*START, "--key", "2")
    dry = leave("remind", "--as", "zhou", "--workflow", "leave", "--dry-run")
    assert dry.exit_code == 0
    assert [line.split()[0] for line in dry.stdout.splitlines()] == ["CASE", "1", "2"]
    assert "2 would be done, 0 refused" in dry.stderr
    assert "urged" not in leave("history", "1").stdout
    assert "2 done, 0 refused" in leave("remind", "1", "2", "--as", "zhou").stderr
    assert "urged" in leave("history", "1").stdout


def test_one_refusal_does_not_stop_the_others(leave: Run) -> None:
    leave(*START, "--key", "2")
    result = leave("reassign", "--as", "zhou", "--to", "wang", "--reason", "休假", "--workflow", "leave", "-o", "json")
    assert result.exit_code in (0, 5)
    made = json.loads(result.stdout)
    assert made["kind"] == "reassign-many"
    assert [item["key"] for item in made["items"]] == ["1", "2"]
    assert made["items"][0]["state"] == "done"


def test_all_seats_of_one_who_leaves_are_moved(leave: Run) -> None:
    leave("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=1", "--data", "reason=x", "--key", "2")
    leave("act", "2", "submit", "--as", "chen")
    assert "2 done" in leave("reassign", "--holder", "lin", "--to", "wang", "--reason", "调离", "--as", "zhou").stderr
    assert len(leave("inbox", "wang", "-o", "jsonl").stdout.splitlines()) == 2


def test_seats_go_with_the_post_and_a_vacant_one_is_told(leave: Run) -> None:
    assert "no_successor" in leave("succeed", "1", "--reason", "核对", "--as", "zhou").stderr
    people = Path("people.yaml")
    before = people.read_text("utf-8")
    people.write_text(before.replace(", posts: [head@sales]", ""), "utf-8")
    assert leave("succeed", "--holder", "lin", "--reason", "调离", "--as", "zhou", "--dry-run").exit_code == 0
    assert leave("succeed", "1", "--reason", "调离", "--as", "zhou").exit_code == 0
    assert "the post of lin 林二 is vacant" in leave("history", "1").stdout
    assert "the post is vacant: lin has left it" in leave("stuck").stdout
    assert "岗位空缺：lin 林二 离任后无人接任" in leave("--lang", "zh", "stuck").stdout
    people.write_text(before.replace("[head@sales]", "[]").replace("[head@office]", "[head@office, head@sales]"), "utf-8")
    assert leave("succeed", "1", "--reason", "到任", "--as", "zhou").exit_code == 0
    assert "the vacant post is filled: wang 王三" in leave("history", "1").stdout
    assert len(leave("inbox", "wang", "-o", "jsonl").stdout.splitlines()) == 1


def test_all_cases_are_never_meant_by_the_way(leave: Run) -> None:
    result = leave("remind", "--as", "zhou")
    assert result.exit_code == 2
    assert "[no_cases]" in result.stderr


def test_tenants_do_not_see_each_other(leave: Run) -> None:
    assert leave("--tenant", "other", "cases", "-o", "jsonl").stdout == ""
    assert leave("--tenant", "other", "show", "1").exit_code == 4


def test_a_page_in_either_language_holds_the_same_facts(leave: Run) -> None:
    for command in (("show", "1"), ("why", "1"), ("history", "1")):
        english, chinese = (leave(*command, "--lang", lang).stdout for lang in ("en", "zh"))
        assert english.count("+08:00") == chinese.count("+08:00")
        assert len(english.splitlines()) == len(chinese.splitlines())


def test_a_case_with_branches_names_them_as_what_comes_next(leave: Run) -> None:
    Path("workflows/parts.yaml").write_text(
        "signoff: 1\nworkflow: parts\ndefaults: {empty: hold, self: allow}\nsteps:\n  draft: {by: initiator}\n  split:\n    parallel:\n"
        "      law: {title: Law, steps: {check: {approvers: person(lin)}}}\n      money: {steps: {count: {approvers: person(wang)}}}\n",
        "utf-8",
    )
    leave("start", "parts", "--as", "chen", "--key", "7")
    assert "next: the branches 7/law, 7/money" in leave("act", "7", "submit", "--as", "chen").stdout
    assert "7/money" in leave("show", "7").stdout
    assert leave("act", "7/law", "approve", "--as", "lin").exit_code == 0
    assert "the branch 7/money" in leave("why", "7").stdout
    assert "Law has ended: approved" in leave("history", "7").stdout


@pytest.mark.parametrize(("language", "told"), [("en", "no case `{id}` to go on behind"), ("zh", "没有 `{id}` 这个件")])
def test_a_page_goes_on_behind_a_case_of_this_tenant_only(house: Run, language: str, told: str) -> None:
    words = ("--data", "unit=sales", "--data", "days=2", "--data", "reason=x")
    house("--tenant", "north", "start", "leave", "--as", "chen", *words, "--key", "theirs")
    house("start", "leave", "--as", "chen", *words, "--key", "mine")
    (theirs,) = (case["id"] for case in json.loads(house("--tenant", "north", "cases", "-o", "json").stdout)["items"])
    (mine,) = (case["id"] for case in json.loads(house("cases", "-o", "json").stdout)["items"])
    for id in ("garbage", theirs, "0190a0b0-0000-7000-8000-000000000000"):
        for command in (("cases",), ("archive", "list")):
            refused = house(*command, "--after", id, "--lang", language)
            assert (refused.exit_code, refused.stdout) == (4, "") and told.format(id=id) in refused.stderr
    assert house("cases", "--after", mine).exit_code == 0
