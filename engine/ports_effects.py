"""What a plug-in effect is: a function of one call, found under `signoff.effects` (LANGUAGE §10, DESIGN §8)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Protocol

from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCall:
    """What an effect of a plug-in is given. `key` is the same at every try: carry a key out once, and drop what comes again.

    `case` says as much of the case as a notice does (`id`, `key`, `workflow`, `step_id`, `status`, `round`, `subject`, …) and
    `values` is what the workflow gives `with` it: both as they stood when the move was made, in plain JSON (numbers with a fraction
    are texts such as "12.50", dates and instants ISO 8601, durations `3wd`, of people their ids). `actor` made the move, `at` that
    instant; `tries` counts from 1.
    """

    key: str
    effect: str
    tenant: str
    case: Mapping[str, object]
    values: Mapping[str, object] = field(default_factory=dict)
    actor: str
    at: datetime
    tries: int = 1


class CallableEffect(Protocol):
    """Carries an effect out, after the commit and at least once. It runs in a thread of whoever delivers, and has two minutes.

    Any error it raises means: again later, later each time; `DeliveryFailed(…, data={"retry_after": SECONDS})` says when.
    `Undeliverable` means: never. After the last try it is an incident. What it returns is not looked at.
    """

    def __call__(self, call: EffectCall, /) -> object:
        """Carry it out."""
        ...
