"""The very same rows by hand: what the engine has written of a case, read back and written again of other cases with the bare driver.

Beside the floor, which is what an application would write for itself, this is the same durable work to the letter: a case goes its way
through the engine once, its rows are read before and after each move, and what has changed becomes plain statements in the engine's own
tables, one per round trip, on a held connection: lock and read, open tasks, each update and removal, the new rows of each table, one
commit. All values are made before the clock starts; nothing is decided, folded, hashed or put into JSON.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select
from sqlalchemy import Engine as SqlEngine

from signoff.adapters.sql.columns import metadata
from signoff.adapters.sql.tables import task
from signoff.engine.ids import id_source

from .floor import Bare

Row = Mapping[str, Any]
Rows = dict[tuple[Any, ...], Row]
"""The rows of a case in one table, by their primary keys."""
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOCK = "SELECT version, seq, head, state FROM signoff_case WHERE tenant = ? AND id = ? AND root_id = ?"
OPEN = "SELECT id, step, seat, holder FROM signoff_task WHERE tenant = ? AND root_id = ? AND state = 'open'"
TABLES = [table for table in metadata.sorted_tables if "root_id" in table.c and table.name != "signoff_number"]


class Statement(NamedTuple):
    """One round trip: a statement, and its values."""

    sql: str
    values: tuple[Any, ...]


class SameRows:
    """What moves of one case have changed, to be written of others."""

    def __init__(self, engine: SqlEngine, root: str) -> None:
        self._engine, self._bare = engine, Bare.on(engine.url)
        self._root, self._ids = root, id_source(datetime.now(UTC))
        self._moves: list[list[Statement]] = []
        self._before = self._rows(root)
        self._tasks = self._open(root)

    def close(self) -> None:
        """Close the connection."""
        self._bare.close()

    def learn(self, move: Callable[..., object], *given: object, **named: object) -> None:
        """Have the engine carry out the next move of the case, and keep what it has written."""
        move(*given, **named)
        after = self._rows(self._root)
        key = ("default", self._root, self._root)
        reads = [Statement(LOCK + self._bare.lock, key), Statement(OPEN, key[:2])]
        self._moves.append([*reads, *(one for table in TABLES for one in written(table, self._before[table], after[table]))])
        self._before = after

    def ready(self, root: str) -> list[list[Statement]]:
        """The same moves of another case, which stands where the first one stood: all values made."""
        own = dict(zip([self._root, *self._tasks], [root, *self._open(root)], strict=True))

        def translated(value: Any) -> Any:
            return ID.sub(lambda found: own.setdefault(found[0], self._ids()), value) if isinstance(value, str) else value

        return [[Statement(one.sql, tuple(map(translated, one.values))) for one in move] for move in self._moves]

    def act(self, move: Iterable[Statement]) -> None:
        """One move: begin, its statements one after the other, commit."""
        self._bare.begin()
        for one in move:
            (self._bare.found if one.sql.startswith("SELECT") else self._bare.run)(one.sql, *one.values)
        self._bare.commit()

    def written_alike(self, root: str) -> bool:
        """Whether as many rows as the engine has written of the first case stand there of this one."""
        return {table.name: len(rows) for table, rows in self._rows(root).items()} == {
            table.name: len(rows) for table, rows in self._before.items()
        }

    def _open(self, root: str) -> list[str]:
        with self._engine.connect() as connection:
            found = connection.execute(select(task.c.id).where(task.c.root_id == root, task.c.state == "open").order_by(task.c.id))
            return list(found.scalars())

    def _rows(self, root: str) -> dict[Table, Rows]:
        with self._engine.connect() as connection:
            return {table: rows(connection, table, root) for table in TABLES}


def rows(connection: Connection, table: Table, root: str) -> Rows:
    """The rows of a root."""
    found = connection.execute(select(table).where(table.c.root_id == root)).mappings()
    return {tuple(row[column.name] for column in table.primary_key): dict(row) for row in found}


def written(table: Table, before: Rows, after: Rows) -> list[Statement]:
    """The statements that make the rows of a table from what they were into what they are: removals, updates, new rows together."""
    key = [column.name for column in table.primary_key]
    where = " AND ".join(f"{name} = ?" for name in key)
    found = [Statement(f"DELETE FROM {table.name} WHERE {where}", gone) for gone in before.keys() - after.keys()]
    for same in sorted(before.keys() & after.keys()):
        changed = {name: value for name, value in after[same].items() if value != before[same][name]}
        if changed:
            sets = ", ".join(f"{name} = ?" for name in changed)
            found.append(Statement(f"UPDATE {table.name} SET {sets} WHERE {where}", (*changed.values(), *same)))
    new = [after[one] for one in sorted(after.keys() - before.keys())]
    if new:
        one = f"({', '.join('?' * len(new[0]))})"
        sql = f"INSERT INTO {table.name} ({', '.join(new[0])}) VALUES {', '.join([one] * len(new))}"
        found.append(Statement(sql, tuple(value for row in new for value in row.values())))
    return found
