"""`config`: every setting, and where its value comes from."""

from typing import TYPE_CHECKING

from .messages import say
from .options import command
from .output import Answer, dumps
from .screen import DIM, Screen
from .tables import Cell, Column, table

if TYPE_CHECKING:
    from .app import App
    from .settings import Setting


@command("config")
def config(app: "App") -> None:
    """The settings."""
    found = app.settings.shown()
    items = [{"name": one.name, "value": one.shown, "source": one.source} for one in found]
    app.answer(
        Answer("config", {"files": app.settings.files}, lambda screen: lines(found, screen), items, "setting", ("name", "value", "source"))
    )


def lines(found: "list[Setting]", screen: Screen) -> list[str]:
    """Name, value, source; what nobody set is dim."""
    columns = [Column(say("col.name"), "keep"), Column(say("col.value"), "wrap"), Column(say("col.source"), "wrap")]
    rows: list[list[Cell | str]] = []
    for one in found:
        tone = (DIM,) if one.source == "default" else ()
        rows.append([Cell(one.name, tone), Cell(written(one.shown), tone), Cell(say("config.default") if tone else one.source, tone)])
    return table(columns, rows, screen)


def written(value: object) -> str:
    """A value as it would be written in a file."""
    return "–" if value is None else value if isinstance(value, str) else dumps(value)
