"""The row of headings of a table: where it is, which columns it has, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import field
from difflib import get_close_matches
from itertools import islice

from signoff.engine.frozen import dataclass

from .columns import NEEDED, WORKED_OUT, Column, by_heading, worked_out
from .mistakes import Mistake
from .plain_text import heading
from .sheets import Area, Line, Table, UnreadableTable, letters, ref

MOST_TITLES = 30
"""How far down the row of headings is looked for, behind titles and remarks."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a table by their places; `unread` are headings that are known and not read, `mistakes` what is wrong."""

    row: int
    columns: Mapping[int, Column]
    texts: Mapping[int, str]
    unread: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def text(self, column: int) -> str:
        """The heading of a column as it is written."""
        return self.texts.get(column, letters(column))

    @property
    def fields(self) -> dict[str, int]:
        """The place of each field's column."""
        return {column.field: place for place, column in self.columns.items()}


@dataclass(slots=True)
class _Found:
    columns: dict[int, Column] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def headings_of(table: Table) -> Headings:
    """The row among the first ones in which most columns are known; raises UnreadableTable where none has two."""
    best: Line | None = None
    for line in islice(table.lines(), MOST_TITLES):
        if _known(line) > (_known(best) if best is not None else 1):
            best = line
    if best is None:
        raise _no_headings(table)
    return _read(best, table)


def _no_headings(table: Table) -> UnreadableTable:
    """No row is one of headings: of this sheet, where there are others."""
    names = "、".join(by_heading()[heading(name)].title for name in NEEDED)
    others = ", ".join(table.others)
    told = f"none of the first {MOST_TITLES} rows has the headings of a ledger"
    hint = f"Give every column its heading in one row, at least {names} (Kind, No., Title)."
    facts = {"rows": MOST_TITLES, "needed": names, "sheet": table.name, "others": others}
    if not others:
        return UnreadableTable(told, code="no_headings", hint=hint, data=facts)
    return UnreadableTable(
        f"sheet {table.name!r}: {told}",
        code="no_headings_here",
        hint=f"Choose another sheet with --sheet NAME ({others}). {hint}",
        data=facts,
    )


def _known(line: Line) -> int:
    return sum(isinstance(text, str) and heading(text) in by_heading() for text in line.cells.values())


def _read(line: Line, table: Table) -> Headings:
    found = _Found()
    for place, text in sorted(line.cells.items()):
        _one(line.number, place, str(text), found)
    places = {column.field for column in found.columns.values()}
    for name in NEEDED:
        if name not in places:
            found.mistakes.append(Mistake("heading_missing", line.number, facts={"expected": by_heading()[name].title}))
    found.mistakes += [
        Mistake("merged_cells", line.number, area.first_column, found.texts.get(area.first_column, ""), {"area": area.ref})
        for area in table.merged
        if touches(area, line.number)
    ]
    return Headings(line.number, found.columns, found.texts, tuple(found.unread), tuple(found.mistakes))


def _one(row: int, place: int, text: str, found: _Found) -> None:
    """One heading: a column, one that is not read, or a mistake."""
    found.texts[place] = text
    key = heading(text)
    column = by_heading().get(key)
    if column is not None:
        other = next((at for at, one in found.columns.items() if one.field == column.field), None)
        if other is not None:
            facts = {"other": f"{ref(row, other)} ({found.texts[other]})"}
            found.mistakes.append(Mistake("heading_twice", row, place, text, facts))
        else:
            found.columns[place] = column
    elif key in worked_out():
        found.unread.append(text)
    else:
        near = get_close_matches(key, [*by_heading(), *map(heading, WORKED_OUT)], n=1, cutoff=0.6)
        told = by_heading()[near[0]].title if near and near[0] in by_heading() else near[0] if near else ""
        if told:
            found.mistakes.append(Mistake("heading_unknown", row, place, text, {"found": text, "near": told}))
        else:
            found.unread.append(text)


def touches(area: Area, row: int) -> bool:
    """Whether merged cells lie in this row."""
    return area.first_row <= row <= area.last_row
