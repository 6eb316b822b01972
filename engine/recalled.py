"""What a function gives, remembered for the values that it was given last: in a dictionary, which is quicker to ask than any call."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 4096


class Recalled(dict[Key, Value]):
    """`recalled[key]` is what `of` gives for a key. At most so many are remembered: once they are too many, it begins anew.

    Only a key that is `worth` it is remembered. What `of` raises is raised. Any number of threads may ask: at worst, something is
    worked out twice.
    """

    __slots__ = ("_most", "_of", "_worth")

    def __init__(self, of: Callable[[Key], Value], *, most: int = MOST, worth: Callable[[Key], bool] | None = None) -> None:
        super().__init__()
        self._of, self._most, self._worth = of, most, worth

    def __missing__(self, key: Key) -> Value:
        found = self._of(key)
        if self._worth is None or self._worth(key):
            if len(self) >= self._most:
                self.clear()
            self[key] = found
        return found
