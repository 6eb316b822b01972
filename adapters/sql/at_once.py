"""A unit of work without a lock: what it reads is as of one moment, and its save is one statement, which fails where others were faster."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from signoff.engine.errors import SignoffError, Stale, StoreUnavailable
from signoff.engine.faultpoints import reached
from signoff.engine.numbered import Counter
from signoff.engine.ports import Definition, Delivery, Loaded, Record, Save, Standing, Stub, Wanted

from .archive import asked_for
from .batch import Batch, batch
from .claims import AtOnce
from .errors import commit_unknown, conflict, is_refused, translated
from .outbox import dead_rows
from .standing import standing
from .transaction import SqlTransaction
from .wire import Text, Wire

BEGIN, COMMIT, ROLLBACK = Text("BEGIN"), Text("COMMIT"), Text("ROLLBACK")


class SqlAtOnce:
    """The port `UnitOfWork` on a connection that commits every statement by itself: two round trips, of which the second one is all that
    is written. What has to be held together by a lock (counters, rows of the outbox that are settled) is a conflict here. Where somebody
    joins with a statement of his own, both are put into a transaction.
    """

    def __init__(self, wire: Wire, claims: AtOnce, clock: Callable[[], datetime] | None = None) -> None:
        self._wire, self._claims, self._clock = wire, claims, clock
        self._save: Save | None = None
        self._rows: Batch | None = None
        self._begun = False
        self._skip_locked = False
        self.mark: str | None = None
        self.transaction = SqlTransaction(wire, own=True, open=self._joined)

    def load(self, wanted: Wanted) -> Loaded:
        """Read the roots, with the clock and the request. What is written then passes locked roots over where this does (`skip_locked`)."""
        self._skip_locked = wanted.skip_locked
        loaded = asked_for(self._wire, wanted, lambda: self._claims.read(self._wire, wanted))
        self.mark = loaded.standing
        return loaded if self._clock is None else replace(loaded, now=self._clock())

    def standing(self, tenant: str, since: date) -> Standing:
        """The standing rules as they are now."""
        return standing(self._wire, tenant, since)

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Raises Stale: a counter is taken under its lock."""
        raise needs_a_lock()

    def save(self, save: Save, rows: Batch | None = None) -> Collection[str]:
        """Keep what is to be written, as the block ends; raises Stale for what needs a lock. What has changed meanwhile is a conflict.

        `rows` are those of the save, where they are made already.
        """
        reached("save.before")
        if any(change.settled for change in save.changes):
            raise needs_a_lock()
        self._save, self._rows = save, rows
        return ()

    def lock(self, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
        """Raises Stale: nothing is locked here."""
        raise needs_a_lock()

    def remove(self, stubs: Sequence[Stub]) -> None:
        """Raises Stale: only what is locked is taken out."""
        raise needs_a_lock()

    def put_back(self, record: Record, definitions: Sequence[Definition], at: datetime) -> None:
        """Raises Stale: this is more than one statement."""
        raise needs_a_lock()

    def dead(self, tenant: str, case: str) -> Sequence[Delivery]:
        """Rows of the outbox of a case that have failed their last try."""
        return dead_rows(self._wire, tenant, case)

    def carry_out(self) -> None:
        """Write everything, which commits it; raises Stale with nothing written where anything has changed since it was read."""
        if self._save is None and not self._begun:
            return
        try:
            with translated(self._wire.dialect):
                reached("commit.before")
                self._write()
                if self._begun:
                    self._wire.run(COMMIT, {})
                reached("commit.after")
        except StoreUnavailable as error:
            if is_refused(error):
                raise
            raise commit_unknown(error, over=False) from error

    def give_up(self) -> None:
        """Leave nothing behind of what has been written."""
        if self._begun:
            with suppress(SignoffError):  # a connection that is gone has left nothing
                self._wire.run(ROLLBACK, {})

    def _joined(self) -> None:
        """From here on one statement is not enough."""
        if not self._begun:
            self._wire.run(BEGIN, {})
            self._begun = True
        self._write()

    def _write(self) -> None:
        save, self._save = self._save, None
        if save is not None:
            rows = batch(save) if self._rows is None else self._rows
            self._claims.write_at_once(self._wire, rows, skip_locked=self._skip_locked or save.skip_locked)


def needs_a_lock() -> Stale:
    """The caller is to begin again, with a lock."""
    return conflict("this is done under a lock")
