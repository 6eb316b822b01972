"""S01: the ledger of 2020, as an office keeps it in a workbook, becomes 130 records whose totals are the published ones.

The figures are those of the published account; every title, name and date is invented.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.proposals.ledger import How, Imported, import_ledger
from signoff.adapters.proposals.reading import read_ledger
from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.adapters.proposals.reports.tables import Rate, Value, spoken
from signoff.compose import Engine
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import people_path
from tests.engine.house import MONDAY

SIZES = {("人大建议", "主办"): 5, ("人大建议", "会办"): 43, ("政协提案", "主办"): 3, ("政协提案", "会办"): 79}
HEAD = "序号 类别 编号 案由 领衔人 交办机关 主办/会办 主办单位 会办单位 交办日期 答复期限 答复日期 上传日期".split()


def year() -> list[list[Any]]:
    """The 130 rows; every one is answered before its day, in the shapes in which offices write days."""
    found: list[list[Any]] = []
    for (kind, role), size in SIZES.items():
        for _ in range(size):
            place = len(found)
            number = f"{6001 + place}" if kind == "人大建议" else f"2020{place:03}"
            answered = date(2020, 6, 10) - timedelta(days=place % 40)
            shown = (f"{answered:%Y-%m-%d}", f"{answered.year}年{answered.month}月{answered.day}日", answered)[place % 3]
            co = "财政局、公路事务中心" if place % 4 == 0 else None
            row = [place + 1, kind, int(number), f"（虚构）第{place + 1}件", "（虚构）", "江门市", role, "交通局", co]
            found.append([*row, "2020-03-10", "2020.06.10", shown, shown])
    return found


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a title above the headings and an empty row between suggestions and proposals."""
    path = tmp_path_factory.mktemp("s01") / "2020年建议提案工作台账.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.merge_range(0, 0, 0, len(HEAD) - 1, "2020年度建议提案办理工作台账")
        page.write_row(2, 0, HEAD)
        for place, row in enumerate(year()):
            for column, cell in enumerate(row):
                at = (3 + place + (place >= 48), column)
                page.write_datetime(*at, cell, day) if isinstance(cell, date) else page.write(*at, cell)
    return path


@pytest.fixture
def engine(database: str, city: str) -> Engine:
    """The records of a city on a database of the test's own."""
    return Engine(database, workflows=["proposal-record"], policy=city, directory=people_path(), clock=ManualClock(MONDAY))


def brought(engine: Engine, path: Path, **how: Any) -> Imported:
    return import_ledger(engine, path, How(by="li", people=load_people(people_path()), year=2020, **how))


def read(engine: Engine) -> Ledger:
    directory = StaticDirectory(load_people(people_path()))
    definition = {view.hash: engine.workflow(view.workflow) for view in engine.definitions()}.get
    return read_ledger(engine, directory, Calendars()["cn-gov"], definition, engine.now())


def lines(found: Ledger, id: str) -> dict[str, tuple[Value, ...]]:
    """The lines of a report by their first cell."""
    return {spoken(row.cells[0], "zh"): row.cells[1:] for row in made(id, found).tables[0].rows if not isinstance(row.cells[0], int)}  # type: ignore[arg-type]


def test_s01_the_year_is_imported_whole_and_its_totals_are_the_published_ones(engine: Engine, workbook: Path) -> None:
    tried = brought(engine, workbook, dry_run=True)
    assert (tried.rows, tried.ready, tried.imported, tried.mistakes) == (130, 130, 0, [])
    done = brought(engine, workbook)
    assert (done.imported, done.workflows, done.unread) == (130, {"proposal-record": 130}, ("序号",))
    ledger = read(engine)
    assert lines(ledger, "summary") == {"人大建议": (5, 43, 48), "政协提案": (3, 79, 82), "合计": (8, 122, 130)}
    assert Rate(130, 130) in lines(ledger, "on_time_rate")["合计"]
    again = brought(engine, workbook)
    assert (again.imported, again.unchanged, len(engine.cases(limit=500))) == (0, 130, 130)
    engine.close()


def test_s01_one_wrong_row_of_130_holds_the_others_and_is_named(engine: Engine, workbook: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    page = book["台账"]
    page["L20"], page["C30"], page["H40"] = "2020年4月31日", "6001", "交通运输局"
    wrong = workbook.with_name("wrong.xlsx")
    book.save(wrong)
    done = brought(engine, wrong)
    assert [(one.cell, one.code) for one in done.mistakes] == [("L20", "no_such_day"), ("C30", "twice_in_file"), ("H40", "unknown_unit")]
    assert engine.cases() == () and brought(engine, wrong, partial=True).imported == 127
    engine.close()
