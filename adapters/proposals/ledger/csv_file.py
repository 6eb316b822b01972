"""A CSV file as a table: UTF-8 with or without a byte order mark, GB18030 (GBK, GB2312), UTF-16 with one; commas, semicolons or tabs."""

import codecs
import csv
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from .sheets import Area, Broken, Line, UnreadableTable, Value

CHUNK = 1 << 16
DELIMITERS = ",;\t"
ERRORS = frozenset("#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A".split())
"""What spreadsheets write for a formula that failed."""


class CsvTable:
    """The port `Table` over a CSV file. Raises UnreadableTable at once where the file is no text."""

    name = ""
    others: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path = path
        self.encoding = encoding_of(path)
        self.delimiter = self._delimiter()

    @cached_property
    def length(self) -> int:
        """The number of the last row in which something stands."""
        return max((line.number for line in self.lines()), default=0)

    def lines(self) -> Iterator[Line]:
        """The rows in which something stands; a record is one row, however many lines it takes."""
        with open(self._path, encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            number = 0
            try:
                for number, record in enumerate(reader, 1):
                    cells: dict[int, Value | Broken] = {column: shown(text) for column, text in enumerate(record, 1) if text.strip()}
                    if cells:
                        yield Line(number, cells)
            except csv.Error as error:
                raise UnreadableTable(
                    f"the file breaks off in row {number + 1} (line {reader.line_num}): {error}",
                    code="csv_broken",
                    hint="Most often a quotation mark is missing: open the file in a spreadsheet and save it as CSV again.",
                    data={"row": number + 1, "line": reader.line_num},
                ) from error

    def _delimiter(self) -> str:
        """The one that parts most, over the first lines."""
        with open(self._path, encoding=self.encoding, newline="") as file:
            head = file.read(CHUNK)
        return max(DELIMITERS, key=lambda mark: (head.count(mark), -DELIMITERS.index(mark)))


def shown(text: str) -> str | Broken:
    """A cell as people see it: without the apostrophe that keeps a spreadsheet from working it out; an error that it wrote as one."""
    bare = text.strip()
    if bare in ERRORS:
        return Broken("error", bare)
    return bare[1:] if bare[:1] == "'" and bare[1:2] in ("=", "+", "-", "@") else bare


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read; raises UnreadableTable where there is none."""
    with open(path, "rb") as file:
        head = file.read(4)
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return _whole(path, (name,))
    return _whole(path, ("utf-8", "gb18030"))


def _whole(path: Path, names: tuple[str, ...]) -> str:
    places = []
    for name in names:
        place = _wrong_at(path, name)
        if place is None:
            return name
        places.append(place)
    raise UnreadableTable(
        f"the file is neither a workbook nor text in UTF-8 or GB18030 (see byte {places[0]})",
        code="not_text",
        hint="Save it as .xlsx, or as CSV in UTF-8.",
        data={"byte": places[0]},
    )


def _wrong_at(path: Path, name: str) -> int | None:
    """The byte from which the file cannot be read so, within a chunk; None where all of it can."""
    decoder, read = codecs.getincrementaldecoder(name)(), 0
    with open(path, "rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                if "\0" in decoder.decode(chunk, final=not chunk):
                    return read
            except UnicodeDecodeError as error:
                return read + error.start
            if not chunk:
                return None
            read += len(chunk)
