"""The folder of the demonstration: the workflows and the policy that ship, the calendar with its year, the invented people, the ledgers."""

import csv
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from signoff.engine.people_data import PeopleFile
from signoff.workflows.calendar_file import shipped
from signoff.workflows.calendar_import import read_years, with_year
from signoff.workflows.shipped import PROPOSALS, catalogue_path, policy_path

from .caseload import Item

POLICY, CALENDAR = "taishan", "cn-gov"
PEOPLE = "people.yaml"
HEADINGS = (
    *("类别", "年度", "编号", "案由", "级别", "交办机关", "收件日期", "主办/会办", "领衔人", "附议人", "跟办人"),
    *("办理方式", "主办单位", "会办单位", "重点", "领导领办", "领办领导"),
)
"""The columns of the ledger that is imported, as offices head them."""
KINDS = {"npc_suggestion": "人大建议", "cppcc_proposal": "政协提案"}
ASSIGNING_BODY = "江门市"


def put_files(folder: Path) -> None:
    """Everything but the settings: each workflow and the policy word for word as they ship."""
    for name in PROPOSALS:
        put(folder / "workflows" / f"{name}.yaml", catalogue_path(name).read_bytes())
    put(folder / "workflows" / "policies" / f"{POLICY}.yaml", policy_path(POLICY).read_bytes())
    put(folder / PEOPLE, own(PEOPLE).read_bytes())
    put(folder / "workflows" / "calendars" / f"{CALENDAR}.yaml", calendar().encode())


def calendar() -> str:
    """The calendar that ships, with the year imported into it."""
    file = shipped(CALENDAR)
    assert file is not None
    text = file.read_text("utf-8")
    for year in read_years(own("years.yaml")):
        text = with_year(text, year)
    return text


def put_ledger(path: Path, items: Sequence[Item], received: date, people: PeopleFile) -> Path:
    """The ledger with which these cases came in, as a CSV file that a spreadsheet program opens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        table.writerows(row(item, received, people) for item in items)
    return path


def row(item: Item, received: date, people: PeopleFile) -> tuple[object, ...]:
    """A line of that ledger; units and persons are written as people write them."""

    def units(*ids: str) -> str:
        return "、".join(people.units[id].title["zh"] for id in ids)

    first, *others = item.proposers
    led = ("是", "是", people.people[item.leader].name) if item.leader else ("", "", "")
    mode = ("主会办" if item.beside else "单办") if item.leads else ""
    asked = (first, "、".join(others), people.people[item.follow_up].name)
    came = ("地市级", ASSIGNING_BODY, f"{received:%Y-%m-%d}", "主办" if item.leads else "会办")
    return (KINDS[item.kind], 2020, item.number, item.title, *came, *asked, mode, units(item.unit), units(*item.beside), *led)


def own(name: str) -> Path:
    """A file of the demonstration."""
    return Path(str(files(__package__))) / "files" / name


def put(path: Path, content: bytes) -> None:
    """Write a file, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
