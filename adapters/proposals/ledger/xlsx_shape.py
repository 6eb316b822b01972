"""What a sheet says beside its values: what is hidden or merged, which formulas have no result, how far it reaches.

The part of the file is read as a stream and nothing of it is kept but that, so that a sheet of any length takes the same memory. The limits
are those of spreadsheets themselves; what goes beyond them was made to do harm.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from .sheets import Area, UnreadableTable

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGED = 10_000
MOST_BESIDE = 200_000
"""Elements outside of rows: columns, merged cells, conditions of formats, links."""
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
CHUNK = 1 << 16


@dataclass(slots=True)
class Shape:
    """What a sheet says beside its values.

    `unsolved` are, by row, the columns of formulas without a result; `length` and `width` are the last row and column in which
    something stands.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    unsolved: dict[int, list[int]] = field(default_factory=dict)
    length: int = 0
    width: int = 0


def shape_of(path: Path, part: str) -> Shape:
    """The shape of a sheet; raises UnreadableTable beyond the limits, ValueError and ExpatError for a damaged part."""
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = scan.start, scan.end, scan.text
    parser.StartDoctypeDeclHandler = _no_doctype
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    return scan.shape


@dataclass(slots=True)
class _Scan:
    """Where the reading stands: in which row and cell, and what was met there."""

    shape: Shape = field(default_factory=Shape)
    row: int = 0
    hidden: bool = False
    written: bool = False
    in_row: bool = False
    place: int = 0
    column: int = 0
    shows_text: bool = False
    formula: bool = False
    value: bool = False
    in_value: bool = False
    beside: int = 0

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self._begin_row(given)
            case "c":
                self._begin_cell(given)
            case "v":
                self.in_value = True
            case "f":
                self.formula = True
            case "is":
                self.value = True
            case name if not self.in_row:
                self._beside(name, given)

    def text(self, text: str) -> None:
        self.value = self.value or self.in_value

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "v":
                self.in_value = False
            case "c":
                self._end_cell()
            case "row":
                self._end_row()

    def _begin_row(self, given: Mapping[str, str]) -> None:
        self.row = int(given.get("r", self.row + 1))
        if not 1 <= self.row <= LAST_ROW:
            raise ValueError(f"a sheet has no row {self.row}")
        self.in_row, self.written, self.place = True, False, 0
        self.hidden = _yes(given.get("hidden"))

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        self.place += 1
        if self.place > LAST_COLUMN:
            raise ValueError(f"row {self.row} has more than {LAST_COLUMN} cells")
        match = CELL.match(given.get("r", ""))
        self.column = _number(match.group(1)) if match else self.place
        self.shows_text = given.get("t") == "str"
        self.formula = self.value = self.in_value = False

    def _end_cell(self) -> None:
        if self.formula and not self.value and not self.shows_text:
            self.shape.unsolved.setdefault(self.row, []).append(self.column)
        if self.value or self.formula:
            self.written = True
            self.shape.width = max(self.shape.width, self.column)

    def _end_row(self) -> None:
        self.in_row = False
        if self.written:
            self.shape.length = max(self.shape.length, self.row)
            if self.hidden:
                self.shape.hidden_rows.add(self.row)

    def _beside(self, name: str, given: Mapping[str, str]) -> None:
        self.beside += 1
        if self.beside > MOST_BESIDE:
            raise ValueError(f"more than {MOST_BESIDE} elements stand beside the rows")
        if name == "col" and _yes(given.get("hidden")):
            self.shape.hidden_columns |= set(range(int(given.get("min", "1")), min(int(given.get("max", "1")), LAST_COLUMN) + 1))
        elif name == "mergeCell":
            self.shape.merged += _area(given.get("ref", ""))
            if len(self.shape.merged) > MOST_MERGED:
                raise _too_many_merged()


def _area(text: str) -> list[Area]:
    ends = [match for end in text.split(":") if (match := CELL.match(end))]
    if len(ends) != 2:
        return []
    (left, first), (right, last) = (end.groups() for end in ends)
    return [Area(int(first), _number(left), int(last), _number(right))]


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def _yes(written: str | None) -> bool:
    return written in ("1", "true")


def _no_doctype(*given: object) -> None:
    raise ValueError("a sheet declares no entities")


def _too_many_merged() -> UnreadableTable:
    return UnreadableTable(
        f"the sheet has more than {MOST_MERGED} merged cells",
        code="too_many_merged",
        hint="Unmerge them, or copy the ledger's values into a new file.",
        data={"most": MOST_MERGED},
    )
