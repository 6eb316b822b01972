"""`proposals assign` and `proposals campaign`: many cases in one act, and one look-back for each case of a cohort."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from signoff.engine.errors import Refused
from signoff.engine.frozen import dataclass

from .cohorts import cohort_of
from .errors import OK, REFUSED, USAGE, Problem, reason_sentence
from .looks import holders
from .messages import count, say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .output import Answer
from .people_of import someone
from .progress import progress
from .report_source import ledger_of
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .times import day_of

if TYPE_CHECKING:
    from signoff.adapters.proposals.assigning import Assigned
    from signoff.adapters.proposals.campaigns import Campaign
    from signoff.adapters.proposals.picking import Pick
    from signoff.engine.errors import Reason
    from signoff.engine.views import CaseView

    from .app import App
    from .naming import Names

WAITING = ("proposal-handling", "co-opinion-handling")
TONES = {"done": (GREEN,), "would": (DIM,), "held": (DIM,), "unchanged": (DIM,)}


@command("assign", key="proposals.assign")
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--batch", "number", metavar="NO", required=True, help="opt.assign_batch")
@option("--year", metavar="YEAR", type=click.IntRange(1949, 2199), help="opt.assign_year")
@option("--all", "everything", is_flag=True, help="opt.assign_all")
@option("--title", metavar="TEXT", help="opt.assign_title")
@option("--meeting-on", metavar="DATE", help="opt.assign_meeting")
@option("--meeting-place", metavar="TEXT", help="opt.assign_place")
@option("--comment", metavar="TEXT")
@option("--leave-out", is_flag=True, help="opt.assign_leave_out")
@option("--dry-run", is_flag=True)
def assign(
    app: "App", cases: tuple[str, ...], number: str, year: int | None, everything: bool, leave_out: bool, dry_run: bool, **meeting: Any
) -> int:
    """Assign them together."""
    from signoff.adapters.proposals.assigning import Batch
    from signoff.adapters.proposals.assigning import assign as assigned

    by, named = someone(app), to_be_assigned(app, cases, number, everything)
    meeting["meeting_on"] = day("--meeting-on", meeting["meeting_on"])
    batch = Batch(number=number, year=year or app.now.astimezone(app.zone).year, **meeting)
    done = assigned(app.engine, named, batch, by=by, leave_out=leave_out, dry_run=dry_run, zone=app.settings.zone)
    if any(reason.code == "key_taken" for reason in done.reasons):
        raise Problem("batch_taken", REFUSED, say("hint.batch_taken", record=batch.key), number=number, year=batch.year)
    if done.reasons:
        raise Refused(done.reasons)
    told_assigned(app, done, dry_run)
    return OK if done else REFUSED


def to_be_assigned(app: "App", cases: tuple[str, ...], number: str, everything: bool) -> tuple[str, ...]:
    """The cases that are named, or all that wait. Raises UsageError and Problem where it is not said which, or there is none."""
    if cases and everything:
        raise click.UsageError(say("usage.not_together", one="CASE", other="--all"))
    if not number.strip():
        raise click.BadOptionUsage("--batch", say("usage.assign_batch"))
    named = waiting(app) if everything else cases
    if not named and everything:
        raise Problem("none_waiting", REFUSED, say("hint.none_waiting"))
    if not named:
        raise Problem("no_cases", USAGE, say("hint.no_cases_to_assign"))
    return named


def told_assigned(app: "App", done: "Assigned", dry_run: bool) -> None:
    """What became of the cases, or would; which units do not find the task, and which principals were asked."""
    from signoff.adapters.proposals.assigning import untaken
    from signoff.adapters.proposals.merging import CODES

    left = untaken(done, app.opened.directory)
    app.answer(told(done, left, dry_run))
    if done.record is not None:
        moved = sum(item.state == "done" for _, item in done.items)
        app.tell(count("assign.done", moved, record=done.record))
    else:
        app.tell(count("assign.would", sum(item.state == "held" for _, item in done.items)) if dry_run else say("assign.nothing"))
    if left:
        units = say("list.comma").join(map(app.names.unit, left))
        app.tell(app.messages.paint(say("assign.untaken_would" if dry_run else "assign.untaken", units=units), YELLOW))
    if wrong := [case.key for case, item in done.items if item.code in CODES]:
        app.tell(app.messages.paint(say("assign.merging", cases=say("list.comma").join(wrong)), YELLOW))
    for line in of_principals(done.picks, app.names, dry_run):
        app.tell(line)


def of_principals(found: "Sequence[Pick]", names: "Names", dry_run: bool) -> Iterator[str]:
    """How many principals were asked to pick a case, and who could not be asked, and why."""
    if asked := sum(one.asked for one in found):
        yield count("assign.picks_would" if dry_run else "assign.picks", asked)
    for one in found:
        if not one.asked:
            yield say("assign.unasked", unit=names.unit(one.unit), why=say("list.clause").join(map(reason_sentence, one.reasons)))


def waiting(app: "App") -> tuple[str, ...]:
    """Every case that waits to be assigned."""
    return tuple(case.id for workflow in WAITING for case in app.engine.cases(workflow=workflow, step="classified", limit=100_000))


def day(option: str, given: str | None) -> date | None:
    """The day that an option was given. Raises BadOptionUsage for what is none."""
    found = day_of(given) if given is not None else None
    if given is not None and found is None:
        raise click.BadOptionUsage(option, say("usage.day", option=option, given=given))
    return found


def told(done: "Assigned", left: tuple[str, ...], dry_run: bool) -> Answer:
    """A line for each case; `left` are the units in which nobody finds the task."""
    rows = [Row(case, "would" if dry_run and item.state == "held" else item.state, item.reasons) for case, item in done.items]
    items = [
        {"case": one.case.id, "key": one.case.key, "workflow": one.case.workflow, "state": one.state, "reasons": one.reasons}
        for one in rows
    ]
    asked = [{"unit": one.unit, "key": one.key, "due": one.due, "asked": one.asked, "reasons": one.reasons} for one in done.picks]
    return Answer(
        "proposals-assign",
        {"record": done.record, "picks": asked, "untaken": left},
        lambda screen: lines(rows, screen),
        items,
        "deed",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of one case: what became of it, and of what a campaign starts for which unit, and who holds it."""

    case: "CaseView"
    state: str
    reasons: "tuple[Reason, ...]" = ()
    unit: str = ""
    holders: Cell | str = ""


def lines(rows: Sequence[Row], screen: Screen) -> list[str]:
    """What became of each."""
    columns = [Column(say("col.case"), "keep"), Column(say("col.title")), Column(say("col.unit")), Column(say("col.holder"))]
    cells: list[list[Cell | str]] = []
    for row in rows:
        why = say("list.clause").join(f"{reason_sentence(reason)} [{reason.code}]" for reason in row.reasons)
        what = Cell(why or say(f"state.{row.state}"), TONES.get(row.state, (YELLOW,)))
        cells.append([Cell(row.case.key, (BOLD,)), str(row.case.data.get("title", "")), row.unit, row.holders, what])
    return table([*columns, Column(say("col.what"), "wrap")], cells, screen) if cells else []


@command("campaign", key="proposals.campaign")
@click.argument("name")
@option("--year", metavar="YEAR", required=True, help="opt.campaign_year")
@option("--class", "classes", metavar="CLASS", multiple=True, help="opt.campaign_class")
@option("--kind", metavar="KIND", help="opt.campaign_kind")
@option("--unit", metavar="UNIT", help="opt.campaign_unit")
@option("--start", "workflow", metavar="ID", default="look-back", help="opt.campaign_start")
@option("--dry-run", is_flag=True)
def campaign(
    app: "App", name: str, year: str, classes: tuple[str, ...], kind: str | None, unit: str | None, workflow: str, dry_run: bool
) -> int:
    """One look-back for each case of the cohort."""
    from signoff.adapters.proposals.campaigns import campaign as carried_out

    by, ledger = someone(app), ledger_of(app, None, None)
    cohort = cohort_of(app, ledger, workflow, year, classes, kind, unit)
    with progress(1) as shown:
        done = carried_out(
            app.engine,
            cohort,
            ledger,
            name=name,
            by=by,
            workflow=workflow,
            dry_run=dry_run,
            watch=lambda number: shown.at(0, count("campaign.under_way", number)),
        )
    app.answer(report(done, app.names))
    parts = [count(f"campaign.{state}", done.count(state)) for state in ("would" if dry_run else "done", "refused", "unchanged")]
    app.tell(say("list.comma").join(parts))
    if not done.items:
        app.tell(say("campaign.nobody", year=year, classes=say("list.comma").join(done.classes)))
    return OK if done else REFUSED


def report(done: "Campaign", names: "Names") -> Answer:
    """A line for each case and lead unit: what became of it, and who holds what is begun."""
    rows = [Row(one.case, one.state, one.reasons, one.unit, holders(one.begun, names) if one.begun else "") for one in done.items]
    items = [
        {
            "case": one.case.id,
            "key": one.case.key,
            "unit": one.unit,
            "state": one.state,
            "started": one.started,
            "holders": [names.seat(task) for task in one.begun.tasks] if one.begun else [],
            "reasons": one.reasons,
        }
        for one in done.items
    ]
    return Answer("proposals-campaign", {"name": done.name}, lambda screen: lines(rows, screen), items, "deed")
