"""The next movers of a case, as values: who or what can bring it on, the primary one first."""

from datetime import datetime
from enum import StrEnum

from .frozen import dataclass, quickly_made


class MoverKind(StrEnum):
    """What can bring a case on, in the order in which the primary mover is chosen."""

    PERSON = "person"
    CHILD = "child"
    CASE = "case"
    TIMER = "timer"
    EFFECT = "effect"


HOWS = ("holder", "pool", "arm", "resume", "child", "case", "reassign", "act", "to", "itself", "anytime")
"""The rights by which a mover moves, in the order in which the primary one is chosen among movers of one kind."""
NOBODY = "none"
"""Stands for the kind of the primary mover of a case that has none."""


@quickly_made
@dataclass(frozen=True, slots=True)
class NextMover:
    """What can bring the case on: `how`, and `of` what: a task, an action, a child's or other case's key, a timer (`when` it fires)."""

    kind: MoverKind
    how: str
    of: str = ""
    when: datetime | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Liveness:
    """The next movers of a case, the primary one first; none for one that has ended, and where that is a defect.

    `look_at`: from then on the case is to be looked at by itself, since it is late or hangs. `situation` is the same for cases of which
    one stands for all (None: it has ended).
    """

    movers: tuple[NextMover, ...] = ()
    look_at: datetime | None = None
    situation: str | None = None

    @property
    def primary(self) -> MoverKind | None:
        """The kind of the primary mover."""
        return self.movers[0].kind if self.movers else None


def precedence(mover: NextMover) -> tuple[int, int, str, str]:
    """People before children, other cases and timers; a seat's holder before a pool, a pool before an action's own `by`; then the earlier
    and the lower. What is possible anytime comes last: it is beside the way."""
    when = mover.when.isoformat() if mover.when is not None else ""
    kind = len(MoverKind) if mover.how == "anytime" else KINDS[mover.kind]
    return kind, HOWS.index(mover.how), when, mover.of


KINDS = {kind: number for number, kind in enumerate(MoverKind)}
