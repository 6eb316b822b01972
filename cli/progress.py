"""How far long work has come: one line on standard error, on a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from .screen import is_terminal
from .width import cut, flat, width

BAR = 24


class Progress:
    """A line that is written over itself."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total = max(total, 1)
        self.stream = stream
        self.shown = ""

    def at(self, done: int, words: str) -> None:
        """So much is done; nothing is written if that looks as before."""
        full = min(done, self.total) * BAR // self.total
        line = cut(flat(f"[{'#' * full}{'.' * (BAR - full)}] {words}"), 78)
        if line != self.shown:
            self.stream.write("\r" + line + " " * max(0, width(self.shown) - width(line)))
            self.stream.flush()
            self.shown = line

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            self.stream.write("\r" + " " * width(self.shown) + "\r")
            self.stream.flush()


class Silent(Progress):
    """Nothing, where nobody looks."""

    def at(self, done: int, words: str) -> None:
        """Nothing."""


@contextmanager
def progress(total: int, stream: TextIO | None = None) -> Iterator[Progress]:
    """The progress of a block; the line is gone afterwards."""
    stream = stream or sys.stderr
    shown = Progress(total, stream) if is_terminal(stream) else Silent(total, stream)
    try:
        yield shown
    finally:
        shown.clear()
