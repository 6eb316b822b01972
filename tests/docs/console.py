"""What a console block shows, against what the command line says now, on a clock that goes a minute further with each command."""

import getpass
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from signoff.cli.main import cli
from signoff.compose import Engine
from signoff.testing import ManualClock

from ..demonstration import Demonstrations

BEGIN = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""When the first command of every page is given: a Monday, 09:00 in Shanghai."""
MINUTE = timedelta(minutes=1)
OTHERS = ("git", "make", "python3", "pip", ".venv/bin/pip", "source")
"""Programs whose lines are shown and not run."""
DEMO = re.compile(r"(SIGNOFF_LANG=(?P<language>\w+) )?signoff demo")
ANYTHING = "…"
"""A line that stands for any number of lines."""
ALIKE = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\bin \d+\.\d+ s\b"), "in a while"),
    (re.compile(re.escape(f"({getpass.getuser()})")), "(user)"),
    (re.compile(r"\s+"), " "),
)
"""What differs from one run to the next, and the widths of columns."""


def commands(text: str, *, one: bool = False) -> Iterator[tuple[str, str]]:
    """Each command of a block with the output that is shown below it; a `\\` at the end carries a command on."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ ") and not (one and found):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line.strip(), [])
        elif found:
            found[-1][1].append(line)
    return ((command, "\n".join(shown)) for command, shown in found)


def ran(command: str, folder: Path, clock: ManualClock) -> str:
    """What a command says in this folder, data and messages as a terminal shows them; whoever sits there says yes."""
    words = shlex.split(command, comments=True)
    environ: dict[str, str | None] = {"LANG": "C.UTF-8", "SIGNOFF_LANG": None}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    if words[0] == "cat":
        return (folder / words[1]).read_text("utf-8")
    assert words[0] == "signoff", f"`{command}` is none of ours: {', '.join(OTHERS)} are shown and not run"
    clock.advance(MINUTE)
    with mock.patch("signoff.cli.compose.Engine", partial(Engine, clock=clock)):
        return CliRunner().invoke(cli, words[1:], input="y\n", env=environ, prog_name="signoff").output.replace(f"{folder}/", "")


def demonstrated(command: str, folder: Path, clock: ManualClock, demonstrations: Demonstrations) -> str | None:
    """What the demonstration says, which is played once for all pages and leaves its files in this folder; None of any other command."""
    if not (found := DEMO.fullmatch(command)):
        return None
    clock.advance(MINUTE)
    return demonstrations.put(folder, found["language"] or "en")["output"]


def is_other(command: str) -> bool:
    """Whether a command is shown and not run."""
    return shlex.split(command, comments=True)[0] in OTHERS


def alike(text: str) -> list[str]:
    """The lines with ids, times, ages and widths taken out; empty lines do not count."""
    lines = []
    for line in text.splitlines():
        for pattern, instead in ALIKE:
            line = pattern.sub(instead, line)
        if line.strip():
            lines.append(line.strip())
    return lines


def fits(shown: list[str], said: list[str]) -> bool:
    """Whether what is shown is what was said; `…` stands for any number of lines."""
    if ANYTHING not in shown:
        return shown == said
    first = shown.index(ANYTHING)
    if shown[:first] != said[:first]:
        return False
    rest = shown[first + 1 :]
    return any(fits(rest, said[start:]) for start in range(first, len(said) + 1))
