"""What happens between a case and its children: facts of the history."""

from collections.abc import Mapping
from dataclasses import field

from .case import Child
from .fact import Fact, Trace
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened(Fact):
    """The case has a new child; `kept` where a finished one of an earlier round still counts. An administrator gives a `comment`."""

    child: Child
    kept: bool = False
    comment: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Fact):
    """A child has ended by itself, at its end step `end`."""

    child: str
    branch: str
    status: str
    end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildClosed(Fact):
    """The case has closed a child that was under way: `not_needed:joined`, `returned_before_split`, `cancelled`, `ended` …"""

    child: str
    branch: str
    reason: str
    status: str = "terminated"
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentUp(Fact):
    """A branch has asked its parent to go on at the parent's step `to`: by a return (`resume` says how), or by an own action."""

    action: str
    to: str
    resume: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KinAsked(Fact):
    """An effect has asked the case that owns a branch for one more child of it, or (`stop`) for the end of those that run."""

    owner: str
    branch: str
    element: object = None
    data: Mapping[str, object] = field(default_factory=dict)
    once_per: tuple[str, ...] = ()
    stop: bool = False
    trace: Trace = field(default_factory=dict)
