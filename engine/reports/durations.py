"""Durations counted by the minute: exact figures in memory that grows with how different they are, and not with how many."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Minutes:
    """Durations in whole minutes."""

    counts: Counter[int] = field(default_factory=Counter)

    def add(self, minutes: int) -> None:
        """One more."""
        self.counts[minutes] += 1

    @property
    def count(self) -> int:
        """How many."""
        return self.counts.total()

    @property
    def total(self) -> int:
        """All together."""
        return sum(minutes * count for minutes, count in self.counts.items())

    @property
    def median(self) -> int | None:
        """The one in the middle, of an even number the mean of both, rounded down.

        >>> Minutes(Counter([5, 1, 4])).median, Minutes(Counter([1, 4])).median, Minutes().median
        (4, 2, None)
        """
        if not self.counts:
            return None
        return (self._at((self.count + 1) // 2) + self._at(self.count // 2 + 1)) // 2

    @property
    def p90(self) -> int | None:
        """The least that nine of ten do not exceed (nearest rank).

        >>> Minutes(Counter(range(1, 11))).p90, Minutes(Counter([7])).p90
        (9, 7)
        """
        return self._at(-(-9 * self.count // 10)) if self.counts else None

    def _at(self, rank: int) -> int:
        return next(minutes for minutes, upto in self._ranks() if upto >= rank)

    def _ranks(self) -> Iterator[tuple[int, int]]:
        upto = 0
        for minutes in sorted(self.counts):
            upto += self.counts[minutes]
            yield minutes, upto
