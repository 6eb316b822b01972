"""A clock that all processes of a test share, and that runs faster than theirs."""

import time
from datetime import datetime, timedelta


class FastClock:
    """Began at `start` when the machine's clock showed `origin`; each second since counts `rate` seconds."""

    def __init__(self, start: datetime, rate: float, origin: float | None = None) -> None:
        self.start, self.rate = start, rate
        self.origin = time.time() if origin is None else origin

    def now(self) -> datetime:
        """The instant that it shows (UTC)."""
        return self.start + timedelta(seconds=(time.time() - self.origin) * self.rate)
