"""The sweep: due timers, found without locks, fired under the lock of their roots, each exactly once (DESIGN §7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
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
"""Roots locked together."""
LIMIT = 1_000
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
    done, one_at_a_time = Swept(), Lock()
    service.listen()

    def fire(roots: list[str]) -> None:
        swept = Swept()
        _batch(service, roots, swept)
        with one_at_a_time:
            done.add(swept)

    work_off(_batches(service, done), fire, sweepers)
    return done


def _batches(service: Service, done: Swept) -> Iterator[list[str]]:
    """Roots with timers that are due, as many as are locked together; each root once."""
    seen, limit, now = set[str](), LIMIT, service.now()
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
        for start in range(0, len(roots), BATCH):
            yield sorted(roots[start : start + BATCH])


def fire_all(service: Service, root: str) -> Swept:
    """Fire everything that is due in one aggregate: the sweep, for somebody who does not wait for it."""
    done = Swept()
    service.listen()
    _batch(service, [root], done)
    return done


def _batch(service: Service, roots: list[str], done: Swept) -> None:
    """All of these roots in one transaction; if anything goes wrong, one by one."""
    try:
        done.fired += _transaction(service, roots)
    except Exception as error:
        if len(roots) == 1:
            _failed(service, roots[0], error, done)
            return
        for root in roots:
            _batch(service, [root], done)


def _transaction(service: Service, roots: list[str]) -> int:
    """Fire these. A lone root is fired as a command is carried out: without a lock, and under one where somebody came in between."""
    if len(roots) == 1:
        try:
            return _fired(service, roots, locking=False)
        except Stale as error:
            if error.code != "conflict":
                raise
    return _fired(service, roots, locking=True)


def _fired(service: Service, roots: list[str], *, locking: bool) -> int:
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


def _fire(service: Service, unit: UnitOfWork, roots: list[str]) -> int | set[str]:
    """How many timers were fired; or the definitions that have to be read first."""
    loaded = unit.load(Wanted(tenant=service.tenant, roots=tuple(roots), skip_locked=True))
    unread = {found.definition for stored in loaded.aggregates if (found := service.unread(stored)) is not None}
    if unread:
        return unread
    now = service.now(loaded.now)
    try:
        fired, numbers = counted(
            unit, service.tenant, service.setting.agreed, lambda numbers: _each(service, unit, loaded.aggregates, now, numbers)
        )
    except ReadFirst as missing:
        return {missing.definition}
    if fired.changes:
        definitions = tuple(fired.definitions.values())
        wakes = service.setting.bell.rings(fired.changes, now)
        what = Save(tuple(fired.changes), now, definitions=definitions, numbering=numbers.numbering(service.tenant), wakes=wakes)
        submitting.save(unit, what, service.setting.dispatcher)
        if fired.told:
            unit.transaction.after_commit(lambda: _tell(service, fired.told))
    return fired.count


def _tell(service: Service, timers: Iterable[Happening]) -> None:
    for timer in timers:
        service.setting.watch.tell(timer)


@dataclass(slots=True)
class Fired:
    """Timers of several aggregates: how many, what has changed, the definitions of children that were started, and what to tell."""

    count: int = 0
    changes: list[Change] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    told: list[Happening] = field(default_factory=list)


def _each(service: Service, unit: UnitOfWork, aggregates: Iterable[Stored], now: datetime, numbers: Numbers) -> Fired:
    """Cases of one instant are fired in one world: what one of them has asked of the directory, the next one need not ask again."""
    fired, worlds = Fired(), dict[datetime, World]()
    for stored in aggregates:
        last = latest(stored)
        at = now if last is None or last.at is None else max(now, last.at)
        world = worlds.get(at) or worlds.setdefault(at, service.world(at, unit))
        world.numbers = numbers
        _aggregate(service, world, stored, now, fired)
    return fired


def _aggregate(service: Service, world: World, stored: Stored, now: datetime, done: Fired) -> None:
    """Every due timer of an aggregate in the order of time, as the lock shows them: of the root and of all below it."""
    carrier, awake = service.carrier(stored, world), service.setting.watch.awake
    while (found := first_due(carrier.unfolding.cases.values(), now)) is not None:
        case, timer = found
        begun = perf_counter()
        carrier.carry(c.Fire(case=case.id, timer=timer.key), case.id)
        done.count += 1
        if awake:
            done.told.append(_told(case, timer, now, perf_counter() - begun))
    if carrier.unfolding.events:
        done.changes.append(change_of(carrier, stored, service.tenant, service.setting.listening.names))
        done.definitions |= {definition.hash: definition for definition in definitions_of(carrier)}


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
