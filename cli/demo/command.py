"""`demo`: make the files and the database, play the year, and show what it came to."""

from collections.abc import Sequence
from contextlib import suppress
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
from ..output import emit
from ..progress import progress

if TYPE_CHECKING:
    from signoff.compose import Engine
    from signoff.testing import ManualClock

    from ..app import App
    from .plan import Plan
    from .run import Stage
    from .staff import Staff

DATABASE = "signoff-demo.db"
SETTINGS = """\
# The settings of the demonstration. Its clock stood in 2020; from here on the real one counts, and everything open is long overdue.
db = "sqlite:///../{database}"
workflows = "workflows"
people = "people.yaml"
timezone = "Asia/Shanghai"
"""


@command("demo")
@option("--db", "file", metavar="FILE", default=DATABASE, type=click.Path(dir_okay=False, path_type=Path), help="opt.file")
@option("--force", is_flag=True)
def demo(app: "App", file: Path, force: bool) -> None:
    """The city's year."""
    from ..compose import Known
    from ..naming import Names
    from .plan import ZONE, plan
    from .shown import shown

    make_room(file, force)
    folder = file.with_suffix("")
    put_files(folder, file)
    began = monotonic()
    stage = played(plan(), f"sqlite:///{file}", folder)
    with stage.engine:
        screen = replace(app.screen, zone=ZONE, now=stage.clock.now())
        note_leavers(folder / "people.yaml", [id for id, person in stage.staff.people.people.items() if not person.active])
        emit(shown(stage, Names(Known(stage.engine))), app.form, screen)
    app.tell("\n" + say("demo.took", seconds=f"{monotonic() - began:.1f}"))
    app.tell(say("demo.next", config=folder / "signoff.toml"))


def make_room(file: Path, force: bool) -> None:
    """Nothing that is there already is overwritten, unless that was asked for."""
    taken = [path for path in (file, file.with_suffix("")) if path.exists()]
    if taken and not force:
        raise Problem("file_exists", FAILED, say("hint.file_exists"), file=taken[0])
    for path in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        with suppress(FileNotFoundError):
            path.unlink()


def put_files(folder: Path, database: Path) -> None:
    """The workflow, its policy and calendar, the people, and settings with which every command finds them."""
    for name, source in found(files(__package__) / "files").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    (folder / "signoff.toml").write_text(SETTINGS.format(database=database.name), "utf-8")


def note_leavers(file: Path, left: Sequence[str]) -> None:
    """Whoever left during the year has left in the people file, too."""
    lines = file.read_text("utf-8").splitlines()
    gone = tuple(f"  {id}:" for id in left)
    noted = [line[: line.rindex("}")] + ", active: false}" if gone and line.startswith(gone) else line for line in lines]
    file.write_text("\n".join(noted) + "\n", "utf-8")


def played(plan: "Plan", database: str, folder: Path) -> "Stage":
    """The year, played on this database."""
    from signoff.compose import Engine
    from signoff.workflows.calendar_registry import Calendars
    from signoff.workflows.people_file import load_people

    from .plan import ZONE
    from .quiet import Quiet
    from .run import stage

    def make(clock: "ManualClock", staff: "Staff") -> "Engine":
        return Engine(
            database,
            workflows=folder / "workflows",
            directory=staff,
            clock=clock,
            timezone=ZONE.key,
            notifiers={"log": Quiet()},
        )

    calendar = Calendars(folder / "workflows" / "calendars")["city-2020"]
    made = stage(make, calendar, load_people(folder / "people.yaml"), plan)
    begin = min(course.begins for course in plan.courses)
    with progress((plan.looked_at - begin).days) as bar:
        made.play(lambda done, now: bar.at((now - begin).days, say("demo.progress", day=f"{now.astimezone(ZONE):%Y-%m-%d}", done=done)))
    return made
