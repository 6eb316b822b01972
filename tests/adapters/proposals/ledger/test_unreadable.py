"""Files that are no ledger: each is refused with a code and what to do, and nothing is imported."""

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signoff.adapters.proposals.ledger import UnreadableTable
from signoff.adapters.proposals.ledger import importing as limits
from signoff.adapters.proposals.ledger import xlsx_parts as parts_of
from signoff.adapters.proposals.ledger.xlsx_file import XlsxTable

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


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """A workbook of which one part says something else."""
    sheet(path, HEAD, ROW)
    with zipfile.ZipFile(path) as file:
        kept = {name: file.read(name) for name in file.namelist()}
    kept[part] = change(kept[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in kept.items():
            file.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES: list[tuple[str, Maker]] = [
    ("table_empty", lambda path: path.write_bytes(b"")),
    ("not_text", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff")),
    ("not_text", lambda path: path.write_bytes("编号,案由".encode() + b"\xff\xff\xff")),
    ("not_text", lambda path: path.write_bytes(b"\xff\xfe\x00\xd8")),
    ("no_headings", lambda path: text(path, ("甲", "乙"), ("1", "2"))),
    ("no_headings", lambda path: path.write_text("\n" * 50, "utf-8")),
    ("no_headings", lambda path: sheet(path)),
    ("no_headings", lambda path: text(path, (), encoding="utf-8-sig")),
    ("table_markup", lambda path: path.write_text("<html><table><tr><td>编号</td></tr></table></html>", "utf-8")),
    ("table_markup", lambda path: path.write_text('\ufeff <?xml version="1.0"?><Workbook/>', "utf-8")),
    ("workbook_broken", lambda path: rewritten(path, SHEET, lambda xml: xml.replace('r="2"', 'r="99999999999"'))),
    ("workbook_broken", lambda path: rewritten(path, SHEET, lambda xml: xml.replace("</row>", "<c/>" * 20_000 + "</row>"))),
    ("workbook_broken", lambda path: rewritten(path, SHEET, lambda xml: xml.replace("</sheetData>", "</sheetData>" + "<x/>" * 200_001))),
    (
        "too_many_merged",
        lambda path: rewritten(
            path,
            SHEET,
            lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCell ref="A9:B9"/>' + '<mergeCell ref="A9:B9"/>' * 10_000),
        ),
    ),
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


def test_texts_that_are_held_in_memory_are_not_without_limit(tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_of, "MOST_OF_A_PART", 100_000)
    archive(tmp_path / "a.xlsx", **{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": "0" * 200_000})
    with pytest.raises(UnreadableTable) as refused:
        bring(tmp_path / "a.xlsx")
    assert refused.value.code == "workbook_too_large"


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.csv", "a"])
def test_a_workbook_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path, bring: Import, name: str) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, ROW).rename(tmp_path / name)
    assert bring(path).imported == 1


def test_so_is_a_csv_file(tmp_path: Path, bring: Import) -> None:
    assert bring(text(tmp_path / "a.xlsx", HEAD, ROW)).imported == 1


def test_one_slip_in_the_last_row_of_a_sheet_is_as_quick_as_none(tmp_path: Path, bring: Import) -> None:
    far = '<row r="1048576"><c r="D1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    done = bring(rewritten(tmp_path / "a.xlsx", SHEET, lambda xml: xml.replace("</sheetData>", far + "</sheetData>")))
    assert (done.rows, [one.row for one in done.mistakes]) == (2, [1_048_576] * 4)


def test_rows_of_nothing_take_no_memory(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in range(3, 60_000))
    peaks = []
    for rows in ("", blank):
        path = rewritten(tmp_path / "a.xlsx", SHEET, lambda xml, rows=rows: xml.replace("</sheetData>", rows + "</sheetData>"))  # type: ignore[misc]
        tracemalloc.start()
        assert [line.number for line in XlsxTable(path).lines()] == [1, 2]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


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
