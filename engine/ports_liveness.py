"""What a store is asked of open cases as a whole: how many there are."""

from typing import Protocol

from .ports_reading import CaseFilter


class Liveness(Protocol):
    """Questions over the live tables, without locks, each answered by an index however many cases there are."""

    def count(self, tenant: str, wanted: CaseFilter) -> int:
        """How many cases meet a filter; its `limit` does not count."""
        ...
