"""`simulate`: a whole workflow run against sample data and the people as they are, without a database; or what lies ahead of a case."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from .errors import NOT_FOUND, OK, PROBLEMS, Problem
from .messages import label, said, say
from .naming import Names
from .options import command, data_of, option
from .output import Answer
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .simulated import Telling
from .times import instant_of

if TYPE_CHECKING:
    from signoff.engine.definition import Workflow
    from signoff.engine.people_data import Person, Unit
    from signoff.workflows.simulation import Path as Way
    from signoff.workflows.simulation import Simulation

    from .app import App


@command("simulate")
@click.argument("workflow", metavar="FILE|WORKFLOW", required=False)
@option("--given", metavar="FIELD=VALUE", multiple=True)
@option("--data", "data_file", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True), help="opt.data_file")
@option("--by", metavar="PERSON", help="opt.initiator")
@option("--now", metavar="INSTANT")
@option("--case", metavar="CASE", help="opt.case_ahead")
@option("--paths", metavar="N", type=click.IntRange(1, 1000))
@option("-v", "--verbose", is_flag=True, help="opt.verbose_paths")
@option("--exit-code", "as_exit", is_flag=True, help="opt.exit_dead_end")
def simulate(
    app: "App",
    workflow: str | None,
    given: tuple[str, ...],
    data_file: str | None,
    by: str | None,
    now: str | None,
    case: str | None,
    paths: int | None,
    verbose: bool,
    as_exit: bool,
) -> int:
    """Every path of a workflow, who is asked, until when, and where it goes no further."""
    if (workflow is None) is (case is None):
        raise click.UsageError(say("usage.simulate"))
    most = {"most": paths} if paths else {}
    if case is not None:
        found, names = app.opened.ahead(case, **most), app.names
    else:
        assert workflow is not None
        begins = instant_of("--now", now) if now is not None else None
        found, names = tried(app, workflow, data_of(given, data_file), by, begins, most)
    app.answer(answer(found, names, verbose))
    app.tell(summary(found, app.messages))
    return PROBLEMS if as_exit and found.dead_ends else OK


def tried(
    app: "App", name: str, data: dict[str, object], by: str | None, now: datetime | None, most: dict[str, int]
) -> "tuple[Simulation, Names]":
    """The simulation of a workflow on an engine in memory."""
    from signoff.compose import Engine
    from signoff.workflows.calendar_registry import Calendars

    from .called import Called
    from .fields import shaped
    from .sources import ids_in, place_of

    folder = app.settings.workflows
    path = place_of(name, folder)
    if path is None:
        names = say("list.comma").join(ids_in(folder))
        raise Problem("no_workflow", NOT_FOUND, say("hint.workflows", names=names) if names else None, name=name)
    workflow, others = loaded(app, path)
    beside = Calendars(app.settings.calendars if not Path(name).is_file() else path.parent / "calendars")
    file = app.settings.people
    people = file if file is not None and file.is_file() else None
    with Engine("memory://", workflows=[*others, workflow], calendars=beside, notifiers={}) as engine:
        found = engine.simulate(workflow.id, by=by, data=shaped(data, workflow.data, Called.by(app)), people=people, now=now, **most)
    return found, Names(Known(found, people))


def loaded(app: "App", path: Path) -> "tuple[Workflow, list[Workflow]]":
    """The workflow of a file, and those of the folder that it may run."""
    from .compose import loadable
    from .definitions import workflow_at

    workflow = workflow_at(app, path)
    others = loadable(app.settings)[0] if path.parent == app.settings.workflows else []
    return workflow, [other for other in others if other.id != workflow.id]


class Known:
    """What names are looked up in: the workflow that was simulated, and the people file."""

    def __init__(self, found: "Simulation", people: Path | None) -> None:
        from signoff.engine.people_data import PeopleFile
        from signoff.workflows.people_file import load_people

        self._definition = found.definition
        self._people = load_people(people) if people is not None else PeopleFile()

    def definition(self, hash: str) -> "Workflow":
        """The workflow; there is only this one."""
        return self._definition

    def begun(self, id: str) -> None:
        """No other workflow is known."""

    def person(self, id: str) -> "Person | None":
        """The person with this id."""
        return self._people.people.get(id)

    def unit(self, id: str) -> "Unit | None":
        """The unit with this id."""
        return self._people.units.get(id)

    def held(self, name: str) -> Mapping[str, str]:
        """What people call a role or post."""
        return self._people.titles.get(name, {})


def answer(found: "Simulation", names: Names, verbose: bool) -> Answer:
    """The paths, the main line first."""
    from signoff.engine.inspect.flat import flat

    head = ("initiator", "began", "zone", "data", "made_up", "samples", "never", "left")
    body = {"workflow": found.definition.id, **{name: flat(getattr(found, name)) for name in head}, "dead_ends": flat(found.dead_ends)}
    items = [path_json(path) for path in found.paths]
    columns = ("path", "choice", "steps", "status", "end", "late", "soon", "dead_end", "cut", "stops", "passed")
    return Answer("simulation", body, lambda screen: lines(found, names, screen, verbose), items, "path", columns)


def path_json(path: "Way") -> dict[str, Any]:
    """A path as JSON; a stop has what the engine says of the case there."""
    from signoff.engine.inspect.flat import flat

    of_stop = ("case", "step", "title", "round", "entered", "due", "days", "people", "choices", "passed", "seats", "timers", "children")
    stops = [
        {**{name: flat(getattr(stop, name)) for name in (*of_stop, "decisions")}, "provisional": stop.why.provisional}
        for stop in path.stops
    ]
    plain = {name: flat(getattr(path, name)) for name in ("choice", "status", "end", "late", "soon", "dead_end", "cut", "passed")}
    return {"path": path.kind, **plain, "steps": list(path.steps), "stops": stops}


def lines(found: "Simulation", names: Names, screen: Screen, verbose: bool) -> Iterator[str]:
    """The main line stop by stop; the other paths by what becomes of them, or stop by stop, too."""
    here = Screen(screen.columns, screen.color, ZoneInfo(found.zone), screen.now)
    telling = Telling(found, names, here)
    yield f"{here.paint(label(found.definition.title, found.definition.id), BOLD)}  {here.paint(found.definition.id, DIM)}"
    yield from telling.given()
    for number, path in enumerate(found.paths):
        if number == 0 or verbose:
            yield ""
            yield from telling.path(path)
    if len(found.paths) > 1 and not verbose:
        yield ""
        yield here.paint(say("simulate.others"), BOLD)
        yield from telling.others(found.paths[1:])
    yield from telling.last()


def summary(found: "Simulation", screen: Screen) -> str:
    """How many paths there are, and how many dead ends."""
    told = said("simulate.summary", "", paths=len(found.paths), dead=len(found.dead_ends))
    tone = RED if found.dead_ends else YELLOW if found.left or any(path.cut for path in found.paths) else GREEN
    return screen.paint(told, tone)
