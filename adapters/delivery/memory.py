"""What a node remembers of rows it has tried, so that what has arrived is not sent again when the rest is."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The latest entries by row id. A comfort, not a promise: another node, or this one after a restart, begins anew."""

    def __init__(self, most: int = 10_000) -> None:
        self._entries: OrderedDict[str, T] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def get(self, row: str, otherwise: T) -> T:
        """What is remembered of a row."""
        with self._lock:
            return self._entries.get(row, otherwise)

    def keep(self, row: str, entry: T) -> None:
        """Remember it; the oldest entry goes where there are too many."""
        with self._lock:
            self._entries[row] = entry
            self._entries.move_to_end(row)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def forget(self, row: str) -> None:
        """The row is done with."""
        with self._lock:
            self._entries.pop(row, None)
