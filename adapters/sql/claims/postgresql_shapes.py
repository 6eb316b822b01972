"""The statement of a save with every value a parameter, for saves of a shape that comes often.

To read rows from JSON is a third of what a save costs the server: it takes the text apart, looks up each column by its name, and reads its
value. A parameter it only has to take. But then the text says how many rows of each kind there are (the shape), and each text is planned
anew on each connection. So this is for the few shapes that most saves have, and for the case that moves alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Table

from ..batch import Batch
from ..rows import Row
from ..wire import values_of
from .contract import CHANGING
from .postgresql_write import ALONE_OK, FREE, SETS, all_new, moving_alone, parts, together

OFTEN = 20
"""A shape that has come so many times comes again."""
SHAPES = 40
"""So many shapes are kept: a connection keeps a hundred statements prepared."""
ROWS = 30
"""A save of more rows than these is not one of many."""

SHAPED = "rtpqijeo"
"""The parts that a save of such a shape may have."""
NEVER = frozenset(SETS) - frozenset(SHAPED) - {"m"}

MOVED = (*(name for name in CHANGING if name != "version"), "tenant", "id", "root_id", "before")
"""What the row of a case that moves alone is asked for; its version will be its `seq`."""

_BIND = re.compile(r"(?<![\w:]):([a-z0-9_]+)")


class Shaped:
    """The statement for saves that have so many rows in each part, with `$1`, `$2`, … for their values."""

    def __init__(self, rows: Mapping[str, int], *, aborting: bool, skipping: bool, waking: bool) -> None:
        numbers = {name: number for number, name in enumerate(MOVED, 1)}
        self._takers: list[tuple[str, Callable[[Row], tuple[Any, ...]]]] = []

        def given(table: Table, part: str, columns: Sequence[str]) -> str:
            """The rows of a part as values, numbered on from those of the part before."""
            values = []
            for row in range(rows.get(part, 0)):
                names = [f"{part}{row}_{column}" for column in columns]
                numbers.update((name, number) for number, name in enumerate(names, len(numbers) + 1))
                values.append(",".join(f":{name}{_cast(table, column)}" for name, column in zip(names, columns, strict=True)))
            if values:
                self._takers.append((SETS[part], values_of(columns)))
            return f"(VALUES{','.join(f'({value})' for value in values)})x({','.join(columns)})"

        without = frozenset(SETS) - frozenset(rows) - {"m"}
        moving = {"m": moving_alone(*([FREE] if skipping else [])), "ok": ALONE_OK, "x1": all_new(rows.get("r", 0))}
        text = together({**parts(given, given), **moving}, without, aborting=aborting, waking=waking)
        self.sql = _BIND.sub(lambda found: f"${numbers[found[1]]}", text)

    def values(self, batch: Batch) -> list[Any]:
        """The values of such a save, in their order."""
        found = list(_MOVED(batch.moved[0]))
        for part, taken in self._takers:
            for row in getattr(batch, part):
                found += taken(row)
        return found


_MOVED = values_of(MOVED)


def _cast(table: Table, column: str) -> str:
    """A value says what it is where it is a number: among values alone, it would be taken for a text."""
    return "::int" if isinstance(table.columns[column].type, Integer) else ""


Key = tuple[tuple[tuple[str, int], ...], bool, bool, bool]


class Shapes:
    """The shapes that have come often, by what else there is to their statement."""

    def __init__(self) -> None:
        self._seen: dict[Key, int] = {}
        self._kept: dict[Key, Shaped] = {}

    def of(self, batch: Batch, *, aborting: bool, skipping: bool) -> Shaped | None:
        """The statement for this save; None where its shape does not come often."""
        if len(batch.moved) != 1 or any(getattr(batch, SETS[part]) for part in NEVER):
            return None
        rows = tuple((part, many) for part in SHAPED if (many := len(getattr(batch, SETS[part]))))
        key = rows, aborting, skipping, batch.wakes
        return self._kept.get(key) or self._come(key)

    def _come(self, key: Key) -> Shaped | None:
        rows, aborting, skipping, waking = key
        if len(self._kept) >= SHAPES or sum(many for _, many in rows) > ROWS:
            return None
        if len(self._seen) >= 10 * SHAPES:
            self._seen.clear()
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        if seen < OFTEN:
            return None
        shaped = self._kept[key] = Shaped(dict(rows), aborting=aborting, skipping=skipping, waking=waking)
        return shaped
