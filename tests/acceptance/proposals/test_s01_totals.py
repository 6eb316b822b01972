"""S01: the published totals of a city's year come out of an imported ledger.

130 cases: 48 suggestions (5 led, 43 co-handled) and 82 proposals (3 led, 79 co-handled), all answered in time and uploaded. The numbers
of cases are those of the published account; everything else about them is invented.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from click.testing import CliRunner

from signoff.cli.main import cli
from signoff.workflows.shipped import catalogue_path, people_path

SIZES = {("人大建议", "主办"): 5, ("人大建议", "会办"): 43, ("政协提案", "主办"): 3, ("政协提案", "会办"): 79}
HEAD = ("类别", "年度", "编号", "标题", "上级分工", "主办单位", "交办机关", "交办日期", "答复期限", "答复日期", "上传日期")


def lines() -> Iterator[tuple[str, ...]]:
    """The year's 130 lines."""
    numbers = {"人大建议": 6101, "政协提案": 2020101}
    for (kind, role), size in SIZES.items():
        for place in range(size):
            number = str(numbers[kind])
            numbers[kind] += 1
            day = f"2020-05-{place % 28 + 1:02}"
            yield kind, "2020", number, f"第{number}号（虚构）", role, "transport", "江门市", "2020-03-16", "2020-06-16", day, "2020-06-01"


def said(folder: Path, *arguments: str) -> str:
    """What the command line says in this folder."""
    settings = ("--config", str(folder / "signoff.toml"), "--lang", "zh")
    done = CliRunner().invoke(cli, [*settings, *arguments], prog_name="signoff")
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def years() -> dict[str, Path]:
    """By city: the folder of its year, once there is one."""
    return {}


@pytest.fixture
def year(city: str, years: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the ledger of the year has been imported, in a city."""
    if city not in years:
        years[city] = imported(tmp_path_factory.mktemp(city), city)
    return years[city]


def imported(folder: Path, city: str) -> Path:
    """The ledger of the year is imported in this folder."""
    (folder / "workflows").mkdir()
    copy(catalogue_path("proposal-record"), folder / "workflows")
    copy(people_path(), folder / "people.yaml")
    settings = f"""
        db = "sqlite:///signoff.db"
        workflows = "workflows"
        people = "people.yaml"
        policy = "{city}"
        as = "li"
        timezone = "Asia/Shanghai"
    """
    (folder / "signoff.toml").write_text(settings, "utf-8")
    with open(folder / "year.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *lines()])
    said(folder, "proposals", "import", str(folder / "year.csv"))
    return folder


def items(folder: Path, report: str, table: str) -> list[dict[str, Any]]:
    """The lines of one table of a report."""
    body = json.loads(said(folder, "proposals", "report", report, "-o", "json"))
    return [item for item in body["items"] if item["table"] == table]


def test_s01_the_summary_is_the_published_one(year: Path) -> None:
    found = {item["kind"]: (item["lead"], item["co"], item["total"]) for item in items(year, "summary", "summary")}
    assert found == {"人大建议": (5, 43, 48), "政协提案": (3, 79, 82), "合计": (8, 122, 130)}


def test_s01_all_were_answered_in_time_and_uploaded(year: Path) -> None:
    on_time, uploaded = items(year, "on_time_rate", "by_unit")[-1], items(year, "upload_rate", "by_unit")[-1]
    assert (on_time["on_time_part"], on_time["on_time_whole"], on_time["on_time_percent"]) == (130, 130, "100.00")
    assert (uploaded["upload_part"], uploaded["upload_whole"]) == (130, 130)
    assert "130/130 100.00%" in said(year, "proposals", "report", "on_time_rate")


def test_s01_satisfaction_is_unknown_where_no_form_came_back(year: Path) -> None:
    total = items(year, "satisfaction_rate", "by_unit")[-1]
    assert (total["satisfaction_part"], total["satisfaction_whole"], total["satisfaction_percent"]) == (0, 0, None)
    assert "0/0 —" in said(year, "proposals", "report", "satisfaction_rate")


def test_s01_the_ledger_has_a_line_for_each_case(year: Path) -> None:
    assert [len(items(year, "ledger", kind)) for kind in ("npc_suggestion", "cppcc_proposal")] == [48, 82]
