"""The place where a page of `stuck` ends and the next one begins, as a text that whoever asks hands back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..errors import Misconfigured
from ..plain import instant


class Phase(StrEnum):
    """Where a scan looks, in this order: at cases with effects that never arrived (`effects`), at those that want looking at by their own
    row (`hanging`), at one for all that are alike (`alike`), at those of which nothing is told (`untold`).

    Where nothing less would do at `every` open case instead, and then at ended ones with effects.
    """

    EVERY = "every"
    EFFECTS = "effects"
    HANGING = "hanging"
    ALIKE = "alike"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which row, of which phase, of a scan that began at `until`."""

    phase: Phase
    until: datetime
    first: str = ""
    second: str = ""

    def __str__(self) -> str:
        return "~".join((self.phase.value, instant(self.until), self.first, self.second))

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """What `str` gave; raises Misconfigured for anything else."""
        try:
            phase, until, first, second = text.split("~")
            found = cls(Phase(phase), datetime.fromisoformat(until), first, second)
            if found.until.tzinfo is None or (found.phase is Phase.HANGING and first and not datetime.fromisoformat(first).tzinfo):
                raise ValueError(text)
        except ValueError:
            told = f"`{text[:80]}` is not where a page of `stuck` ends"
            raise Misconfigured(told, hint="Hand back what `next` of the page before was.") from None
        return found
