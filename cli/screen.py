"""Where words go: how wide the place is, whether it shows colours, whose time of day it tells."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, tzinfo
from typing import TextIO

from signoff.engine.frozen import dataclass

from .width import printable


class ReaderGone(Exception):
    """Whoever read our output has stopped. No OSError: click would end the process with a code of its own."""


class NowhereToWrite(Exception):
    """Standard output was closed before we began: whoever asked shall not take silence for an answer."""


BOLD, DIM, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN = "1", "2", "31", "32", "33", "34", "35", "36"
INK = "\ud81b"
"""Stands for ESC before a tone of ours until the text is written: half of a surrogate pair, which no text that is stored can hold."""
INKED = re.compile(f"{INK}\\[([0-9;]*)m")


@dataclass(frozen=True, slots=True)
class Screen:
    """A place to write to: `columns` is None where nothing may be cut (a file or a pipe)."""

    columns: int | None = None
    color: bool = False
    zone: tzinfo | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def paint(self, text: str, *tones: str) -> str:
        """The text in these tones, where colours are shown."""
        return f"{INK}[{';'.join(tones)}m{text}{INK}[0m" if self.color and text and any(tones) else text


def screen_of(stream: TextIO, environ: Mapping[str, str] = os.environ, zone: tzinfo | None = None, now: datetime | None = None) -> Screen:
    """The screen behind a stream; colour only on a terminal, never with NO_COLOR or TERM=dumb."""
    terminal = is_terminal(stream)
    color = terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    import shutil  # only where there is a screen to measure

    columns = max(40, shutil.get_terminal_size((80, 24)).columns) if terminal else None
    return Screen(columns, color, zone, now or datetime.now(UTC))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def safe(text: str) -> str:
    """The text as a terminal may have it: our tones as escape sequences, and everything else that could steer it made harmless."""
    return "".join(f"\x1b[{part}m" if number % 2 else printable(part) for number, part in enumerate(INKED.split(text)))


def bare(text: str) -> str:
    """The text without its tones."""
    return INKED.sub("", text)


def write(text: str = "", *, err: bool = False, after: bool = False) -> None:
    """One line to standard output (data) or standard error (messages); `after` the data, where both run into one file.

    Whatever people have written is made harmless here, on its way out.
    """
    if sys.stdout is None and not err:
        raise NowhereToWrite
    try:
        if err and after and sys.stdout is not None:
            sys.stdout.flush()
        print(safe(text), file=sys.stderr if err else sys.stdout, flush=err)
    except BrokenPipeError as error:
        raise ReaderGone from error
