"""The sweep: due timers, found without locks, fired under the lock of their roots, each exactly once (DESIGN §7).

Where only one can write at a time, they are decided before that lock is taken; what has changed by then is passed over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import shuffle
from threading import Lock
from time import perf_counter

from . import commands as c
from . import submitting
from .case import Case, Status, Timer
from .errors import Refused, SignoffError, Stale, StoreUnavailable
from .loading import ReadFirst
from .numbers import Disputed, Numbers, counted
from .observing import Happening, Outcome, What
from .ports import Attempt, Change, Definition, Save, Stored, UnitOfWork, Wanted
from .saving import change_of, definitions_of
from .service import Service, latest
from .sweepers import work_off
from .world import World

BATCH = 100
"""Roots fired together."""
LIMIT = 5_000
"""Due timers looked at in one go."""


@dataclass(slots=True)
class Swept:
    """What a sweep did: timers fired (also those whose `when` did not hold), and cases whose timers failed.

    `lag` is by how many seconds the one that had waited longest was late when the sweep came.
    """

    fired: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    lag: int = 0

    def add(self, swept: "Swept") -> None:
        """This has been swept, too."""
        self.fired += swept.fired
        self.failed |= swept.failed
        self.lag = max(self.lag, swept.lag)


def sweep(service: Service, sweepers: int = 1) -> Swept:
    """Fire everything that is due by now. One failing case never stops the rest; what another node holds is left to it.

    So many threads (`sweepers`) work at it, each at a batch of its own.
    """
    with service.setting.watch.during(Happening(what=What.SWEEP, tenant=service.tenant)) as it:
        done = _sweep(service, sweepers)
        it.count, it.late = done.fired, float(done.lag)
        it.outcome = Outcome.FAILED if done.failed else Outcome.DONE
    return done


def _sweep(service: Service, sweepers: int) -> Swept:
    done, one_at_a_time, now = Swept(), Lock(), service.now()
    service.listen()

    def fire(roots: list[str]) -> None:
        swept = Swept()
        _batch(service, roots, swept, now)
        with one_at_a_time:
            done.add(swept)

    work_off(_batches(service, done, now), fire, sweepers)
    return done


def _batches(service: Service, done: Swept, now: datetime) -> Iterator[list[str]]:
    """Roots with timers that are due, as many as are fired together; each root once.

    What is due longest comes first, by the five thousand. Within these each sweep has an order of its own, so that two processes seldom
    come to the same batch at a time.
    """
    seen, limit = set[str](), LIMIT
    while True:
        due = service.store.due(service.tenant, now, limit)
        if not seen and due:
            done.lag = int((now - due[0].due).total_seconds())
        roots = [root for root in dict.fromkeys(timer.root for timer in due) if root not in seen]
        if not roots:
            if len(due) < limit:
                return
            # Behind so many that fail or are held elsewhere there may be others.
            limit *= 2
            continue
        seen |= set(roots)
        batches = [sorted(roots[start : start + BATCH]) for start in range(0, len(roots), BATCH)]
        shuffle(batches)
        yield from batches


def fire_all(service: Service, root: str) -> Swept:
    """Fire everything that is due in one aggregate: the sweep, for somebody who does not wait for it."""
    done = Swept()
    service.listen()
    _batch(service, [root], done, service.now())
    return done


def _batch(service: Service, roots: list[str], done: Swept, now: datetime) -> None:
    """All of these roots in one transaction; if anything goes wrong, one by one."""
    try:
        done.fired += _transaction(service, _left(service, roots, now))
    except Exception as error:
        if len(roots) == 1:
            _failed(service, roots[0], error, done)
            return
        for root in roots:
            _batch(service, [root], done, now)


def _left(service: Service, roots: Sequence[str], now: datetime) -> Sequence[str]:
    """What nobody else has fired since these were found. A lone one is read at once, which tells as much."""
    return roots if len(roots) == 1 else service.store.still_due(service.tenant, now, roots)


def _transaction(service: Service, roots: Sequence[str]) -> int:
    """Fire these. A lone root is fired as a command is carried out: without a lock, and under one where somebody came in between.

    So are many, where a lock on them would hold everybody up.
    """
    if not roots:
        return 0
    if len(roots) == 1 or service.store.one_writer:
        try:
            return _fired(service, roots, locking=False)
        except Stale as error:
            if error.code != "conflict":
                raise
    return _fired(service, roots, locking=True)


def _fired(service: Service, roots: Sequence[str], *, locking: bool) -> int:
    """How many timers were fired; a definition that was not read yet is read outside, since a transaction needs no second connection."""
    while True:
        try:
            with service.store.begin(locking=locking) as unit:
                done = _fire(service, unit, roots)
        except Disputed as disputed:
            service.settle(disputed)
            continue
        if isinstance(done, int):
            return done
        for definition in done:
            service.setting.registry.pinned(definition, service.store)


def _fire(service: Service, unit: UnitOfWork, roots: Sequence[str]) -> int | set[str]:
    """How many timers were fired; or the definitions that have to be read first."""
    loaded = unit.load(Wanted(tenant=service.tenant, roots=tuple(roots), skip_locked=True))
    unread = service.setting.registry.unread(case for stored in loaded.aggregates for case in stored.cases.values())
    if unread:
        return unread
    now = service.now(loaded.now)
    try:
        fired, numbers = counted(
            unit, service.tenant, service.setting.agreed, lambda numbers: _each(service, unit, loaded.aggregates, now, numbers)
        )
    except ReadFirst as missing:
        return {missing.definition}
    return sum(one.count for one in _written(service, unit, fired, now, numbers)) if fired else 0


def _written(service: Service, unit: UnitOfWork, fired: list["Fired"], now: datetime, numbers: Numbers) -> list["Fired"]:
    """Save them; those that were not passed over, which are told of after the commit."""
    changes = tuple(one.change for one in fired)
    definitions = {definition.hash: definition for one in fired for definition in one.definitions}
    wakes, numbering = service.setting.bell.rings(changes, now), numbers.numbering(service.tenant)
    what = Save(changes, now, definitions=tuple(definitions.values()), numbering=numbering, wakes=wakes)
    passed_over = submitting.save(unit, what, service.setting.dispatcher)
    kept = [one for one in fired if one.change.root not in passed_over]
    told = [timer for one in kept for timer in one.told]
    if told:
        unit.transaction.after_commit(lambda: _tell(service, told))
    return kept


def _tell(service: Service, timers: Iterable[Happening]) -> None:
    for timer in timers:
        service.setting.watch.tell(timer)


@dataclass(frozen=True, slots=True)
class Fired:
    """Timers of an aggregate: how many, what has changed, the definitions of children that were started, and what to tell."""

    change: Change
    count: int
    definitions: Sequence[Definition]
    told: Sequence[Happening]


def _each(service: Service, unit: UnitOfWork, aggregates: Iterable[Stored], now: datetime, numbers: Numbers) -> list[Fired]:
    """Cases of one instant are fired in one world: what one of them has asked of the directory, the next one need not ask again."""
    fired, worlds = list[Fired](), dict[datetime, World]()
    for stored in aggregates:
        last = latest(stored)
        at = now if last is None or last.at is None else max(now, last.at)
        world = worlds.get(at) or worlds.setdefault(at, service.world(at, unit))
        world.numbers = numbers
        found = _aggregate(service, world, stored, now)
        if found is not None:
            fired.append(found)
    return fired


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


def _failed(service: Service, root: str, error: Exception, done: Swept) -> None:
    """A timer that fails is counted as an attempt and told to whoever watches; the next sweep tries it again.

    Where the database is away, that cannot be counted either: raises StoreUnavailable, and the next sweep finds it all as it was.
    """
    it = Happening(what=What.TIMER, tenant=service.tenant, case=root, actor=c.TIMER)
    it.failed(error)
    it.outcome, code = Outcome.FAILED, str(it.code)
    it.sentence = f"a timer of {root} failed ({code}), it is tried again"
    it.error = None if isinstance(error, Refused | StoreUnavailable) else error
    done.failed[root] = f"{code}: {error}"
    service.setting.watch.tell(it)
    try:
        at = service.now()
        service.store.attempt([Attempt(service.tenant, root, c.TIMER, "fire", code, at, str(error))])
    except SignoffError as failed:
        if isinstance(error, StoreUnavailable) and isinstance(failed, StoreUnavailable):
            raise
        told = f"the failure of a timer of {root} could not be counted: {failed.code}"
        service.setting.watch.tell(replace(it, what=What.UNCOUNTED, code=failed.code, sentence=told, error=None))
