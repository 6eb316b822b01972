"""`init`: a small folder to start from, whose files pass `check` and `test` as they are."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import FAILED, Problem
from .messages import language, say
from .options import command
from .output import Answer
from .screen import CYAN, DIM, GREEN, Screen
from .width import pad, width

if TYPE_CHECKING:
    from .app import App


@command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path))
def init(app: "App", folder: Path) -> None:
    """Write the starting files; what is there is never touched."""
    starter = found(files(__package__) / "starter")
    taken = [name for name in starter if (folder / name).exists()]
    if taken:
        raise Problem("init_exists", FAILED, say("hint.init_exists"), files=say("list.comma").join(taken), folder=folder)
    for name, source in starter.items():
        put(folder / name, source.read_bytes() + spoken(name))
    app.answer(Answer("init", {"folder": str(folder), "files": list(starter)}, lambda screen: written(folder, list(starter), screen)))
    app.tell("\n" + say("init.next", cd="" if folder == Path() else f"cd {folder} && "))


def found(folder: Traversable, below: str = "") -> dict[str, Traversable]:
    """Every file of the package's folder by its path in it."""
    made: dict[str, Traversable] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{below}{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            made |= found(entry, f"{name}/")
        elif entry.is_file():
            made[name] = entry
    return made


def put(path: Path, content: bytes) -> None:
    """Write a new file; a file that appears meanwhile is not overwritten either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


def spoken(name: str) -> bytes:
    """What the settings say besides: notices are in the language in which the folder was asked for."""
    return b'language = "zh"\n' if name == "signoff.toml" and language() == "zh" else b""


def written(folder: Path, names: list[str], screen: Screen) -> list[str]:
    """A line for each file."""
    paths = {name: str(folder / name) for name in names}
    wide = max(width(path) for path in paths.values())
    return [
        f"{screen.paint('+', GREEN)} {screen.paint(pad(path, wide), CYAN)}  {screen.paint(say(f'init.{Path(name).name}'), DIM)}"
        for name, path in paths.items()
    ]
