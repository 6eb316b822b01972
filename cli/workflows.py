"""`workflows list`, `publish` and `retire`: which definitions there are, and which of them new cases start with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .helping import Group
from .messages import count, say
from .options import command
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .sources import place_of
from .tables import Cell, Column, table
from .times import age

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signoff.engine.definition import Workflow
    from signoff.engine.publishing import DefinitionView

    from .app import App

workflows = Group(
    "workflows",
    sections={"commands": ("list", "publish", "retire")},
    lazy={"list": ".workflows:listed", "publish": ".workflows:publish", "retire": ".workflows:retire"},
)
FIELDS = (
    "workflow",
    "version",
    "hash",
    "current",
    "retired",
    "given",
    "open",
    "ended",
    "first_used",
    "published_at",
    "published_by",
    "retired_at",
    "retired_by",
    "missing",
)
SHORT = 12
"""Characters of a hash that are shown."""


@command("list", key="workflows.list")
@click.argument("workflow", required=False)
def listed(app: "App", workflow: str | None) -> None:
    """Every definition, with its cases."""
    found = [view for view in app.engine.definitions() if workflow in (None, view.workflow)]
    app.answer(answer("workflows", found))
    app.tell(count("workflows.count", len(found)))


@command("publish", key="workflows.publish")
@click.argument("workflow", metavar="FILE|WORKFLOW|HASH")
def publish(app: "App", workflow: str) -> None:
    """New cases start with this definition, in every process."""
    app.begins = True
    view = app.engine.publish(definition(app, workflow), by=someone(app))
    app.answer(answer("workflows-publish", [view]))
    app.tell(say("workflows.published", workflow=view.workflow, label=label(view)))


@command("retire", key="workflows.retire")
@click.argument("workflow", metavar="WORKFLOW|HASH")
def retire(app: "App", workflow: str) -> None:
    """No new cases start with it; those under way go on."""
    views = app.engine.retire(workflow, by=someone(app))
    app.answer(answer("workflows-retire", views))
    app.tell(count("workflows.retired", sum(view.open for view in views)))


def definition(app: "App", name: str) -> "Workflow | str":
    """The definition of a file or of a workflow of the folder; any other text is a hash."""
    path = place_of(name, app.settings.workflows)
    if path is None:
        return name
    from signoff.workflows.calendar_registry import Calendars
    from signoff.workflows.loader import load
    from signoff.workflows.policy_file import PolicyFolder

    own = Path(name).is_file()
    policies = None if own and path.parent != app.settings.workflows else PolicyFolder(app.settings.policies, app.settings.policy)
    return load(path, known_calendars=Calendars(app.settings.calendars).__contains__, policies=policies).workflow


def answer(kind: str, found: "Sequence[DefinitionView]") -> Answer:
    """A line for each."""

    def text(screen: Screen) -> list[str]:
        columns = [
            Column(say("col.workflow")),
            Column(say("col.version")),
            Column(say("col.hash"), "keep"),
            Column(say("col.new_cases"), "keep"),
            Column(say("col.open"), "keep", right=True),
            Column(say("col.ended"), "keep", right=True),
            Column(say("col.first_used"), "keep"),
            Column(say("col.missing"), "wrap"),
        ]
        return table(columns, [row(view, screen) for view in found], screen) if found else []

    return Answer(kind, {}, text, [{name: getattr(view, name) for name in FIELDS} for view in found], "definition", FIELDS)


def row(view: "DefinitionView", screen: Screen) -> list[Cell | str]:
    """One line."""
    state, tone = ("current", GREEN) if view.current else ("retired", YELLOW) if view.retired else ("superseded", DIM)
    return [
        Cell(view.workflow, (BOLD,)),
        view.version or "",
        Cell(view.hash[:SHORT], (DIM,)),
        Cell(say(f"workflows.{state}" if state != "retired" else "workflows.out"), (tone,)),
        str(view.open),
        str(view.ended),
        age(view.first_used, screen.now) if view.first_used else say("workflows.unused"),
        Cell(say("list.comma").join(view.missing), (RED,)),
    ]


def label(view: "DefinitionView") -> str:
    """What a definition is called: its label and the beginning of its hash."""
    return f"{view.version} ({view.hash[:SHORT]})" if view.version else view.hash[:SHORT]
