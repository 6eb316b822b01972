"""A letter as a document (docx), laid out as official documents of Chinese offices are (GB/T 9704—2012).

A4 with a type area of 156 mm by 225 mm. Title in 小标宋 of size 2 (22 pt), body in 仿宋 of size 3 (16 pt) on lines of 28 pt, headings in
黑体 and 楷体, the first line indented by two characters, page numbers at the outer edge. Fonts are named; the reader's machine has them.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from .letters import Attached, Heading, Letter
from .paper import shown_width
from .tables import Table, Value, spoken
from .workbook import library

TITLE_FONT, BODY_FONT, HEADING_FONTS = "方正小标宋简体", "仿宋_GB2312", {1: "黑体", 2: "楷体_GB2312"}
LATIN = "Times New Roman"
TITLE_SIZE, BODY_SIZE, PAGE_SIZE = 22, 16, 14
TABLE_SIZES = (10.5, 9)
"""Of a table that has room, and of a wide one."""
LINE = 28
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
"""In millimetres: they leave 156 by 225."""
TYPE_AREA, ROOM, PADDING = 156, 84, 2
"""How wide that is; how many half characters of a table stand side by side in it, and how many of them stay empty in each column."""


def document(letter: Letter) -> bytes:
    """The letter as a docx file. Raises Misconfigured where python-docx is not installed."""
    library("docx", "docx")
    made = Typesetter().letter(letter)
    made.core_properties.title = letter.title.replace("\n", "")
    made.core_properties.author = letter.by
    stamp = datetime(letter.on.year, letter.on.month, letter.on.day, tzinfo=UTC)
    made.core_properties.created = made.core_properties.modified = stamp
    out = BytesIO()
    made.save(out)
    return out.getvalue()


class Typesetter:
    """Sets a letter."""

    def __init__(self) -> None:
        from docx import Document
        from docx.shared import Mm, Pt

        self.made = Document()
        self.pt = Pt
        section = self.made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side, wide in MARGINS.items():
            setattr(section, f"{side}_margin", Mm(wide))
        section.footer_distance = Mm(28)
        body = self.made.styles["Normal"]
        self.font(body, BODY_FONT, BODY_SIZE)

    def letter(self, letter: Letter) -> Any:
        """The whole letter."""
        self.title(letter.title)
        if letter.to:
            self.paragraph(f"{letter.to}：", indent=False)
        for block in letter.blocks:
            if isinstance(block, Heading):
                self.paragraph(block.text, font=HEADING_FONTS[block.level], keep=True)
            else:
                self.paragraph(block.text)
        self.attachments(letter.annexes)
        self.signature(letter.by, letter.on)
        for annex in letter.annexes:
            self.annex(annex, letter.notes)
        self.page_numbers()
        return self.made

    def font(self, of: Any, name: str, size: float, bold: bool = False) -> None:
        """The font of a style or a run: Chinese by name, Latin letters and digits beside it."""
        from docx.oxml.ns import qn

        of.font.name, of.font.size, of.font.bold = LATIN, self.pt(size), bold
        fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), name)

    def title(self, text: str) -> None:
        """The title, centred, over as many lines as it has."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        for place, line in enumerate(text.split("\n")):
            made = self.line(line, TITLE_FONT, TITLE_SIZE, 35)
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if place == text.count("\n"):
                made.paragraph_format.space_after = self.pt(LINE)

    def paragraph(self, text: str, font: str = BODY_FONT, *, indent: bool = True, keep: bool = False) -> Any:
        """A paragraph of the body."""
        made = self.line(text, font, BODY_SIZE, LINE)
        if indent:
            made.paragraph_format.first_line_indent = self.pt(2 * BODY_SIZE)
        made.paragraph_format.keep_with_next = keep
        return made

    def line(self, text: str, font: str, size: float, spacing: float) -> Any:
        """A paragraph of one font, on lines of an exact height."""
        from docx.enum.text import WD_LINE_SPACING

        made = self.made.add_paragraph()
        form = made.paragraph_format
        form.space_before = form.space_after = self.pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, self.pt(spacing)
        self.font(made.add_run(text), font, size)
        return made

    def attachments(self, annexes: tuple[Attached, ...]) -> None:
        """The list of annexes, a line below the body; a name that runs on begins below the first character of the name."""
        if annexes:
            self.paragraph("")
        for place, annex in enumerate(annexes):
            made = self.paragraph(f"{'附件：' if place == 0 else '　　　'}{annex.entry}")
            hanging = (3 + (1 if annex.number else 0)) * BODY_SIZE
            made.paragraph_format.left_indent = self.pt(2 * BODY_SIZE + hanging)
            made.paragraph_format.first_line_indent = self.pt(-hanging)

    def signature(self, by: str, on: date) -> None:
        """Who signs, centred above the day, which ends four characters from the edge: the seal goes over both."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        day = f"{on.year}年{on.month}月{on.day}日"
        beside = (wide(day) - wide(by)) / 2
        for _ in range(2):
            self.paragraph("", keep=True)
        for text, room in ((by, 4 + beside), (day, 4 - min(4 + beside, 0))):
            made = self.paragraph(text, indent=False, keep=text == by)
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            made.paragraph_format.right_indent = self.pt(max(room, 0) * BODY_SIZE)

    def annex(self, annex: Attached, notes: tuple[str, ...]) -> None:
        """A table on a page of its own."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        head = self.line(annex.heading, HEADING_FONTS[1], BODY_SIZE, LINE)
        head.paragraph_format.page_break_before = True
        title = self.line(spoken(annex.table.title, "zh"), TITLE_FONT, 18, 35)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.table(annex.table)
        for note in notes:
            self.line(note, "宋体", 9, 14)

    def table(self, table: Table) -> None:
        """The table; its head stands again on every page."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        made = self.made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        wanted = needs(table)
        size = TABLE_SIZES[sum(wanted) > ROOM]
        for column, need in zip(made.columns, wanted, strict=True):
            column.width = Mm(TYPE_AREA * need / sum(wanted))
        for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
            self.cell(cell, column.heading("zh"), True, "center", size)
        repeated(made.rows[0])
        for row in table.rows:
            for cell, value, column in zip(made.add_row().cells, row.cells, table.columns, strict=True):
                self.cell(cell, told(value), row.total, "left" if column.kind == "text" else "center", size)
        unbroken(made)

    def cell(self, cell: Any, text: str, bold: bool, align: str, size: float) -> None:
        """A cell."""
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        made = cell.paragraphs[0]
        made.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}[align]
        made.paragraph_format.space_before = made.paragraph_format.space_after = self.pt(2)
        self.font(made.add_run(text), "黑体" if bold else "宋体", size)

    def page_numbers(self) -> None:
        """`— 1 —` at the outer edge: right on odd pages, left on even ones."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.made.settings.odd_and_even_pages_header_footer = True
        section = self.made.sections[0]
        for footer, side in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
            made = footer.paragraphs[0]
            made.alignment = side
            indent = "right_indent" if side == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
            setattr(made.paragraph_format, indent, self.pt(PAGE_SIZE))
            for part in ("— ", "PAGE", " —"):
                run = made.add_run("" if part == "PAGE" else part)
                self.font(run, "宋体", PAGE_SIZE)
                if part == "PAGE":
                    page_field(run)


def page_field(run: Any) -> None:
    """The number of the page, which the reader's machine fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", None, "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = "PAGE"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def repeated(row: Any) -> None:
    """The row stands at the top of every page that the table runs over."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def unbroken(table: Any) -> None:
    """No row is broken over two pages."""
    from docx.oxml import OxmlElement

    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def wide(text: str) -> float:
    """How many characters of Chinese a text is wide."""
    return shown_width(text) / 2


def needs(table: Table) -> list[float]:
    """How many half characters each column takes: a text up to ten characters, figures by their parts, a heading over two lines."""
    found = []
    for place, column in enumerate(table.columns):
        cells = [told(row.cells[place]) for row in table.rows]
        pieces = cells if column.kind == "text" else [piece for cell in cells for piece in cell.split()]
        pieces += ["100.00% "] if column.kind == "rate" else []  # as wide as any other rate beside it
        found.append(PADDING + min(max([shown_width(column.heading("zh")) / 2, *map(shown_width, pieces)], default=0), 20))
    return found


def told(value: Value) -> str:
    """A cell as text."""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return "" if value is None else spoken(value, "zh") if isinstance(value, Mapping | str) else str(value)
