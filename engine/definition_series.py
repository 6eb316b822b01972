"""Number series: how a number is written, and what has a counter of its own."""

from .definition_values import Label
from .frozen import dataclass
from .plain import dumps

YEAR, MONTH, SEQ = "year", "month", "seq"
WORDS = (YEAR, MONTH, SEQ)
"""What a format may name beside the fields of the case."""


@dataclass(frozen=True, slots=True)
class Series:
    """A number series (LANGUAGE §11), shared by all workflows that write it under the same name.

    Each of the values that `per` names (`year`, `month`, fields) has a counter of its own, which begins at `start`; without any there
    is one counter for ever.
    """

    id: str
    title: Label
    format: str
    per: tuple[str, ...] = (YEAR,)
    start: int = 1

    @property
    def terms(self) -> str:
        """What two workflows have to write alike to share the series; the title is only for people."""
        return dumps([self.format, list(self.per), self.start])
