"""When a failed delivery is tried again: later each time, and not for ever."""

import hashlib
from datetime import timedelta

from signoff.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """`tries` in all; the wait begins at `first` and doubles up to `cap`, shortened by up to `jitter` of itself.

    The jitter is worked out from the key and the try: it spreads a burst of failures over time, and is the same at every run.

    >>> Backoff(jitter=0).after(3, "any")
    datetime.timedelta(seconds=120)
    """

    tries: int = 8
    first: timedelta = timedelta(seconds=30)
    cap: timedelta = timedelta(hours=6)
    jitter: float = 0.2

    def __post_init__(self) -> None:
        if self.tries < 1 or self.first <= timedelta(0) or self.cap < self.first or not 0 <= self.jitter < 1:
            raise ValueError(f"{self} never ends or never begins: tries from 1, first above 0, cap from first, jitter from 0 to below 1")

    def after(self, tries: int, key: str) -> timedelta | None:
        """How long to wait after this many tries; None after the last."""
        if tries >= self.tries:
            return None
        doublings = min(max(tries, 1) - 1, 64)
        wait = min(self.first.total_seconds() * 2**doublings, self.cap.total_seconds())
        return timedelta(seconds=wait * (1 - self.jitter * _fraction(key, tries)))


def _fraction(key: str, tries: int) -> float:
    """From 0 to below 1, the same for the same key and try on every machine."""
    digest = hashlib.sha256(f"{tries}:{key}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
