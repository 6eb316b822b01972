"""Writes `api_async.py`: every verb and every question of a desk once more, to be awaited, with the same words and types."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from .generate import source

DESKS = (
    "desk",
    "desk_definitions",
    "desk_numbers",
    "desk_proxies",
    "desk_archive",
    "desk_fix",
    "desk_reports",
    "desk_together",
    "desk_clocks",
)
"""Where the questions are written, and the verbs that are no commands."""
KEPT = {"trusting"}
"""What gives another desk instead of an answer: nothing has to be awaited."""

HEAD = '''"""The verbs and questions of a desk, to be awaited. Written by `python -m signoff.engine.generate awaitable`; a test compares."""

'''
CLASS = '''

T = TypeVar("T")


class AwaitableDesk(Protocol):
    """Everything that a desk can do. Whoever mixes this in has `_call` do it where a database may be awaited."""

    async def _call(self, work: Callable[[Desk], T]) -> T: ...
'''
OWN = "from collections.abc import Callable\nfrom typing import Protocol, TypeVar\nfrom .desk import Desk\n"
OWN_NAMES = {"Callable", "Protocol", "TypeVar", "Desk"}
"""What the class itself needs."""


def awaitable() -> str:
    """The text of `api_async.py`."""
    here = Path(__file__).parent
    modules = [ast.parse(text) for text in (source(), *((here / f"{name}.py").read_text("utf-8") for name in DESKS))]
    methods = [method for module in modules for method in _methods(module)]
    return HEAD + _imports([ast.parse(OWN), *modules], _used(methods)) + CLASS + "".join(map(_awaited, methods))


def _methods(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The public methods of the classes of a module, but for properties."""
    for holder in module.body:
        if isinstance(holder, ast.ClassDef):
            for one in holder.body:
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and not one.decorator_list and one.name not in KEPT:
                    yield one


def _awaited(method: ast.FunctionDef) -> str:
    """One method: its own head and docstring, and a call of the same name on the desk."""
    given = method.args
    names = [*(one.arg for one in given.args[1:]), *(f"{one.arg}={one.arg}" for one in given.kwonlyargs)]
    returns = ast.unparse(method.returns) if method.returns else "None"
    (doc,) = (line for line in method.body[:1] if isinstance(line, ast.Expr))
    return (
        f"\n    async def {method.name}({ast.unparse(given)}) -> {returns}:\n"
        f"        {_quoted(doc)}\n"
        f"        return await self._call(lambda desk: desk.{method.name}({', '.join(names)}))\n"
    )


def _quoted(doc: ast.Expr) -> str:
    """A docstring as it stands in the source, line breaks and all."""
    assert isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str)
    return f'"""{doc.value.value}"""'


def _used(methods: Sequence[ast.FunctionDef]) -> set[str]:
    """Every name in the heads of these methods."""
    heads = [part for method in methods for part in (method.args, method.returns) if part is not None]
    return {node.id for head in heads for node in ast.walk(head) if isinstance(node, ast.Name)}


def _imports(modules: Sequence[ast.Module], used: set[str]) -> str:
    """The imports of these modules that are needed here: the library's, a blank line, the package's own."""
    found: dict[tuple[int, str], set[str]] = {}
    for line in (line for module in modules for line in module.body if isinstance(line, ast.ImportFrom)):
        names = {ast.unparse(name) for name in line.names if (name.asname or name.name) in used | OWN_NAMES}
        if names:
            found.setdefault((line.level, line.module or ""), set()).update(names)
    library, own = ([_import(*place, found[place]) for place in sorted(found) if place[0] == level] for level in (0, 1))
    return "".join([*library, "\n", *own])


def _import(level: int, module: str, names: set[str]) -> str:
    """A line, its names sorted as everywhere: constants, classes, functions. Of modules those under another name stand alone."""
    if not module:
        renamed, plain = (sorted(name for name in names if (" as " in name) is other) for other in (True, False))
        return "".join(f"from . import {line}\n" for line in [*renamed, *([", ".join(plain)] if plain else [])])
    ordered = sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))
    return f"from {'.' * level}{module} import {', '.join(ordered)}\n"
