"""The place where a page of `stuck` ends and the next one begins, as a text that whoever asks hands back."""

from datetime import datetime
from enum import StrEnum

from ..errors import Misconfigured
from ..frozen import dataclass, maker, quickly_made
from ..plain import digest, dumps, instant


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


@quickly_made
@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which row, of which phase, of a scan that began at `until`; `of` says which question it belongs to (see `question`)."""

    phase: Phase
    until: datetime
    of: str
    first: str = ""
    second: str = ""

    def __str__(self) -> str:
        return "~".join((self.phase.value, instant(self.until), self.first, self.second, self.of))

    def behind(self, second: str, first: str = "") -> "Cursor":
        """The place behind a row."""
        return _cursor(self.phase, self.until, self.of, first, second)

    @classmethod
    def parse(cls, text: str, of: str) -> "Cursor":
        """What `str` gave for this question; raises Misconfigured for anything else, and for what another question's page ended with."""
        parts, quoted = text.split("~"), f"`{text[:MOST]}`"
        if len(parts) == OLDER and parts[0] in list(Phase):
            raise Misconfigured(f"{quoted} was written by an older release", hint=AGAIN)
        try:
            phase, until, first, second, asked = parts
            found = cls(Phase(phase), datetime.fromisoformat(until), asked, first, second)
            if found.until.tzinfo is None or (found.phase is Phase.HANGING and first and not datetime.fromisoformat(first).tzinfo):
                raise ValueError(text)
        except ValueError:
            told = f"{quoted} is not where a page of `stuck` ends"
            raise Misconfigured(told, hint="Hand back what `next` of the page before was.") from None
        if asked != of:
            raise Misconfigured(f"{quoted} is where a page of another question ends: other filters, or another tenant", hint=AGAIN)
        return found


_cursor = maker(Cursor)
OLDER = 4
"""Parts of a place that does not say which question it belongs to."""
MOST = 80
"""So much of a text is quoted."""
AGAIN = "Ask with the filters of the page before, or begin again."


def question(tenant: str, *filters: object) -> str:
    """What a place is marked with: short, the same for the same question, another for nearly every other."""
    return digest(dumps([tenant, *(None if one is None else str(one) for one in filters)]))[:8]
