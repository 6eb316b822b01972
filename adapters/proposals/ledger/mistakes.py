"""What is wrong with a table, each with its cell."""

from collections.abc import Mapping
from dataclasses import field

from signoff.engine.frozen import dataclass

from .plausible import DOUBTS
from .sheets import ref
from .wording import told


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that stands in the way of a row: its place, a stable code, and what the sentence is made of.

    `row` 0: it is about the table as a whole. `column` 0: it is about the row as a whole.
    """

    code: str
    row: int
    column: int = 0
    heading: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """The cell as spreadsheets call it (`C17`), the row alone, or nothing."""
        return ref(self.row, self.column) if self.row and self.column else str(self.row or "")

    @property
    def doubt(self) -> bool:
        """Whether it may be right all the same, and is let through once somebody accepts it."""
        return self.code in DOUBTS

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.told("en")

    def told(self, language: str) -> str:
        """What was found, what is expected and what to do, in `en` or `zh`."""
        return told(self.code, {"heading": self.heading, "row": self.row, **self.facts}, language)


class Wrong(ValueError):
    """A value that does not fit: the code and the facts of a Mistake that knows no place yet."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
