"""Tables as dictionaries, and a layer above each that holds what a transaction has not committed yet."""

from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

GONE = object()


class Layer(Generic[K, V]):
    """A view of a table with the changes of one transaction; the table itself changes at `commit` only."""

    def __init__(self, table: dict[K, V]) -> None:
        self._table = table
        self._changes: dict[K, object] = {}

    def get(self, key: K) -> V | None:
        """The row under this key, or None."""
        found = self._changes.get(key, self)
        if found is self:
            return self._table.get(key)
        return None if found is GONE else found  # type: ignore[return-value]

    def rows(self) -> Iterator[V]:
        """Every row as this transaction sees it."""
        for key in dict.fromkeys((*self._table, *self._changes)):
            row = self.get(key)
            if row is not None:
                yield row

    def put(self, key: K, row: V) -> None:
        """Insert or replace a row."""
        self._changes[key] = row

    def drop(self, key: K) -> None:
        """Remove a row, if it is there."""
        self._changes[key] = GONE

    def changes(self) -> Iterator[tuple[K, V | None]]:
        """What this transaction has done: the new row, or None where it is gone."""
        for key in self._changes:
            yield key, self.get(key)

    def commit(self) -> None:
        """Let the table have the changes."""
        for key, row in self.changes():
            if row is None:
                self._table.pop(key, None)
            else:
                self._table[key] = row
        self._changes.clear()
