"""The sweep: due timers, found without locks, fired under the lock of their roots, each exactly once (DESIGN §7)."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from . import commands as c
from .case import Case, Status, Timer
from .decide import decide
from .errors import Refused, SignoffError
from .events import Event
from .ids import id_source
from .model import Model
from .ports import Attempt, Change, Save, Stored, UnitOfWork, Wanted
from .service import Service, change_of, moved
from .world import World

log = logging.getLogger("signoff.sweep")

BATCH = 50
"""Roots locked together."""
LIMIT = 1_000
"""Due timers looked at in one go."""


@dataclass(slots=True)
class Swept:
    """What a sweep did: timers fired (also those whose `when` did not hold), and cases whose timers failed."""

    fired: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def sweep(service: Service) -> Swept:
    """Fire everything that is due by now. One failing case never stops the rest; what another node holds is left to it."""
    done, seen, limit = Swept(), set[str](), LIMIT
    now = service.now()
    while True:
        due = service.store.due(service.tenant, now, limit)
        roots = [root for root in dict.fromkeys(timer.root for timer in due) if root not in seen]
        if not roots:
            if len(due) < limit:
                return done
            # Behind so many that fail or are held elsewhere there may be others.
            limit *= 2
            continue
        seen |= set(roots)
        for start in range(0, len(roots), BATCH):
            _batch(service, sorted(roots[start : start + BATCH]), done)


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
    """Fire these; a definition that was not read yet is read outside, since a transaction needs no second connection."""
    while True:
        with service.store.begin() as unit:
            done = _fire(service, unit, roots)
        if isinstance(done, int):
            return done
        for definition in done:
            service.setting.registry.pinned(definition, service.store)


def _fire(service: Service, unit: UnitOfWork, roots: list[str]) -> int | set[str]:
    """How many timers were fired; or the definitions that have to be read first."""
    loaded = unit.load(Wanted(tenant=service.tenant, roots=tuple(roots), skip_locked=True))
    pinned = {stored.cases[stored.root].definition for stored in loaded.aggregates}
    unread = {definition for definition in pinned if service.setting.registry.known(definition) is None}
    if unread:
        return unread
    now, fired = service.now(loaded.now), 0
    changes: list[Change] = []
    for stored in loaded.aggregates:
        count, change = _aggregate(service, stored, now)
        fired += count
        changes += [change] if change is not None else []
    if changes:
        unit.save(Save(tuple(changes), now))
    return fired


def _aggregate(service: Service, stored: Stored, now: datetime) -> tuple[int, Change | None]:
    """Every due timer of an aggregate in the order of time, as the lock shows them."""
    case = stored.cases[stored.root]
    model = service.setting.registry.pinned(case.definition, service.store)
    instant = service.now(now, case)
    world = World(service.setting.around, instant, id_source(instant))
    events: list[Event] = []
    current, fired = case, 0
    while (timer := first_due(current, now)) is not None:
        seq = events[-1].seq if events else stored.seq
        happened = _decided(model, current, timer, world, seq)
        events += happened
        current, fired = moved(model, None, current, happened, now).case, fired + 1
    if not events:
        return 0, None
    return fired, change_of(moved(model, stored, case, events, instant), service.tenant, service.setting.handled)


def _decided(model: Model, case: Case, timer: Timer, world: World, seq: int) -> tuple[Event, ...]:
    return decide(model, case, c.Fire(case=case.id, timer=timer.key), world, seq=seq)


def first_due(case: Case, now: datetime) -> Timer | None:
    """The timer that happens next among those that are due; on one instant the lower rung first."""
    due = [timer for timer in case.timers if timer.due <= now]
    return min(due, key=lambda timer: (timer.due, timer.rung, timer.repeat, timer.key)) if due and case.status is Status.OPEN else None


def _failed(service: Service, root: str, error: Exception, done: Swept) -> None:
    """A timer that fails is counted as an attempt and told to whoever watches; the next sweep tries it again."""
    code = error.code if isinstance(error, SignoffError) else type(error).__name__
    done.failed[root] = f"{code}: {error}"
    if not isinstance(error, Refused):
        log.exception("a timer of %s failed", root, extra={"signoff_case": root, "signoff_code": code})
    try:
        at = service.now()
        service.store.attempt([Attempt(service.tenant, root, c.TIMER, "fire", code, at, str(error))])
    except SignoffError:
        log.exception("the failure could not be counted", extra={"signoff_case": root})
