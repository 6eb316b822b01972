"""`proposals report`, `ledger`, `scorecard`, `snapshot`: what an office sees of them."""

import json
from csv import DictReader
from io import StringIO
from pathlib import Path
from shutil import copy

import pytest
from docx import Document
from openpyxl import load_workbook

from signoff.workflows.shipped import catalogue_path, people_path

from .running import Run

HEAD = "类别,年度,编号,标题,领衔人,上级分工,主办单位,交办日期,答复期限,答复日期,结果类别,满意度,上传日期,交办机关\n"
ROWS = (
    "人大建议,2020,6115,关于拓宽道路的建议（虚构）,张三,主办,transport,2020-03-16,2020-06-16,2020-05-20,B,满意,2020-05-22,江门市\n"
    "政协提案,2020,2020177,关于停车泊位的提案（虚构）,李四,会办,finance,2020-03-16,2020-06-16,2020-06-20,,,2020-06-22,江门市\n"
)

PEOPLE = """# invented
units:
  gov_office: {title: {zh: 市政府办公室, en: Government office}}
  city_direct_units: {title: {zh: 市直机关单位, en: Departments}}
  transport: {title: {zh: 交通局, en: Transport}, parent: city_direct_units}
  finance: {title: {zh: 财政局, en: Finance}, parent: city_direct_units}
people:
  li: {name: 李股长, unit: gov_office, roles: [proposal_section]}
"""
CARD = """scorecard: x
version: 1
title: x
group: towns
indicators:
  a: {measure: on_tim, weight: 100}
grades: [{from: 0, title: x}]
"""


@pytest.fixture
def office(run: Run) -> Run:
    """Two records of a past year, one of them late."""
    Path("workflows").mkdir()
    copy(catalogue_path("proposal-record"), "workflows")
    Path("people.yaml").write_text(PEOPLE, "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///signoff.db"\nas = "li"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    Path("a.csv").write_text(HEAD + ROWS, "utf-8")
    assert run("proposals", "import", "a.csv").exit_code == 0
    return run


def test_without_a_name_every_report_is_listed(run: Run) -> None:
    told = run("proposals", "report")
    assert told.exit_code == 0
    assert {"summary", "on_time_rate", "unit_ranking", "annual_report"} <= {line.split()[0] for line in told.stdout.splitlines()}
    assert "汇总表" in run("--lang", "zh", "proposals", "report").stdout


def test_a_rate_shows_both_its_figures_and_the_notes_say_what_they_are(office: Run) -> None:
    told = office("proposals", "report", "on_time_rate", "--lang", "zh").stdout
    assert "1/1 100.00%" in told and "1/2 50.00%" in told and "0/0 —" in told
    assert "按时办结率＝在现行期限内答复 ÷" in told and "已撤回0件" in told


def test_json_has_the_cases_behind_every_row(office: Run) -> None:
    body = json.loads(office("proposals", "report", "completion_rate", "-o", "json").stdout)
    assert (body["kind"], body["report"], body["timezone"]) == ("proposals-report", "completion_rate", "Asia/Shanghai")
    assert [table["id"] for table in body["tables"]] == ["by_unit", "by_kind"]
    last = next(item for item in body["items"] if item["table"] == "by_unit" and item["sum"])
    assert (last["completion_part"], last["completion_whole"], last["completion_percent"]) == (2, 2, "100.00")
    assert last["keys"] == ["npc_suggestion-2020-6115", "cppcc_proposal-2020-2020177"]


def test_csv_has_a_column_for_each_figure(office: Run) -> None:
    found = list(DictReader(StringIO(office("proposals", "report", "on_time_rate", "-o", "csv").stdout)))
    assert (found[0]["unit"], found[0]["on_time_part"], found[0]["on_time_percent"]) == ("Transport", "1", "100.00")


@pytest.mark.parametrize(("option", "value"), [("--unit", "transport"), ("--kind", "npc_suggestion"), ("--role", "lead"), ("--class", "B")])
def test_filters_narrow_and_are_told(office: Run, option: str, value: str) -> None:
    body = json.loads(office("proposals", "report", "completion_rate", option, value, "-o", "json").stdout)
    assert body["filter"] and [item["completion_whole"] for item in body["items"] if item["sum"]] == [1, 1]


def test_a_workbook_is_written_and_not_overwritten_by_mistake(office: Run) -> None:
    done = office("proposals", "ledger", "--to", "ledger.xlsx", "--lang", "zh")
    assert done.exit_code == 0 and done.stdout == "" and "已写入 ledger.xlsx" in done.stderr
    sheet = load_workbook("ledger.xlsx")["人大建议"]
    assert [cell.value for cell in sheet[4]][:4] == [1, "人大建议", "6115", "关于拓宽道路的建议（虚构）"]
    again = office("proposals", "ledger", "--to", "ledger.xlsx")
    assert again.exit_code == 1 and "--force" in again.stderr
    assert office("proposals", "ledger", "--to", "ledger.xlsx", "--force").exit_code == 0


def test_a_file_of_another_form_is_refused(office: Run) -> None:
    told = office("proposals", "ledger", "--to", "ledger.pdf")
    assert told.exit_code == 2 and ".xlsx" in told.stderr and not Path("ledger.pdf").exists()


def test_the_yearly_report_is_a_letter(office: Run) -> None:
    letter = ("proposals", "report", "annual_report", "--year", "2020", "--by", "市政府办公室")
    assert "共办理江门市交办的人大建议和政协提案2件" in office(*letter).stdout
    assert office(*letter, "--on", "2020-12-31", "--to", "year.docx").exit_code == 0
    said = [paragraph.text for paragraph in Document("year.docx").paragraphs]
    assert said[0] == "2020年建议提案办理工作情况报告" and "2020年12月31日" in said


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "the letter is of 2020-12-31, its figures are of {until}: to have those of that day, add --as-of 2020-12-31"),
        ("zh", "公文日期 2020-12-31 早于数据截至日 {until}：文中数字不是当日的"),
    ],
)
def test_a_letter_of_an_earlier_day_than_its_figures_says_so(office: Run, lang: str, told: str) -> None:
    letter = ("--lang", lang, "proposals", "report", "annual_report", "--year", "2020", "--by", "市政府办公室")
    until = office("proposals", "report", "summary", "-o", "json").stdout
    day = json.loads(until)["as_of"][:10]
    said = office(*letter, "--on", "2020-12-31", "--to", "old.docx").stderr.replace("\n", " ")
    assert told.format(until=day) in said
    assert day not in office(*letter, "--on", day, "--to", "today.docx").stderr
    assert "2020-12-31" not in office(*letter, "--on", "2020-12-31", "--as-of", "2020-12-31", "--to", "then.docx").stderr


def test_a_letter_without_its_year_or_office_says_what_is_missing(office: Run) -> None:
    told = office("proposals", "report", "annual_report")
    assert told.exit_code == 2 and "--year" in told.stderr and "--by" in told.stderr


def test_units_are_ranked_by_the_scorecards_that_ship(office: Run) -> None:
    told = office("proposals", "scorecard", "--year", "2020", "--lang", "zh").stdout
    assert "市直机关单位排名" in told and "交通局" in told and "假定分值" in told


def test_a_mistake_in_a_scorecard_is_told_with_its_place(office: Run) -> None:
    Path("card.yaml").write_text(CARD, "utf-8")
    told = office("proposals", "scorecard", "--year", "2020", "--scorecard", "card.yaml")
    assert told.exit_code == 3 and "card.yaml:6:16" in told.stderr and "Did you mean `on_time`?" in told.stderr


def test_marks_add_own_scores_and_reviews(office: Run) -> None:
    Path("marks.yaml").write_text(
        "scorecard: city-direct-units\nunits:\n  transport:\n    review: {resolution: {score: 8, reason: 部分解决}}\n", "utf-8"
    )
    items = json.loads(office("proposals", "scorecard", "--year", "2020", "--marks", "marks.yaml", "-o", "json").stdout)["items"]
    line = next(item for item in items if item["table"] == "city-direct-units.lines" and item["line"] == "Resolution")
    assert (line["computed"], line["review"], line["final"], line["reason"]) == ("0.00", "8.00", "8.00", "部分解决")


def test_a_snapshot_gives_the_same_figures_after_any_later_change(office: Run) -> None:
    kept = office("proposals", "snapshot", "2020.jsonl")
    assert kept.exit_code == 0 and "2 cases kept" in kept.stderr
    first = office("proposals", "report", "on_time_rate", "--snapshot", "2020.jsonl").stdout
    office("act", "npc_suggestion-2020-6115", "correct", "--comment", "期限有误")
    assert office("act", "npc_suggestion-2020-6115", "save", "--data", "reply_due_at=2020-05-01").exit_code == 0
    assert "0/2" in office("proposals", "report", "on_time_rate").stdout
    assert office("proposals", "report", "on_time_rate", "--snapshot", "2020.jsonl").stdout == first
    assert "2020.jsonl sha256:" in first


def test_a_snapshot_that_was_changed_is_refused_in_the_language_spoken(office: Run) -> None:
    office("proposals", "snapshot", "2020.jsonl")
    text = Path("2020.jsonl").read_text("utf-8")
    Path("2020.jsonl").write_text(text.replace("2020-05-20", "2020-05-21"), "utf-8")
    told = office("--lang", "zh", "proposals", "report", "summary", "--snapshot", "2020.jsonl")
    assert told.exit_code == 1 and "快照在生成之后被改动过" in told.stderr


def test_a_day_is_meant_to_its_end_in_the_zone_of_the_office(office: Run) -> None:
    told = office("--lang", "zh", "proposals", "report", "completion_rate", "--as-of", "2021-01-01")
    assert "截至 2021-01-01 24:00" in told.stdout
    assert office("--lang", "zh", "proposals", "report", "completion_rate", "--as-of", "2021年1月1日").stdout == told.stdout
    body = json.loads(office("proposals", "report", "summary", "--as-of", "2021-01-01", "-o", "json").stdout)
    assert body["as_of"] == "2021-01-01T23:59:59.999999+08:00"
    assert "截至 2021-01-01 00:00" in office("--lang", "zh", "proposals", "report", "summary", "--as-of", "2021-01-01T00:00").stdout


def test_today_is_meant_until_now(office: Run) -> None:
    now = json.loads(office("proposals", "report", "summary", "-o", "json").stdout)["as_of"]
    told = json.loads(office("proposals", "report", "summary", "--as-of", now[:10], "-o", "json").stdout)
    assert now <= told["as_of"] and told["as_of"][:10] == now[:10] and told["items"][2]["total"] == 2


def test_the_figures_of_a_day_reprint_unchanged_from_a_snapshot(office: Run) -> None:
    assert office("proposals", "snapshot", "day.jsonl", "--as-of", "2021年1月1日").exit_code == 0
    live = office("proposals", "report", "summary", "--as-of", "2021-01-01", "-o", "json").stdout
    kept = json.loads(office("proposals", "report", "summary", "--snapshot", "day.jsonl", "-o", "json").stdout)
    assert kept.pop("source").startswith("day.jsonl sha256:")
    assert kept == {key: value for key, value in json.loads(live).items() if key != "source"}


def test_what_is_told_of_an_instant_is_what_history_had_by_then(office: Run) -> None:
    assert "0/0 —" in office("proposals", "report", "completion_rate", "--as-of", "2021-01-01").stdout
    told = office("proposals", "report", "completion_rate", "--as-of", "2999-01-01")
    assert told.exit_code == 2 and "still to come" in told.stderr


def test_a_snapshot_has_an_instant_of_its_own(office: Run) -> None:
    office("proposals", "snapshot", "2020.jsonl")
    told = office("proposals", "report", "summary", "--snapshot", "2020.jsonl", "--as-of", "2021-01-01")
    assert told.exit_code == 2 and "exclude each other" in told.stderr


def test_a_name_that_is_nearly_right_is_recognised(run: Run) -> None:
    told = run("proposals", "report", "on_time_rat")
    assert told.exit_code == 2 and "did you mean `on_time_rate`?" in told.stderr
    assert "signoff proposals report lists them" in run("proposals", "report", "xyz").stderr


@pytest.fixture
def section(office: Run) -> Run:
    """The same office, in the city that ships, with the approval of documents in use."""
    for name in ("document-approval", "supervision"):
        copy(catalogue_path(name), "workflows")
    copy(people_path(), "people.yaml")
    return office


COMMEND = ("proposals", "report", "notice_commend", "--year", "2020", "--by", "市政府办公室", "--above", "1")


def test_a_circular_is_sent_through_the_approval_of_documents(section: Run) -> None:
    told = section(*COMMEND, "--send-for-approval", "--as", "li", "--to", "praise.docx")
    assert (told.exit_code, "document-approval/notice_commend-2020" in told.stderr, Path("praise.docx").exists()) == (0, True, True)
    case = json.loads(section("-o", "json", "show", "notice_commend-2020").stdout)
    data = case["data"]
    assert (case["step"], data["document_kind"], data["important"], data["unit"]) == ("drafting", "circular", True, "gov_office")
    assert (
        data["title"] == "关于2020年建议提案办理工作情况的通报"
        and "通报表扬" in data["text"]
        and "附件　市直机关单位测评结果" in data["text"]
    )


def test_it_is_numbered_without_a_gap_when_it_is_issued(section: Run) -> None:
    for number, key in enumerate(("praise-1", "praise-2"), 1):
        assert section(*COMMEND, "--send-for-approval", "--as", "li", "--key", key).exit_code == 0
        fill = [f"--data={given}" for given in ("disclosure=full", "contact_person=李股长", "phone=0750-5550001")]
        assert section("act", key, "submit", "--as", "li", *fill).exit_code == 0
        for action, by in (("approve", "chen"), ("approve", "huang"), ("approve", "zhou"), ("approve", "wu"), ("approve", "sun")):
            assert section("act", key, action, "--as", by, "--comment", "同意").exit_code == 0, (action, by)
        for action in ("pass", "issue"):
            assert section("act", key, action, "--as", "li").exit_code == 0
        case = json.loads(section("-o", "json", "show", key).stdout)
        assert case["data"]["doc_no"].endswith(f"{number}号") and case["status"] == "approved"


def test_the_same_circular_is_not_sent_twice_unless_it_gets_another_key(section: Run) -> None:
    assert section(*COMMEND, "--send-for-approval", "--as", "li").exit_code == 0
    again = section(*COMMEND, "--send-for-approval", "--as", "li")
    assert again.exit_code == 5 and "key_taken" in again.stderr
    assert section(*COMMEND, "--send-for-approval", "--as", "li", "--key", "praise-2").exit_code == 0


def test_what_cannot_be_sent_for_approval_says_why(section: Run) -> None:
    told = section("proposals", "report", "summary", "--send-for-approval")
    assert told.exit_code == 2 and "notice_commend" in told.stderr
    told = section(*COMMEND, "--send-for-approval", "--as", "nobody")
    assert told.exit_code == 1 and "without_unit" in told.stderr
    told = section("--lang", "zh", *COMMEND, "--send-for-approval", "--as", "nobody")
    assert "拟稿单位" in told.stderr
