"""What a store tells of the history of all cases together."""

from collections.abc import Sequence
from typing import Protocol

from .ports_saving import Link


class Chronicle(Protocol):
    """Questions over the history, without locks, a page each."""

    def told(self, tenant: str, kinds: Sequence[str], limit: int, after: tuple[str, int] | None = None) -> Sequence[Link]:
        """Events of these kinds, of all cases in the tables: by root, in the order of its chain, at most `limit` behind (root, seq)."""
        ...
