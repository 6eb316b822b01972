"""Writes `api.py`: one typed method for each command, so that host, command line and core can never speak of different verbs.

With the word `awaitable` it writes `api_async.py`, the same verbs and all questions to be awaited.
"""

import sys
from dataclasses import MISSING, Field, fields
from inspect import cleandoc
from textwrap import indent
from typing import Any, get_type_hints

from . import commands as c

HEAD = '''"""The verbs of an engine, one for each command. Written by `python -m signoff.engine.generate`; a test compares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from . import commands as c
from .views import CaseView


class Verbs(Protocol):
    """Everything a case can be asked to do. Whoever mixes this in carries the command out in `_run`."""

    def _run(self, command: c.Command) -> CaseView: ...
'''
POSITIONAL = {"workflow", "case", "action"}
LATE = ("request_id",)


def source() -> str:
    """The text of `api.py`."""
    return HEAD + "".join(_method(command) for command in c.COMMANDS if command is not c.Fire)


def _method(command: type[c.Command]) -> str:
    hints = get_type_hints(command)
    parts = sorted(fields(command), key=lambda f: (f.name in LATE, not _first(f), f.name != "by", f.default is not MISSING))
    first = [f"{f.name}: {_type(hints[f.name])}" for f in parts if _first(f)]
    rest = [_parameter(f, _type(hints[f.name])) for f in parts if not _first(f)]
    given = ", ".join(f"{f.name}={f.name}{_fallback(f)}" for f in parts)
    lines = "".join(f"        {parameter},\n" for parameter in ("self", *first, "*", *rest))
    doc = _documented(cleandoc(command.__doc__ or ""))
    return (
        f"\n    def {c.verb(command)}(\n{lines}    ) -> CaseView:\n        {doc}\n        return self._run(c.{command.__name__}({given}))\n"
    )


def _documented(doc: str) -> str:
    """The sentences of a command as those of its method, indented as there."""
    if "\n" not in doc:
        return f'"""{doc}"""'
    return indent(f'"""{doc}\n"""', " " * 8).strip()


def _first(spec: "Field[Any]") -> bool:
    """Whether it is given by its place: what a command is about, where it has to be said."""
    return spec.name in POSITIONAL and spec.default is MISSING


def _parameter(spec: "Field[Any]", type: str) -> str:
    if spec.default_factory is not MISSING:
        return f"{spec.name}: {type} | None = None"
    return f"{spec.name}: {type}" + ("" if spec.default is MISSING else f" = {spec.default!r}")


def _fallback(spec: "Field[Any]") -> str:
    return " or {}" if spec.default_factory is not MISSING else ""


def _type(hint: Any) -> str:
    text = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    return text.replace("collections.abc.", "").replace("datetime.datetime", "datetime")


def main(wanted: list[str]) -> None:
    """Print the text that is asked for."""
    from .generate_async import awaitable

    sys.stdout.write(awaitable() if wanted == ["awaitable"] else source())


if __name__ == "__main__":
    main(sys.argv[1:])
