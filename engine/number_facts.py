"""Facts about numbers of series: one was taken, one is void. The register of numbers is read from these."""

from .fact import Fact
from .frozen import dataclass
from .numbered import Numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated(Fact):
    """A field got the next number of a series: `value` in its counter, written as `number`. A new revision; no change of content."""

    field: str
    series: str
    period: str
    value: int
    number: str
    revision: int
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Fact):
    """A number is void: it stays in the register and is never used again, and the field is empty.

    `reason` is what was said with it, or `replaced` where the field got a number of another series.
    """

    field: str
    held: Numbered
    revision: int
    content: str
    reason: str | None = None


NUMBER_FACTS: dict[str, type[Fact]] = {"allocated": Allocated, "voided": Voided}
"""These kinds by their stable names."""
