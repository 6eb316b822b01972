"""The ticker: one in-memory interval job per duty, on every node. It holds no truth; a node that dies loses nothing."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from functools import partial
from math import ceil
from threading import Event, Lock
from types import TracebackType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from signoff.engine.clock import Clock
from signoff.engine.errors import StoreUnavailable
from signoff.engine.frozen import dataclass
from signoff.engine.heart import GAP, Heart

LOG = logging.getLogger("signoff.ticker")

SCHEDULER = logging.getLogger("signoff.ticker.scheduler")
SCHEDULER.setLevel(logging.ERROR)
"""APScheduler warns of each time at which a duty is still running. That is as it should be: it runs again next time, or when woken."""

JITTER = 0.1
"""By how much of its interval a duty may come later, so that many nodes do not tick as one."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done every so many seconds: `fire` timers, `deliver` effects, watch for `silence`."""

    name: str
    run: Callable[[], object]
    seconds: float

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise ValueError(f"the duty {self.name} every {self.seconds} s would never rest: give seconds above 0")


class Ticker:
    """Runs its duties until it is stopped: at once, then at their intervals, each never twice at a time, late rather than never.

    A duty that raises is logged and comes again. After each run the `heart` beats: it tells of every duty when it ran last and how
    that went. When the ticker stops, the heart leaves.
    """

    def __init__(self, duties: Sequence[Duty], *, clock: Clock, heart: Heart | None = None, jitter: float = JITTER) -> None:
        self._duties = {duty.name: duty for duty in duties}
        if len(self._duties) != len(duties):
            raise ValueError(f"two duties have one name: {', '.join(duty.name for duty in duties)}")
        self._clock = clock
        self._heart = heart
        self._jitter = jitter
        self._again = {name: Event() for name in self._duties}
        self._lock = Lock()
        self._scheduler: BackgroundScheduler | None = None

    @property
    def running(self) -> bool:
        """Whether it ticks."""
        return self._scheduler is not None

    def start(self) -> None:
        """Start ticking; nothing happens if it ticks already."""
        with self._lock:
            if self._scheduler is None:
                self._scheduler = self._made()
                if self._heart is not None:
                    self._heart.every = max(ceil(min(duty.seconds for duty in self._duties.values())), int(GAP.total_seconds()))
                self._scheduler.start()

    def stop(self, *, wait: bool = True) -> None:
        """Stop ticking; `wait` for the duties under way to end. Nothing happens if it does not tick."""
        with self._lock:
            scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=wait)
            self._tell(Heart.leave)

    def wake(self, name: str) -> None:
        """Run a duty now; one that is running runs once more. KeyError for a duty there is not."""
        self._again[name].set()
        scheduler = self._scheduler
        if scheduler is not None:
            try:
                scheduler.modify_job(name, next_run_time=datetime.now(UTC))
            except JobLookupError:  # it is being stopped
                LOG.debug("%s is woken too late", name)

    def wake_all(self) -> None:
        """Run every duty now."""
        for name in self._duties:
            self.wake(name)

    def __enter__(self) -> "Ticker":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _made(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC,
            logger=SCHEDULER,
            executors={"default": ThreadPoolExecutor(max(len(self._duties), 1))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for duty in self._duties.values():
            trigger = IntervalTrigger(seconds=duty.seconds, timezone=UTC, jitter=duty.seconds * self._jitter or None)
            scheduler.add_job(self._perform, trigger, args=[duty], id=duty.name, name=duty.name, next_run_time=datetime.now(UTC))
        return scheduler

    def _perform(self, duty: Duty) -> None:
        """Run a duty, and again if it was woken meanwhile; then beat."""
        again = self._again[duty.name]
        while True:
            again.clear()
            self._tell(partial(Heart.did, duty=duty.name, told=self._run(duty)))
            if not again.is_set() or not self.running:
                return

    def _run(self, duty: Duty) -> Mapping[str, object]:
        began = self._clock.now()
        try:
            result, outcome = duty.run(), {"ok": True}
        except Exception as error:  # whatever it was, the next tick tries again
            facts = {"duty": duty.name, "node": self._node}
            LOG.error("the duty %s failed, it goes on: %s", duty.name, error, exc_info=_trace(error), extra=facts)
            result, outcome = f"{type(error).__name__}: {error}", {"ok": False}
        return {"at": began.isoformat(), **outcome, "result": _plain(result)}

    @property
    def _node(self) -> str:
        return self._heart.node if self._heart is not None else "-"

    def _tell(self, tell: Callable[[Heart], None]) -> None:
        if self._heart is None:
            return
        try:
            tell(self._heart)
        except Exception as error:  # a node that cannot say that it lives still does its duties
            told = "the node %s could not tell that it is alive: %s"
            LOG.error(told, self._node, error, exc_info=_trace(error), extra={"node": self._node})


def _trace(error: Exception) -> Exception | None:
    """What shows where it happened; a database that is away is nobody's mistake in the code, and its sentence says enough."""
    return None if isinstance(error, StoreUnavailable) else error


def _plain(result: object) -> object:
    """What a duty gave back, as values that can be stored."""
    if result is None or isinstance(result, bool | int | str):
        return result
    if is_dataclass(result) and not isinstance(result, type):
        return {name: _plain(value) for name, value in asdict(result).items()}
    if isinstance(result, Mapping):
        return {str(name): _plain(value) for name, value in result.items()}
    if isinstance(result, list | tuple):
        return [_plain(value) for value in result]
    return str(result)
