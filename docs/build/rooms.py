"""The picture of the house: the rooms, who imports whom, and which library stands behind which door. Read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = {
    "signoff": "facade/__init__.py",
    "compose": "facade/compose",
    "testing": "facade/testing.py",
    "hosts": "adapters/hosts",
    "cli": "cli",
    "workflows": "workflows",
    "adapters": "adapters",
    "engine": "engine",
}
"""The rooms by the name they have inside `signoff`, top to bottom, and where they stand."""
SAYS = {
    "signoff": "what a host imports",
    "compose": "URL → Engine",
    "testing": "an engine for tests",
    "hosts": "Django, FastAPI, Flask",
    "cli": "the command line",
    "workflows": "the language: YAML → definition",
    "adapters": "the outside world",
    "engine": "the core: what a workflow means",
}
LIBRARIES = {"sqlalchemy": "SQLAlchemy", "apscheduler": "APScheduler", "click": "click", "yaml": "PyYAML", "transitions": "transitions"}


def rooms(root: Path) -> str:
    """The picture as Mermaid. Libraries have ids of their own: `click` is a word of Mermaid's."""
    inner, outer = edges(root)
    libraries = sorted({library for _, _, library in outer})
    lines = ["```mermaid", "flowchart TD", *(f'  {room}["<b>{room}</b><br/>{SAYS[room]}"]' for room in ROOMS)]
    lines += [f"  {importer} --> {imported}" for importer, imported in sorted(inner)]
    lines += [f'  lib_{library}(["{LIBRARIES[library]}"])' for library in libraries]
    for room in ROOMS:
        for library in libraries:
            doors = sorted({door for importer, door, found in outer if (importer, found) == (room, library)})
            lines += [f"  {room} -. {', '.join(doors)} .-> lib_{library}"] if doors else []
    ids = ",".join(f"lib_{library}" for library in libraries)
    return "\n".join([*lines, "  classDef outside fill:none,stroke-dasharray:3 3", f"  class {ids} outside", "```"])


def edges(root: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    """Who imports whom among the rooms, and (room, door, library) for each library of the picture."""
    inner: set[tuple[str, str]] = set()
    outer: set[tuple[str, str, str]] = set()
    for room, where in ROOMS.items():
        place = root / where
        for file in files(root, where):
            for module in imported(ast.parse(file.read_text("utf-8"))):
                first, *more = module.split(".")
                if first == "signoff" and more and more[0] in ROOMS and more[0] != room:
                    inner.add((room, more[0]))
                elif first in LIBRARIES:
                    outer.add((room, door(file, place), first))
    return inner, outer


def files(root: Path, where: str) -> list[Path]:
    """The files of a room, without those of a room inside it."""
    place, inside = root / where, [root / other for other in ROOMS.values() if other.startswith(f"{where}/")]
    found = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return [file for file in found if not any(file.is_relative_to(other) for other in inside)]


def door(file: Path, place: Path) -> str:
    """The folder or module of a room through which a library comes in."""
    inside = file.relative_to(place).parts if place.is_dir() else (file.name,)
    return place.name if place.name == "cli" else inside[0].removesuffix(".py")


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module imported from elsewhere, also late ones; not what only types are taken from."""
    for node in walked(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ([node.module] if node.module != "signoff" else [f"signoff.{name.name}" for name in node.names])


def walked(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under `if TYPE_CHECKING:`."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from walked(child)
