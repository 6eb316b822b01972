"""Ledgers as files, made by the libraries that offices' programs use; every name in them is invented."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEAD = ("类别", "年度", "编号", "案由", "领衔人", "主办/会办", "主办单位", "会办单位", "缓急")
ROW = ("人大建议", 2026, "6115", "关于拓宽道路的建议", "代表丁一", "主办", "交通局", "财政局、公路事务中心", "平件")
SECOND = ("政协提案", 2026, "2026177", "关于停车泊位管理的提案", "代表丁二", "会办", "城管局", None, None)
DONE = {
    "类别": "人大建议",
    "年度": 2020,
    "编号": "6102",
    "案由": "关于水利设施的建议",
    "主办/会办": "主办",
    "主办单位": "交通局",
    "交办日期": "2020-03-10",
    "答复期限": "2020-06-10",
    "答复日期": "2020-05-20",
    "结果类别": "B",
}


def changed(row: Sequence[Any], **cells: Any) -> tuple[Any, ...]:
    """The row with other cells, by heading."""
    return tuple(cells.get(name, cell) for name, cell in zip(HEAD, row, strict=True))


def sheet(path: Path, *rows: Sequence[Any], shape: Callable[[Worksheet], object] = lambda sheet: None) -> Path:
    """A workbook with one sheet."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in rows:
        page.append(list(row))
    shape(page)
    book.save(path)
    return path


def text(path: Path, *rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file."""
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return path


def of(values: Mapping[str, Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Headings and one row."""
    return tuple(values), tuple(values.values())
