"""What a reason for which a case may be stuck is: its stable code, what it means, and its sentences with the values they need."""

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter

from ..frozen import dataclass


class Family(StrEnum):
    """What a reason is about: who should act, when, whether a move is possible at all, or the machinery below."""

    OWNER = "owner"
    TIME = "time"
    LOGIC = "logic"
    MACHINERY = "machinery"


class Severity(StrEnum):
    """`error`: the case cannot move, or something is lost; `warning`: somebody should look; `info`: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return RANKS[self]


RANKS = {severity: rank for rank, severity in enumerate(Severity)}
"""The gravest has 0."""


class Repair(StrEnum):
    """What a repair can do: make the finding go away, record that somebody has seen to it, or nothing from in here."""

    MENDS = "mends"
    ACKNOWLEDGES = "acknowledges"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason. `sentences` has one for each variant; the finding's `params` fill it in, in any language.

    `severity` is the gravest that a finding with this code has.
    """

    code: str
    family: Family
    severity: Severity
    repair: Repair
    meaning: str
    sentences: Mapping[str, str]

    def params(self, variant: str) -> tuple[str, ...]:
        """The names that a variant's sentence needs, in the order of the sentence."""
        return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(self.sentences[variant]) if name))
