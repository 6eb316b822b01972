"""`inbox`, `cases`, `show`: reading what is under way."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from .existing import behind, must_exist
from .kinds import COUNT
from .looks import clock_state, due, full_due, holders, moment, seat, status
from .messages import count, say
from .naming import Names
from .options import case_argument, command, no_rows, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, Screen
from .shapes import CASE, TASK, case_json, inbox_json
from .side_by_side import side_by_side
from .tables import Cell, Column, pairs, table
from .times import age, span
from .values import in_order, told
from .votes import votes
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.views import CaseView, InboxItem

    from .app import App

STATUSES = ("open", "suspended", "approved", "rejected", "done", "withdrawn", "terminated", "void")


@command("inbox")
@click.argument("person", required=False)
@option("--limit", type=COUNT, default=1000)
def inbox(app: "App", person: str | None, limit: int) -> None:
    """What waits for a person; without one, for whoever acts."""
    person = person or someone(app)
    must_exist(app, person=person)
    items = app.engine.inbox(person, limit=limit)
    now = app.now
    told = [inbox_json(item, now) for item in items]
    rows = [{**one, "offers": [offer.action for offer in item.offers]} for one, item in zip(told, items, strict=True)]
    columns = (*TASK, "claimed", "behalf_of", "overdue", "offers")
    app.answer(Answer("inbox", {"person": person}, lambda screen: inbox_lines(items, screen, app.names), told, "task", columns, rows))
    app.tell(count("inbox.count", len(items)) if items else say("inbox.empty", person=app.names.person(person)))


def nearest(case: "CaseView", screen: Screen, names: Names) -> Cell:
    """The clock of the case that is due first, of those that run."""
    running = [one for one in case.clocks if one.status == "running" and one.due_at is not None]
    if not running:
        return Cell("")
    first = min(running, key=lambda one: one.due_at or one.begin)
    left = due(first.due_at, screen.now, first.provisional, case.still)
    return Cell(f"{names.clock(case.definition, first.id)} {left.text}", left.tones)


def inbox_lines(items: "Sequence[InboxItem]", screen: Screen, names: Names) -> Iterator[str]:
    """The inbox as a table, earliest due first; below each task what may be done with it."""
    columns = [
        Column(say("col.case"), "keep"),
        Column(say("col.workflow")),
        Column(say("col.step")),
        Column(say("col.due"), "keep"),
        Column(say("col.clock")),
        Column(say("col.since"), "keep"),
    ]
    if not items:
        return
    head, *rows = table(columns, [inbox_row(item, screen, names) for item in items], screen)
    yield head
    for row, item in zip(rows, items, strict=True):
        yield row
        yield from (screen.paint(f"    {line}", DIM) for line in wrap(offered(item, names), (screen.columns or 10_000) - 4))


def inbox_row(item: "InboxItem", screen: Screen, names: Names) -> list[Cell | str]:
    """One task."""
    case, task = item.case, item.task
    return [
        Cell(case.key, (BOLD,)),
        names.title(case.definition, case.workflow),
        names.step(case.definition, task.step),
        due(task.due_at, screen.now, case.provisional, case.still),
        nearest(case, screen, names),
        span(screen.now - task.opened_at),
    ]


def offered(item: "InboxItem", names: Names) -> str:
    """What may be done with a task: the words that are typed, with what is written on the button where that says more."""
    case, step = item.case.definition, item.task.step
    acts = dict.fromkeys(offer.action for offer in item.offers)
    told = say("list.comma").join(names.action(case, step, id, both=True) for id in acts)
    if item.behalf_of is not None:
        told = say("inbox.for", actions=told, principal=names.person(item.behalf_of))
    return say("inbox.offered", actions=told)


@command("cases")
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--status", type=click.Choice(STATUSES))
@option("--open/--ended", default=None)
@option("--holder", metavar="PERSON")
@option("--overdue", is_flag=True)
@option("--limit", type=COUNT, default=1000)
@option("--after", metavar="ID")
def cases(
    app: "App",
    workflow: str | None,
    step: str | None,
    status: str | None,
    open: bool | None,
    holder: str | None,
    overdue: bool,
    limit: int,
    after: str | None,
) -> None:
    """List cases, oldest first."""
    must_exist(app, workflow=workflow, step=step, holder=holder)
    found = app.engine.cases(
        workflow=workflow, step=step, status=status, open=open, holder=holder, overdue=overdue, limit=limit, after=behind(app, after)
    )
    cursor = found[-1].id if len(found) == limit else None
    now = app.now
    items = [case_json(case, now, data=False) for case in found]
    columns = [name for name in CASE if name != "definition"]
    app.answer(Answer("cases", {"next": cursor}, lambda screen: case_lines(found, screen, app.names), items, "case", columns))
    if cursor:
        app.tell_next(say("cases.more"), cursor)
    else:
        app.tell(count("n.cases", len(found)) if found else say("cases.none"))


def case_lines(found: "Sequence[CaseView]", screen: Screen, names: Names) -> Iterable[str]:
    """Cases as a table; on a terminal the workflow is left out where all are of one."""
    columns = [
        Column(say("col.case"), "keep"),
        Column(say("col.workflow")),
        Column(say("col.status"), "keep"),
        Column(say("col.step")),
        Column(say("col.holder")),
        Column(say("col.due"), "keep"),
        Column(say("col.since"), "keep"),
    ]
    alike = screen.columns is not None and len({case.workflow for case in found}) == 1
    return table(columns, [case_row(case, screen, names, alike) for case in found], screen) if found else []


def case_row(case: "CaseView", screen: Screen, names: Names, alike: bool) -> list[Cell | str]:
    """One case."""
    return [
        Cell(case.key, (BOLD,)),
        "" if alike else names.title(case.definition, case.workflow),
        status(case),
        names.step(case.definition, case.step),
        holders(case, names),
        due(case.due_at if case.open else None, screen.now, case.provisional, case.still),
        span(screen.now - case.entered) if case.open else Cell(age(case.ended_at, screen.now) if case.ended_at else "", (DIM,)),
    ]


@command("show")
@case_argument
@option("--for", "person", metavar="PERSON", help="opt.for_person")
def show(app: "App", case: str, person: str | None) -> None:
    """One case."""
    no_rows(app, "show")
    must_exist(app, person=person)
    view = app.engine.case(case, by=person)
    now: datetime = app.now
    events = app.engine.history(view.id, by=person, children=True) if view.children and app.form == "table" else ()
    app.answer(Answer("case", case_json(view, now), lambda screen: show_lines(view, screen, app.names, events)))


def show_lines(case: "CaseView", screen: Screen, names: Names, events: "Sequence[Event]" = ()) -> Iterator[str]:
    """A case on a page: how it stands, who is to act, its data; with `events` its children side by side in time."""
    yield f"{screen.paint(case.key, BOLD)}  {names.title(case.definition, case.workflow)}  {screen.paint(case.workflow, DIM)}"
    yield ""
    yield from pairs(state(case, screen, names), screen)
    if case.tasks:
        yield ""
        yield screen.paint(say("show.tasks"), BOLD)
        yield from tasks(case, screen, names)
    if case.children:
        yield ""
        yield screen.paint(say("show.children"), BOLD)
        yield from (f"  {line}" for line in case_lines(case.children, narrower(screen), names))
    if case.children and events:
        yield ""
        yield screen.paint(say("show.side_by_side"), BOLD)
        yield from (f"  {line}" for line in side_by_side(case, events, narrower(screen), names))
    yield from clocks(case, screen, names)
    yield from beside(case, screen, names)
    yield ""
    yield screen.paint(say("show.data"), BOLD)
    yield from pairs(data(case, screen, names), screen, "  ")


def data(case: "CaseView", screen: Screen, names: Names) -> list[tuple[str, str]]:
    """The fields that have a value, as the workflow lists them."""
    fields = names.fields(case.definition)
    return [
        (names.field(case.definition, id), told(case.data[id], fields.get(id), names, screen.zone)) for id in in_order(case.data, fields)
    ]


def clocks(case: "CaseView", screen: Screen, names: Names) -> Iterator[str]:
    """The clocks of the case: until when, or since when each has stopped."""
    if case.clocks:
        yield ""
        yield screen.paint(say("show.clocks"), BOLD)
    yield from pairs([(names.clock(case.definition, one.id), clock_state(one, screen, case.still)) for one in case.clocks], screen, "  ")


def beside(case: "CaseView", screen: Screen, names: Names) -> Iterator[str]:
    """Who was given a copy, and what is asked."""
    if case.readers:
        yield ""
        yield screen.paint(say("show.readers"), BOLD)
    for reader in case.readers:
        person = names.person(reader.person)
        yield "  " + (
            say("show.read", person=person, at=moment(reader.read_at, screen)) if reader.read_at else say("show.unread", person=person)
        )
    if case.questions:
        yield ""
        yield screen.paint(say("show.questions"), BOLD)
    for one in case.questions:
        yield "  " + say("show.question", by=names.person(one.by), to=names.person(one.to), text=one.text, id=one.id)


def state(case: "CaseView", screen: Screen, names: Names) -> list[tuple[str, str | Cell]]:
    """How a case stands."""
    step = names.step(case.definition, case.step, both=True)
    again = say("list.comma") + say("show.round", n=case.round) if case.round > 1 else ""
    return [
        (say("show.status"), status(case)),
        (say("show.step"), step + again),
        (say("show.asked_back"), names.person(case.asked_back.by) if case.asked_back is not None else ""),
        (say("show.votes"), say("list.comma").join(votes(case.progress)) if case.progress is not None else ""),
        (say("show.entered"), moment(case.entered, screen)),
        (say("show.due"), full_due(case.due_at, screen, case.provisional, still=case.still)),
        (say("show.started"), say("show.by_at", by=names.person(case.initiator), at=moment(case.started, screen))),
        (say("show.ended"), moment(case.ended_at, screen)),
        (say("show.parent"), case.key.rpartition("/")[0] if case.parent else ""),
        (say("show.subject"), " ".join(case.subject or ())),
        (say("show.revision"), str(case.revision)),
        (say("show.id"), Cell(case.id, (DIM,))),
    ]


def tasks(case: "CaseView", screen: Screen, names: Names) -> list[str]:
    """The open seats of a case."""
    columns = [
        Column(say("col.holder"), "wrap"),
        Column(say("col.due"), "keep"),
        Column(say("col.since"), "keep"),
        Column(say("col.task"), "keep"),
    ]
    rows: list[list[Cell | str]] = [
        [
            seat(task, names),
            due(task.due_at, screen.now, still=case.still),
            span(screen.now - task.opened_at),
            Cell(task.id, (DIM,)),
        ]
        for task in case.tasks
    ]
    return [f"  {line}" for line in table(columns, rows, narrower(screen))]


def narrower(screen: Screen, by: int = 2) -> Screen:
    """The screen for something indented."""
    return Screen(screen.columns - by if screen.columns else None, screen.color, screen.zone, screen.now)
