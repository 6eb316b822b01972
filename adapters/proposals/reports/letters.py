"""What a letter is: a title, to whom, headings, paragraphs and tables, who signs. Nothing here knows a file format."""

from collections.abc import Sequence
from datetime import date

from signoff.engine.frozen import dataclass

from .tables import Table, spoken


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level (`一、`) or the second (`（一）`)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A table behind the letter, on pages of its own, with the number of the annex (附件1); the only one has none (附件)."""

    table: Table
    number: int | None = None

    @property
    def heading(self) -> str:
        """What stands at the top of its pages."""
        return f"附件{self.number or ''}"

    @property
    def entry(self) -> str:
        """How the letter names it."""
        return f"{f'{self.number}. ' if self.number else ''}{spoken(self.table.title, 'zh')}"


Block = Heading | Paragraph


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the form of official documents: `to` is addressed, `by` signs, on a day. The title has its lines as they are set."""

    title: str
    blocks: tuple[Block, ...]
    by: str
    on: date
    to: str = ""
    annexes: tuple[Attached, ...] = ()
    notes: tuple[str, ...] = ()


def annexed(tables: Sequence[Table]) -> tuple[Attached, ...]:
    """The tables as annexes, in order; they are numbered where there are several."""
    return tuple(Attached(table, number if len(tables) > 1 else None) for number, table in enumerate(tables, 1))
