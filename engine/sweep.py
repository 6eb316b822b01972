"""The sweep: due timers, found without locks, fired under the lock of their roots, each exactly once (DESIGN §7).

Where only one can write at a time, they are decided before that lock is taken; what has changed by then is passed over. (`sweep_each`
commits each case by itself.)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from random import shuffle
from threading import Lock
from typing import TypeVar

from . import commands as c
from . import submitting
from .errors import Refused, SignoffError, Stale, StoreUnavailable
from .firing import Fired, Worlds, read_together, save_of, tell
from .numbers import Numbers, counted
from .observing import Happening, Outcome, What
from .ports import Attempt, Stored, UnitOfWork
from .service import Service
from .sweep_each import fire_each
from .sweepers import work_off

T = TypeVar("T")

BATCH = 100
"""Roots fired together."""
EACH = 1_000
"""Roots taken together where each is committed by itself."""
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


def sweep(service: Service, sweepers: int = 1, *, commit_each: bool = False) -> Swept:
    """Fire everything that is due by now. One failing case never stops the rest; what another node holds is left to it.

    So many threads (`sweepers`) work at it, each at a batch of its own, with one commit for it or (`commit_each`) one for each case.
    """
    with service.setting.watch.during(Happening(what=What.SWEEP, tenant=service.tenant)) as it:
        done = _sweep(service, sweepers, commit_each)
        it.count, it.late = done.fired, float(done.lag)
        it.outcome = Outcome.FAILED if done.failed else Outcome.DONE
    return done


def _sweep(service: Service, sweepers: int, commit_each: bool) -> Swept:
    done, one_at_a_time, now = Swept(), Lock(), service.now()
    asked(service.listen)

    def through(roots: list[str]) -> None:
        swept = Swept()
        (_each if commit_each else _batch)(service, roots, swept, now)
        with one_at_a_time:
            done.add(swept)

    work_off(_batches(service, done, now, EACH if commit_each else BATCH), through, sweepers)
    return done


def _batches(service: Service, done: Swept, now: datetime, many: int) -> Iterator[list[str]]:
    """Roots with timers that are due, as many as are fired together; each root once.

    What is due longest comes first, by the five thousand. Within these each sweep has an order of its own, so that two processes seldom
    come to the same batch at a time.
    """
    seen, limit = set[str](), LIMIT
    while True:
        due = asked(partial(service.store.due, service.tenant, now, limit))
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
        batches = [sorted(roots[start : start + many]) for start in range(0, len(roots), many)]
        shuffle(batches)
        yield from batches


def asked(question: Callable[[], T]) -> T:
    """The answer to a question that changes nothing. Where the connection breaks meanwhile it is asked once more, on another one.

    Raises StoreUnavailable where that does not help either.
    """
    try:
        return question()
    except StoreUnavailable:
        return question()


def fire_all(service: Service, root: str) -> Swept:
    """Fire everything that is due in one aggregate: the sweep, for somebody who does not wait for it."""
    done = Swept()
    service.listen()
    _alone(service, root, done)
    return done


def _batch(service: Service, roots: Sequence[str], done: Swept, now: datetime) -> None:
    """All of these roots in one transaction; if anything goes wrong, each by itself."""
    if len(roots) == 1:
        _alone(service, roots[0], done)
        return
    try:
        done.fired += _transaction(service, service.store.still_due(service.tenant, now, roots))
    except Exception:
        _each(service, roots, done, now)


def _each(service: Service, roots: Sequence[str], done: Swept, now: datetime) -> None:
    """Each of these roots in a transaction of its own."""
    fired = fire_each(service, roots, now, lambda root: _alone(service, root, done))
    done.fired += fired  # after what `_alone` has added


def _alone(service: Service, root: str, done: Swept) -> None:
    """One root in a transaction of its own. That it is still due is told by reading it."""
    try:
        done.fired += _transaction(service, [root])
    except Exception as error:
        _failed(service, root, error, done)


def _transaction(service: Service, roots: Sequence[str]) -> int:
    """Fire these. A lone root is fired as a command is carried out: without a lock, and under one where somebody came in between.

    So are many, where a lock on them would hold everybody up.
    """
    if not roots:
        return 0
    if len(roots) == 1 or service.store.one_writer:
        try:
            return read_together(service, roots, _fire, locking=False)
        except Stale as error:
            if error.code != "conflict":
                raise
    return read_together(service, roots, _fire, locking=True)


def _fire(service: Service, unit: UnitOfWork, aggregates: Sequence[Stored], now: datetime) -> int:
    """Decide and save; how many timers were fired."""

    def all_of_them(numbers: Numbers) -> list[Fired]:
        worlds = Worlds(service, unit, now)
        return [found for stored in aggregates if (found := worlds.fired(stored, numbers)) is not None]

    fired, numbers = counted(unit, service.tenant, service.setting.agreed, all_of_them)
    return _written(service, unit, fired, now, numbers) if fired else 0


def _written(service: Service, unit: UnitOfWork, fired: Sequence[Fired], now: datetime, numbers: Numbers) -> int:
    """Save them; how many timers were fired. Those that were not passed over are told of after the commit."""
    passed_over = submitting.save(unit, save_of(service, fired, now, numbers), service.setting.dispatcher)
    kept = [one for one in fired if one.change.root not in passed_over]
    told = [timer for one in kept for timer in one.told]
    if told:
        unit.transaction.after_commit(lambda: tell(service, told))
    return sum(one.count for one in kept)


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
