"""What is odd about a year that is imported: told with its code, and let through where somebody accepts that."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import PROBLEMS, Problem
from .messages import say

if TYPE_CHECKING:
    from signoff.workflows.calendar_doubts import Doubt
    from signoff.workflows.calendar_import import NewYear


def doubts(found: "Sequence[NewYear]", file: Path, zone: str, accepted: Sequence[str]) -> "list[Doubt]":
    """What is odd about the years and was not accepted by its code."""
    from signoff.workflows.calendar_doubts import DOUBTS, doubts_of

    for code in accepted:
        if code not in DOUBTS:
            raise click.BadOptionUsage("--accept", say("usage.import_accept", code=code, known=say("list.comma").join(DOUBTS)))
    return [one for one in doubts_of(found, zone, file.name) if one.code not in accepted]


def doubtful(left: "Sequence[Doubt]") -> Problem:
    """The error that lists them, and how to go on."""
    sentences = [say(f"calendar.{one.code}", **one.facts) for one in left]
    options = " ".join(dict.fromkeys(f"--accept {one.code}" for one in left))
    told = "\n".join(sentences)
    return Problem("calendar_doubtful", PROBLEMS, say("hint.calendar_doubtful", options=options), doubts=told)
