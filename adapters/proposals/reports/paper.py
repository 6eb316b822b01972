"""How wide and how high things are on paper, in characters and points: what a sheet of a workbook is measured by."""

from collections.abc import Mapping, Sequence
from datetime import date

from .tables import Column, Rate, Table, Value, spoken

A4, A3 = 9, 8
ROOM = {A4: 145, A3: 215}
"""How many characters of 10 pt stand side by side on paper of this size laid across."""
TWO_PAGES = ROOM[A3] * 1.3
"""What is wider than this goes over two pages."""
LINE, LEAST = 13.5, 18
"""Points of a line in a cell, and of a row at least."""
WIDEST, NARROWEST, HEADING = 60, 5, 10
"""Of a column, in characters: at most, at least, and what its heading is given before it runs over more lines."""
DAY, CLOCK, RATE = 13, 20, (8, 8, 10)
"""Columns of days, of days with their time, and the three of a rate: a bold one has to have room in any font."""
TITLE_SHARE = 1.8
"""How much wider a character of the title is than one of the table."""

Widths = Sequence[tuple[float, ...]]
"""The widths of the columns of a table in characters, three for a rate."""


def widths(table: Table, title: str, language: str) -> Widths:
    """Every column as wide as what stands in it needs, within what it is given; all of them wider where the title has no room."""
    found = [_wide(column, [row.cells[place] for row in table.rows], language) for place, column in enumerate(table.columns)]
    missing = TITLE_SHARE * shown_width(title) / sum(map(sum, found))
    return [tuple(one * max(missing, 1) for one in parts) for parts in found]


def _wide(column: Column, values: Sequence[Value], language: str) -> tuple[float, ...]:
    if column.kind == "rate":
        return RATE
    if column.kind == "date":
        return (CLOCK if column.clock else DAY,)
    most = 2 * column.wide or (12 if column.kind == "number" else WIDEST)
    heading = min(shown_width(column.heading(language)), HEADING)
    return (min(max([heading, NARROWEST, *(shown_width(shown(value, language)) for value in values)]), max(most, heading)) + 1.5,)


def shown(value: Value, language: str) -> str:
    """About what a cell will show, to measure it."""
    if isinstance(value, date | Rate):
        return ""
    return spoken(value, language) if isinstance(value, Mapping | str) else str(value or "")


def lines(text: str, room: float) -> int:
    """Over how many lines a text runs in a cell of this width."""
    return sum(max(1, -(-shown_width(line) // max(int(room - 1), 1))) for line in text.split("\n"))


def shown_width(text: str) -> int:
    """How many half-width columns a text takes, its longest line."""
    return max((sum(1 if ord(char) < 0x2E80 else 2 for char in line) for line in text.split("\n")), default=0)
