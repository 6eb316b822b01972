"""What happens to effects that leave after the commit: a plug-in is called, a row fails its last try, an operator tries it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .fact import Fact, Trace


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


EFFECT_FACTS: dict[str, type[Fact]] = {"called": Called, "gave_up": GaveUp, "retried": Retried}
"""These kinds by their stable names. None of them changes the case: the outbox is not folded."""
