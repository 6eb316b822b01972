"""What a workbook says beside its values: which sheets it has, what is hidden or merged, and which formulas have no result.

Read from the parts of the file one row at a time, so that a sheet of any length takes the same memory.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from .sheets import MOST_UNPACKED, Area, UnreadableTable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
MOST_PARTS = 10_000


@dataclass(slots=True)
class Shape:
    """What a sheet says beside its values; `unsolved` are, by row, the columns of formulas without a result, `length` the last row used."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    unsolved: dict[int, list[int]] = field(default_factory=dict)
    length: int = 0


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of a workbook: its name, the part in which it stands, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


def check_file(path: Path) -> None:
    """Raises UnreadableTable for what is no workbook that may be opened: old, locked, damaged, or larger inside than it looks."""
    with open(path, "rb") as file:
        if file.read(len(OLE)) == OLE:
            locked = any(ENCRYPTED in chunk for chunk in _overlapping(file))
            raise _locked() if locked else _old()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise broken(error) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableTable(
            "the file is an archive, but no workbook of the kind .xlsx",
            code="not_a_workbook",
            hint="Save the table as .xlsx or as CSV.",
        )
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
        raise UnreadableTable(
            f"unpacked the file would take {size // 1024 // 1024} MB; {MOST_UNPACKED // 1024 // 1024} MB are read at most",
            code="workbook_too_large",
            hint="Save the ledger's sheet alone in a new file, without pictures and unused formats.",
            data={"size": size, "most": MOST_UNPACKED},
        )


def broken(error: BaseException) -> UnreadableTable:
    """A workbook that cannot be read to its end."""
    return UnreadableTable(
        f"the workbook is damaged: {error}",
        code="workbook_broken",
        hint="Open it in a spreadsheet, save it under a new name, and try again.",
    )


def sheets(path: Path) -> list[SheetPart]:
    """The sheets of a workbook in their order."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {one.get("Id"): one.get("Target", "") for one in related}
    found = [one for one in book.iter() if _tag(one) == "sheet"]
    return [
        SheetPart(one.get("name", ""), _placed(parts.get(one.get(RELATION), "")), one.get("state", "visible") != "visible") for one in found
    ]


def shape_of(path: Path, part: str) -> Shape:
    """What a sheet says beside its values."""
    shape = Shape()
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        for _, node in ElementTree.iterparse(file):
            name = _tag(node)
            if name == "row":
                _row(node, shape)
                node.clear()
            elif name == "col" and _yes(node.get("hidden")):
                shape.hidden_columns |= set(range(int(node.get("min", "1")), min(int(node.get("max", "1")), 16_384) + 1))
            elif name == "mergeCell":
                shape.merged += _area(node.get("ref", ""))
    return shape


def _row(node: ElementTree.Element, shape: Shape) -> None:
    number = int(node.get("r", shape.length + 1))
    written = False
    for place, cell in enumerate(node, 1):
        parts = {_tag(part): part for part in cell}
        value = parts.get("v")
        solved = value is not None and bool(value.text)
        if "f" in parts and not solved and cell.get("t") != "str":
            shape.unsolved.setdefault(number, []).append(_column(cell.get("r"), place))
        written = written or solved or "f" in parts or "is" in parts
    if written:
        shape.length = number
        if _yes(node.get("hidden")):
            shape.hidden_rows.add(number)


def _area(text: str) -> list[Area]:
    ends = [match for end in text.split(":") if (match := CELL.match(end))]
    if len(ends) != 2:
        return []
    (left, first), (right, last) = (end.groups() for end in ends)
    return [Area(int(first), _number(left), int(last), _number(right))]


def _column(written: str | None, place: int) -> int:
    match = CELL.match(written or "")
    return _number(match.group(1)) if match else place


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def _overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces that overlap, so that no short text is cut."""
    tail = b""
    while chunk := file.read(1 << 20):
        yield tail + chunk
        tail = chunk[-len(ENCRYPTED) :]


def _placed(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _yes(written: str | None) -> bool:
    return written in ("1", "true")


def _locked() -> UnreadableTable:
    return UnreadableTable(
        "the workbook is locked with a password",
        code="workbook_locked",
        hint="Open it, take the password off, and save it.",
    )


def _old() -> UnreadableTable:
    return UnreadableTable(
        "the file is a workbook of the old kind (.xls, .et), or none",
        code="workbook_old",
        hint="Open it and save it as .xlsx.",
    )
