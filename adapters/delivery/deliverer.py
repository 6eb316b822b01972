"""The deliverer: leases rows of the outbox, has each brought where it belongs, and marks how that went."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import TypeAlias

from signoff.engine.clock import Clock
from signoff.engine.errors import DeliveryFailed, StoreUnavailable, Undeliverable, kept, told_by
from signoff.engine.faultpoints import reached
from signoff.engine.frozen import dataclass
from signoff.engine.needs import words
from signoff.engine.observed_log import Log
from signoff.engine.observing import Happening, Outcome, Watch, What
from signoff.engine.ports import Delivery, Directory, Notifier, Outbox, Submissions

from .backoff import Backoff
from .digests import GOES_ALONG, Digests, Standing
from .handlers import Events, Handlers
from .notices import Notices

LOG = logging.getLogger("signoff.delivery")

Bury: TypeAlias = Callable[[Delivery, str], bool]
"""Records that a row has failed its last try (with the error) and marks it; False where it has to be marked alone."""

Courier: TypeAlias = Callable[[Delivery], object]
"""Delivers rows of one kind, or returns GOES_ALONG where another row does. Raising means: again later; `Undeliverable`: never."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How many rows were delivered, failed and will be tried again, died (an incident each), or were left for a later run.

    Where a dispatcher brings them to workers, `submitted` counts what it was given (again).
    """

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    left: int = 0
    submitted: int = 0

    @property
    def taken(self) -> int:
        """How many rows were leased."""
        return self.delivered + self.failed + self.dead + self.left

    def __add__(self, other: "DeliveryReport") -> "DeliveryReport":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return DeliveryReport(*(mine + theirs for mine, theirs in pairs))


@dataclass(frozen=True, slots=True)
class Shift:
    """The time of one lease: `now` on the store's clock when it began, and how it passes on this node's."""

    now: datetime
    began: datetime
    clock: Clock

    def at(self) -> datetime:
        """The present on the store's clock."""
        return self.now + self.passed()

    def passed(self) -> timedelta:
        """How long the rows have been held; never negative, whatever is done to the node's clock."""
        return max(self.clock.now() - self.began, timedelta(0))


class Deliverer:
    """Delivers rows of the kinds `notice`, `digest` and `event`, and those `couriers` are given for. Any number may run at once.

    A row is held under a lease of `lease_seconds`; what cannot be begun in that time is left to whoever leases it next. `default`
    names the channel (or channels) of a notice that names none. Without `handlers` this process is not the host's: events are left
    to one that is. `serves` says what can be delivered here (see `needs`): other rows are not taken. `bury` is told of rows that
    have failed their last try, `standing` says how a case has ended.
    """

    def __init__(
        self,
        outbox: Outbox,
        notifiers: Mapping[str, Notifier],
        directory: Directory,
        *,
        clock: Clock,
        node: str,
        handlers: Handlers | None = None,
        couriers: Mapping[str, Courier] | None = None,
        default: str | tuple[str, ...] = "log",
        lease_seconds: int = 120,
        batch: int = 10,
        backoff: Backoff | None = None,
        bury: Bury = lambda row, error: False,
        standing: Standing = lambda tenant, case: None,
        serves: Callable[[], Sequence[str]] | None = None,
        watch: Watch | None = None,
    ) -> None:
        channels = (default,) if isinstance(default, str) else default
        notices = Notices(notifiers, directory, channels)
        digests = Digests(outbox, notices, clock, standing)
        own: dict[str, Courier] = {"notice": notices, "digest": digests, "event": Events(handlers)}
        self._couriers = {**own, **(couriers or {})}
        self._outbox = outbox
        self._clock = clock
        self._node = node
        self._lease_seconds = lease_seconds
        self._batch = batch
        self._backoff = backoff or Backoff()
        self._bury = bury
        self._serves = serves
        self._watch = watch or Watch(Log())

    def run_once(self, now: datetime | None = None, limit: int = 100, *, stopping: Callable[[], bool] = lambda: False) -> DeliveryReport:
        """Deliver up to `limit` rows that are due at `now` (the store's clock); a failing one never stops the rest.

        `stopping` is asked before each row: rows not begun are put back. Raises what the outbox raises when it cannot be read.
        """
        report = DeliveryReport()
        shift = Shift(now or self._clock.now(), self._clock.now(), self._clock)
        serves = self._words()
        while report.taken < limit and not report.left and not stopping():
            wanted = min(self._batch, limit - report.taken)
            shift = Shift(shift.at(), self._clock.now(), self._clock)
            rows = self._outbox.lease(self._node, shift.now, wanted, self._lease_seconds, serves)
            for row in rows:
                report += self._one(row, shift, stopping)
            if len(rows) < wanted:
                break
        return report

    def _words(self) -> Sequence[str] | None:
        """What rows may need to be taken here."""
        return words(self._serves()) if self._serves is not None else None

    def run_row(self, submissions: Submissions, id: str, now: datetime | None = None) -> DeliveryReport:
        """Deliver the row with this id; an empty report where there is nothing to do: see `Submissions.take`.

        Raises what the outbox raises when it cannot be read.
        """
        shift = Shift(now or self._clock.now(), self._clock.now(), self._clock)
        row = submissions.take(id, self._node, shift.now, self._lease_seconds, self._words())
        if row is None:
            LOG.info(
                "nothing to deliver here: outbox row %s is unknown, done, dead, not due, with another node or in need of one",
                id,
                extra={"row": id},
            )
            return DeliveryReport()
        return self._one(row, shift, lambda: False)

    def _one(self, row: Delivery, shift: Shift, stopping: Callable[[], bool]) -> DeliveryReport:
        """One row, whatever happens; marking it may fail too, and then its lease runs out and it comes again."""
        try:
            if shift.passed() >= timedelta(seconds=self._lease_seconds):
                return DeliveryReport(left=1)
            if stopping():
                self._outbox.failed(row.id, shift.at(), "put back: the node stops", shift.at())
                return DeliveryReport(left=1)
            return self._observed(row, shift)
        except StoreUnavailable as error:  # nobody's mistake in the code, and its sentence says enough
            LOG.error("outbox row %s could not be marked: %s", row.id, error, extra={"key": row.key})
            return DeliveryReport(failed=1)
        except Exception:
            LOG.exception("outbox row %s could not be marked", row.id, extra={"key": row.key})
            return DeliveryReport(failed=1)

    def _observed(self, row: Delivery, shift: Shift) -> DeliveryReport:
        it = Happening(what=What.DELIVERY, tenant=row.tenant, case=row.case, kind=row.kind, key=row.key, tries=row.tries)
        it.workflow, it.step = workflow_and_step(row)
        it.late = max((shift.at() - row.at).total_seconds(), 0.0)
        with self._watch.during(it):
            return self._delivered(row, shift, it)

    def _delivered(self, row: Delivery, shift: Shift, it: Happening) -> DeliveryReport:
        try:
            reached("deliver.before")
            if self._courier(row)(row) is GOES_ALONG:
                it.outcome = Outcome.UNCHANGED
                return DeliveryReport()
            reached("deliver.after")
        except Exception as error:  # couriers run foreign code
            return self._failed(row, shift, error, it)
        self._outbox.delivered(row.id, shift.at())
        reached("mark.after")
        return DeliveryReport(delivered=1)

    def _failed(self, row: Delivery, shift: Shift, error: Exception, it: Happening) -> DeliveryReport:
        sentence = kept(error.message) if isinstance(error, DeliveryFailed) else told_by(error)
        wait = None if isinstance(error, Undeliverable) else self._wait(row, error)
        at = shift.at()
        if wait is not None or not self._bury(row, sentence):
            self._outbox.failed(row.id, at, sentence, None if wait is None else at + wait)
        reached("mark.after")
        it.failed(error)
        it.error = None if isinstance(error, DeliveryFailed) else error
        if wait is None:
            it.outcome, it.sentence = Outcome.DEAD, f"given up after {row.tries} tries: {sentence}"
            return DeliveryReport(dead=1)
        it.sentence = f"try {row.tries} failed, the next is in {wait.total_seconds():.0f} s: {sentence}"
        return DeliveryReport(failed=1)

    def _wait(self, row: Delivery, error: Exception) -> timedelta | None:
        """The backoff; longer where the receiver asks for it, but never longer than the longest."""
        wait = self._backoff.after(row.tries, row.key)
        asked = error.data.get("retry_after") if isinstance(error, DeliveryFailed) else None
        if wait is None or not isinstance(asked, int | float):
            return wait
        return max(wait, min(timedelta(seconds=min(asked, 10**6)), self._backoff.cap))

    def _courier(self, row: Delivery) -> Courier:
        courier = self._couriers.get(row.kind)
        if courier is None:
            raise DeliveryFailed(f"nobody here delivers rows of the kind `{row.kind}`: a newer node may")
        return courier


def workflow_and_step(row: Delivery) -> tuple[str | None, str | None]:
    """Of which workflow the case of a row is, and where it stood when the row was written; as far as the row says so."""
    case = row.payload.get("case")
    told = case if isinstance(case, Mapping) else {}
    found = (told.get("workflow", row.payload.get("workflow")), told.get("step_id", row.payload.get("step")))
    workflow, step = (one if isinstance(one, str) else None for one in found)
    return workflow, step
