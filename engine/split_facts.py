"""What happens where children could not be opened: facts of the history."""

from collections.abc import Mapping
from dataclasses import field

from .case import Child
from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFailed(Fact):
    """The children of the step could not be opened, for the reason with this `code`: none is, and the case rests there.

    `earlier` are the finished children of the round before that would have stood again.
    """

    step: str
    round: int
    code: str
    message: str
    data: Mapping[str, object] = field(default_factory=dict)
    earlier: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRetried(Fact):
    """An administrator had the children opened once more, for a reason."""

    step: str
    reason: str
