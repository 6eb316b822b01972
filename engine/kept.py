"""Something that is worked out for a tenant and kept for a while."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

T = TypeVar("T")

WHILE = timedelta(minutes=1)


class Kept:
    """One value by tenant, shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, tuple[datetime, Any]] = {}

    def at(self, tenant: str, now: datetime, make: Callable[[], T]) -> T:
        """The value as it is, or made anew where the one there was made more than a while before this instant, or after it."""
        with self._lock:
            made, value = self._values.get(tenant, (None, None))
            if made is None or not timedelta() <= now - made < WHILE:
                value = make()
                self._values[tenant] = (now, value)
            return cast(T, value)
