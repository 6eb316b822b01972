"""What happens to effects that leave after the commit: a plug-in is called, a case signals another, a row fails and is tried again."""

from collections.abc import Mapping
from dataclasses import field

from .fact import Fact, Trace
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Fact):
    """An effect of a plug-in was put into the outbox under `key`, with what it is `given` (plain JSON) as it stood at this move.

    `version` is the plug-in's that the definition is pinned to. Where the values could not be worked out, `error` says why.
    """

    key: str
    effect: str
    version: str | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalled(Fact):
    """Another case, the one named `to`, is to take an action: put into the outbox under `key`, with what it is `given` (plain JSON).

    `otherwise`: what its sender takes where that one takes nothing any more or is not there. Where it could not be worked out, `error`
    says why.
    """

    key: str
    action: str
    to: str
    given: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None
    otherwise: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Fact):
    """A signal of another case has come in: who sent it (`sender`, by its human key `sender_key`), and what is taken where.

    `to` is the case of this root that takes the action, `given` what comes with it.
    """

    action: str
    to: str
    sender: str
    sender_key: str
    sender_workflow: str
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveUp(Fact):
    """A row of the outbox failed its last try and is an incident now. `what`: the notice, event or effect that never arrived."""

    row: str
    key: str
    sort: str
    what: str
    tries: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried(Fact):
    """An administrator gave these rows of the outbox another run of tries, under their old keys."""

    rows: tuple[str, ...]
    reason: str


EFFECT_FACTS: dict[str, type[Fact]] = {"called": Called, "signalled": Signalled, "heard": Heard, "gave_up": GaveUp, "retried": Retried}
"""These kinds by their stable names. None of them changes the case: the outbox is not folded."""
