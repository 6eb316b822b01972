"""`proposals panel`, `proposals pick` and `proposals picks`: who answers for a case, and which case each principal leads."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from .errors import OK
from .messages import count, said, say
from .naming import Names
from .numbers import CaseArgument
from .options import cases_like, command, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, RED, YELLOW, Screen
from .tables import Cell, Column, table

if TYPE_CHECKING:
    from signoff.adapters.proposals.panel import Deed, Owed, Panel, Post
    from signoff.adapters.proposals.picking import Pick

    from .app import App

YEAR = click.IntRange(1949, 2199)


@command("panel", key="proposals.panel")
@click.argument("case", cls=CaseArgument, shell_complete=cases_like)
def panel(app: "App", case: str) -> int:
    """The chain of responsibility of a case."""
    from signoff.adapters.proposals.panel import panel as panel_of

    made = panel_of(app.engine, app.opened.directory, case)
    body = {"case": made.case, "key": made.key, "title": made.title}
    items = [{field.name: getattr(post, field.name) for field in fields(post)} for post in made.posts]
    app.answer(Answer("proposals-panel", body, lambda screen: on_screen(made, app.names, app.now, screen), items, "post"))
    return OK


def on_screen(made: "Panel", names: Names, now: datetime, screen: Screen) -> Iterator[str]:
    """Each post once, beside it what was done there and what is owed."""
    yield screen.paint(f"{made.key}  {made.title}", BOLD)
    yield ""
    columns = [
        Column(say("col.level")),
        Column(say("col.post")),
        Column(say("col.who")),
        Column(say("col.done"), "wrap"),
        Column(say("col.owed"), "wrap"),
    ]
    rows: list[list[Cell | str]] = []
    level = ""
    for post in made.posts:
        at = place(post, names)
        head: tuple[Cell | str, ...] = (
            Cell("" if at == level else at, (BOLD,)),
            titled(post),
            names.people(post.people) or say("panel.nobody"),
        )
        level = at
        done = [deed(one, names, screen) for one in post.deeds]
        owes = [owed(one, names, now, screen) for one in post.owed]
        beside = list(zip_longest(done, owes, fillvalue="")) or [("", "")]
        rows += [[*(head if number == 0 else ("", "", "")), *both] for number, both in enumerate(beside)]
    yield from table(columns, rows, screen)


def place(post: "Post", names: Names) -> str:
    """The level, or the unit with its part in the case."""
    if post.unit is None:
        return said(f"panel.{post.level}", post.level)
    part = said(f"panel.{post.role}", post.role) if post.role else said(f"panel.{post.level}", post.level)
    return say("panel.unit_of", unit=names.unit(post.unit), part=part)


def titled(post: "Post") -> str:
    """What the post is called; of a section its name."""
    return post.name or (said(f"panel.{post.post}", post.post) if post.post else "")


def deed(one: "Deed", names: Names, screen: Screen) -> str:
    """`03-11 09:00 签收`, with for whom and with which words."""
    parts = [f"{one.at.astimezone(screen.zone):%m-%d %H:%M}", names.action(one.definition, one.step, one.action)]
    if one.principal != one.person:
        parts.append(say("panel.by", person=names.person(one.person), principal=names.person(one.principal)))
    return " ".join(parts) + (say("panel.words", words=one.comment) if one.comment else "")


def owed(one: "Owed", names: Names, now: datetime, screen: Screen) -> Cell:
    """The step, until when; late in red."""
    step = names.step(one.definition, one.step)
    if one.due is None:
        return Cell(step)
    late = one.due < now
    told = say("panel.late" if late else "panel.until", step=step, due=f"{one.due.astimezone(screen.zone):%m-%d %H:%M}")
    return Cell(told, (RED,) if late else (YELLOW,))


@command("pick", key="proposals.pick")
@click.argument("case", cls=CaseArgument, shell_complete=cases_like)
def pick(app: "App", case: str) -> int:
    """A principal picks a case and leads it."""
    from signoff.adapters.proposals.picking import pick as picked

    by, opened = someone(app), app.opened
    view = picked(app.engine, case, by=by, deliver=lambda row: opened.deliverer.run_row(opened.store, row, opened.now()))
    app.tell(say("pick.done", who=app.names.person(by), case=view.key, title=str(view.data.get("title", ""))))
    return OK


@command("picks", key="proposals.picks")
@option("--year", metavar="YEAR", type=YEAR, help="opt.picks_year")
@option("--ask", "asking", is_flag=True, help="opt.picks_ask")
@option("--open", "only_open", is_flag=True, help="opt.picks_open")
@option("--dry-run", is_flag=True)
def picks(app: "App", year: int | None, asking: bool, only_open: bool, dry_run: bool) -> int:
    """Which case each principal leads."""
    from signoff.adapters.proposals.picking import ask
    from signoff.adapters.proposals.picking import picks as all_picks

    of = year or app.now.astimezone(app.zone).year
    asked: Sequence[Pick] = ()
    if asking:
        asked = ask(app.engine, of, by=someone(app), dry_run=dry_run)
    found = [one for one in all_picks(app.engine, of) if one.open or not only_open]
    items = [{**as_json(one), "open": one.open, "late": one.late(app.now)} for one in found]
    app.answer(Answer("proposals-picks", {"year": of}, lambda screen: lines(found, app.names, app.now, screen), items, "pick"))
    if asking:
        app.tell(count("picks.would" if dry_run else "picks.asked", len(asked)))
    app.tell(count("picks.open", sum(one.open for one in found)))
    return OK


def as_json(one: "Pick") -> dict[str, object]:
    """A pick as JSON."""
    names = ("unit", "key", "principals", "due", "picked", "picked_by", "picked_at", "excused", "asked")
    return {name: getattr(one, name) for name in names}


def lines(found: "Sequence[Pick]", names: Names, now: datetime, screen: Screen) -> list[str]:
    """A line for each unit; who has not picked comes first."""
    columns = [
        Column(say("col.unit")),
        Column(say("col.who")),
        Column(say("col.due"), "keep"),
        Column(say("col.case")),
        Column(say("col.what")),
    ]
    rows: list[list[Cell | str]] = []
    for one in found:
        due = f"{one.due.astimezone(screen.zone):%Y-%m-%d}" if one.due is not None else ""
        state = (
            "excused" if one.excused else "picked" if not one.open else "late" if one.late(now) else "waiting" if one.asked else "unasked"
        )
        tones = {"late": (RED,), "waiting": (YELLOW,), "unasked": (DIM,)}.get(state, ())
        who = names.person(one.picked_by) if one.picked_by else names.people(one.principals)
        rows.append([Cell(names.unit(one.unit), (BOLD,)), who, due, one.picked or "", Cell(say(f"picks.{state}"), tones)])
    return table(columns, rows, screen) if rows else []
