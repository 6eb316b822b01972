"""Timers of many roots, each root in a transaction of its own: these are the shortest, and nobody waits for another one's case.

Some of the roots are read and decided in one go, without a lock, and what comes of them is written one by one, each only if it is still as
it was read. While a server writes, the next ones are decided.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from functools import partial
from itertools import zip_longest
from random import shuffle
from typing import TypeAlias

from . import submitting
from .firing import Fired, Worlds, read_together, save_of, tell
from .frozen import dataclass
from .loading import ReadFirst
from .numbers import Numbers
from .ports import Save, Stored, UnitOfWork
from .saving import each_by_itself
from .service import Service

DECIDED = 50
"""So many roots are read and decided together."""


def fire_each(service: Service, roots: Sequence[str], now: datetime, alone: Callable[[str], object]) -> int:
    """Fire these roots, each in a transaction of its own; how many timers were fired so.

    Those that could not be decided without a lock, have changed meanwhile or failed are left to `alone`, which takes them from the
    beginning and shows what is the matter.
    """
    count = 0
    parts = [roots[start : start + DECIDED] for start in range(0, len(roots), DECIDED)]
    shuffle(parts)
    following: Decided | None = None
    for part, after in zip_longest(parts, parts[1:]):
        decided = _decided(service, part, now) if following is None else following
        left = [root for root, found in decided if found is None]
        ripe = {root: found for root, found in decided if found is not None}
        following = None
        with suppress(Exception), _writing_each(service, ripe) as written:  # what goes wrong each of them meets for itself
            following = _decided(service, after, now) if after is not None else ()
            for save, was in written:
                if was:
                    fired = ripe.pop(save.changes[0].root).fired
                    count += fired.count
                    tell(service, fired.told)
        for root in (*left, *ripe):
            alone(root)
    return count


def _writing_each(service: Service, ripe: Mapping[str, "Ripe"]) -> AbstractContextManager[Iterator[tuple[Save, bool]]]:
    """The saves of these, and whether each was written."""
    saves = [save_of(service, [one.fired], one.at, skip_locked=True) for one in ripe.values()]
    dispatcher = service.setting.dispatcher
    if dispatcher is None:
        return service.store.saving_each(saves)
    unlocked = partial(service.store.begin, locking=False)
    return nullcontext(each_by_itself(unlocked, saves, lambda unit, save: submitting.save(unit, save, dispatcher)))


@dataclass(frozen=True, slots=True)
class Ripe:
    """What is to be written of an aggregate, and when that was decided."""

    fired: Fired
    at: datetime


Decided: TypeAlias = Sequence[tuple[str, Ripe | None]]
"""Roots with what is to be written of them; None where that could not be said: fired by itself, such a root shows why."""


def _decided(service: Service, roots: Sequence[str], now: datetime) -> Decided:
    """What becomes of these roots as they are now, of those that something is due for still."""
    try:
        due = service.store.still_due(service.tenant, now, roots)
        return read_together(service, due, _decide, locking=False) if due else ()
    except Exception:  # what it was, each of them meets for itself
        return [(root, None) for root in roots]


def _decide(service: Service, unit: UnitOfWork, aggregates: Sequence[Stored], now: datetime) -> Decided:
    """One that fails, or takes a number, which is done under a lock, is not decided here."""
    decided = list[tuple[str, Ripe | None]]()
    worlds = Worlds(service, unit, now)
    for stored in aggregates:
        numbers = Numbers()
        try:
            fired = worlds.fired(stored, numbers)
        except ReadFirst:
            raise
        except Exception:
            decided.append((stored.root, None))
            worlds = Worlds(service, unit, now)
            continue
        if fired is not None:
            decided.append((stored.root, None if numbers.asked else Ripe(fired, now)))
    return decided
