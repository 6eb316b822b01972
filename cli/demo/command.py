"""`demo`: make the files and the database, play the year, and show what it came to."""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from ..errors import FAILED, Problem
from ..init import found
from ..messages import say
from ..options import command, option
from ..output import Answer, emit
from ..progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signoff.compose import Engine
    from signoff.testing import ManualClock

    from ..app import App
    from .plan import Plan
    from .run import Tell
    from .staff import Staff

DATABASE = "signoff-demo.db"
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
@option("--force", is_flag=True)
def demo(app: "App", file: Path, force: bool) -> None:
    """The city's year."""
    from .plan import ZONE, plan

    make_room(file, force)
    folder = file.with_suffix("")
    put_files(folder, file)
    began = monotonic()
    year = plan()
    emit(played(year, file, folder), app.form, replace(app.screen, zone=ZONE, now=year.ends))
    app.tell("\n" + say("demo.took", seconds=f"{monotonic() - began:.1f}"))
    app.tell(say("demo.next", config=folder / "signoff.toml", year_end=folder / f"{YEAR_END}.toml"))


def make_room(file: Path, force: bool) -> None:
    """Nothing that is there already is overwritten, unless that was asked for."""
    taken = [path for path in (file, file.with_suffix("")) if path.exists()]
    if taken and not force:
        raise Problem("file_exists", FAILED, say("hint.file_exists"), file=taken[0])
    for database in (file, file.with_suffix("") / f"{YEAR_END}.db"):
        for path in (database, database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")):
            with suppress(FileNotFoundError):
                path.unlink()


def put_files(folder: Path, database: Path) -> None:
    """The workflow, its policy and calendar, the people, and settings with which every command finds them: of June, of the year's end."""
    for name, source in found(files(__package__) / "files").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    (folder / "signoff.toml").write_text(SETTINGS.format(database=f"../{database.name}"), "utf-8")
    (folder / f"{YEAR_END}.toml").write_text(SETTINGS.format(database=f"{YEAR_END}.db"), "utf-8")


def note_leavers(file: Path, left: Sequence[str]) -> None:
    """Whoever left during the year has left in the people file, too."""
    lines = file.read_text("utf-8").splitlines()
    gone = tuple(f"  {id}:" for id in left)
    noted = [line[: line.rindex("}")] + ", active: false}" if gone and line.startswith(gone) else line for line in lines]
    file.write_text("\n".join(noted) + "\n", "utf-8")


def played(plan: "Plan", file: Path, folder: Path) -> Answer:
    """The year, played: in `file` as it stands on the day in June, from there on in a copy that lies in the folder."""
    from signoff.workflows.calendar_registry import Calendars
    from signoff.workflows.people_file import load_people

    from ..compose import Known
    from ..naming import Names
    from .run import stage
    from .shown import in_june, whole_year

    calendar = Calendars(folder / "workflows" / "calendars")["city-2020"]
    made = stage(lambda clock, staff: engine(file, folder, clock, staff), calendar, load_people(folder / "people.yaml"), plan)
    begin = min(course.begins for course in plan.courses)
    with made.engine, progress((plan.ends - begin).days) as bar:
        tell = told(bar.at, begin)
        made.play(tell)
        note_leavers(folder / "people.yaml", [id for id, person in made.staff.people.people.items() if not person.active])
        june = in_june(made, Names(Known(made.engine)))
        copy(file, folder / f"{YEAR_END}.db")
        with engine(folder / f"{YEAR_END}.db", folder, made.clock, made.staff) as made.engine:
            made.play_on(tell)
            return whole_year(june, made, Names(Known(made.engine)))


def told(at: "Callable[[int, str], None]", begin: "datetime") -> "Tell":
    """Tells a progress bar the day, and how many cases there are by then."""
    from .plan import ZONE

    return lambda done, now: at((now - begin).days, say("demo.progress", day=f"{now.astimezone(ZONE):%Y-%m-%d}", done=done))


def engine(database: Path, folder: Path, clock: "ManualClock", staff: "Staff") -> "Engine":
    """An engine on a SQLite database, with the files of the folder."""
    from signoff.compose import Engine

    from .plan import ZONE
    from .quiet import Quiet

    return Engine(
        f"sqlite:///{database}",
        workflows=folder / "workflows",
        directory=staff,
        clock=clock,
        timezone=ZONE.key,
        notifiers={"log": Quiet()},
    )


def copy(database: Path, to: Path) -> None:
    """A SQLite database as it stands, into another file."""
    from sqlite3 import connect

    with closing(connect(database)) as source, closing(connect(to)) as target:
        source.backup(target)
