"""Whether a file is a workbook that may be opened, and which sheets it has."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from signoff.engine.frozen import dataclass

from .sheets import MOST_UNPACKED, UnreadableTable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_PARTS = 10_000
MOST_OF_A_PART = 64 * 1024 * 1024
"""Size of a part other than a sheet, unpacked: texts and formats are held in memory as a whole."""
DAMAGE = (
    *(zipfile.BadZipFile, ElementTree.ParseError, ExpatError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError),
    *(RuntimeError, OverflowError, AssertionError, struct.error, zlib.error, lzma.LZMAError),
)
"""What the readers throw at a damaged file: RuntimeError of a part with a password, or packed as nobody packs."""
SHEETS = "xl/worksheets/"


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
    except (*DAMAGE, OSError) as error:
        raise broken(error) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableTable(
            "the file is an archive, but no workbook of the kind .xlsx",
            code="not_a_workbook",
            hint="Save the table as .xlsx or as CSV.",
        )
    size = sum(part.file_size for part in parts)
    held = [part.file_size for part in parts if part.filename.startswith("xl/") and not part.filename.startswith((SHEETS, "xl/media/"))]
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED or max(held) > MOST_OF_A_PART:
        raise UnreadableTable(
            f"unpacked the file would take {size // 1024 // 1024} MB; {MOST_UNPACKED // 1024 // 1024} MB are read at most, and of texts "
            f"and formats {MOST_OF_A_PART // 1024 // 1024} MB",
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
