"""`report bottlenecks`: where the time goes, what is sent back, what lies with whom; as tables, and as a picture."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import USAGE, Problem
from .existing import must_exist
from .helping import Group
from .messages import count, label, language, say
from .options import command, option
from .output import Answer, shallow
from .screen import BOLD, DIM, RED, YELLOW, Screen
from .tables import Cell, Column, table
from .times import instant_of, stamp
from .writing import must_be_writable, put

if TYPE_CHECKING:
    from signoff.engine.reports import Bottlenecks, Load, StepTime

    from .app import App
    from .naming import Names

report = Group("report", sections={"commands": ("bottlenecks",)}, lazy={"bottlenecks": ".report:bottlenecks"})

STEP = ("workflow", "branch", "step", "visits", "median", "p90", "total", "working", "returned", "received", "waiting", "overdue")
LOAD = ("kind", "name", "open", "overdue", "done")
PASSAGE = ("workflow", "branch", "step", "to", "count", "back")
ROWS = {"steps": ("step-time", STEP), "passages": ("passage", PASSAGE), "people": ("load", LOAD), "units": ("load", LOAD)}
"""What JSON lines and CSV may hold, with the kind of a line and the columns."""
BAR = 10
"""Columns of the bar that says a step's share of the time."""
PICTURES = (".svg", ".mmd", ".mermaid")


@command("bottlenecks", key="report.bottlenecks")
@option("--workflow", metavar="ID")
@option("--since", metavar="INSTANT", help="opt.report_since")
@option("--until", metavar="INSTANT", help="opt.report_until")
@option("--rows", type=click.Choice(list(ROWS)), help="opt.report_rows")
@option("--diagram", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="opt.report_diagram")
def bottlenecks(app: "App", workflow: str | None, since: str | None, until: str | None, rows: str | None, diagram: Path | None) -> None:
    """Where the time goes."""
    if diagram is not None and diagram.suffix not in PICTURES:
        raise Problem("picture", USAGE, say("hint.picture", endings=say("list.comma").join(PICTURES)), file=diagram)
    must_be_writable(diagram)
    begin = instant_of("--since", since, app.zone) if since is not None else None
    end = instant_of("--until", until, app.zone) if until is not None else None
    must_exist(app, workflow=workflow)
    found = app.engine.bottlenecks(workflow=workflow, since=begin, until=end)
    app.answer(answer(found, rows, app.names))
    if diagram is not None:
        draw(found, diagram)
        app.tell(say("report.drawn", file=diagram))
    app.tell(told(found, app.messages))


def draw(found: "Bottlenecks", file: Path) -> None:
    """The picture, as the name of the file says."""
    from signoff.workflows.heat_mermaid import heat_mermaid
    from signoff.workflows.heat_svg import heat_svg

    made = heat_svg if file.suffix == ".svg" else heat_mermaid
    put(file, made(found, language()).encode())


def answer(found: "Bottlenecks", rows: str | None, names: "Names") -> Answer:
    """The whole report; as lines the rows asked for, the steps unless told otherwise."""
    kind, columns = ROWS[rows or "steps"]
    body = {name: getattr(found, name) for name in ("at", "since", "until", "cases", "events", "unavailable")}
    body |= {name: [shallow(one) for one in getattr(found, name)] for name in ROWS if name != (rows or "steps")}
    items = [shallow(one) for one in getattr(found, rows or "steps")]
    return Answer("bottlenecks", body, lambda screen: lines(found, rows, screen, names), items, kind, columns)


def lines(found: "Bottlenecks", rows: str | None, screen: Screen, names: "Names") -> Iterator[str]:
    """A table for each, with a heading where there are several."""
    parts = {
        "steps": lambda: step_lines(found.steps, screen),
        "people": lambda: load_lines(found.people, screen, names),
        "units": lambda: load_lines(found.units, screen, names),
        "passages": lambda: passage_lines(found, screen),
    }
    wanted = [rows] if rows else [name for name in ("steps", "people", "units") if getattr(found, name)]
    for number, name in enumerate(wanted):
        if number:
            yield ""
        if not rows:
            yield screen.paint(say(f"report.{name}"), BOLD)
        yield from parts[name]()


def step_lines(steps: "Sequence[StepTime]", screen: Screen) -> list[str]:
    """The steps, that with the greatest share of the time first; a bar, and the share in figures."""
    whole = sum(one.total for one in steps)
    columns = [
        Column(say("col.step"), "wrap"),
        Column(say("col.visits"), "keep", right=True),
        Column(say("col.median"), "keep", right=True),
        Column(say("col.p90"), "keep", right=True),
        Column(say("col.share"), "keep"),
        Column(say("col.returned"), "keep", right=True),
        Column(say("col.now"), "keep", right=True),
        Column(say("col.overdue"), "keep", right=True),
    ]
    return table(columns, [step_row(one, whole, len({step.workflow for step in steps}) > 1) for one in steps], screen) if steps else []


def step_row(one: "StepTime", whole: int, several: bool) -> list[Cell | str]:
    """A step; with its workflow where there are several."""
    share = one.total * 100 // whole if whole else 0
    tone = RED if share >= 50 else YELLOW if share >= 30 else ""
    name = label(one.step_title, one.step) + (f" / {one.branch}" if one.branch else "")
    return [
        f"{name} ({one.workflow})" if several else name,
        str(one.visits),
        length(one.median, one.working),
        length(one.p90, one.working),
        Cell(f"{'█' * (share * BAR // 100) or '▏'} {share}%", (tone,)) if one.visits else Cell("–", (DIM,)),
        str(one.returned or ""),
        str(one.waiting or ""),
        Cell(str(one.overdue or ""), (RED,)),
    ]


def length(minutes: int | None, working: bool) -> str:
    """A length; of working time it says so."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return say("span.minute", n=minutes)
    if working:
        return say("report.working", n=minutes // 60)
    return say("span.hour", n=minutes // 60) if minutes < 48 * 60 else say("span.day", n=minutes // (24 * 60))


def load_lines(loads: "Sequence[Load]", screen: Screen, names: "Names") -> list[str]:
    """Persons, pools or units, the most overdue first."""
    columns = [
        Column(say("col.name"), "wrap"),
        Column(say("col.open"), "keep", right=True),
        Column(say("col.overdue"), "keep", right=True),
        Column(say("col.acts"), "keep", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            names.person(one.name) if one.kind == "person" else names.pool(one.name),
            str(one.open),
            Cell(str(one.overdue), (RED,) if one.overdue else (DIM,)),
            str(one.done),
        ]
        for one in loads
    ]
    return table(columns, rows, screen) if rows else []


def passage_lines(found: "Bottlenecks", screen: Screen) -> list[str]:
    """From where to where, and how often."""
    titles = {(one.workflow, one.branch, one.step): label(one.step_title, one.step) for one in found.steps}
    columns = [
        Column(say("col.step"), "wrap"),
        Column("", "keep"),
        Column(say("col.leads_to"), "wrap"),
        Column(say("col.count"), "keep", right=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            titles.get((one.workflow, one.branch, one.step), one.step),
            Cell("↶" if one.back else "→", (YELLOW,) if one.back else (DIM,)),
            titles.get((one.workflow, one.branch, one.to), one.to),
            str(one.count),
        ]
        for one in found.passages
    ]
    return table(columns, rows, screen) if rows else []


def told(found: "Bottlenecks", screen: Screen) -> str:
    """Of how many cases, and of which time."""
    since = stamp(found.since, screen.zone) if found.since else say("report.first")
    until = stamp(found.until, screen.zone) if found.until else say("report.now")
    said = say("report.told", cases=count("n.cases", found.cases), since=since, until=until)
    return said if found.unavailable is None else said + "\n" + say("stuck.note", why=found.unavailable)
