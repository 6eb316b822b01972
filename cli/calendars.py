"""`calendar show`, `import` and `recount`: the days on which people work, and the deadlines that are counted by them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace as changed
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from .calendar_doubts import doubtful, doubts
from .errors import NOT_FOUND, OK, PROBLEMS, REFUSED, USAGE, Problem
from .helping import Group
from .messages import count, label, say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .tongue import in_tongue

if TYPE_CHECKING:
    from signoff.engine.calendars import Calendar
    from signoff.engine.recounting import Anew, CaseAnew
    from signoff.workflows.calendar_file import InvalidCalendar
    from signoff.workflows.calendar_import import Change, NewYear
    from signoff.workflows.calendar_registry import Calendars

    from .app import App

calendar = Group(
    "calendar",
    sections={"commands": ("show", "import", "recount")},
    lazy={"show": ".calendars:show", "import": ".calendars:import_", "recount": ".calendars:recount"},
)
reason_option = option("--reason", "-m", metavar="TEXT")


@command("show", key="calendar.show")
@click.argument("name", required=False)
@option("--year", metavar="YEAR", type=int, help="opt.calendar_year")
def show(app: "App", name: str | None, year: int | None) -> None:
    """Each calendar, year by year."""
    known = calendars(app)
    found = [calendar_named(known, name)] if name else list(known.values())
    rows = [(one, number) for one in found for number in sorted(one.years) if year in (None, number)]
    app.answer(years(rows))


def calendars(app: "App") -> "Calendars":
    """Those of the settings."""
    from signoff.workflows.calendar_registry import Calendars

    return Calendars(app.settings.calendars)


def calendar_named(known: "Calendars", name: str) -> "Calendar":
    """The calendar of this name."""
    if name not in known:
        raise Problem("no_calendar", NOT_FOUND, say("hint.no_calendar", known=say("list.comma").join(known)), calendar=name)
    return known[name]


def years(rows: "Sequence[tuple[Calendar, int]]") -> Answer:
    """A line for each year."""
    from signoff.workflows.calendar_import import spans

    def text(screen: Screen) -> list[str]:
        columns = [Column(say(f"col.{name}"), "wrap") for name in ("calendar", "year", "status", "off", "makeup", "source")]
        cells: list[list[Cell | str]] = []
        for one, number in rows:
            year = one.year(number)
            tone = GREEN if year.status == "official" else YELLOW
            words = [", ".join(spans(days)) for days in (year.off, year.makeup)]
            status = Cell(say(f"calendar.{year.status}"), (tone,))
            cells.append([Cell(one.id, (BOLD,)), str(number), status, *words, Cell(year.source, (DIM,))])
        return table(columns, cells, screen) if cells else []

    items = [
        {
            "calendar": one.id,
            "title": label(one.title, one.id),
            "year": number,
            "status": one.year(number).status,
            "off": sorted(map(str, one.year(number).off)),
            "makeup": sorted(map(str, one.year(number).makeup)),
            "source": one.year(number).source,
        }
        for one, number in rows
    ]
    return Answer("calendar-show", {}, text, items, "year")


@command("import", key="calendar.import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--calendar", "name", metavar="ID", default="cn-gov", help="opt.calendar")
@option("--replace", is_flag=True, help="opt.calendar_replace")
@option("--recalculate", is_flag=True, help="opt.calendar_recalculate")
@option("--earlier", is_flag=True, help="opt.recount_earlier")
@reason_option
@option("--accept", "accepted", metavar="CODE", multiple=True, help="opt.calendar_accept")
@option("--dry-run", is_flag=True)
def import_(
    app: "App",
    file: Path,
    name: str,
    replace: bool,
    recalculate: bool,
    earlier: bool,
    reason: str | None,
    accepted: tuple[str, ...],
    dry_run: bool,
) -> int:
    """Check the year, write it, count anew."""
    if recalculate and not dry_run and not reason:
        raise Problem("no_recount_reason", USAGE, say("hint.no_recount_reason"))
    with TemporaryDirectory() as place:
        folder = Path(place) / "calendars"
        real = app.settings.calendars
        if real.is_dir():
            copytree(real, folder)
        else:
            folder.mkdir()
        found_years = read(file)
        left = doubts(found_years, file, calendar_named(calendars(app), name).timezone, accepted)
        if left and not dry_run:
            raise doubtful(left)
        text, changes = tried(app, found_years, name, folder, replace)
        if not dry_run:
            real.mkdir(parents=True, exist_ok=True)
            put(real / f"{name}.yaml", text)
        else:
            app.flags["calendars"] = str(folder)
            del app.settings
        found = list(app.engine.counted_otherwise(earlier=earlier, limit=100_000)) if recalculate else []
        app.answer(answer("calendar-import", {"calendar": name, "file": str(real / f"{name}.yaml")}, changes, found))
        told(app, changes, real / f"{name}.yaml", dry_run)
        code = carried_out(app, found, reason or "", earlier, dry_run) if recalculate else OK
        if left:
            raise doubtful(left)
        return code


def put(file: Path, text: str) -> None:
    """Put a file in the place of the one that is there, whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(file)


def read(file: Path) -> "tuple[NewYear, ...]":
    """The years of a file; every mistake is told."""
    from signoff.workflows.calendar_file import InvalidCalendar
    from signoff.workflows.calendar_import import read_years

    try:
        return read_years(file)
    except InvalidCalendar as error:
        raise invalid(error, file) from error


def invalid(error: "InvalidCalendar", file: Path) -> Problem:
    """Every mistake of a calendar's file, in the language spoken."""
    mistakes = [
        say("calendar.mistake", what=in_tongue(what) or what, do=in_tongue(do) or do or "").strip() for _, _, what, do in error.mistakes
    ]
    return Problem("calendar_invalid", PROBLEMS, "\n".join(mistakes), file=str(file), mistakes=mistakes)


def tried(app: "App", found: "Sequence[NewYear]", name: str, folder: Path, anew: bool) -> "tuple[str, list[Change]]":
    """The calendar's new text and what it changes, written into a folder that is not the real one."""
    from signoff.workflows.calendar_import import change_of, text_of, with_year

    before = calendar_named(calendars(app), name)
    text = text_of(name, folder)
    assert text is not None
    for year in found:
        try:
            text = with_year(text, year)
        except ValueError as error:
            raise Problem("calendar_text", USAGE, say("hint.calendar_text"), why=str(error)) from error
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    after = again(folder, name)
    changes = [change_of(before, after, year.number) for year in found]
    for change in changes:
        if change.any and change.was == "official" and change.year in before.years and not anew:
            raise Problem("year_official", USAGE, say("hint.year_official"), year=change.year)
    return text, changes


def again(folder: Path, name: str) -> "Calendar":
    """The calendar with its new year; what is wrong with the two together is told of the calendar, and not of the place it was tried in."""
    from signoff.engine.errors import InvalidWorkflow
    from signoff.workflows.calendar_registry import Calendars

    try:
        return Calendars(folder)[name]
    except InvalidWorkflow as error:
        raise InvalidWorkflow([changed(one, file=f"{name}.yaml") for one in error.findings]) from error


def told(app: "App", changes: "Sequence[Change]", file: Path, dry_run: bool) -> None:
    """What has become of each year."""
    for change in changes:
        if not change.any:
            app.tell(say("calendar.no_change", year=change.year))
            continue
        was, now = say(f"calendar.{change.was}"), say(f"calendar.{change.now}")
        app.tell(say("calendar.status", year=change.year, was=was, now=now))
        app.tell(say("calendar.would" if dry_run else "calendar.written", year=change.year, file=file))


@command("recount", key="calendar.recount")
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--workflow", metavar="ID")
@option("--earlier", is_flag=True, help="opt.recount_earlier")
@reason_option
@option("--dry-run", is_flag=True)
def recount(app: "App", cases: tuple[str, ...], workflow: str | None, earlier: bool, reason: str | None, dry_run: bool) -> int:
    """Count anew."""
    if not dry_run and not reason:
        raise Problem("no_recount_reason", USAGE, say("hint.no_recount_reason"))
    asked = app.engine.counted_otherwise
    if cases:
        found = [one for case in cases for one in asked(case=case, workflow=workflow, earlier=earlier)]
    else:
        found = list(asked(workflow=workflow, earlier=earlier, limit=100_000))
    app.answer(answer("calendar-recount", {}, [], found))
    return carried_out(app, found, reason or "", earlier, dry_run)


def carried_out(app: "App", found: "Sequence[CaseAnew]", reason: str, earlier: bool, dry_run: bool) -> int:
    """Count each case anew, and say how many deadlines moved and how many did not."""
    from signoff.engine.errors import Refused

    refused = 0
    by = someone(app) if found and not dry_run else ""
    for one in [] if dry_run else found:
        try:
            app.engine.recount(one.case, by=by, reason=reason, earlier=earlier)
        except Refused as error:
            refused += 1
            app.tell(f"{one.key}: {error.message} [{error.code}]")
    clocks = [clock for one in found for clock in one.clocks]
    app.tell(count("recount.would" if dry_run else "recount.moved", sum(clock.moves for clock in clocks)))
    left = sum(not clock.moves for clock in clocks)
    if left:
        app.tell(app.messages.paint(count("recount.left", left), YELLOW))
    return REFUSED if refused else OK


def answer(kind: str, body: dict[str, object], changes: "Sequence[Change]", found: "Sequence[CaseAnew]") -> Answer:
    """The days that change, then the deadlines that do."""
    items = [deadline(one, clock) for one in found for clock in one.clocks]
    days = [
        {
            "year": change.year,
            "was": change.was,
            "now": change.now,
            "off": list(map(str, change.off)),
            "worked": list(map(str, change.worked)),
        }
        for change in changes
    ]

    def text(screen: Screen) -> Iterator[str]:
        for change in changes:
            yield from (f"{day}  {say('calendar.becomes_off')}" for day in change.off)
            yield from (f"{day}  {say('calendar.becomes_worked')}" for day in change.worked)
        if found:
            yield from table(
                [Column(say(f"col.{name}"), "wrap") for name in ("case", "deadline", "was", "due_now", "what")], rows(found, screen), screen
            )

    return Answer(kind, {**body, "changes": days}, text, items, "deadline")


def deadline(one: "CaseAnew", clock: "Anew") -> dict[str, object]:
    """A deadline as JSON."""
    same = {"case": one.case, "key": one.key, "workflow": one.workflow, "clock": clock.clock, "how": clock.how, "moves": clock.moves}
    return {**same, "was": clock.was.at, "due": clock.due.at, "provisional": clock.due.provisional}


def rows(found: "Sequence[CaseAnew]", screen: Screen) -> list[list[Cell | str]]:
    """A line for each deadline."""
    from .times import stamp

    made: list[list[Cell | str]] = []
    for one in found:
        for clock in one.clocks:
            what = clock.how if clock.moves or clock.how == "passed" else "stays"
            was, now = (
                stamp(due.at, screen.zone) + (f" ({say('due.provisional')})" if due.provisional else "") for due in (clock.was, clock.due)
            )
            tone = DIM if not clock.moves else YELLOW if clock.how == "earlier" else GREEN
            made.append([Cell(one.key, (BOLD,)), clock.clock, was, now, Cell(say(f"recount.{what}"), (tone,))])
    return made
