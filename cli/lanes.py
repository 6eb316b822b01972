"""Lanes beside a story: each case a line of its own, children branching off from the case that opened them and coming back to it.

●      the case is started
├─●    a child is opened
├─┼─●  and another one
│ ✓ │  the first has ended,
●─╯ │  and the case goes on
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Paint = Callable[[str, int], str]
"""A piece of a gutter in the tone of its lane."""

THROUGH, OFF, ACROSS, CROSSED, BACK, CROWD = "│", "├", "─", "┼", "╯", "┊"


@dataclass(eq=False)
class Lanes:
    """Which case runs in which lane. Beyond `most` lanes all further cases share the last one."""

    parents: Mapping[str, str | None]
    most: int = 6
    at: list[str | None] = field(default_factory=list)
    crowd: set[str] = field(default_factory=set)

    def place(self, case: str) -> int | None:
        """The lane that a case has, None where it has none."""
        return self.most if case in self.crowd else self.at.index(case) if case in self.at else None

    def enter(self, case: str) -> int | None:
        """Give a case a lane to the right of its parent's; the parent's lane, where it branches off from there now."""
        if self.place(case) is not None:
            return None
        parent = self.parents.get(case)
        start = self.place(parent) if parent is not None else None
        free = next((n for n in range(start + 1 if start is not None else 0, len(self.at)) if self.at[n] is None), len(self.at))
        if free < self.most:
            self.at += [None] * (free + 1 - len(self.at))
            self.at[free] = case
        else:
            self.crowd.add(case)
        return start

    def leave(self, case: str) -> int | None:
        """A case has come to its end and back to its parent; the lane that is free now."""
        place = self.place(case)
        if place == self.most:
            self.crowd.discard(case)
        elif place is not None:
            self.at[place] = None
        return place

    def width(self) -> int:
        """How many lanes are drawn."""
        return max((n + 1 for n, case in enumerate(self.at) if case is not None), default=0) if not self.crowd else self.most + 1

    def row(self, mark: str = "", own: int = -1, off: int | None = None, back: int | None = None, paint: Paint | None = None) -> str:
        """One row: `mark` in the lane `own`, which branches `off` from a lane, or to which the lane `back` returns."""
        other = off if off is not None else back
        left, right = (min(own, other), max(own, other)) if other is not None else (own, own)
        made = []
        for lane in range(max(self.width(), right + 1)):
            inside = left < lane < right
            made.append(self._cell(lane, mark if lane == own else "", OFF if lane == off else BACK if lane == back else "", inside))
            if left <= lane < right:
                made[-1] += ACROSS
            else:
                made[-1] += " "
        told = [paint(cell, lane) if paint is not None else cell for lane, cell in enumerate(made)]
        return "".join(told)

    def _cell(self, lane: int, mark: str, turn: str, inside: bool) -> str:
        if mark or turn:
            return mark or turn
        taken = bool(self.crowd) if lane == self.most else lane < len(self.at) and self.at[lane] is not None
        if inside:
            return CROSSED if taken else ACROSS
        return (CROWD if lane == self.most else THROUGH) if taken else " "
