"""What a process must have to deliver a row of the outbox, in one word that stands in the row: who lacks it leaves the row alone.

>>> for_notice(["smtp", "log"]), for_call("book", "2"), for_event("app.audit"), SIGNAL
('notice:log+smtp', 'call:book@2', 'event:app.audit', 'signal')
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

MOST = 3
"""A notice that names more channels than these is taken by anybody, and fails where one of them is not there."""

NOTICE, CALL, EVENT, SIGNAL = "notice", "call", "event", "signal"
"""Every process that knows what a signal is can deliver one: the word keeps older ones from taking it."""


def for_notice(via: Iterable[str]) -> str | None:
    """A notice by these channels, or (none) by whichever are the default where it is delivered."""
    channels = sorted(set(via))
    if len(channels) > MOST:
        return None
    return f"{NOTICE}:{'+'.join(channels)}" if channels else NOTICE


def for_call(effect: str, version: str | None) -> str:
    """The effect of a plug-in, in the version that its definition is pinned to."""
    return f"{CALL}:{effect}@{version}" if version is not None else f"{CALL}:{effect}"


def for_event(subscription: str) -> str:
    """What somebody listens for."""
    return f"{EVENT}:{subscription}"


def served(channels: Iterable[str], effects: Mapping[str, str], subscriptions: Iterable[str]) -> tuple[str, ...]:
    """What a process with these channels, effects (name to version) and handlers can deliver, each thing once.

    Whoever has any channel answers for notices that name none: that its default channels are missing is a mistake to be seen there.
    """
    named = sorted(set(channels))
    calls = (word for name, version in effects.items() for word in (for_call(name, None), for_call(name, version)))
    events = {for_event(name) for name in subscriptions}
    return (*([NOTICE] if named else []), *(f"{NOTICE}:{name}" for name in named), *sorted({*calls, *events}), SIGNAL)


def words(serves: Collection[str]) -> list[str]:
    """Every word that a row may bear for whoever serves this: channels also together, as far as rows name them together."""
    channels = [word.partition(":")[2] for word in serves if word.startswith(f"{NOTICE}:")]
    return [*serves, *_together(channels)]


def _together(channels: list[str]) -> Iterator[str]:
    for many in range(2, MOST + 1):
        yield from (word for chosen in combinations(channels, many) if (word := for_notice(chosen)) is not None)
