"""Letters as documents: layout by name and size, figures from the ledger."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from signoff.adapters.proposals.reports.circulars import NobodyNamed, notice_commend, notice_criticise
from signoff.adapters.proposals.reports.document import document
from signoff.adapters.proposals.reports.letters import Letter
from signoff.adapters.proposals.reports.rows import Forms
from signoff.adapters.proposals.reports.scoring import scores
from signoff.adapters.proposals.reports.yearly import annual_report

from .cards import card
from .rows_made import at, case, ledger, row, share

ON = date(2026, 12, 31)
FOUND = ledger(
    row(
        case("1"),
        issued_at=at(5, 1),
        uploaded_at=at(5, 2),
        published_at=at(5, 3),
        current_class="A",
        first=Forms(1, 1),
        final=Forms(1, 1),
        met=True,
        first_pass=True,
    ),
    row(case("2"), "finance"),
    shares=(share(case("1"), sign_in_due=at(3, 13), signed_in_at=at(3, 12)),),
)


def read(letter: Letter) -> Any:
    """The document, read back."""
    return Document(BytesIO(document(letter)))


def text(made: Any) -> str:
    """Everything it says outside tables."""
    return "\n".join(paragraph.text for paragraph in made.paragraphs)


def font(paragraph: Any) -> tuple[str, Any]:
    """Chinese font and size of a paragraph."""
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def test_the_yearly_report_is_laid_out_as_official_documents_are() -> None:
    made = read(annual_report(FOUND, 2026, "市政府办公室", ON, "市人大常委会"))
    section = made.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    by_text = {paragraph.text: paragraph for paragraph in made.paragraphs if paragraph.runs}
    assert font(made.paragraphs[0]) == ("方正小标宋简体", Pt(22))
    assert font(by_text["一、基本情况"]) == ("黑体", Pt(16))
    body = next(paragraph for said, paragraph in by_text.items() if said.startswith("2026年，共办理"))
    assert font(body) == ("仿宋_GB2312", Pt(16)) and body.paragraph_format.first_line_indent == Pt(32)
    assert body.paragraph_format.line_spacing == Pt(28)
    assert made.settings.odd_and_even_pages_header_footer
    assert "2026年12月31日" in by_text


def test_the_figures_of_the_yearly_report_are_those_of_the_ledger() -> None:
    said = text(read(annual_report(FOUND, 2026, "市政府办公室", ON)))
    assert "2026年，共办理江门市交办的人大建议和政协提案2件" in said
    assert "应答复2件次，已答复1件次，办复率50.00%（1/2）；按时办结率50.00%（1/2）；上传率100.00%（1/1）" in said
    assert "首次满意率100.00%（1/1）" in said and "承诺兑现率—（0/0）" in said
    assert "1件次答复超过期限、1件次尚未答复" in said
    assert "此处由起草人填写" in said


def test_the_annexes_are_tables_whose_head_stands_on_every_page() -> None:
    made = read(annual_report(FOUND, 2026, "市政府办公室", ON))
    assert len(made.tables) == 3
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in made.tables[0].rows[-1].cells] == ["合计", "2", "0", "2"]


def test_units_above_the_line_are_commended_and_those_of_the_last_grade_criticised() -> None:
    groups = [(card(), scores(FOUND, card()))]
    praise = text(read(notice_commend(FOUND, groups, 2026, Decimal(90), "市政府办公室", ON)))
    blame = text(read(notice_criticise(FOUND, groups, 2026, "市政府办公室", ON)))
    assert "交通局（100.00分）" in praise and "财政局" not in praise
    assert "财政局（0.00分）" in blame and "财政局：按时答复得0.00分（满分25分）" in blame and "交通局（" not in blame
    assert "二〇" not in praise


def test_the_yearly_report_says_as_of_which_day_and_leaves_room_for_whom_it_goes_to() -> None:
    said = text(read(annual_report(FOUND, 2026, "市政府办公室", ON)))
    assert "现将办理工作情况报告如下（数据截至2026年12月31日）。" in said and "\n（主送机关，由起草人填写）：\n" in said
    assert "\n市人大常委会：\n" in text(read(annual_report(FOUND, 2026, "市政府办公室", ON, "市人大常委会")))


def test_several_annexes_are_numbered_and_a_single_one_is_not() -> None:
    lines = text(read(annual_report(FOUND, 2026, "市政府办公室", ON))).split("\n")
    assert [line for line in lines if line.startswith(("附件：", "　　　2"))] == ["附件：1. 汇总表", "　　　2. 办理结果类别分布"]
    assert [line for line in lines if line.startswith("附件") and "：" not in line] == ["附件1", "附件2", "附件3"]
    single = text(read(notice_commend(FOUND, [(card(), scores(FOUND, card()))], 2026, Decimal(90), "市政府办公室", ON))).split("\n")
    assert [line for line in single if line.startswith("附件")] == ["附件：市直机关单位测评结果", "附件"]


def test_who_signs_is_centred_above_the_day_four_characters_from_the_edge() -> None:
    made = read(annual_report(FOUND, 2026, "市政府办公室", ON))
    by, day = (next(one for one in made.paragraphs if one.text == said) for said in ("市政府办公室", "2026年12月31日"))
    assert day.paragraph_format.right_indent == Pt(64)
    assert by.paragraph_format.right_indent == Pt(64 + 16 * (7 - 6) / 2)


def test_columns_of_an_annex_are_as_wide_as_what_stands_in_them() -> None:
    table = read(annual_report(FOUND, 2026, "市政府办公室", ON)).tables[1]
    wide = [column.width.mm for column in table.columns]
    assert round(sum(wide)) == 156 and wide[0] > wide[1]


def test_a_circular_that_would_name_nobody_is_not_written() -> None:
    groups = [(card(), scores(FOUND, card())), (card("towns"), scores(FOUND, card("towns")))]
    for letter in (
        notice_commend(FOUND, groups, 2026, Decimal(90), "市政府办公室", ON),
        notice_criticise(FOUND, groups, 2026, "办公室", ON),
    ):
        assert "镇（街）" not in text(read(letter)) and "无。" not in text(read(letter))
    with pytest.raises(NobodyNamed) as caught:
        notice_commend(FOUND, groups, 2026, Decimal(101), "市政府办公室", ON)
    assert caught.value.code == "nobody_named"
