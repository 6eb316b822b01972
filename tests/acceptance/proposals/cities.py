"""The three cities whose policies ship, and how a scenario says what each of them states."""

from collections.abc import Mapping

CITIES = ("taishan", "coast", "hills")

Stated = Mapping[str, Mapping[str, str]]


def stated(text: str) -> Stated:
    """A table as one reads it: a line for each thing, a column for each city, cells two blanks apart. By city: what each thing is there.

    >>> stated('''
    ...              taishan           coast             hills
    ...     sign_in  2026-03-13 17:30  2026-03-17 17:30  2026-03-13 17:30
    ... ''')["coast"]["sign_in"]
    '2026-03-17 17:30'
    """
    head, *lines = (line.split("  ") for line in text.strip("\n").splitlines() if line.strip())
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert tuple(cell.strip() for cell in head if cell.strip()) == CITIES, head
    assert all(len(row) == 1 + len(CITIES) for row in rows), "every line has a cell for each city"
    return {city: {row[0]: row[place] for row in rows} for place, city in enumerate(CITIES, 1)}
