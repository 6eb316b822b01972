"""How branches are told apart and come together again: values of a definition."""

from fractions import Fraction

from .expressions import Expression
from .frozen import dataclass


@dataclass(frozen=True, slots=True)
class Loop:
    """`for_each: variable in elements`: one child per element."""

    variable: str
    elements: Expression


@dataclass(frozen=True, slots=True)
class Join:
    """When a parallel step is finished: `need` is all, any, none, a number, an exact share, or `cond` (then `when` says it).

    `rest` says what becomes of the children still open then: cancel or keep.
    """

    need: str | int | Fraction = "all"
    when: Expression | None = None
    rest: str = "cancel"
