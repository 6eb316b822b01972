"""The statements that write a save on MariaDB. Each names all its rows, so that it is one message, however many there are."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import Table

from signoff.engine.errors import unstorable
from signoff.engine.numbered import Counter

from .. import tables
from ..batch import Batch
from ..decode import counter
from ..errors_mariadb import too_large
from ..lengths import check_lengths
from ..rows import Row
from ..wire import Spread, Wire
from .contract import CHANGING, DEFINITION_BEGINS, Wrote

OVERHEAD = 10_000
"""Bytes of a statement beside its texts, at most, and of a row beside its texts."""

COUNTER = tuple(column.name for column in tables.series.columns)


def insert(table: Table, names: Sequence[str] = (), *, again: Iterable[str] | None = None, returning: Sequence[str] = ()) -> Spread:
    """Insert rows; where the key is there, set the columns `again` to what was to be inserted (none: leave the row as it is)."""
    columns = list(names or table.columns.keys())
    place = f"({','.join(['%s'] * len(columns))})"
    tail = ""
    if again is not None:
        first = columns[0]
        sets = [f"`{name}`=VALUES(`{name}`)" for name in again] or [f"`{first}`={table.name}.`{first}`"]
        tail = f" ON DUPLICATE KEY UPDATE {','.join(sets)}"
    if returning:
        tail += f" RETURNING {_listed(returning)}"
    return Spread(columns, f"INSERT INTO {table.name} ({_listed(columns)}) VALUES ", place, f",{place}", tail)


def upsert(table: Table) -> Spread:
    """Insert rows, or make those that are there what they are now."""
    return insert(table, again=[column.name for column in table.columns if not column.primary_key])


def joined(table: Table, verb: str, tail: str = "", more: Sequence[str] = ()) -> Spread:
    """Do something with the rows that have these keys: `t` is the table, `x` what was given."""
    keys = [column.name for column in table.primary_key]
    names = [*keys, *more]
    first = ",".join(f"%s AS `{name}`" for name in names)
    same = " AND ".join(f"t.`{name}`=x.`{name}`" for name in keys)
    end = f") x STRAIGHT_JOIN {table.name} t FORCE INDEX (PRIMARY) ON {same}{tail}"
    return Spread(names, f"{verb} (SELECT ", first, f" UNION ALL SELECT {','.join(['%s'] * len(names))}", end)


def update(table: Table, changing: Sequence[str], *, guard: str = "", more: Sequence[str] = ()) -> Spread:
    """Set these columns of the rows that have these keys, where `guard` holds."""
    sets = ",".join(f"t.`{name}`=x.`{name}`" for name in changing)
    return joined(table, "UPDATE", f" SET {sets}{guard and f' WHERE {guard}'}", [*changing, *more])


def delete(table: Table) -> Spread:
    """Remove the rows that have these keys."""
    return joined(table, "DELETE t FROM")


def _listed(names: Iterable[str]) -> str:
    return ",".join(f"`{name}`" for name in names)


Part = tuple[Table, Callable[[Batch], list[Row]], Spread]

REST: tuple[Part, ...] = (
    (tables.definition, lambda batch: batch.definitions, insert(tables.definition, DEFINITION_BEGINS, again=())),
    (tables.case, lambda batch: batch.started, insert(tables.case)),
    (tables.task, lambda batch: batch.tasks, upsert(tables.task)),
    (tables.candidate, lambda batch: batch.dropped_candidates, delete(tables.candidate)),
    (tables.candidate, lambda batch: batch.candidates, upsert(tables.candidate)),
    (tables.timer, lambda batch: batch.dropped_timers, delete(tables.timer)),
    (tables.timer, lambda batch: batch.timers, upsert(tables.timer)),
    (tables.event, lambda batch: batch.events, insert(tables.event)),
    (tables.outbox, lambda batch: batch.outbox, insert(tables.outbox)),
    (tables.number, lambda batch: batch.numbers, insert(tables.number)),
    (tables.number, lambda batch: batch.voided, update(tables.number, ("voided_at", "voided_by", "reason"))),
    (
        tables.series,
        lambda batch: batch.counters,
        update(tables.series, ("next_value", "last_value", "workflow", "terms", "changes", "head")),
    ),
    (tables.series_change, lambda batch: batch.settings, insert(tables.series_change)),
)
"""What is written once requests, keys and cases are, in this order."""

REQUESTED = ("tenant", "id", "fingerprint", "root_id", "case_id", "seq", "at")
KEYED = ("tenant", "key", "workflow", "case_id", "root_id")
GUARDED: tuple[Part, ...] = (
    (tables.request, lambda batch: batch.requests, insert(tables.request, REQUESTED, again=(), returning=REQUESTED)),
    (tables.key, lambda batch: batch.keys, insert(tables.key, KEYED, again=(), returning=KEYED)),
    (
        tables.case,
        lambda batch: batch.moved,
        update(tables.case, CHANGING, guard="t.id<>t.root_id OR t.version=x.`before`", more=("before",)),
    ),
)
MOVE = Spread(
    [*CHANGING, *tables.CASE_KEY, "before"],
    f"UPDATE signoff_case SET {','.join(f'`{name}`=%s' for name in CHANGING)} WHERE ",
    f"{' AND '.join(f'`{name}`=%s' for name in tables.CASE_KEY)} AND (id<>root_id OR version=%s)",
    "",
    "",
)
COUNTERS = insert(tables.series, COUNTER, again=(), returning=COUNTER)


class Writes:
    """Writes batches. `most` is the size of a message that the server takes, once it is known."""

    def __init__(self) -> None:
        self.most: int | None = None

    def write(self, wire: Wire, batch: Batch) -> Wrote:
        """Requests, keys and moved cases first; what follows only where these were all written."""
        (_, requests, asking), (_, keys, naming), (_, moved, moving) = GUARDED
        asked = self._ours(wire, asking, REQUESTED, requests(batch))
        named = taken = 0
        if asked == len(batch.requests):
            named = self._ours(wire, naming, KEYED, keys(batch))
            if named == len(batch.keys):
                taken = self._move(wire, moving, moved(batch))
                if taken == len(batch.moved):
                    self._write_rest(wire, batch)
        return Wrote(asked, named, taken)

    def counters(self, wire: Wire, wanted: Sequence[Row]) -> list[Counter]:
        """These counters under their locks; those that are not there begin as given."""
        if not wanted:
            return []
        rows, _ = wire.spread(COUNTERS, sorted(wanted, key=lambda row: (row["series"], row["period"])), fetch=True)
        return sorted((counter(dict(zip(COUNTER, row, strict=True))) for row in rows), key=lambda one: one.key)

    def _move(self, wire: Wire, moving: Spread, rows: list[Row]) -> int:
        """One case, as it is most of the time, needs no table that the server would make of several."""
        return sum(wire.spread(MOVE if len(part) == 1 else moving, part)[1] for part in self._parts(rows))

    def _write_rest(self, wire: Wire, batch: Batch) -> None:
        for _, rows_of, text in REST:
            for part in self._parts(rows_of(batch)):
                wire.spread(text, part)

    def _ours(self, wire: Wire, text: Spread, names: Sequence[str], rows: Sequence[Row]) -> int:
        """How many of these rows are there as given: a row that was there before comes back as another's."""
        return sum(_ours(wire, text, names, part) for part in self._parts(rows))

    def _parts(self, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
        """The rows in as many messages as it takes: one, unless many cases are written at once."""
        if not rows or self.most is None or fits(rows, self.most):
            yield from [rows] if rows else []
            return
        half = len(rows) // 2
        yield from self._parts(rows[:half])
        yield from self._parts(rows[half:])

    def check(self, batch: Batch) -> None:
        """What does not fit is refused while nothing is written: a host's transaction goes on."""
        for table, rows_of, _ in (*GUARDED, *REST):
            rows = rows_of(batch)
            check_lengths(table, rows)
            _check_characters(rows)
            if self.most is not None and not fits(rows, self.most):
                for row in rows:
                    _check_size(row, self.most)


def _check_characters(rows: Sequence[Row]) -> None:
    for row in rows:
        for value in row.values():
            if isinstance(value, str) and not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError as error:
                    raise unstorable() from error


def fits(rows: Sequence[Row], most: int) -> bool:
    """Whether one message with these rows is not larger than the server takes."""
    characters = sum(len(value) for row in rows for value in row.values() if isinstance(value, str))
    return 8 * characters + OVERHEAD * (1 + len(rows)) < most or size(rows) + OVERHEAD * (1 + len(rows)) <= most


def size(rows: Sequence[Row]) -> int:
    """The bytes of the texts as the driver writes them: four of a character at most, some behind a backslash."""
    return sum(len(json.dumps(value, ensure_ascii=False).encode()) for row in rows for value in row.values() if isinstance(value, str))


def _check_size(row: Row, most: int) -> None:
    if not fits([row], most):
        raise too_large(size([row]), most)


def _ours(wire: Wire, text: Spread, names: Sequence[str], rows: Sequence[Row]) -> int:
    """How many of these rows are there as given: a row that was there before comes back as another's."""
    if not rows:
        return 0
    there, _ = wire.spread(text, rows, fetch=True)
    found = {tuple(row) for row in there}
    return sum(tuple(row[name] for name in names) in found for row in rows)
