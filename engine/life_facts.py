"""What happened to a case beyond its first end, and by itself."""

from datetime import datetime

from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Fact):
    """A case that had ended at `end` with this `status`, at `ended`, was woken by an action that names that end."""

    end: str
    status: str
    ended: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildReopened(Fact):
    """A child that had ended was woken, and is under way again."""

    child: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Fact):
    """An administrator brought the case, with all below it, back from a file of archived cases."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearmed(Fact):
    """What had fired by itself at these arms may fire again: its condition holds no more."""

    arms: tuple[str, ...]
