"""Clocks of a case that outlast one step, as a definition has them."""

from .branching import Loop
from .definition_moves import Rung
from .definition_values import Label
from .expressions import Expression
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One of `deadlines` (LANGUAGE §8). `begin` is its `from` (None: the start of the case), `max` the latest that it is extended to.

    It runs while `when` holds, until `met` does; `holder` is who is reminded. With a `loop` there is one clock per element.
    Where the unit `calendar_of` has a calendar of its own, that counts, else `calendar`.
    """

    id: str
    title: Label
    due: Expression
    begin: Expression | None = None
    max: Expression | None = None
    met: Expression | None = None
    when: Expression | None = None
    holder: Expression | None = None
    loop: Loop | None = None
    rungs: tuple[Rung, ...] = ()
    calendar: str | None = None
    calendar_of: Expression | None = None
