"""Durations as the language writes them: a whole number and one of five units that are never converted into each other."""

import re
from enum import StrEnum

from .frozen import dataclass


class Unit(StrEnum):
    """What is counted: working days, working hours, calendar days, elapsed hours, calendar months."""

    WD = "wd"
    WH = "wh"
    D = "d"
    H = "h"
    M = "m"

    @property
    def needs_calendar(self) -> bool:
        """Whether only a calendar can count this unit."""
        return self in (Unit.WD, Unit.WH)


LIMITS = {Unit.WD: 10_000, Unit.WH: 10_000, Unit.D: 10_000, Unit.H: 10_000, Unit.M: 1_000}
"""The largest count of each unit; what lies beyond is a slip of the pen, and counting stays cheap."""

WRITTEN = re.compile(r"([0-9]+(?:_[0-9]+)*)(wd|wh|d|h|m)\Z")


@dataclass(frozen=True, slots=True)
class Duration:
    """A count of one unit. A negative one arises only by negation (`due - 3wd`); it is never written by itself."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.count, bool) or not isinstance(self.count, int):
            raise TypeError(f"a duration counts whole numbers, and {self.count!r} is none: write 90wd, not 1.5wd")
        unit = Unit(self.unit)
        object.__setattr__(self, "unit", unit)
        if abs(self.count) > LIMITS[unit]:
            raise ValueError(f"a duration of more than {LIMITS[unit]}{unit} cannot be counted: write a smaller number")

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """The duration written as `5wd`, `4wh`, `10d`, `36h` or `3m` (`1_000d` too); raises ValueError for anything else."""
        match = WRITTEN.match(text)
        if match is None:
            raise ValueError(f"`{text[:40]}` is not a duration: {_advice(text)}")
        digits = match.group(1).replace("_", "").lstrip("0") or "0"
        unit = Unit(match.group(2))
        # The interpreter refuses to read integers of thousands of digits, with words of its own.
        return cls(int(digits) if len(digits) <= 9 else 10**9, unit)

    def __neg__(self) -> "Duration":
        return Duration(-self.count, self.unit)

    def __mul__(self, times: int) -> "Duration":
        return Duration(self.count * times, self.unit)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


def _advice(text: str) -> str:
    if re.match(r"\d+[.,]\d", text):
        return "it counts whole numbers only; use a smaller unit, such as 12wh for a day and a half"
    if re.match(r"[+-]", text):
        return "it has no sign; write `due - 3wd` to go back from an instant"
    return "write a whole number and a unit without a space, such as 5wd, 4wh, 10d, 36h or 3m"
