"""What happened beside the decisions: somebody read what he was told, was asked for information, or kept a draft of a decision."""

from collections.abc import Mapping
from dataclasses import field

from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Fact):
    """The actor has read (已阅): what he was told or given a copy of (`told`), and the open seats of his that are named."""

    told: bool = False
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Fact):
    """The holder of a seat asked a person for information (征询) and keeps the seat. The answer is a comment that names `question`."""

    question: str
    to: str
    text: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Fact):
    """The actor has seen to what holds the case up: the reason `code` of `stuck`, of a `clock` of the case where it is about one."""

    code: str
    reason: str
    clock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Fact):
    """The actor kept a draft of a decision (暂存) at a seat. It counts for nothing; an empty one takes the draft away.

    Whoever reads the history sees that there is one, and only the one who keeps it what stands in it.
    """

    task: str
    action: str | None = None
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
