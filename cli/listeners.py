"""`listeners list` and `unsubscribe`: for whom events are kept until a process hands them over, and whoever is gone for good."""

from typing import TYPE_CHECKING

import click

from .errors import NOT_FOUND, Problem
from .helping import Group
from .messages import count, say
from .options import command
from .output import Answer, shallow
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .times import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signoff.engine.doctor import Subscriber

    from .app import App

listeners = Group(
    "listeners",
    sections={"commands": ("list", "unsubscribe")},
    lazy={"list": ".listeners:listed", "unsubscribe": ".listeners:unsubscribe"},
)
FIELDS = ("name", "events", "workflows", "served", "waiting", "since")


@command("list", key="listeners.list")
def listed(app: "App") -> None:
    """Everybody who listens."""
    found = app.opened.subscribers()
    app.answer(answer(found))
    app.tell(count("listeners.count", len(found)))


@command("unsubscribe", key="listeners.unsubscribe")
@click.argument("name")
def unsubscribe(app: "App", name: str) -> None:
    """One who is gone for good."""
    found = {one.name: one for one in app.opened.subscribers()}.get(name)
    if not app.opened.unsubscribe(name) or found is None:
        raise Problem("no_listener", NOT_FOUND, say("hint.no_listener"), name=name)
    app.answer(Answer("listeners-unsubscribe", {"name": name, "dropped": found.waiting}, lambda screen: []))
    app.tell(count("listeners.gone", found.waiting, name=name))
    if found.served:
        app.tell(app.messages.paint(say("listeners.back", name=name), YELLOW))


def answer(found: "Sequence[Subscriber]") -> Answer:
    """A line for each."""

    def text(screen: Screen) -> list[str]:
        columns = [
            Column(say("col.name"), "keep"),
            Column(say("col.events"), "wrap"),
            Column(say("col.workflow")),
            Column(say("col.waiting"), "keep", right=True),
            Column(say("col.process"), "keep"),
        ]
        return table(columns, [row(one, screen) for one in found], screen) if found else []

    return Answer("listeners", {}, text, [shallow(one) for one in found], "listener", FIELDS)


def row(one: "Subscriber", screen: Screen) -> list[Cell | str]:
    """One of them."""
    waiting = str(one.waiting) if one.since is None else say("age.paren", text=one.waiting, age=span(screen.now - one.since))
    return [
        Cell(one.name, (BOLD,)),
        say("list.comma").join(one.events),
        say("list.comma").join(one.workflows),
        Cell(waiting, (YELLOW,) if one.waiting else (DIM,)),
        Cell(say("listeners.served"), (GREEN,)) if one.served else Cell(say("listeners.unserved"), (YELLOW,)),
    ]
