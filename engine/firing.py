"""What a sweep does in one transaction: roots are read together, their due timers are fired as they were read, and that is saved."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import perf_counter
from typing import TypeAlias, TypeVar

from . import commands as c
from .case import Case, Status, Timer
from .frozen import dataclass
from .loading import ReadFirst, Unread
from .numbers import Disputed, Numbers
from .observing import Happening, What
from .ports import Change, Definition, Save, Stored, UnitOfWork, Wanted
from .saving import change_of, definitions_of
from .service import Service, latest
from .world import World

T = TypeVar("T")
Work: TypeAlias = Callable[[Service, UnitOfWork, Sequence[Stored], datetime], T]


def read_together(service: Service, roots: Sequence[str], work: Work[T], *, locking: bool) -> T:
    """What is done with these roots in one transaction."""
    while True:
        try:
            with service.store.begin(locking=locking) as unit:
                found = _worked(service, unit, roots, work)
        except Disputed as disputed:
            service.settle(disputed)
            continue
        if not isinstance(found, Unread):
            return found
        found.read(service.setting.registry, service.store)


def _worked(service: Service, unit: UnitOfWork, roots: Sequence[str], work: Work[T]) -> T | Unread:
    loaded = unit.load(Wanted(tenant=service.tenant, roots=tuple(roots), skip_locked=True))
    unread = service.setting.registry.unread(case for stored in loaded.aggregates for case in stored.cases.values())
    if unread:
        return Unread(unread)
    try:
        return work(service, unit, loaded.aggregates, service.now(loaded.now))
    except ReadFirst as missing:
        return Unread({missing.definition})


@dataclass(frozen=True, slots=True)
class Fired:
    """Timers of an aggregate: how many, what has changed, the definitions of children that were started, and what to tell."""

    change: Change
    count: int
    definitions: Sequence[Definition]
    told: Sequence[Happening]


class Worlds:
    """Cases of one instant are fired in one world: what one of them has asked of the directory, the next one need not ask again."""

    def __init__(self, service: Service, unit: UnitOfWork, now: datetime) -> None:
        self._service, self._unit, self._now = service, unit, now
        self._worlds: dict[datetime, World] = {}

    def fired(self, stored: Stored, numbers: Numbers) -> Fired | None:
        """Every due timer of an aggregate, fired as it was read; None where nothing has come of that."""
        last, now = latest(stored), self._now
        at = now if last is None or last.at is None else max(now, last.at)
        world = self._worlds.get(at)
        if world is None:
            world = self._worlds[at] = self._service.world(at, self._unit)
        world.numbers = numbers
        return _aggregate(self._service, world, stored, now)


def _aggregate(service: Service, world: World, stored: Stored, now: datetime) -> Fired | None:
    """Every due timer of an aggregate in the order of time, as it was read: of the root and of all below it."""
    carrier, awake = service.carrier(stored, world), service.setting.watch.awake
    told: list[Happening] = []  # not list[Happening](), which costs as much as two dozen lines
    count = 0
    while (found := first_due(carrier.unfolding.cases.values(), now)) is not None:
        case, timer = found
        begun = perf_counter()
        carrier.carry(c.Fire(case=case.id, timer=timer.key), case.id)
        count += 1
        if awake:
            told.append(_told(case, timer, now, perf_counter() - begun))
    if not carrier.unfolding.events:
        return None
    return Fired(change_of(carrier, stored, service.tenant, service.setting.listening.names), count, definitions_of(carrier), told)


def _told(case: Case, timer: Timer, now: datetime, seconds: float) -> Happening:
    """What whoever observes hears of a timer, after the commit."""
    it = Happening(what=What.TIMER, tenant=case.tenant, workflow=case.workflow, case=case.id, step=case.step, timer=timer.key)
    it.actor, it.late, it.seconds = c.TIMER, (now - timer.due).total_seconds(), seconds
    return it


def first_due(cases: Iterable[Case], now: datetime) -> tuple[Case, Timer] | None:
    """The timer that happens next among those that are due; on one instant the lower rung first."""
    due = [(case, timer) for case in cases if case.status is Status.OPEN for timer in case.timers if timer.due <= now]
    return min(due, key=lambda found: (found[1].due, found[1].rung, found[1].repeat, found[0].id, found[1].key), default=None)


def save_of(service: Service, fired: Sequence[Fired], now: datetime, numbers: Numbers | None = None, *, skip_locked: bool = False) -> Save:
    """What is written of these, with the counters of the numbers that they have taken."""
    changes = tuple([one.change for one in fired])
    definitions = {definition.hash: definition for one in fired for definition in one.definitions}
    wakes, numbering = service.setting.bell.rings(changes, now), numbers.numbering(service.tenant) if numbers is not None else None
    return Save(changes, now, definitions=tuple(definitions.values()), numbering=numbering, wakes=wakes, skip_locked=skip_locked)


def tell(service: Service, timers: Iterable[Happening]) -> None:
    """Tell whoever observes, after the commit."""
    for timer in timers:
        service.setting.watch.tell(timer)
