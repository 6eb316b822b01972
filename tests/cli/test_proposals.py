"""`proposals import`: what an office sees of it."""

import json
import re
from pathlib import Path
from shutil import copy

import pytest

from signoff.workflows.shipped import catalogue_path, people_path
from tests.adapters.proposals.ledger.tables import DONE, of, sheet, text
from tests.adapters.proposals.test_many import HANDLING, LOOK_BACK

from .running import Run


@pytest.fixture
def office(run: Run) -> Run:
    """A folder with the record of finished cases, the invented city, and a database."""
    Path("workflows").mkdir()
    copy(catalogue_path("proposal-record"), "workflows")
    copy(people_path(), "people.yaml")
    Path("signoff.toml").write_text('db = "sqlite:///signoff.db"\nas = "li"\n', "utf-8")
    return run


def test_a_ledger_is_tried_then_imported_and_a_second_run_changes_nothing(office: Run) -> None:
    sheet(Path("a.xlsx"), *of(DONE))
    tried = office("proposals", "import", "a.xlsx", "--dry-run")
    assert tried.exit_code == 0 and "1 case would be imported" in tried.stderr
    done = office("proposals", "import", "a.xlsx")
    assert done.exit_code == 0 and "1 case imported" in done.stderr and done.stdout == ""
    again = office("proposals", "import", "a.xlsx", "--lang", "zh")
    assert again.exit_code == 0 and "1 件此前已登记" in again.stderr and "已导入 0 件" in again.stderr


def test_mistakes_are_told_by_cell_in_both_languages_and_as_json(office: Run) -> None:
    text(Path("a.csv"), *of({**DONE, "编号": "61O2", "答复期限": "2020年4月31日"}))
    told = office("proposals", "import", "a.csv")
    assert told.exit_code == 5 and "2 mistakes" in told.stderr and "nothing was imported" in told.stderr
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["CELL", "C2", "H2"]
    assert "没有这一天" in office("--lang", "zh", "proposals", "import", "a.csv").stdout
    body = json.loads(office("proposals", "import", "a.csv", "-o", "json").stdout)
    assert (body["kind"], body["rows"], body["imported"], body["encoding"]) == ("proposals-import", 1, 0, "utf-8")
    assert [(one["cell"], one["heading"], one["code"]) for one in body["items"]] == [
        ("C2", "编号", "number_written"),
        ("H2", "答复期限", "no_such_day"),
    ]


def test_a_dry_run_says_what_would_happen(office: Run) -> None:
    text(Path("a.csv"), tuple(DONE), tuple(DONE.values()), tuple({**DONE, "编号": "x"}.values()))
    told = office("--lang", "zh", "proposals", "import", "a.csv", "--dry-run")
    assert told.exit_code == 5 and "一件也不会导入" in told.stderr and "将导入" not in told.stderr and "另有 1 行无误" in told.stderr
    part = office("proposals", "import", "a.csv", "--dry-run", "--partial")
    assert part.exit_code == 5 and "1 case would be imported" in part.stderr and "waits" not in part.stderr
    assert json.loads(office("proposals", "import", "a.csv", "--dry-run", "-o", "json").stdout)["would"] == 0


def test_a_doubt_is_accepted_by_its_code(office: Run) -> None:
    text(Path("a.csv"), *of({**DONE, "收件日期": "2020-03-11"}))
    held = office("proposals", "import", "a.csv")
    assert held.exit_code == 5 and "1 of them is a doubt" in held.stderr and "--accept received_late" in held.stderr
    unknown = office("--lang", "zh", "proposals", "import", "a.csv", "--accept", "day_before")
    assert unknown.exit_code == 2 and "没有这种存疑" in unknown.stderr and "proposer_empty" in unknown.stderr
    done = office("proposals", "import", "a.csv", "--accept", "received_late")
    assert done.exit_code == 0 and "1 doubt was accepted" in done.stderr and "1 case imported" in done.stderr


def test_what_the_workflow_refuses_is_told_in_the_language_spoken(office: Run) -> None:
    text(Path("a.csv"), *of(DONE))
    told = office("--lang", "zh", "proposals", "import", "a.csv", "--as", "a1")
    assert told.exit_code == 5 and "start_not_allowed" not in told.stdout and "refused" in told.stdout


def test_whoever_is_nobody_is_told_so_once(office: Run) -> None:
    text(Path("a.csv"), tuple(DONE), *(tuple({**DONE, "编号": number}.values()) for number in ("6102", "6103", "6104")))
    told = office("--lang", "zh", "proposals", "import", "a.csv", "--as", "nobody")
    assert told.exit_code == 5 and told.stdout.count("组织中没有 nobody") == 1 and "有误 1 处" in told.stderr


def test_headings_without_a_row_import_nothing_and_say_so(office: Run) -> None:
    text(Path("a.csv"), tuple(DONE))
    told = office("--lang", "zh", "proposals", "import", "a.csv")
    assert told.exit_code == 5 and "表头之下没有可读的行" in told.stdout and "一件也没有导入" in told.stderr


def test_a_file_that_is_no_ledger_is_refused_with_what_to_do(office: Run) -> None:
    Path("a.xlsx").write_bytes(b"")
    told = office("--lang", "zh", "proposals", "import", "a.xlsx")
    assert told.exit_code == 1 and "文件是空的" in told.stderr and "请给出含台账的文件" in told.stderr


def test_numbers_of_another_form_are_a_matter_of_the_call(office: Run) -> None:
    text(Path("a.csv"), *of({**DONE, "编号": "建12"}))
    assert office("proposals", "import", "a.csv", "--dry-run").exit_code == 5
    assert office("proposals", "import", "a.csv", "--dry-run", "--number", "npc_suggestion=建##").exit_code == 0
    assert office("proposals", "import", "a.csv", "--number", "npc=1").exit_code == 2


def test_a_case_goes_by_the_number_that_people_say(office: Run) -> None:
    text(
        Path("a.csv"), tuple(DONE), tuple(DONE.values()), tuple({**DONE, "年度": "2021"}.values()), tuple({**DONE, "编号": "6103"}.values())
    )
    assert office("proposals", "import", "a.csv").exit_code == 0
    assert "npc_suggestion-2020-6103" in office("show", "6103").stdout
    assert office("act", "6103", "correct", "--comment", "漏填").exit_code == 0
    assert "npc_suggestion-2020-6102" in office("show", "2020-6102").stdout
    several = office("--lang", "zh", "show", "6102")
    assert several.exit_code == 4 and "6102 可能指多件" in several.stderr
    assert all(f"proposal-record/npc_suggestion-{year}-6102" in several.stderr for year in (2020, 2021))
    assert office("show", "9999").exit_code == 4


@pytest.fixture
def waiting(office: Run) -> Run:
    """Two cases wait to be assigned."""
    copy(catalogue_path("assign-batch"), "workflows")
    Path("workflows/proposal-handling.yaml").write_text(HANDLING, "utf-8")
    Path("workflows/look-back.yaml").write_text(LOOK_BACK, "utf-8")
    Path("data.json").write_text(json.dumps({"units": [{"unit": "transport", "role": "lead"}], "title": "道路"}), "utf-8")
    for number in ("6115", "6116"):
        done = office("start", "proposal-handling", "--data-file", "data.json", "--data", f"case_no={number}")
        assert done.exit_code == 0, done.stderr
    return office


def test_cases_are_assigned_by_number_or_all_together(waiting: Run) -> None:
    assert waiting("proposals", "assign", "--batch", "1").exit_code == 2
    tried = waiting("proposals", "assign", "--all", "--batch", "1", "--year", "2026", "--dry-run")
    assert tried.exit_code == 0 and "2 cases would be assigned" in tried.stderr
    done = waiting("proposals", "assign", "6115", "--batch", "1", "--year", "2026", "--meeting-on", "2026-03-10")
    assert done.exit_code == 0 and "1 case assigned, record 2026-1" in done.stderr
    again = waiting("--lang", "zh", "proposals", "assign", "6115", "6116", "--batch", "2", "--year", "2026")
    assert again.exit_code == 5 and "一件也没有交办" in again.stderr and "未办：其他件被拒绝" in again.stdout
    rest = waiting("proposals", "assign", "6115", "6116", "--batch", "2", "--year", "2026", "--leave-out", "-o", "json")
    assert [item["state"] for item in json.loads(rest.stdout)["items"]] == ["refused", "done"]


def test_what_is_wrong_with_a_batch_is_told_with_what_to_do(waiting: Run) -> None:
    ahead = waiting("--lang", "zh", "proposals", "assign", "--all", "--batch", "1", "--meeting-on", "2099-01-01")
    assert ahead.exit_code == 5 and "2099-01-01 尚未到来" in ahead.stderr and "[meeting_ahead]" in ahead.stderr
    assert waiting("proposals", "assign", "6115", "--all", "--batch", "1").exit_code == 2
    assert waiting("proposals", "assign", "6115", "--batch", "1", "--year", "2026").exit_code == 0
    again = waiting("proposals", "assign", "--all", "--batch", "1", "--year", "2026")
    assert again.exit_code == 5 and "[batch_taken]" in again.stderr and "--batch" in again.stderr and "--key" not in again.stderr
    assert "请换一个 --batch" in waiting("--lang", "zh", "proposals", "assign", "--all", "--batch", "1", "--year", "2026").stderr
    assert waiting("proposals", "assign", "--all", "--batch", "2").exit_code == 0
    none = waiting("--lang", "zh", "proposals", "assign", "--all", "--batch", "3")
    assert none.exit_code == 5 and "没有待交办的件" in none.stderr and "--all" not in none.stderr


def test_the_day_of_the_meeting_is_written_as_other_days_are(waiting: Run) -> None:
    wrong = waiting("--lang", "zh", "proposals", "assign", "6115", "--batch", "1", "--meeting-on", "6月1日")
    assert wrong.exit_code == 2 and "请写成 2026-06-01" in wrong.stderr and "%Y" not in wrong.stderr
    done = waiting("proposals", "assign", "6115", "--batch", "1", "--year", "2026", "--meeting-on", "2026年6月1日")
    assert done.exit_code == 0 and "2026-06-01" in waiting("show", "assign-batch/2026-1").stdout


def test_a_merged_case_without_its_main_case_is_told_on_the_dry_run_with_what_to_do(waiting: Run) -> None:
    fields = "  mode: {type: choice, options: [sole, merged]}\n  merged_into: text\n  case_no:"
    Path("workflows/proposal-handling.yaml").write_text(HANDLING.replace("  case_no:", fields, 1), "utf-8")
    given = ("--data", "case_no=6117", "--data", "mode=merged", "--data", "merged_into=9999")
    assert waiting("start", "proposal-handling", "--data-file", "data.json", *given).exit_code == 0
    for more, rest in ((("--dry-run",), "将交办 1 件"), ((), "一件也没有交办")):
        told = waiting("--lang", "zh", "proposals", "assign", "6115", "6117", "--batch", "1", *more)
        assert told.exit_code == 5 and "没有可以并入的 9999 这一件" in told.stdout and "[main_case_unknown]" in told.stdout
        assert rest in told.stderr and "npc_suggestion-2026-6117 的主件有误：请退回拟办" in told.stderr
    english = waiting("proposals", "assign", "6117", "--batch", "1", "--dry-run")
    assert "there is no case 9999" in english.stdout and "send it back" in english.stderr
    assert waiting("proposals", "assign", "6115", "--batch", "1").exit_code == 0


def test_a_case_that_is_assigned_by_itself_is_looked_at_as_in_a_batch(waiting: Run) -> None:
    fields = "  mode: {type: choice, options: [sole, merged]}\n  merged_into: text\n  case_no:"
    Path("workflows/proposal-handling.yaml").write_text(HANDLING.replace("  case_no:", fields, 1), "utf-8")
    for number, into in (("6117", "9999"), ("6118", "2026-6118"), ("6119", "6115")):
        given = ("--data", f"case_no={number}", "--data", "mode=merged", "--data", f"merged_into={into}")
        assert waiting("start", "proposal-handling", "--data-file", "data.json", *given).exit_code == 0
    told = waiting("--lang", "zh", "act", "6117", "assign")
    assert told.exit_code == 5 and "没有可以并入的 9999 这一件" in told.stderr and "请退回拟办" in told.stderr
    assert "[merged_into_itself]" in waiting("act", "6118", "assign").stderr
    dry = waiting("act", "--workflow", "proposal-handling", "--step", "classified", "assign", "--dry-run")
    assert dry.exit_code == 5 and "[main_case_unknown]" in dry.stdout and "[merged_into_itself]" in dry.stdout
    assert json.loads(waiting("show", "6117", "-o", "json").stdout)["step"] == "classified"
    both = waiting("act", "6117", "6119", "assign")
    assert both.exit_code == 5 and "[main_case_unknown]" in both.stdout
    assert json.loads(waiting("show", "6119", "-o", "json").stdout)["step"] == "assigned"
    assert "[not_holder]" in waiting("act", "6117", "assign", "--as", "a1").stderr, "what the engine refuses comes first"
    assert waiting("act", "6115", "assign").exit_code == 0


def test_nobody_is_supervised_for_a_case_that_is_not_there(waiting: Run) -> None:
    copy(catalogue_path("supervision"), "workflows")
    given = ("start", "supervision", "--data", "level=blue", "--data", "title=道路", "--data", "target=a1")
    slip = waiting("--lang", "zh", *given, "--data", "case_no=61155")
    assert slip.exit_code == 5 and "没有编号为 61155 的件" in slip.stderr and "您是指 6115 吗？" in slip.stderr
    assert "[case_no_unknown]" in slip.stderr and waiting("cases", "--workflow", "supervision").stdout.count("Supervision") == 0
    english = waiting(*given, "--data", "case_no=abc")
    assert "there is no case with the number abc" in english.stderr and "leave it out" in english.stderr
    assert "不针对某一件的" in waiting("--lang", "zh", *given, "--data", "case_no=abc").stderr
    for named in ("6115", "npc_suggestion-2026-6115", ""):
        done = waiting(*given, "--data", f"case_no={named}")
        assert done.exit_code == 0, done.stderr
    assert "[start_not_allowed]" in waiting(*given, "--data", "case_no=61155", "--as", "a1").stderr


def test_a_batch_without_a_number_is_told_by_its_option(waiting: Run) -> None:
    told = waiting("--lang", "zh", "proposals", "assign", "6115", "--batch", " ")
    assert told.exit_code == 2 and "--batch：请写批次号" in told.stderr


def test_units_in_which_nobody_finds_the_task_are_named_with_the_assignment(waiting: Run) -> None:
    own = "branches:\n  unit_assignment: {for_each: a in units, steps: {sign_in: {by: role(case_officer)@a.unit}}}\n"
    text_of = HANDLING[: HANDLING.index("branches:")].replace(
        "assigned: {by: role(proposal_section)}", "assigned: {parallel: [unit_assignment]}"
    )
    Path("workflows/proposal-handling.yaml").write_text(text_of + own, "utf-8")
    units = [{"unit": unit, "role": "lead"} for unit in ("transport", "towns", "delegates")]
    Path("data.json").write_text(json.dumps({"units": units, "title": "道路"}), "utf-8")
    assert waiting("start", "proposal-handling", "--data-file", "data.json", "--data", "case_no=6117").exit_code == 0
    tried = waiting("--lang", "zh", "proposals", "assign", "6117", "--batch", "1", "--dry-run")
    assert tried.exit_code == 0 and "镇(街)、代表和委员 无人可承接，交办后将无人办理" in tried.stderr
    done = waiting("proposals", "assign", "6117", "--batch", "1", "-o", "json")
    assert json.loads(done.stdout)["untaken"] == ["towns", "delegates"]
    assert "nobody" not in waiting("proposals", "assign", "6115", "--batch", "2").stderr


def test_a_campaign_tells_what_it_started_and_what_was_there(waiting: Run) -> None:
    waiting("act", "6115", "close", "--data", "result_class=B")
    tried = waiting("proposals", "campaign", "autumn", "--year", "2026", "--dry-run")
    assert tried.exit_code == 0 and "1 would be started, 0 refused, 0 unchanged" in tried.stderr
    head, line = tried.stdout.splitlines()
    assert head.split()[-2:] == ["WHO", "WHAT"] and "a5 局长甲五" in line
    asked = json.loads(waiting("proposals", "campaign", "autumn", "--year", "2026", "--dry-run", "-o", "json").stdout)
    assert asked["items"][0]["holders"] == ["a5 局长甲五"]
    assert "1 started" in waiting("proposals", "campaign", "autumn", "--year", "2026").stderr
    again = waiting("--lang", "zh", "proposals", "campaign", "autumn", "--year", "2026")
    assert again.exit_code == 0 and "已启动 0 件" in again.stderr and "未变动 1 件" in again.stderr


WRONG_CALLS = [
    "import nowhere.csv",
    "import .",
    "import",
    "import a.csv b.csv",
    "import a.csv --hidden maybe",
    "import a.csv --year x",
    "import a.csv --year 1000",
    "import a.csv --numbr x",
    "import a.csv --number x",
    "import a.csv --accept x",
    "import a.csv --sheet x",
    "import a.csv --as nobody",
    "import a.csv --as a1",
    "import a.csv --year",
    "assign 6115",
    "assign 9999 --batch 1",
    "assign 6115 --batch 1 --meeting-on 1.1.2026",
    "assign 6115 --batch 1 --meeting-on 2099-01-01",
    "assign 6115 --batch 1 --as a1",
    "campaign",
    "campaign x",
    "campaign x --year 2026 --kind foo",
    "campaign x --year 2026 --start nowhere",
    "campaign x --year 2026 --unit nowhere",
    "nothing",
]


@pytest.mark.parametrize("line", WRONG_CALLS)
def test_whatever_is_wrong_is_said_in_chinese(waiting: Run, line: str) -> None:
    text(Path("a.csv"), *of(DONE))
    told = waiting("--lang", "zh", "proposals", *line.split())
    assert told.exit_code != 0
    said = re.sub(
        r"signoff [a-z -]+|`[^`]*`|'[^']*'|\[[a-z_]+\]|--[a-z-]+|role\([a-z_]+\)|[a-z]+_[a-z_]+|npc_[a-z0-9-]+",
        "",
        told.stdout + told.stderr,
    )
    assert re.findall(r"[A-Za-z]{3,} [a-z]{2,}", said) == [] and re.search("[\u4e00-\u9fff]", said)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--year", "1800"), "有：2026年。"),
        (("--year", "2026", "--class", "Z"), "有：A(已解决或基本解决)、B(正在解决或列入计划)、C(因条件限制暂不能解决)、D(留作参考)。"),
        (("--year", "2026", "--kind", "信访"), "有：人大建议 (npc_suggestion)、政协提案 (cppcc_proposal)。"),
        (("--year", "2026", "--unit", "交通运输局"), "是否指交通局 (transport)？"),
    ],
)
def test_a_campaign_about_what_there_is_none_of_is_refused(waiting: Run, options: tuple[str, ...], told: str) -> None:
    done = waiting("--lang", "zh", "proposals", "campaign", "autumn", *options)
    assert done.exit_code == 4 and f"{options[-2]} {options[-1]}：台账中没有" in done.stderr and told in done.stderr


def test_a_campaign_takes_names_and_labels(waiting: Run) -> None:
    waiting("act", "6115", "close", "--data", "result_class=B")
    given = ("--year", "2026年", "--class", "B类", "--unit", "交通局", "--kind", "人大建议")
    assert "1 started" in waiting("proposals", "campaign", "autumn", *given).stderr
    other = waiting("proposals", "campaign", "autumn", "--year", "2026", "--unit", "财政局")
    assert other.exit_code == 0 and "0 started" in other.stderr
