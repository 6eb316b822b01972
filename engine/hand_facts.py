"""What happened to a seat beside its decision: it was lent to a delegate, and given back."""

from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated(Fact):
    """The seat went to a delegate for an opinion; `owner` decides, however often it is passed on. `was` is who held it before."""

    task: str
    holder: str
    owner: str
    was: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignersAdded(Fact):
    """Others are asked `before` a seat decides (it waits for them), `after` it, or in `parallel`; their seats open next."""

    task: str
    where: str
    people: tuple[str, ...]
    rule: str = "all"
    binding: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack(Fact):
    """The delegation ended: the seat is its owner's again. `opinion` is the action that the delegate advises; it is no vote."""

    task: str
    holder: str
    was: str
    opinion: str | None = None
    comment: str | None = None
