"""A table of a file as it is read: rows of cells with their places, and what is hidden or merged in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol, TypeAlias

from signoff.engine.errors import SignoffError
from signoff.engine.frozen import dataclass

Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | time | None
"""What stands in a cell. Texts come without spaces around them; an empty cell is None."""

MOST_ROWS = 50_000
"""Rows of data of one file."""
MOST_COLUMNS = 200
"""Columns that are read."""
MOST_BYTES = 50 * 1024 * 1024
"""Size of a file."""
MOST_UNPACKED = 512 * 1024 * 1024
"""Size of a workbook once it is unpacked."""
LONGEST_CELL = 32_767
"""Characters of one cell, as spreadsheets have it."""


class UnreadableTable(SignoffError):
    """A file that is no table that can be read; the code says why, `hint` what to do. Nothing has been imported."""

    code = "table_unreadable"


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands in a cell instead of a value: an `error` (#REF!), or a `formula` whose result is not in the file."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file (from 1), and its cells by column (from 1); empty cells are left out."""

    number: int
    cells: Mapping[int, Value | Broken] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of merged cells, all ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def ref(self) -> str:
        """As spreadsheets write it: `B3:B5`."""
        return f"{ref(self.first_row, self.first_column)}:{ref(self.last_row, self.last_column)}"


class Table(Protocol):
    """A table that may be read again and again; nothing of it stays in memory but the row that is looked at."""

    @property
    def name(self) -> str:
        """The name of the sheet; empty in a CSV file."""
        ...

    @property
    def others(self) -> tuple[str, ...]:
        """Other sheets of the file that are not read."""
        ...

    @property
    def hidden_rows(self) -> frozenset[int]:
        """Hidden rows in which something stands."""
        ...

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Hidden columns."""
        ...

    @property
    def merged(self) -> tuple[Area, ...]:
        """Merged cells."""
        ...

    @property
    def length(self) -> int:
        """The number of the last row in which something stands."""
        ...

    def lines(self) -> Iterator[Line]:
        """The rows in which something stands, in order. Raises UnreadableTable where the file breaks off."""
        ...


def letters(column: int) -> str:
    """What a spreadsheet calls a column.

    >>> letters(1), letters(27)
    ('A', 'AA')
    """
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def ref(row: int, column: int) -> str:
    """What a spreadsheet calls a cell.

    >>> ref(17, 3)
    'C17'
    """
    return f"{letters(column)}{row}"


def runs(rows: Iterable[int]) -> str:
    """Numbers in short, the first of them.

    >>> runs([3, 4, 5, 9])
    '3-5, 9'
    """
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in found[:10]]
    return ", ".join(told) + (" …" if len(found) > 10 else "")
