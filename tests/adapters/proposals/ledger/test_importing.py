"""What becomes of a ledger: cases, or a list of what is wrong, cell by cell."""

import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from signoff.adapters.proposals.ledger import How, UnreadableTable, import_ledger
from signoff.compose import Engine
from signoff.engine.errors import NotFound
from signoff.testing import ManualClock
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import people_path
from tests.engine.house import MONDAY

from .conftest import HANDLING, Import
from .tables import DONE, HEAD, ROW, SECOND, changed, of, sheet, text


def keys(engine: Engine) -> list[str]:
    return [f"{case.workflow}/{case.key}" for case in engine.cases()]


def test_our_own_cases_and_those_of_others_go_to_their_workflows(tmp_path: Path, engine: Engine, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD, ROW, SECOND))
    assert done and (done.rows, done.ready, done.imported, done.unchanged) == (2, 2, 2, 0)
    assert keys(engine) == ["proposal-handling/npc_suggestion-2026-6115", "co-opinion-handling/cppcc_proposal-2026-2026177"]
    data = engine.case("npc_suggestion-2026-6115").data
    assert (data["lead_proposer"], data["urgency"], data["upstream_role"]) == ("D1", "normal", "lead")
    assert data["units"] == (
        {"unit": "transport", "role": "lead"},
        {"unit": "finance", "role": "co"},
        {"unit": "highways", "role": "co"},
    )


def test_a_unit_named_twice_is_quoted_as_the_cell_names_it(tmp_path: Path, bring: Import) -> None:
    (one,) = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 主办单位="财政局", 会办单位="公路事务中心、财政局"))).mistakes
    assert (one.cell, one.message) == ("H2", "财政局 is named twice in this row")
    assert one.told("zh") == "“财政局”在本行出现两次"


@pytest.mark.parametrize("nobody", ["无", "—", "暂无", "/"])
def test_a_cell_that_says_there_are_none_names_no_unit(tmp_path: Path, engine: Engine, bring: Import, nobody: str) -> None:
    assert bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 会办单位=nobody)))
    assert engine.case("npc_suggestion-2026-6115").data["units"] == ({"unit": "transport", "role": "lead"},)


def test_a_finished_row_becomes_a_record(tmp_path: Path, engine: Engine, bring: Import) -> None:
    assert bring(text(tmp_path / "a.csv", *of(DONE))).workflows == {"proposal-record": 1}
    case = engine.case("npc_suggestion-2020-6102")
    assert (case.status, case.data["result_class"], case.data["reply_issued_at"]) == ("done", "B", date(2020, 5, 20))
    assert case.data["assigned_at"] == datetime(2020, 3, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_the_encodings_of_office_programs(tmp_path: Path, bring: Import, encoding: str, delimiter: str) -> None:
    assert bring(text(tmp_path / "a.csv", HEAD, ROW, SECOND, encoding=encoding, delimiter=delimiter)).imported == 2


def test_titles_stand_above_the_headings_which_come_in_any_order_and_language(tmp_path: Path, engine: Engine, bring: Import) -> None:
    english = ("No.", "Title", "Lead proposer", "Kind", "Year", "Lead unit", "Co-units", "Role", "Urgency", "Remarks (free)")
    row = ("6115", "关于拓宽道路的建议", "D1", "NPC suggestion", "2026年", "transport", "finance;highways", "Lead", "urgent", None)
    done = bring(sheet(tmp_path / "a.xlsx", ["2026年建议提案工作台账"], [], ["制表:建议提案股", None, "2026-03-01"], english, row))
    assert done and engine.case("npc_suggestion-2026-6115").data["urgency"] == "urgent"


STEERING = {"\a": "U+0007", "\x1b[7m": "U+001B", "\u202e": "U+202E", "\u2067": "U+2067", "\u200f": "U+200F", "\x9b": "U+009B"}


@pytest.mark.parametrize("sign", STEERING)
def test_a_control_character_in_a_csv_file_is_refused_at_its_cell(tmp_path: Path, engine: Engine, bring: Import, sign: str) -> None:
    (one,) = bring(text(tmp_path / "a.csv", HEAD, changed(ROW, 案由=f"关于{sign}道路的建议"))).mistakes
    assert (one.cell, one.code, keys(engine)) == ("D2", "control_character", [])
    found = STEERING[sign]
    told = f"character 3 is an invisible control character ({found}): delete it, or type the text anew; line breaks and tabs may stay"
    assert one.message == told
    assert one.told("zh") == f"第 3 个字符是看不见的控制字符（{found}）：请删除，或重新录入；换行和制表符可以保留"


@pytest.mark.parametrize("name", ["案由", "类别", "编号", "领衔人", "主办/会办", "主办单位", "缓急"])
def test_a_mark_that_turns_the_order_is_refused_in_any_cell_of_a_workbook(tmp_path: Path, bring: Import, name: str) -> None:
    written = str(ROW[HEAD.index(name)])
    (one,) = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, **{name: f"{written[:1]}\u202e{written[1:]}"}))).mistakes
    assert (one.heading, one.code, one.facts["found"]) == (name, "control_character", "U+202E")


def test_a_workbook_writes_control_characters_in_its_own_way(tmp_path: Path, engine: Engine, bring: Import) -> None:
    (one,) = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 案由="关于_x0007_道路的建议"))).mistakes
    assert (one.cell, one.code, one.facts["found"]) == ("D2", "control_character", "U+0007")
    assert bring(sheet(tmp_path / "b.xlsx", HEAD, changed(ROW, 案由="关于_x000D_\n道路_x005F_x0007_的建议")))
    assert engine.case("npc_suggestion-2026-6115").data["title"] == "关于\r\n道路_x0007_的建议"


@pytest.mark.parametrize("make", [sheet, text])
def test_line_breaks_and_tabs_may_stand_within_a_text(tmp_path: Path, engine: Engine, bring: Import, make: Any) -> None:
    title = "关于拓宽道路的建议\r\n（续）\t一"
    assert bring(make(tmp_path / "a", HEAD, changed(ROW, 案由=title)))
    assert str(engine.case("npc_suggestion-2026-6115").data["title"]).split() == title.split()


def test_a_second_run_imports_nothing_twice_and_a_longer_file_goes_on(tmp_path: Path, engine: Engine, bring: Import) -> None:
    bring(sheet(tmp_path / "a.xlsx", HEAD, ROW))
    again = bring(sheet(tmp_path / "b.xlsx", HEAD, ROW, SECOND))
    assert again and (again.unchanged, again.imported) == (1, 1) and len(keys(engine)) == 2


def test_nothing_is_imported_while_a_row_is_wrong_unless_that_is_asked_for(tmp_path: Path, engine: Engine, bring: Import) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, ROW, changed(SECOND, 编号="x"))
    done = bring(path)
    assert not done and (done.imported, done.wrong, keys(engine)) == (0, 1, [])
    assert bring(path, partial=True).imported == 1 and len(keys(engine)) == 1


def test_a_dry_run_writes_nothing(tmp_path: Path, engine: Engine, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD, ROW), dry_run=True)
    assert done and (done.ready, done.imported, keys(engine)) == (1, 0, [])


BAD: list[tuple[str, str, dict[str, Any]]] = [
    ("A2", "choice", {"类别": "人大意见书"}),
    ("A2", "required", {"类别": None}),
    ("B2", "whole_number", {"年度": "二〇二六"}),
    ("B2", "required", {"年度": None}),
    ("C2", "required", {"编号": None}),
    ("C2", "number_written", {"编号": "61155"}),
    ("C2", "number_written", {"类别": "政协提案", "编号": "2025177"}),
    ("D2", "required", {"案由": "  "}),
    ("E2", "unknown_person", {"领衔人": "代表丁十"}),
    ("E2", "required", {"领衔人": None}),
    ("F2", "choice", {"主办/会办": "参与"}),
    ("G2", "unknown_unit", {"主办单位": "交通运输局"}),
    ("H2", "unknown_unit", {"会办单位": "财政局、税务局"}),
    ("H2", "unit_twice", {"会办单位": "财政局、财政局"}),
    ("H2", "unit_twice", {"会办单位": "交通局"}),
    ("I2", "choice", {"缓急": "火急"}),
    ("A2", "cell_error", {"类别": "#REF!"}),
    ("B2", "formula_unsolved", {"年度": "=YEAR(TODAY())"}),
]


@pytest.mark.parametrize(("cell", "code", "cells"), BAD)
def test_what_is_wrong_is_named_with_its_cell(tmp_path: Path, bring: Import, cell: str, code: str, cells: dict[str, Any]) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, **cells)))
    assert [(one.cell, one.code) for one in done.mistakes] == [(cell, code)]
    assert done.mistakes[0].told("zh") != done.mistakes[0].message and done.imported == 0


DATES: list[tuple[object, str | None]] = [
    ("2026-03-10", None),
    ("2026/3/10", None),
    ("2026.03.10", None),
    ("2026年3月10日", None),
    ("20260310", None),
    (20260310, None),
    (date(2026, 3, 10), None),
    (datetime(2026, 3, 10, 15, 30), None),
    ("2026-03-10 15:30", None),
    ("2026-04-31", "no_such_day"),
    ("2026年2月29日", "no_such_day"),
    ("3/10/2026", "date"),
    ("10.3.26", "date"),
    ("3月10日", "date"),
    ("昨天", "date"),
    (46091, "date_as_number"),
    ("46091", "date_as_number"),
    ("0026-03-10", "year_beyond"),
    (True, "date"),
]


@pytest.mark.parametrize(("written", "code"), DATES)
def test_dates_that_can_be_read_in_one_way_only(tmp_path: Path, engine: Engine, bring: Import, written: object, code: str | None) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", (*HEAD, "收件日期"), (*ROW, written)))
    assert [(one.cell, one.code) for one in done.mistakes] == ([] if code is None else [("J2", code)])
    if code is None:
        assert engine.case("npc_suggestion-2026-6115").data["received_at"] == date(2026, 3, 10)


def test_a_number_may_be_a_number_or_have_its_frame(tmp_path: Path, engine: Engine, bring: Import) -> None:
    rows = [changed(ROW, 编号=6115), changed(ROW, 编号="第6116号"), changed(ROW, 编号="６１１７"), changed(ROW, 编号=6118.0)]
    assert bring(sheet(tmp_path / "a.xlsx", HEAD, *rows)).imported == 4
    assert [case.data["case_no"] for case in engine.cases()] == ["6115", "6116", "6117", "6118"]


def test_what_numbers_look_like_is_a_setting(tmp_path: Path, bring: Import) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 编号="B-12"))
    assert not bring(path) and bring(path, masks={"npc_suggestion": "B-##"}).imported == 1


def test_a_number_is_once_in_the_file_and_once_in_the_database(tmp_path: Path, bring: Import) -> None:
    twice = bring(sheet(tmp_path / "a.xlsx", HEAD, ROW, [], ROW))
    assert [(one.cell, one.code, one.facts["other"]) for one in twice.mistakes] == [("C4", "twice_in_file", 2)]
    assert bring(sheet(tmp_path / "b.xlsx", HEAD, ROW)).imported == 1
    other = bring(sheet(tmp_path / "c.xlsx", HEAD, changed(ROW, 案由="另一件")))
    assert [(one.cell, one.code) for one in other.mistakes] == [("C2", "key_taken")]
    assert "关于拓宽道路的建议" in other.mistakes[0].told("zh")


def test_the_year_may_come_with_the_call(tmp_path: Path, engine: Engine, bring: Import) -> None:
    head = [name for name in HEAD if name != "年度"]
    row = [cell for name, cell in zip(HEAD, ROW, strict=True) if name != "年度"]
    path = sheet(tmp_path / "a.xlsx", head, row)
    assert [one.code for one in bring(path).mistakes] == ["required"]
    assert bring(path, year=2026).imported == 1 and keys(engine) == ["proposal-handling/npc_suggestion-2026-6115"]


def test_a_row_of_a_workflow_that_is_not_here_is_one_mistake_among_the_others(tmp_path: Path) -> None:
    alone = Engine(
        "memory://", workflows=[HANDLING.format(name="proposal-handling", role="lead")], directory=people_path(), clock=ManualClock(MONDAY)
    )
    people = load_people(people_path())
    head = (*HEAD, "收件日期", "答复日期")
    rows = [
        (*changed(SECOND, 编号="x", 主办单位="城管"), "2026-04-31", None),
        (*changed(ROW, 案由=None), None, "2026-05-20"),
        (*changed(ROW, 编号="6117", 领衔人="代表丁十"), None, None),
    ]
    done = import_ledger(alone, sheet(tmp_path / "a.xlsx", head, *rows), How(by="li", people=people))
    assert [(one.cell, one.code) for one in done.mistakes] == [
        ("C2", "number_written"),
        ("F2", "no_workflow"),
        ("G2", "unknown_unit"),
        ("J2", "no_such_day"),
        ("D3", "required"),
        ("K3", "no_workflow"),
        ("E4", "unknown_person"),
    ]
    assert "co-opinion-handling" in done.mistakes[1].told("zh") and alone.cases() == ()


def test_where_none_of_the_workflows_is_here_nothing_is_read(tmp_path: Path) -> None:
    bare = Engine("memory://", workflows=["leave"], directory=people_path(), clock=ManualClock(MONDAY))
    with pytest.raises(NotFound):
        import_ledger(bare, sheet(tmp_path / "a.xlsx", HEAD, ROW), How(by="li"))


def test_a_role_that_nobody_knows_hides_no_other_mistake(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, **{"主办/会办": "参与"}, 领衔人="代表丁十", 主办单位="x", 编号="7")))
    assert [(one.cell, one.code) for one in done.mistakes] == [
        ("C2", "number_written"),
        ("E2", "unknown_person"),
        ("F2", "choice"),
        ("G2", "unknown_unit"),
    ]


def test_what_is_wrong_with_the_headings_hides_no_mistake_below_them(tmp_path: Path, bring: Import) -> None:
    def shape(page: Any) -> None:
        page.column_dimensions["I"].hidden = True
        page.merge_cells("G1:H1")

    head = (*HEAD[:7], None, *HEAD[8:], "标题")
    done = bring(sheet(tmp_path / "a.xlsx", head, (*changed(ROW, 编号="x", 会办单位=None), "x"), shape=shape), partial=True)
    assert [(one.cell, one.code) for one in done.mistakes] == [
        ("G1", "merged_cells"),
        ("I1", "hidden_column"),
        ("J1", "heading_twice"),
        ("C2", "number_written"),
    ]
    assert done.would == done.imported == 0 and not done.table_sound
    told = {language: done.mistakes[1].told(language) for language in ("en", "zh")}
    assert all("--hidden include" in one and "--hidden skip" in one for one in told.values())


def test_a_dry_run_says_how_many_would_be_written(tmp_path: Path, bring: Import) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, ROW, changed(SECOND, 编号="x"))
    held = bring(path, dry_run=True)
    assert (held.ready, held.would) == (1, 0)
    assert bring(path, dry_run=True, partial=True).would == 1


def test_what_only_handling_brings_about_is_not_imported_for_an_open_case(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", (*HEAD, "结果类别", "交办日期"), (*ROW, "A", "2026-03-10")))
    assert [(one.cell, one.code) for one in done.mistakes] == [("J2", "field_elsewhere"), ("K2", "field_elsewhere")]


def test_merged_cells_are_refused_below_the_title(tmp_path: Path, bring: Import) -> None:
    def shape(page: Any) -> None:
        page.merge_cells("A1:I1")
        page.merge_cells("G3:G4")

    done = bring(sheet(tmp_path / "a.xlsx", ["台账"], HEAD, ROW, changed(SECOND, 主办单位=None), shape=shape))
    assert [(one.cell, one.code, one.facts["area"]) for one in done.mistakes] == [
        ("G3", "merged_cells", "G3:G4"),
        ("G4", "merged_cells", "G3:G4"),
    ]


def test_hidden_rows_and_columns_are_refused_unless_it_is_said_what_becomes_of_them(tmp_path: Path, engine: Engine, bring: Import) -> None:
    def rows(page: Any) -> None:
        page.row_dimensions[3].hidden = True

    def columns(page: Any) -> None:
        page.column_dimensions["I"].hidden = True

    path = sheet(tmp_path / "a.xlsx", HEAD, ROW, SECOND, shape=rows)
    assert [(one.cell, one.code) for one in bring(path).mistakes] == [("3", "hidden_row")]
    assert bring(path, hidden="skip", dry_run=True).ready == 1 and bring(path, hidden="include", dry_run=True).ready == 2
    path = sheet(tmp_path / "b.xlsx", HEAD, changed(ROW, 缓急="特急"), shape=columns)
    assert [(one.cell, one.code) for one in bring(path).mistakes] == [("I1", "hidden_column")]
    assert bring(path, hidden="skip").imported == 1
    assert engine.case("npc_suggestion-2026-6115").data["urgency"] == "normal"


def test_a_formula_counts_by_the_result_that_the_file_keeps(tmp_path: Path, engine: Engine, bring: Import) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, changed(ROW))
        page.write_formula("B2", "=2000+26", None, 2026)
        page.write_formula("D2", '="关于"&"绿道的建议"', None, "关于绿道的建议")
    assert bring(tmp_path / "a.xlsx").imported == 1
    assert engine.case("npc_suggestion-2026-6115").data["title"] == "关于绿道的建议"


def test_empty_rows_in_the_middle_and_thousands_below_are_nothing(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD, [], ROW, [], [], SECOND, shape=lambda page: page.cell(5_000, 3, None)))
    assert (done.rows, done.imported) == (2, 2)


def test_columns_nobody_knows_are_told_and_slips_are_refused(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", ("序号", *HEAD, "领导生日"), (1, *ROW, "x")))
    assert done.imported == 1 and done.unread == ("序号", "领导生日")
    bare = bring(sheet(tmp_path / "c.xlsx", HEAD, (*changed(ROW, 编号="6116"), None, "a note beside")))
    assert bare.imported == 1 and bare.unread == ("K?",)
    slip = bring(sheet(tmp_path / "b.xlsx", (*HEAD, "跟办人员"), (*ROW, "chen")))
    assert [(one.cell, one.code, one.facts["near"]) for one in slip.mistakes] == [("J1", "heading_unknown", "跟办人")]


def test_a_heading_twice_and_a_heading_that_is_missing(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", (*HEAD, "标题"), (*ROW, "x")))
    assert [(one.cell, one.code) for one in done.mistakes] == [("J1", "heading_twice")]
    done = bring(sheet(tmp_path / "b.xlsx", HEAD[1:], ROW[1:]))
    assert [(one.code, one.facts["expected"]) for one in done.mistakes] == [("heading_missing", "类别")]


def test_a_sheet_is_chosen_by_name_and_the_others_are_told(tmp_path: Path, bring: Import) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]
    page = book.create_sheet("台账")
    page.append(list(HEAD))
    page.append(list(ROW))
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableTable) as refused:
        bring(tmp_path / "a.xlsx")
    assert refused.value.code == "no_headings_here"
    done = bring(tmp_path / "a.xlsx", sheet="台账")
    assert done.imported == 1 and done.unread == ("说明",)
    with pytest.raises(UnreadableTable) as refused:
        bring(tmp_path / "a.xlsx", sheet="名单")
    assert refused.value.hint == "It has: 说明, 台账."


def test_what_the_workflow_refuses_stands_at_its_cell(tmp_path: Path, engine: Engine) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 领衔人="nobody", 主办单位="nowhere", 会办单位=None))
    done = import_ledger(engine, path, How(by="li"))
    assert [(one.cell, one.code, one.facts["code"]) for one in done.mistakes] == [
        ("E2", "refused", "lead_proposer_invalid"),
        ("G2", "refused", "units_invalid"),
    ]
    done = import_ledger(engine, path, How(by="a1"))
    assert {one.facts["code"] for one in done.mistakes} == {"start_not_allowed"}


def test_that_somebody_may_not_start_a_workflow_is_told_once_for_all_rows(tmp_path: Path, engine: Engine) -> None:
    rows = [changed(ROW, 编号=str(number)) for number in range(6115, 6120)]
    done = import_ledger(engine, sheet(tmp_path / "a.xlsx", HEAD, *rows, changed(ROW, 编号="6120", 领衔人="nobody")), How(by="a1"))
    assert [(one.cell, one.facts["code"]) for one in done.mistakes] == [("", "start_not_allowed")]
    assert (done.rows, done.ready, done.wrong, bool(done)) == (6, 0, 1, False)
    part = import_ledger(engine, tmp_path / "a.xlsx", How(by="a1", partial=True))
    assert (part.imported, part.wrong) == (0, 1)


def test_a_long_ledger_is_checked_in_the_memory_of_a_short_one(tmp_path: Path, bring: Import) -> None:
    head = tuple(DONE)
    rows = [[{**DONE, "编号": f"{number:05}"}[name] for name in head] for number in range(800)]
    short, long = text(tmp_path / "a.csv", head, *rows[:200]), text(tmp_path / "b.csv", head, *rows)
    how = {"dry_run": True, "masks": {}}
    assert bring(short, **how).ready == 200
    peaks = []
    for path in (short, long):
        tracemalloc.start()
        bring(path, **how)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


@pytest.mark.parametrize("title", ["=1+1", "+绿道", "-绿道", "@绿道", "'绿道'"])
def test_a_title_that_looks_like_a_formula_stays_what_it_is(tmp_path: Path, engine: Engine, bring: Import, title: str) -> None:
    written = f"'{title}" if title[0] in "=+-@" else title
    assert bring(text(tmp_path / "a.csv", HEAD, changed(ROW, 案由=written))).imported == 1
    assert engine.case("npc_suggestion-2026-6115").data["title"] == title
