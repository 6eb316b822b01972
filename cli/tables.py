"""Tables that stand straight under any script, and fit the terminal they are on."""

from collections.abc import Sequence

from signoff.engine.frozen import dataclass

from .screen import BOLD, Screen
from .width import cut, flat, pad, width, wrap

GAP = "  "
LEAST = 6
"""No column is made narrower than this to fit a terminal."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with its tones."""

    text: str
    tones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what happens where a terminal is too narrow: `keep`, `cut` or `wrap`."""

    title: str
    fit: str = "cut"
    right: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]], screen: Screen) -> list[str]:
    """The lines of a table; columns in which nothing stands are left out."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    shown = [number for number in range(len(columns)) if any(row[number].text for row in cells)]
    kept = [columns[number] for number in shown]
    body = [[Cell(flat(row[number].text), row[number].tones) for number in shown] for row in cells]
    widths = fitted(kept, body, screen.columns)
    heads = [Cell(column.title, (BOLD,)) for column in kept]
    return [line for row in [heads, *body] for line in lines(kept, row, widths, screen)]


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int | None) -> list[int]:
    """How wide each column is: as wide as needed; on a narrow terminal the widest flexible ones give way."""
    widths = [max([width(column.title), *(width(row[number].text) for row in rows)]) for number, column in enumerate(columns)]
    flexible = [number for number, column in enumerate(columns) if column.fit != "keep"]
    while room is not None and sum(widths) + len(GAP) * (len(widths) - 1) > room:
        broadest = max(flexible, key=lambda number: widths[number], default=None)
        if broadest is None or widths[broadest] <= LEAST:
            break
        widths[broadest] -= 1
    return widths


def lines(columns: Sequence[Column], row: Sequence[Cell], widths: Sequence[int], screen: Screen) -> list[str]:
    """One row, over several lines where a cell is wrapped."""
    parts = [
        wrap(cell.text, columns_wide) if column.fit == "wrap" else [cut(cell.text, columns_wide)]
        for column, cell, columns_wide in zip(columns, row, widths, strict=True)
    ]
    made = []
    for number in range(max((len(part) for part in parts), default=0)):
        texts = [part[number] if number < len(part) else "" for part in parts]
        padded = [pad(text, wide, column.right) for text, wide, column in zip(texts, widths, columns, strict=True)]
        last = next((at for at in reversed(range(len(texts))) if texts[at]), 0)
        padded = [*padded[:last], padded[last].rstrip()]
        made.append(GAP.join(screen.paint(text, *cell.tones) for text, cell in zip(padded, row, strict=False)))
    return made


def pairs(entries: Sequence[tuple[str, str | Cell]], screen: Screen, indent: str = "") -> list[str]:
    """Names with their values, one below the other, the values aligned and wrapped; empty values are left out."""
    shown = [(name, cell if isinstance(cell, Cell) else Cell(cell)) for name, cell in entries]
    shown = [(name, cell) for name, cell in shown if cell.text]
    left = max((width(name) for name, _ in shown), default=0)
    made = []
    for name, cell in shown:
        room = 10_000 if screen.columns is None else max(LEAST, screen.columns - width(indent) - left - len(GAP))
        first, *rest = wrap(cell.text, room)
        made.append(f"{indent}{screen.paint(pad(name, left), BOLD)}{GAP}{screen.paint(first, *cell.tones)}")
        made += [indent + " " * left + GAP + screen.paint(line, *cell.tones) for line in rest]
    return made
