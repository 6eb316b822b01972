"""What a report is: typed tables with figures that cannot be taken for others, and notes below them. Nothing here knows a file format."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from signoff.engine.frozen import dataclass

Label = Mapping[str, str]
"""A text in Chinese (`zh`) and English (`en`)."""
Kind = Literal["text", "number", "date", "rate"]
CASES: Label = {"zh": "件", "en": "cases"}
REPLIES: Label = {"zh": "件次", "en": "replies"}
EMPTY = "—"
"""What stands where a denominator is empty: neither 0 % nor 100 %."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole. It shows both, and its percentage is rounded on its own: two decimals, half up."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"a rate is a part of a whole: {self.part}/{self.whole} is none")

    @property
    def percent(self) -> Decimal | None:
        """The percentage with two decimals; None where there is nothing to be a part of.

        >>> Rate(16, 23).percent, Rate(0, 0).percent
        (Decimal('69.57'), None)
        """
        return rounded(Decimal(100 * self.part) / self.whole) if self.whole else None

    def __str__(self) -> str:
        return f"{self.part}/{self.whole} {EMPTY if self.percent is None else f'{self.percent}%'}"

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.part + other.part, self.whole + other.whole)


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up.

    >>> rounded(Decimal("2.175"))
    Decimal('2.18')
    """
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


Value = str | int | Decimal | date | datetime | Rate | Label | None
"""A cell: instants are aware, a label is a text in both languages, None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, what stands in it, and what it counts (`CASES`, `REPLIES`) where that could be mistaken.

    `wide` is how many columns of Chinese text (two a character) it is given on paper; 0 leaves it to what stands in it.
    `clock` shows the time of day of an instant beside its date.
    """

    id: str
    title: Label
    kind: Kind = "text"
    counts: Label | None = None
    wide: int = 0
    clock: bool = False

    def heading(self, language: str) -> str:
        """The title in this language, with what is counted."""
        title, counts = spoken(self.title, language), spoken(self.counts, language)
        return f"{title}（{counts}）" if counts and language == "zh" else f"{title} ({counts})" if counts else title


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, a cell for each column. `cases` are the keys of the cases behind its figures; a `total` adds up others."""

    cells: tuple[Value, ...]
    cases: tuple[str, ...] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One group of a report: on paper a sheet of its own."""

    id: str
    title: Label
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"the table {self.id} has {len(self.columns)} columns, and a row of {len(row.cells)} cells")


@dataclass(frozen=True, slots=True)
class Report:
    """A report as of an instant (`as_of`, told in the zone `timezone`). `source` names the snapshot that it was made from.

    `filter` says, in words, which part of the ledger it is about.
    """

    id: str
    title: Label
    tables: tuple[Table, ...]
    as_of: datetime
    timezone: str
    notes: tuple[Label, ...] = ()
    filter: Label = field(default_factory=dict)
    source: str = ""


def spoken(words: Label | str | None, language: str) -> str:
    """A text in this language, else in any other."""
    if words is None or isinstance(words, str):
        return words or ""
    return words.get(language) or next(iter(words.values()), "")


def both(zh: str, en: str) -> Label:
    """A label."""
    return {"zh": zh, "en": en}


def total_of(rows: Sequence[Row], title: Value, columns: Sequence[Column]) -> Row:
    """The line that adds the others up: numbers and rates are summed, all else is left empty."""
    cells: list[Value] = [title]
    for place in range(1, len(columns)):
        values = [row.cells[place] for row in rows]
        cells.append(sum_of(values, columns[place].kind))
    return Row(tuple(cells), tuple(dict.fromkeys(case for row in rows for case in row.cases)), True)


def sum_of(values: Sequence[Value], kind: Kind) -> Value:
    """The sum of a column; None where it cannot be one."""
    if kind == "rate":
        found = [value for value in values if isinstance(value, Rate)]
        return Rate(sum(one.part for one in found), sum(one.whole for one in found))
    if kind != "number":
        return None
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers) if numbers else 0
