"""The clock of the machine."""

from datetime import UTC, datetime


class SystemClock:
    """The present instant as the operating system tells it."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    def __call__(self) -> datetime:
        """The same, where a function is wanted."""
        return self.now()
