"""Files that a command writes: whether they can be is looked at before anything else is done, and said in the language spoken."""

import os
from pathlib import Path

from .errors import FAILED, Problem
from .messages import say
from .tongue import reason_of


def must_be_writable(file: Path | None) -> None:
    """Refuse a path at which no file can be written, before an answer is worked out and printed; nothing is made or changed there.

    That a disk is full shows itself later: see `put`.
    """
    if file is None:
        return
    folder = file.parent
    if not folder.is_dir():
        raise unwritten(file, say("hint.file_folder", folder=folder))
    if file.is_dir():
        raise unwritten(file, say("hint.file_is_folder"))
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise unwritten(file, say("hint.file_right"))


def put(file: Path, content: bytes) -> None:
    """Write a file, whatever was there."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise unwritten(file, say("hint.file", why=reason_of(error))) from error


def unwritten(file: Path, hint: str) -> Problem:
    """What is told of a file that cannot be written."""
    return Problem("file_unwritten", FAILED, hint, file=file)
