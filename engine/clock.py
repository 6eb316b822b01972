"""What time it is, as a port: the core asks no clock of its own, it is handed one."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Never a naive one, and never a local one."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...
