"""A channel that brings notices to nobody, and counts them."""

from dataclasses import dataclass

from signoff.engine.ports import Notice


@dataclass
class Quiet:
    """Counts what it is given."""

    sent: int = 0

    def send(self, notice: Notice) -> None:
        """One more."""
        self.sent += len(notice.to)
