"""`demo`: make the files and the database, play the year, and show what it came to."""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING

import click

from ..errors import FAILED, Problem
from ..messages import count, say
from ..options import command, option
from ..output import Answer, emit
from ..progress import progress
from .caseload import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..app import App
    from .plan import Plan

DATABASE = "signoff-demo.db"
PEOPLE = "people.yaml"
FEWEST = 10
"""With fewer cases there is no story."""
MEMORY = "file:signoff-demo-{name}?mode=memory&cache=shared&uri=true"
HAPPENINGS = (
    *("taken_in", "handed_out", "signed_in", "picked", "replied", "returned", "uploaded", "published", "looked_back"),
    *("told", "revised", "ordered", "reported", "carried_over", "converted"),
)
"""What is told of a month, in this order."""
YEAR_END = "year-end"
"""The name, in the folder beside the database, of the database at the end of the year, and of its settings."""
SETTINGS = """\
# The settings of the demonstration. Its clock stood in 2020; from here on the real one counts, and everything open is long overdue.
db = "sqlite:///{database}"
workflows = "workflows"
people = "people.yaml"
timezone = "Asia/Shanghai"
"""


@command("demo")
@option("--db", "file", metavar="FILE", default=DATABASE, type=click.Path(dir_okay=False, path_type=Path), help="opt.file")
@option("--cases", metavar="N", default=ALL, type=click.IntRange(FEWEST, ALL), help="opt.demo_cases")
@option("--force", is_flag=True)
def demo(app: "App", file: Path, cases: int, force: bool) -> None:
    """The city's year."""
    from .plan import ZONE, plan

    make_room(file, force)
    folder = file.with_suffix("")
    put_settings(folder, file)
    began = monotonic()
    year = plan(cases)
    app.tell(say("demo.begins", count=cases))
    emit(played(app, year, file, folder), app.form, replace(app.screen, zone=ZONE, now=year.ends))
    app.tell("\n" + say("demo.took", count=cases, seconds=f"{monotonic() - began:.1f}"))
    app.tell(say("demo.next", config=folder / "signoff.toml", year_end=folder / f"{YEAR_END}.toml", case=year.explained))


def make_room(file: Path, force: bool) -> None:
    """Nothing that is there already is overwritten, unless that was asked for."""
    taken = [path for path in (file, file.with_suffix("")) if path.exists()]
    if taken and not force:
        raise Problem("file_exists", FAILED, say("hint.file_exists"), file=taken[0])
    for database in (file, file.with_suffix("") / f"{YEAR_END}.db"):
        for path in (database, database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")):
            with suppress(FileNotFoundError):
                path.unlink()


def put_settings(folder: Path, database: Path) -> None:
    """The folder of the year, and settings with which every command finds it: of June, of the year's end."""
    from .folder import put, put_files

    put_files(folder)
    put(folder / "signoff.toml", SETTINGS.format(database=f"../{database.name}").encode())
    put(folder / f"{YEAR_END}.toml", SETTINGS.format(database=f"{YEAR_END}.db").encode())


def note_leavers(file: Path, left: Sequence[str]) -> None:
    """Whoever left during the year has left in the people file, too."""
    lines = file.read_text("utf-8").splitlines()
    gone = tuple(f"  {id}:" for id in left)
    noted = [line[: line.rindex("}")] + ", active: false}" if gone and line.startswith(gone) else line for line in lines]
    file.write_text("\n".join(noted) + "\n", "utf-8")


def played(app: "App", plan: "Plan", file: Path, folder: Path) -> Answer:
    """The year, played in memory, where nothing waits for a disk; kept in `file` as it stands in June, and in the folder as it ends."""
    from ..compose import Known
    from ..naming import Names
    from .plan import ZONE
    from .run import Told, set_up
    from .shown import in_june, whole_year

    memory = MEMORY.format(name=token_hex(8))
    made = set_up(f"sqlite:///{memory}", folder, plan)
    with made.engine, progress((plan.ends - plan.begins).days) as bar:

        def day(now: "datetime", done: int) -> None:
            words = say("demo.progress", day=f"{now.astimezone(ZONE):%Y-%m-%d}", done=done, count=len(plan.courses))
            bar.at((now - plan.begins).days, words)

        def month(now: "datetime", counts: "Mapping[str, int]") -> None:
            bar.clear()
            if counts:
                app.tell(month_told(now.astimezone(ZONE), counts))

        made.play(Told(day, month))
        note_leavers(folder / PEOPLE, [id for id, person in made.staff.people.people.items() if not person.active])
        june = in_june(made, Names(Known(made.engine)))
        copy(memory, file)
        made.play_on()
        copy(memory, folder / f"{YEAR_END}.db")
        return whole_year(june, made, Names(Known(made.engine)))


def month_told(now: "datetime", counts: "Mapping[str, int]") -> str:
    """What happened in a month, in a line."""
    found = [count(f"demo.{name}", counts[name]) for name in HAPPENINGS if counts.get(name)]
    return say("demo.month", month=f"{now:%Y-%m}", what=say("list.comma").join(found))


def copy(memory: str, to: Path) -> None:
    """The database in memory as it stands, into a file."""
    from sqlite3 import connect

    with closing(connect(memory, uri=True)) as source, closing(connect(to)) as target:
        source.backup(target)
