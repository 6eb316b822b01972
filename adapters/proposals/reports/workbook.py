"""A report as a workbook (xlsx): a sheet for each group, real dates and numbers, and pages that an office can print and file.

Text is always written as text: what begins with `=`, `+`, `-` or `@` never becomes a formula. The same report gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from signoff.engine.errors import Misconfigured

from .captions import as_of, noted, sheet_title, under_title
from .paper import A3, A4, LEAST, LINE, ROOM, TWO_PAGES, lines, shown, widths
from .tables import EMPTY, Column, Label, Rate, Report, Row, Table, Value, both, spoken

FONT = "宋体"
HEADING_FONT = "黑体"
RATE_PARTS: tuple[Label, ...] = (both("分子", "Part"), both("分母", "Whole"), both("比率", "Rate"))
PAGES = {"zh": "第 &P 页 / 共 &N 页", "en": "Page &P of &N"}
TITLED = 2
"""Rows of the title, and of what stands below it."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def workbook(report: Report, language: str = "zh") -> bytes:
    """The report as an xlsx file. Raises Misconfigured where XlsxWriter is not installed."""
    made = BytesIO()
    book = library("xlsxwriter", "xlsx").Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    zone = ZoneInfo(report.timezone)
    book.set_properties({"title": spoken(report.title, language), "created": report.as_of.astimezone(zone).replace(tzinfo=None)})
    pen = Pen(book, language, zone)
    taken: set[str] = set()
    for table in report.tables:
        sheet = book.add_worksheet(sheet_name(spoken(table.title, language), taken))
        Sheet(sheet, pen, report, table).write()
    book.close()
    return made.getvalue()


def library(name: str, extra: str) -> Any:
    """A library of an extra; raises Misconfigured where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        hint = f"Install it: pip install 'signoff[{extra}]'"
        raise Misconfigured(f"the form {extra} needs the library {name}", code="extra_missing", hint=hint, data={"extra": extra}) from error


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel allows: at most 31 characters, without those it forbids, and no name twice."""
    base = title.translate(FORBIDDEN).strip("' ")[:28] or "Sheet"
    name = next(name for name in (base, *(f"{base} {n}" for n in range(2, 100))) if name.lower() not in taken)
    taken.add(name.lower())
    return name


@dataclass
class Pen:
    """The formats of a workbook, made once each, and how values are written."""

    book: Any
    language: str
    zone: ZoneInfo
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def format(self, **more: object) -> Any:
        """A format; `font_name` and size are those of the body unless given."""
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **more})
        return self.formats[key]

    def cell(self, total: bool, **more: object) -> Any:
        """The format of a cell of a table."""
        return self.format(border=1, bold=total, **({"bg_color": "#F2F2F2"} if total else {}), **more)

    def say(self, words: Label | str | None) -> str:
        """A text in the language of the workbook."""
        return spoken(words, self.language)


@dataclass
class Sheet:
    """One table on its way onto a sheet."""

    sheet: Any
    pen: Pen
    report: Report
    table: Table

    def write(self) -> None:
        """Title, head, rows, notes, and how it is printed."""
        spans = [3 if column.kind == "rate" else 1 for column in self.table.columns]
        wide = widths(self.table, sheet_title(self.report, self.table, self.pen.language), self.pen.language)
        width = sum(spans)
        head = self.title(width, aside=sum(map(sum, wide)) > TWO_PAGES)
        first = self.head(head, spans, wide)
        for place, row in enumerate(self.table.rows):
            self.row(first + place, row, wide)
        if not self.table.rows:
            self.across(first, width, EMPTY, self.pen.cell(False, align="center"))
        last = self.notes(first + max(len(self.table.rows), 1) + 1, width, sum(map(sum, wide)))
        for at, one in enumerate(part for several in wide for part in several):
            self.sheet.set_column(at, at, one)
        self.page(first, last, width, sum(map(sum, wide)))

    def title(self, width: int, aside: bool) -> int:
        """The title over all columns, and below it as of when and about what; the row behind them.

        `aside` begins both at the left, where a sheet wider than the screen shows them.
        """
        big = self.pen.format(font_name=HEADING_FONT, font_size=16, align="left" if aside else "center", bold=True)
        small = self.pen.format(font_size=9, align="left" if aside else "right", font_color="#404040")
        self.across(0, width, sheet_title(self.report, self.table, self.pen.language), big)
        self.across(1, width, under_title(self.report, self.pen.language), small)
        self.sheet.set_row(0, 30)
        self.sheet.set_row(1, 16)
        return TITLED

    def across(self, row: int, width: int, text: str, format: Any) -> None:
        """A text over the whole width."""
        if width > 1:
            self.sheet.merge_range(row, 0, row, width - 1, "", format)
        self.sheet.write_string(row, 0, text, format)

    def head(self, row: int, spans: Sequence[int], wide: Sequence[Sequence[float]]) -> int:
        """The headings, over two rows where there are rates; the row behind them."""
        bold = self.pen.format(font_name=HEADING_FONT, bold=True, border=1, align="center", text_wrap=True, bg_color="#DDE6F0")
        deep = 3 in spans
        at = 0
        for column, span in zip(self.table.columns, spans, strict=True):
            heading = column.heading(self.pen.language)
            if span == 3:
                self.sheet.merge_range(row, at, row, at + 2, "", bold)
                for place, part in enumerate(RATE_PARTS):
                    self.sheet.write_string(row + 1, at + place, self.pen.say(part), bold)
            elif deep:
                self.sheet.merge_range(row, at, row + 1, at, "", bold)
            self.sheet.write_string(row, at, heading, bold)
            at += span
        titles = [column.heading(self.pen.language) for column in self.table.columns]
        self.sheet.set_row(row, max(30, *(LINE * lines(title, sum(parts)) + 6 for title, parts in zip(titles, wide, strict=True))))
        return row + (2 if deep else 1)

    def row(self, row: int, line: Row, wide: Sequence[Sequence[float]]) -> None:
        """One line of the table, as high as its longest text."""
        high = max(lines(shown(cell, self.pen.language), sum(parts)) for cell, parts in zip(line.cells, wide, strict=True))
        self.sheet.set_row(row, max(LEAST, LINE * high + 6))
        at = 0
        for column, value in zip(self.table.columns, line.cells, strict=True):
            if column.kind == "rate":
                self.rate(row, at, value, line.total)
                at += 3
            else:
                self.value(row, at, column, value, line.total)
                at += 1

    def rate(self, row: int, at: int, value: Value, total: bool) -> None:
        """Numerator, denominator, percentage: three numbers, or a dash where the denominator is empty."""
        number = self.pen.cell(total, align="right", indent=1, num_format="0")
        if not isinstance(value, Rate):
            for place in range(3):
                self.sheet.write_blank(row, at + place, None, self.pen.cell(total))
            return
        self.sheet.write_number(row, at, value.part, number)
        self.sheet.write_number(row, at + 1, value.whole, number)
        if value.percent is None:
            self.sheet.write_string(row, at + 2, EMPTY, self.pen.cell(total, align="center"))
        else:
            self.sheet.write_number(
                row, at + 2, float(value.percent / 100), self.pen.cell(total, align="right", indent=1, num_format="0.00%")
            )

    def value(self, row: int, at: int, column: Column, value: Value, total: bool) -> None:
        """A cell by what it is; where it is told (a total's title), a text stands in any column."""
        if value is None or value == "":
            self.sheet.write_blank(row, at, None, self.pen.cell(total))
        elif isinstance(value, date | datetime):
            form = "yyyy-mm-dd hh:mm" if column.clock else "yyyy-mm-dd"
            self.sheet.write_datetime(
                row, at, local(value, self.pen.zone, column.clock), self.pen.cell(total, align="center", num_format=form)
            )
        elif isinstance(value, int | Decimal):
            form = "0.00" if isinstance(value, Decimal) else "0"
            side: dict[str, object] = {"align": "center"} if column.id == "no" else {"align": "right", "indent": 1}
            self.sheet.write_number(row, at, float(value), self.pen.cell(total, num_format=form, **side))
        else:
            text = str(value) if isinstance(value, Rate) else self.pen.say(value)
            self.sheet.write_string(row, at, text, self.pen.cell(total, text_wrap=True))

    def notes(self, row: int, width: int, room: float) -> int:
        """What has to be known to read the figures; the last row."""
        small = self.pen.format(font_size=9, text_wrap=True, valign="top")
        found = noted(self.report, self.pen.language)
        for place, note in enumerate(found):
            self.across(row + place, width, note, small)
            self.sheet.set_row(row + place, LINE * lines(note, room))
        return row + len(found) - 1

    def page(self, first: int, last: int, width: int, room: float) -> None:
        """Frozen head; on paper laid across, as wide as the page, the head on every page, and page numbers.

        What would be too small to read on one page goes over two, with the number and the title of the case on both; what stands over the
        columns would be cut in two there, and is printed at the head of each page instead.
        """
        paper = A4 if room <= ROOM[A4] * 1.3 else A3
        pages = 1 if room <= TWO_PAGES else 2
        titled = next((at for at, column in enumerate(self.table.columns) if column.id == "title"), 0)
        self.sheet.freeze_panes(first, titled + 1 if pages == 2 else 0)
        self.sheet.set_paper(paper)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(pages, 0)
        head = 0 if pages == 1 else TITLED
        self.sheet.repeat_rows(head, first - 1)
        self.sheet.print_area(head, 0, last, width - 1)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6 if pages == 1 else 1, bottom=0.7)
        if pages == 2:
            self.sheet.repeat_columns(0, titled)
            self.sheet.set_header(self.header())
        if pages == 1:
            self.sheet.center_horizontally()
        self.sheet.set_footer(self.footer())

    def header(self) -> str:
        """The title in the middle of the page, and below it as of when and about what."""
        title, under = sheet_title(self.report, self.table, self.pen.language), under_title(self.report, self.pen.language)
        return f'&C&16&"{HEADING_FONT},Bold"{escaped(title)}&R\n\n&9&"{FONT},Regular"{escaped(under)}'

    def footer(self) -> str:
        """What the sheet is, which page, as of when: a page laid aside says where it belongs."""
        left = escaped(sheet_title(self.report, self.table, self.pen.language))
        return f"&L&9{left}&C&9{PAGES[self.pen.language]}&R&9{as_of(self.report, self.pen.language)}"


def escaped(text: str) -> str:
    """A text in a header or footer, where `&` begins a code."""
    return text.replace("&", "&&")


def local(value: date | datetime, zone: ZoneInfo, clock: bool) -> date | datetime:
    """A date of the calendar on the wall: without a zone, which no workbook knows."""
    if not isinstance(value, datetime):
        return value
    here = value.astimezone(zone).replace(tzinfo=None)
    return here if clock else here.date()
