"""`series list`, `show`, `set` and `void`: the counters of number series, and the register of every number (文号登记簿)."""

from typing import TYPE_CHECKING

import click

from .errors import NOT_FOUND, OK, PROBLEMS, Problem
from .helping import Group
from .messages import count, label, say
from .options import command, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .tables import Cell, Column, table
from .times import iso, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signoff.engine.registers import NumberView, SeriesView

    from .app import App

series = Group(
    "series",
    sections={"commands": ("list", "show", "set", "void")},
    lazy={"list": ".series:listed", "show": ".series:show", "set": ".series:set_counter", "void": ".series:void"},
)
COUNTERS = ("series", "period", "title", "next", "last", "given", "void", "missing", "format", "per", "workflows", "changes")
NUMBERS = (
    "series",
    "period",
    "value",
    "number",
    "key",
    "workflow",
    "case",
    "field",
    "allocated_at",
    "allocated_by",
    "voided_at",
    "voided_by",
    "reason",
)
period_option = option("--period", metavar="PERIOD")
reason_option = option("--reason", "-m", metavar="TEXT", required=True)


@command("list", key="series.list")
@click.argument("series", required=False)
def listed(app: "App", series: str | None) -> int:
    """Every counter; whether anything is missing."""
    found = app.engine.series(series)
    app.answer(counters("series", found))
    return told(app, found)


@command("show", key="series.show")
@click.argument("series")
@period_option
@option("--void", is_flag=True, help="opt.only_void")
def show(app: "App", series: str, period: str | None, void: bool) -> int:
    """The register."""
    found = [view for view in app.engine.series(series) if period in (None, view.period)]
    lines = [line for line in app.engine.numbers(series, period=period) if line.voided_at is not None or not void]
    app.answer(register(app, found, lines))
    app.tell(count("series.numbers", len(lines)))
    return told(app, found)


@command("set", key="series.set")
@click.argument("series")
@option("--next", "next", metavar="NUMBER", type=int, required=True)
@option("--period", metavar="PERIOD", default="")
@reason_option
def set_counter(app: "App", series: str, next: int, period: str, reason: str) -> None:
    """Let a counter go on elsewhere."""
    app.begins = True
    view = app.engine.set_series(series, next=next, period=period, by=someone(app), reason=reason)
    app.answer(counters("series-set", [view]))
    app.tell(say("series.set", series=view.series, next=view.next))


@command("void", key="series.void")
@click.argument("series")
@click.argument("number", metavar="NUMBER")
@period_option
@reason_option
def void(app: "App", series: str, number: str, period: str | None, reason: str) -> None:
    """A number is void."""
    line = meant(app.engine.numbers(series, period=period), number)
    app.engine.void_number(line.case, number=line.number, by=someone(app), reason=reason)
    again = meant(app.engine.numbers(series, period=line.period), line.number)
    app.answer(register(app, [view for view in app.engine.series(series) if view.period == line.period], [again]))
    app.tell(say("series.voided", number=again.number, case=again.key))


def meant(lines: "Sequence[NumberView]", number: str) -> "NumberView":
    """The line of the register that is meant: by the number as it is written, or by its place in the counter."""
    found = [line for line in lines if line.number == number] or [line for line in lines if str(line.value) == number]
    if len(found) == 1:
        return found[0]
    if found:
        raise Problem("ambiguous_number", NOT_FOUND, say("hint.ambiguous_number"), number=number)
    raise Problem("no_number", NOT_FOUND, say("hint.no_number"), number=number)


def told(app: "App", found: "Sequence[SeriesView]") -> int:
    """What is missing is told, and the exit code says so."""
    missing = [view for view in found if view.missing]
    for view in missing:
        app.tell(app.messages.paint(say("series.missing", series=named(view), numbers=listed_of(view.missing)), RED))
    return PROBLEMS if missing else OK


def named(view: "SeriesView") -> str:
    """What a counter is called."""
    return f"{view.series} {view.period}" if view.period else view.series


def listed_of(numbers: "Sequence[int]") -> str:
    """Numbers, the first of them."""
    return say("list.comma").join(map(str, numbers[:20])) + (" …" if len(numbers) > 20 else "")


def counters(kind: str, found: "Sequence[SeriesView]") -> Answer:
    """A line for each counter."""

    def text(screen: Screen) -> list[str]:
        columns = [
            Column(say("col.series")),
            Column(say("col.title")),
            Column(say("col.period"), "keep"),
            Column(say("col.next"), "keep", right=True),
            Column(say("col.given"), "keep", right=True),
            Column(say("col.void"), "keep", right=True),
            Column(say("col.gaps"), "keep"),
            Column(say("col.workflows"), "wrap"),
        ]
        return table(columns, [row(view) for view in found], screen) if found else []

    items = [as_json(view) for view in found]
    rows = [{**item, "changes": len(view.changes), "missing": listed_of(view.missing)} for item, view in zip(items, found, strict=True)]
    return Answer(kind, {}, text, items, "counter", COUNTERS, rows)


def row(view: "SeriesView") -> list[Cell | str]:
    """One counter."""
    state = Cell(listed_of(view.missing), (RED,)) if view.missing else Cell(say("series.whole"), (GREEN,))
    return [
        Cell(view.series, (BOLD,)),
        label(view.title, view.series),
        say("series.unused") if view.period is None else view.period,
        str(view.next),
        str(view.given),
        Cell(str(view.void) if view.void else "", (YELLOW,)),
        state,
        Cell(say("list.comma").join(view.workflows), (DIM,)),
    ]


def as_json(view: "SeriesView") -> dict[str, object]:
    """One counter as JSON."""
    plain = {name: getattr(view, name) for name in COUNTERS}
    made = [{"was": change.was, "next": change.next, "at": change.at, "by": change.by, "reason": change.reason} for change in view.changes]
    return {**plain, "title": label(view.title, view.series), "changes": made}


def register(app: "App", found: "Sequence[SeriesView]", lines: "Sequence[NumberView]") -> Answer:
    """The counters' changes, and a line for each number."""

    def text(screen: Screen) -> list[str]:
        columns = [
            Column(say("col.value"), "keep", right=True),
            Column(say("col.number"), "keep"),
            Column(say("col.case")),
            Column(say("col.field")),
            Column(say("col.allocated"), "keep"),
            Column(say("col.by")),
            Column(say("col.void"), "wrap"),
        ]
        made = table(columns, [number(app, line, screen) for line in lines], screen) if lines else []
        return [*made, *(screen.paint(changed(app, view, at, screen), DIM) for view in found for at in range(len(view.changes)))]

    return Answer("series-show", {"counters": [as_json(view) for view in found]}, text, [plain(line) for line in lines], "number", NUMBERS)


def plain(line: "NumberView") -> dict[str, object]:
    """A line of the register as JSON."""
    return {name: getattr(line, name) for name in NUMBERS}


def number(app: "App", line: "NumberView", screen: Screen) -> list[Cell | str]:
    """A line of the register."""
    void = ""
    if line.voided_at is not None:
        said = say("series.void_line", at=stamp(line.voided_at, screen.zone), by=line.voided_by or "")
        void = f"{said}: {line.reason}" if line.reason else said
    return [
        str(line.value),
        Cell(line.number, (DIM,) if void else (BOLD,)),
        line.key,
        Cell(line.field, (DIM,)),
        stamp(line.allocated_at, screen.zone),
        line.allocated_by,
        Cell(void, (YELLOW,)),
    ]


def changed(app: "App", view: "SeriesView", at: int, screen: Screen) -> str:
    """That an administrator has set the counter."""
    change = view.changes[at]
    when = iso(change.at, screen.zone)
    return say("series.changed", counter=named(view), was=change.was, next=change.next, at=when, by=change.by, reason=change.reason)
