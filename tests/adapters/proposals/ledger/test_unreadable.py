"""Files that are no ledger: each is refused with a code and what to do, and nothing is imported."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signoff.adapters.proposals.ledger import UnreadableTable
from signoff.adapters.proposals.ledger import importing as limits
from signoff.adapters.proposals.ledger import xlsx_parts as parts_of

from .conftest import Import
from .tables import HEAD, ROW, sheet, text

Maker = Callable[[Path], object]


def archive(path: Path, **parts: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)


def cut(path: Path) -> None:
    whole = sheet(path, HEAD, ROW).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def garbled(path: Path) -> None:
    """A sheet that ends in the middle of a tag."""
    sheet(path, HEAD, ROW)
    with zipfile.ZipFile(path) as file:
        kept = {name: file.read(name) for name in file.namelist()}
    kept["xl/worksheets/sheet1.xml"] = kept["xl/worksheets/sheet1.xml"][:-40]
    with zipfile.ZipFile(path, "w") as file:
        for name, content in kept.items():
            file.writestr(name, content)


def bomb_of_entities(path: Path) -> None:
    """A sheet of a few hundred bytes that would unfold to gigabytes."""
    sheet(path, HEAD, ROW)
    with zipfile.ZipFile(path) as file:
        kept = {name: file.read(name) for name in file.namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 100 if n else "x" * 100}">' for n in range(8))
    kept["xl/worksheets/sheet1.xml"] = f"<!DOCTYPE s [{entities}]><worksheet><sheetData>&e7;</sheetData></worksheet>".encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in kept.items():
            file.writestr(name, content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES: list[tuple[str, Maker]] = [
    ("table_empty", lambda path: path.write_bytes(b"")),
    ("not_text", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff")),
    ("not_text", lambda path: path.write_bytes("编号,案由".encode() + b"\xff\xff\xff")),
    ("not_text", lambda path: path.write_bytes(b"\xff\xfe\x00\xd8")),
    ("no_headings", lambda path: text(path, ("甲", "乙"), ("1", "2"))),
    ("no_headings", lambda path: path.write_text("\n" * 50, "utf-8")),
    ("csv_broken", lambda path: path.write_text('类别,编号,案由\n人大建议,6115,"没有收尾的引号\n', "utf-8")),
    ("workbook_old", lambda path: path.write_bytes(OLE + b"\x00" * 600)),
    ("workbook_locked", lambda path: path.write_bytes(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))),
    ("workbook_broken", cut),
    ("workbook_broken", garbled),
    ("workbook_broken", bomb_of_entities),
    ("not_a_workbook", lambda path: archive(path, **{"word/document.xml": "<w/>"})),
    ("workbook_broken", lambda path: archive(path, **{"xl/workbook.xml": "<workbook/>"})),
    ("workbook_broken", lambda path: archive(path, **{"xl/workbook.xml": "no xml", "xl/_rels/workbook.xml.rels": ""})),
]


@pytest.mark.parametrize(("code", "make"), FILES, ids=[f"{number}-{code}" for number, (code, _) in enumerate(FILES)])
def test_a_file_that_is_no_ledger_is_refused_by_code_with_what_to_do(tmp_path: Path, bring: Import, code: str, make: Maker) -> None:
    make(tmp_path / "file")
    with pytest.raises(UnreadableTable) as refused:
        bring(tmp_path / "file")
    assert refused.value.code == code and refused.value.hint


def test_an_archive_that_is_large_inside_is_not_opened(tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_of, "MOST_UNPACKED", 100_000)
    archive(tmp_path / "a.xlsx", **{"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "0" * 200_000})
    assert (tmp_path / "a.xlsx").stat().st_size < 2_000
    with pytest.raises(UnreadableTable) as refused:
        bring(tmp_path / "a.xlsx")
    assert refused.value.code == "workbook_too_large"


def test_files_and_ledgers_have_their_limits(tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text(tmp_path / "a.csv", HEAD, ROW, ROW, ROW)
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(UnreadableTable) as refused:
        bring(path)
    assert refused.value.code == "too_many_rows"
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    with pytest.raises(UnreadableTable) as refused:
        bring(path)
    assert refused.value.code == "table_too_large"


def test_only_visible_sheets_are_chosen_by_themselves(tmp_path: Path, bring: Import) -> None:
    from openpyxl import Workbook

    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.title = "旧台账"
    hidden.sheet_state = "hidden"
    page = book.create_sheet("台账")
    page.append(list(HEAD))
    page.append(list(ROW))
    book.save(tmp_path / "a.xlsx")
    done = bring(tmp_path / "a.xlsx")
    assert (done.sheet, done.imported, done.unread) == ("台账", 1, ())
