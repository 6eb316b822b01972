"""What a store is asked of names: whether any row says them, so that a filter that can never fit is told from one that fits nothing now."""

from collections.abc import Sequence
from typing import Protocol


class Mentions(Protocol):
    """Asked where something was not found: no index serves it, and it may read every row of a tenant."""

    def tenants(self) -> Sequence[str]:
        """Every tenant that has a case, an archived one, a standing proxy or a number, in order."""
        ...

    def mentions(self, tenant: str, name: str) -> bool:
        """Whether a case names a person or a unit: in its data, at its seats (closed ones too), in a pool (`role:legal@unit`)."""
        ...

    def holders(self, tenant: str, limit: int) -> Sequence[str]:
        """Who holds open seats, in order."""
        ...
