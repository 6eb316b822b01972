"""A workbook, read back by another library: types, widths, titles, panes, and how it prints."""

import sys
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from signoff.adapters.proposals.reports.catalogue import REPORTS, made
from signoff.adapters.proposals.reports.filters import Filter
from signoff.adapters.proposals.reports.paper import shown_width
from signoff.adapters.proposals.reports.rows import Contact, Forms, Ledger
from signoff.adapters.proposals.reports.workbook import sheet_name, workbook
from signoff.engine.errors import Misconfigured

from .rows_made import at, case, ledger, row


def book(id: str, found: Ledger, language: str = "zh", wanted: Filter | None = None) -> Workbook:
    """The workbook of a report, read back."""
    return load_workbook(BytesIO(workbook(made(id, found, wanted), language)))


def heads(sheet: Worksheet, line: int = 3) -> dict[str, int]:
    """The headings with their columns."""
    return {str(cell.value): cell.column for cell in sheet[line] if cell.value is not None}


ONE = ledger(row(issued_at=at(5, 26), doc_no="台府办函〔2026〕15号", first=Forms(8, 6, 1, 1), first_class="A", current_class="A"))


def test_dates_and_numbers_are_no_texts() -> None:
    sheet = book("ledger", ONE)["人大建议"]
    at_ = heads(sheet)
    issued, signers, number = (sheet.cell(4, at_[name]) for name in ("答复日期", "附议人数", "编号"))
    assert issued.value == datetime(2026, 5, 26) and issued.is_date and issued.number_format == "yyyy-mm-dd"
    assert signers.value == 0 and signers.data_type == "n"
    assert number.value == "6115" and number.data_type == "s"


def test_a_rate_is_three_numbers_and_a_dash_where_nothing_was_counted() -> None:
    sheet = book("satisfaction_rate", ledger(row(issued_at=at(5, 26), first=Forms(8, 6, 1, 1))))["按承办单位"]
    assert [cell.value for cell in sheet[5]][:7] == ["交通局", 7, 8, 0.875, 0, 0, "—"]
    assert sheet["D5"].number_format == "0.00%"
    assert [cell.value for cell in sheet[4]][1:4] == ["分子", "分母", "比率"]


@pytest.mark.parametrize("text", ["=1+1", "+86 750", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    contact = Contact(case=case(title=text), unit="transport", phase="pre", mode="phone", opinion=text)
    sheet = book("contact_log", ledger(row(), contacts=(contact,)))["沟通联系台账"]
    at_ = heads(sheet)
    for name in ("标题", "意见"):
        cell = sheet.cell(4, at_[name])
        assert (cell.value, cell.data_type) == (text, "s")


def test_each_group_has_a_sheet_of_its_own_with_a_title_and_a_frozen_head() -> None:
    found = book("on_time_rate", ONE)
    assert found.sheetnames == ["按承办单位", "按类别"]
    sheet = found["按承办单位"]
    assert sheet["A1"].value == "按时办结率（按承办单位）" and "截至 2026-12-31 17:30" in str(sheet["A2"].value)
    assert sheet.freeze_panes == "A5"


@pytest.mark.parametrize("id", REPORTS)
def test_every_sheet_prints_across_as_wide_as_the_page_with_its_head_on_every_page(id: str) -> None:
    for sheet in book(id, ONE).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0 and (sheet.page_setup.fitToWidth or 1) in (1, 2)
        assert sheet.print_title_rows in (("$3:$3", "$3:$4") if sheet.page_setup.fitToWidth == 2 else ("$1:$3", "$1:$4"))
        assert sheet.oddFooter is not None and "&P" in str(sheet.oddFooter.center.text)


def test_the_ledger_goes_over_two_pages_of_a3_with_number_and_title_on_both() -> None:
    sheet = book("ledger", ONE)["人大建议"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.print_title_cols) == (8, 2, "$A:$D")
    assert sheet.oddHeader is not None and "建议提案办理工作台账（人大建议）" in str(sheet.oddHeader.center.text)
    assert "截至 2026-12-31 17:30" in str(sheet.oddHeader.right.text) and "$A$3:" in str(sheet.print_area)
    assert {str(area).split(":")[1].rstrip("123") for area in sheet.merged_cells.ranges if area.min_row == 1} == {
        get_column_letter(sheet.max_column)
    }


def test_columns_are_as_wide_as_chinese_text_needs() -> None:
    long = case(title="关于加强城区停车泊位管理的提案")
    sheet = book("contact_log", ledger(row(long), contacts=(Contact(case=long, unit="transport", phase="pre", mode="phone"),)))[
        "沟通联系台账"
    ]
    letter = get_column_letter(heads(sheet)["标题"])
    assert sheet.column_dimensions[letter].width >= 2 * len(long.title)


@pytest.mark.parametrize("id", REPORTS)
def test_every_sheet_is_wide_enough_for_its_title_and_for_its_dates(id: str) -> None:
    for sheet in book(id, ONE).worksheets:
        spans = sheet.column_dimensions.values()
        wide = {at: span.width for span in spans for at in range(span.min or 0, (span.max or 0) + 1)}
        assert sum(wide.values()) >= 1.8 * shown_width(str(sheet["A1"].value))
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, datetime)):
            assert wide[cell.column or 0] >= (20 if "hh" in cell.number_format else 13)


def test_a_table_without_a_row_says_so_with_a_dash() -> None:
    sheet = book("overdue_list", ONE)["逾期清单"]
    assert (sheet["A4"].value, sheet["A6"].value) == ("—", "注：1. 共0项。")


def test_a_page_says_at_its_foot_where_it_belongs_and_as_of_when() -> None:
    foot = book("ledger", ONE)["政协提案"].oddFooter
    assert foot is not None
    assert (foot.left.text, foot.right.text) == ("建议提案办理工作台账（政协提案）", "截至 2026-12-31 17:30")


def test_the_filter_and_the_notes_stand_on_the_sheet() -> None:
    sheet = book("completion_rate", ONE, wanted=Filter(year=2026, upstream_role="lead"))["按承办单位"]
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert any("年度：2026；上级分工：主办" in text for text in texts)
    assert any("办复率＝已答复 ÷ 应答复" in text for text in texts) and any("已撤回0件" in text for text in texts)


def test_english_has_english_headings() -> None:
    assert book("completion_rate", ONE, "en").sheetnames == ["By unit", "By kind"]


def test_the_same_report_gives_the_same_bytes() -> None:
    report = made("ledger", ONE)
    assert workbook(report) == workbook(report)
    with ZipFile(BytesIO(workbook(report))) as parts:
        assert parts.testzip() is None


def test_names_of_sheets_are_ones_that_excel_takes() -> None:
    taken: set[str] = set()
    assert [sheet_name(title, taken) for title in ("a/b:c", "A-b-C", "x" * 40, "")] == ["a-b-c", "A-b-C 2", "x" * 28, "Sheet"]


def test_a_form_whose_library_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(Misconfigured) as caught:
        workbook(made("summary", ONE))
    assert caught.value.code == "extra_missing" and caught.value.hint == "Install it: pip install 'signoff[xlsx]'"
