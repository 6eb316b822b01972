"""`init`: a folder to start from, whose files pass `check` and `test` as they are: a small one, or workflows that ship (`--with`)."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import FAILED, Problem
from .existing import missing
from .messages import language, say
from .options import command, option
from .output import Answer
from .screen import CYAN, DIM, GREEN, Screen
from .width import pad, width

if TYPE_CHECKING:
    from .app import App

SETTINGS, PEOPLE = "signoff.toml", "people.yaml"
BESIDE = f"workflows/{PEOPLE}"
"""Where the people stand that the examples of the workflows that ship know."""
SET = "proposals"
"""All workflows of an office that handles suggestions and proposals, in a word."""


def shipped_like(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """What `--with` takes, for the shell."""
    return [name for name in _there() if name.startswith(incomplete)]


@command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path))
@option("--with", "chosen", metavar="WORKFLOW", multiple=True, help="opt.with", shell_complete=shipped_like)
def init(app: "App", folder: Path, chosen: tuple[str, ...]) -> None:
    """Write the starting files; what is there is never touched."""
    contents = chosen_files(chosen) if chosen else starter()
    taken = [name for name in contents if (folder / name).exists()]
    if taken:
        raise Problem("init_exists", FAILED, say("hint.init_exists"), files=say("list.comma").join(taken), folder=folder)
    for name, content in contents.items():
        put(folder / name, content)
    app.answer(Answer("init", {"folder": str(folder), "files": list(contents)}, lambda screen: written(folder, list(contents), screen)))
    app.tell("\n" + say("init.next_with" if chosen else "init.next", cd="" if folder == Path() else f"cd {folder} && "))


def starter() -> dict[str, bytes]:
    """The small folder: a workflow with its people and settings."""
    return {name: source.read_bytes() + spoken(name) for name, source in found(files(__package__) / "starter").items()}


def chosen_files(chosen: Iterable[str]) -> dict[str, bytes]:
    """Settings, these workflows that ship with all that they run, and the invented city that their examples know.

    Raises Problem for a name that none of them has.
    """
    from signoff.workflows.shipped import catalogue_path, people_path

    settings = starter()[SETTINGS].replace(f'"{PEOPLE}"'.encode(), f'"{BESIDE}"'.encode())
    workflows = {f"workflows/{name}.yaml": catalogue_path(name).read_bytes() for name in sorted(_with_all_they_run(chosen))}
    return {SETTINGS: settings, BESIDE: people_path().read_bytes(), **workflows}


def _with_all_they_run(chosen: Iterable[str]) -> set[str]:
    from signoff.engine.uses import workflows_of
    from signoff.workflows.loader import load
    from signoff.workflows.shipped import catalogue_path

    there, taken = _there(), set[str]()
    waiting = [name for one in chosen for name in _named(one, there)]
    while waiting:
        name = waiting.pop()
        if name not in taken:
            taken.add(name)
            waiting += workflows_of(load(catalogue_path(name)).workflow)
    return taken


def _named(name: str, there: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if name not in there:
        raise missing("shipped", name, {one: one for one in there})
    return there[name]


def _there() -> dict[str, tuple[str, ...]]:
    """Each name that `--with` takes, with the workflows that it stands for."""
    from signoff.workflows.shipped import PROPOSALS, catalogue

    return {SET: PROPOSALS, **{name: (name,) for name in catalogue()}}


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
    return b'language = "zh"\n' if name == SETTINGS and language() == "zh" else b""


def written(folder: Path, names: list[str], screen: Screen) -> list[str]:
    """A line for each file."""
    paths = {name: str(folder / name) for name in names}
    wide = max(width(path) for path in paths.values())
    return [
        f"{screen.paint('+', GREEN)} {screen.paint(pad(path, wide), CYAN)}  {screen.paint(told, DIM)}"
        for path, told in zip(paths.values(), _told(names), strict=True)
    ]


def _told(names: Iterable[str]) -> Iterator[str]:
    kinds = {SETTINGS: "init.signoff.toml", PEOPLE: "init.people.yaml", BESIDE: "init.city"}
    return (say(kinds.get(name, "init.workflow")) for name in names)
