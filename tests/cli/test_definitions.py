"""`init`, `check`, `test`, `diagram`, `schema`, `config`: without a database."""

import json
from pathlib import Path

import pytest

from signoff.cli.width import width
from signoff.workflows.shipped import PROPOSALS

from .running import Run

BAD = """\
signoff: 1
workflow: 请假
title: {zh: 请假, en: Leave}
data:
  天数: {type: decimal, requird: true}
steps:
  填写:
    by: initiator
  审批:
    approvers: role(负责人)
    self: forbid
    empty: hold
"""


def test_what_init_writes_passes_check_and_test_at_once(run: Run) -> None:
    made = run("init")
    assert made.exit_code == 0
    assert [line.split()[1] for line in made.stdout.splitlines()] == ["people.yaml", "signoff.toml", "workflows/leave.yaml"]
    assert run("check").exit_code == 0
    assert run("check", "--strict", ".").exit_code == 0
    tested = run("test")
    assert tested.exit_code == 0
    assert "3 passed, 0 failed" in tested.stderr
    assert run("people", "check").exit_code == 0


@pytest.mark.parametrize(("lang", "notices"), [("zh", "zh"), ("en", "en")])
def test_whoever_begins_in_chinese_gets_notices_in_chinese(lang: str, notices: str, run: Run) -> None:
    assert run("init", "--lang", lang).exit_code == 0
    (found,) = (one for one in json.loads(run("config", "-o", "json").stdout)["items"] if one["name"] == "language")
    assert found["value"] == notices


def test_init_never_overwrites(run: Run) -> None:
    Path("people.yaml").write_text("mine")
    result = run("init")
    assert result.exit_code == 1
    assert "has people.yaml already" in result.stderr
    assert Path("people.yaml").read_text() == "mine"
    assert not Path("signoff.toml").exists()


@pytest.mark.parametrize(
    ("chosen", "workflows"),
    [
        (("purchase",), {"purchase"}),
        (("look-back", "leave"), {"leave", "look-back", "reply-approval", "supervision"}),
        (("upstream-support",), {"document-approval", "upstream-support"}),
    ],
)
def test_init_with_workflows_that_ship_brings_all_that_they_run(chosen: tuple[str, ...], workflows: set[str], run: Run) -> None:
    assert run("init", *(word for name in chosen for word in ("--with", name))).exit_code == 0
    assert {path.stem for path in Path("workflows").glob("*.yaml")} == {*workflows, "people"}
    assert run("check", "--strict").exit_code == 0
    tested = run("test")
    assert tested.exit_code == 0, tested.output
    assert "0 failed" in tested.stderr


def test_init_with_proposals_brings_what_an_office_takes_and_says_so(run: Run) -> None:
    made = run("--lang", "zh", "init", "--with", "proposals")
    assert made.exit_code == 0
    assert {path.stem for path in Path("workflows").glob("*.yaml")} == {*PROPOSALS, "people"}
    assert "虚构" in made.stdout and "signoff people check" in made.stderr
    assert 'language = "zh"' in Path("signoff.toml").read_text("utf-8")
    assert run("people", "check").exit_code == 0


def test_init_with_a_workflow_that_does_not_ship_names_the_nearest_and_writes_nothing(run: Run) -> None:
    told = run("init", "--with", "leave", "--with", "purchas")
    assert told.exit_code == 4
    assert "no workflow `purchas` ships" in told.stderr and "`purchase`" in told.stderr
    assert "`purchase`" in run("--lang", "zh", "init", "--with", "purchas").stderr
    assert list(Path().iterdir()) == []


OUTER = "signoff: 1\nworkflow: outer\ndefaults: {empty: hold}\nsteps:\n  sub: {workflow: reviw}\n  last: {by: role(audit)}\n"
REVIEW = "signoff: 1\nworkflow: review\ndefaults: {empty: hold}\nsteps:\n  reading: {by: role(legal)}\n"


def test_check_tells_of_a_workflow_that_is_run_and_is_in_no_file_of_the_folder(run: Run) -> None:
    Path("outer.yaml").write_text(OUTER, "utf-8")
    Path("review.yaml").write_text(REVIEW, "utf-8")
    result = run("check", "outer.yaml")
    assert (result.exit_code, "Did you mean `review`?" in result.stdout) == (3, True)
    assert "there is no workflow `reviw` (outer.yaml:5:19) [unknown_workflow]" in result.stdout
    assert "没有流程 `reviw`" in run("check", ".", "--lang", "zh").stdout
    Path("outer.yaml").write_text(OUTER.replace("reviw", "review"), "utf-8")
    assert run("check", "outer.yaml").exit_code == run("check", ".").exit_code == 0


POLICY = "signoff: 1\npolicy: mine\nvalues:\n  sign:\n    is: 3 days\n  plan: 0wd\n"
TIMED = """\
signoff: 1
workflow: {name}
policy: other
defaults: {{empty: hold}}
steps:
  first: {{by: initiator, due: policy.sign}}
  second: {{by: initiator, due: policy.sign}}
"""


def test_check_tells_a_mistake_of_the_policy_once_in_the_policy_file(run: Run) -> None:
    Path("policies").mkdir()
    Path("policies/mine.yaml").write_text(POLICY, "utf-8")
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(TIMED.format(name=name), "utf-8")
    Path("signoff.toml").write_text('workflows = "."\npolicy = "mine"\n', "utf-8")
    result = run("check")
    assert (result.exit_code, result.stderr) == (3, "3 files, 1 error, 1 warning\n")
    assert result.stdout.startswith(
        "error policy.sign.is: `3 days` is not a duration (policies/mine.yaml:5:9) [wrong_type]\n      is: 3 days\n          ^^^^^^\n"
    )
    chinese = run("--lang", "zh", "check").stdout
    assert "错误 policy.sign.is: `3 days` 不是期限的写法 (policies/mine.yaml:5:9) [wrong_type]" in chinese
    assert "请写 `3d`（自然日）或 `3wd`（工作日）。" in chinese
    assert "`0wd` 等于没有时间：以此为期限的，当日即到期；当日已下班或非工作日的，下一个工作日到期" in chinese


def test_check_shows_the_line_of_the_policy_for_a_workflow_alone(run: Run) -> None:
    Path("policies").mkdir()
    Path("policies/other.yaml").write_text(POLICY.replace("mine", "other"), "utf-8")
    Path("one.yaml").write_text(TIMED.format(name="one"), "utf-8")
    assert "      is: 3 days\n          ^^^^^^\n" in run("check", "one.yaml").stdout


def test_check_shows_place_code_caret_and_suggestion(run: Run) -> None:
    Path("bad.yaml").write_text(BAD, "utf-8")
    result = run("check", "bad.yaml")
    assert result.exit_code == 3
    assert "unknown key `requird` (bad.yaml:5:23) [unknown_key]" in result.stdout
    assert "Did you mean `required`?" in result.stdout
    lines = result.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "^" in line)
    assert width(lines[at][: lines[at].index("^")]) == width(lines[at - 1][: lines[at - 1].index("requird")])
    assert result.stderr == "1 file, 1 error, 0 warnings\n"


def test_check_tells_in_chinese_what_is_wrong_and_what_was_meant(run: Run) -> None:
    Path("bad.yaml").write_text(BAD, "utf-8")
    result = run("check", "bad.yaml", "--lang", "zh")
    assert "错误 data.天数.requird: 没有 `requird` 这个键 (bad.yaml:5:23) [unknown_key]\n" in result.stdout
    assert "  是否想写 `required`？\n" in result.stdout
    assert result.stderr == "1 个文件，1 个错误，0 个警告\n"


def test_findings_as_json_have_their_place(run: Run) -> None:
    Path("bad.yaml").write_text(BAD, "utf-8")
    made = json.loads(run("check", "bad.yaml", "-o", "json").stdout)
    assert (made["signoff"], made["kind"], made["errors"], made["warnings"]) == (1, "findings", 1, 0)
    assert made["files"] == [{"file": "bad.yaml", "type": "workflow", "errors": 1, "warnings": 0}]
    (item,) = made["items"]
    assert (item["code"], item["line"], item["column"], item["length"]) == ("unknown_key", 5, 23, 7)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("people.yaml", "signoff: 1\npeople: {a: {name: A, unti: x}}\n", "people"),
        ("policies/house.yaml", "signoff: 1\npolicy: house\nvaluess: {}\n", "policy"),
        ("calendars/cal.yaml", "calendar: cal\nweekendd: []\n", "calendar"),
    ],
)
def test_check_knows_every_kind_of_file(run: Run, name: str, text: str, kind: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)
    made = json.loads(run("check", ".", "-o", "json").stdout)
    assert [file["type"] for file in made["files"]] == [kind]
    assert made["errors"] > 0


def test_a_file_that_is_not_there_is_a_finding(run: Run) -> None:
    result = run("check", "nowhere.yaml")
    assert result.exit_code == 3
    assert "[unreadable]" in result.stdout


def test_nothing_to_check_is_not_found(run: Run) -> None:
    assert run("check", ".").exit_code == 4


def test_files_of_the_settings_are_told_from_where_one_stands(house: Run) -> None:
    assert house("test").stdout.splitlines()[0] == "workflows/leave.yaml"
    Path("workflows/broken.yaml").write_text("signoff: 1\n")
    assert "(workflows/broken.yaml:1:1)" in house("check").stdout


def test_an_example_that_fails_is_told_with_its_place(house: Run) -> None:
    file = Path("workflows/leave.yaml")
    file.write_text(file.read_text("utf-8").replace("    end: approved\n", "    end: rejected\n", 1), "utf-8")
    result = house("test")
    assert result.exit_code == 1
    assert "failed" in result.stdout
    assert "leave.yaml:" in result.stdout
    assert "2 passed, 1 failed" in result.stderr
    items = [json.loads(line) for line in house("test", "-o", "jsonl").stdout.splitlines()]
    assert [item["passed"] for item in items] == [False, True, True]
    assert items[0]["kind"] == "example"


REFUSED = """
signoff: 1
workflow: asked
start: {require: {too_soon: "1 == 2"}}
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
steps:
  draft: {by: initiator}
  boss: {approvers: role(boss)}
examples:
  - {do: [submit, {approve: {by: wu, refused: comment_required}}], step: boss}
"""


def test_a_refusal_that_an_example_did_not_expect_is_told_in_the_language_spoken(house: Run) -> None:
    file = Path("workflows/asked.yaml")
    file.write_text(REFUSED.replace('start: {require: {too_soon: "1 == 2"}}\n', ""), "utf-8")
    english, chinese = house("test", str(file)).stdout, house("--lang", "zh", "test", str(file)).stdout
    assert "wu: approve → refused, not_holder" in english
    assert "was refused: not_holder (`wu` holds no open seat" in english
    assert "wu: approve → 被拒绝（not_holder）" in chinese
    assert "实际被拒绝的原因是“not_holder：此环节的待办不在此人手中”" in chinese
    file.write_text(REFUSED, "utf-8")
    assert "“initiator”无法发起：“too_soon：" in house("--lang", "zh", "test", str(file)).stdout


def test_only_the_examples_asked_for_are_run(house: Run) -> None:
    assert "1 passed, 0 failed" in house("test", "-k", "长假").stderr


def test_a_broken_file_is_not_tested(house: Run) -> None:
    Path("workflows/bad.yaml").write_text(BAD, "utf-8")
    result = house("test")
    assert result.exit_code == 3
    assert "[unknown_key]" in result.stdout


def test_a_workflow_is_drawn_by_its_file_or_its_name(house: Run) -> None:
    by_name, by_file = house("diagram", "leave"), house("diagram", "workflows/leave.yaml")
    assert by_name.exit_code == 0
    assert by_name.stdout == by_file.stdout
    assert by_name.stdout.startswith("flowchart")
    assert "Head of unit" in by_name.stdout
    assert "部门负责人审批" in house("diagram", "leave", "--lang", "zh").stdout


def test_a_workflow_is_drawn_with_the_policies_that_check_knows(house: Run) -> None:
    settings = Path("signoff.toml")
    settings.write_text(settings.read_text("utf-8") + 'policies = "numbers"\n', "utf-8")
    Path("numbers").mkdir()
    Path("numbers/ours.yaml").write_text("signoff: 1\npolicy: ours\nvalues: {days: 3d}\n", "utf-8")
    Path("workflows/short.yaml").write_text(
        "signoff: 1\nworkflow: short\npolicy: ours\nsteps:\n  draft: {by: initiator, due: policy.days}\n", "utf-8"
    )
    assert house("check").exit_code == 0
    assert house("diagram", "short").exit_code == house("diagram", "workflows/short.yaml").exit_code == 0


def test_a_workflow_that_is_not_there(house: Run) -> None:
    result = house("diagram", "leaf")
    assert result.exit_code == 4
    assert "there is no workflow `leaf`" in result.stderr
    assert "leave" in result.stderr


@pytest.mark.parametrize("what", ["workflow", "policy", "people"])
def test_the_schema_is_json(run: Run, what: str) -> None:
    assert json.loads(run("schema", what).stdout)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_config_shows_each_value_and_where_it_comes_from(house: Run) -> None:
    made = json.loads(house("config", "-o", "json", "--db", "postgresql+psycopg://me:secret@host/app", SIGNOFF_TICK="7").stdout)
    found = {item["name"]: (item["value"], item["source"]) for item in made["items"]}
    assert found["tick"] == (7, "SIGNOFF_TICK")
    assert found["db"] == ("postgresql+psycopg://me:***@host/app", "--db")
    assert found["timezone"][0] == "Asia/Shanghai"
    assert found["timezone"][1].endswith("signoff.toml")
    assert found["tenant"] == ("default", "default")


def test_a_secret_is_never_shown(house: Run) -> None:
    for form in ("table", "json", "csv"):
        assert "hunter2" not in house("config", "-o", form, SIGNOFF_SMTP_PASSWORD="hunter2").stdout


def test_a_wrong_setting_is_usage(house: Run) -> None:
    result = house("config", SIGNOFF_TICK="never")
    assert result.exit_code == 2
    assert "[bad_setting]" in result.stderr
