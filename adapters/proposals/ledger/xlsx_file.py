"""A sheet of a workbook (.xlsx, .xlsm) as a table; values come from openpyxl, one row at a time."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from signoff.engine.errors import Misconfigured

from .sheets import MOST_COLUMNS, Area, Broken, Line, UnreadableTable, Value
from .xlsx_parts import DAMAGE, SheetPart, broken, check_file, sheets
from .xlsx_shape import shape_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.read_only import ReadOnlyCell

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold, or the underline of a text that looks like that."""


class XlsxTable:
    """The port `Table` over the first visible sheet, or the one named. Raises UnreadableTable, Misconfigured without openpyxl."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        check_file(path)
        self._path = path
        try:
            parts = sheets(path)
            chosen = _chosen(parts, sheet)
            self._shape = shape_of(path, chosen.part)
        except DAMAGE as error:
            raise broken(error) from error
        self.name = chosen.name
        self.others = tuple(part.name for part in parts if part is not chosen and not part.hidden)

    @property
    def hidden_rows(self) -> frozenset[int]:
        """Hidden rows in which something stands."""
        return frozenset(self._shape.hidden_rows)

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Hidden columns."""
        return frozenset(self._shape.hidden_columns)

    @property
    def merged(self) -> tuple[Area, ...]:
        """Merged cells."""
        return tuple(self._shape.merged)

    @property
    def length(self) -> int:
        """The number of the last row in which something stands."""
        return self._shape.length

    def lines(self) -> Iterator[Line]:
        """The rows in which something stands. Of a formula it is the result that the file keeps."""
        load_workbook = _loader()
        with open(self._path, "rb") as file:  # by its name openpyxl would refuse a workbook that is called .xls
            try:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            except DAMAGE as error:
                raise broken(error) from error
            try:
                yield from self._lines(book)
            except DAMAGE as error:
                raise broken(error) from error
            finally:
                book.close()

    def _lines(self, book: "Workbook") -> Iterator[Line]:
        if not self.length:
            return
        gap: object = None  # one object for all rows without a cell: there are a million of them above one slip at the sheet's end
        width = min(self._shape.width, MOST_COLUMNS)
        for number, row in enumerate(book[self.name].iter_rows(max_row=self.length, max_col=width), 1):
            if row is gap:
                continue
            values = ((place, self._value(cast("ReadOnlyCell", cell))) for place, cell in enumerate(row, 1))
            cells: dict[int, Value | Broken] = {place: value for place, value in values if value is not None}
            cells |= {column: Broken("formula") for column in self._shape.unsolved.get(number, ()) if column not in cells}
            if cells:
                yield Line(number, cells)
            else:
                gap = row

    def _value(self, cell: "ReadOnlyCell") -> Value | Broken:
        value = cell.value
        if value is None:
            return None
        if cell.data_type == "e":
            return Broken("error", str(value))
        if isinstance(value, str):
            return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).strip() or None
        return cast(Value, value)


def _chosen(parts: list[SheetPart], name: str | None) -> SheetPart:
    visible = [part for part in parts if not part.hidden]
    if name is not None:
        named = next((part for part in parts if part.name == name), None)
        if named is None:
            told = ", ".join(part.name for part in parts)
            raise UnreadableTable(
                f"the workbook has no sheet {name!r}", code="no_such_sheet", hint=f"It has: {told}.", data={"sheet": name, "sheets": told}
            )
        return named
    if not visible:
        raise UnreadableTable("the workbook has no visible sheet", code="no_sheet", hint="Name a sheet, or show one.")
    return visible[0]


def _loader() -> "Callable[..., Workbook]":
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise Misconfigured(
            "workbooks are read with openpyxl, which is not installed",
            code="extra_missing",
            hint="pip install 'signoff[xlsx]'; or save the table as CSV.",
            data={"extra": "xlsx"},
        ) from error
    return load_workbook
