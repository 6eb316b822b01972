"""A unit of work without a lock: what it reads is as of one moment, and its save is one statement, which fails where others were faster."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from signoff.engine.errors import Stale, StoreUnavailable
from signoff.engine.faultpoints import reached
from signoff.engine.numbered import Counter
from signoff.engine.ports import Delivery, Loaded, Save, Standing, Wanted

from .batch import batch
from .claims import AtOnce
from .errors import commit_unknown, conflict, translated
from .outbox import dead_rows
from .standing import standing
from .wire import Wire


class SqlAtOnce:
    """The port `UnitOfWork` on a connection that commits every statement by itself: two round trips, of which the second one is all that
    is written. What has to be held together by a lock (counters, rows of the outbox that are settled) is a conflict here.
    """

    def __init__(self, wire: Wire, claims: AtOnce, clock: Callable[[], datetime] | None = None) -> None:
        self._wire, self._claims, self._clock = wire, claims, clock
        self._save: Save | None = None
        self.mark: str | None = None

    def load(self, wanted: Wanted) -> Loaded:
        """Read the roots, with the clock and the request."""
        loaded = self._claims.read(self._wire, wanted)
        self.mark = loaded.standing
        return loaded if self._clock is None else replace(loaded, now=self._clock())

    def standing(self, tenant: str, since: date) -> Standing:
        """The standing rules as they are now."""
        return standing(self._wire, tenant, since)

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Raises Stale: a counter is taken under its lock."""
        raise needs_a_lock()

    def save(self, save: Save) -> None:
        """Keep what is to be written, as the block ends; raises Stale for what needs a lock."""
        reached("save.before")
        if any(change.settled for change in save.changes):
            raise needs_a_lock()
        self._save = save

    def dead(self, tenant: str, case: str) -> Sequence[Delivery]:
        """Rows of the outbox of a case that have failed their last try."""
        return dead_rows(self._wire, tenant, case)

    def carry_out(self) -> None:
        """Write everything, which commits it; raises Stale with nothing written where anything has changed since it was read."""
        if self._save is None:
            return
        found = batch(self._save)
        try:
            with translated(self._wire.dialect):
                reached("commit.before")
                self._claims.write_at_once(self._wire, found)
                reached("commit.after")
        except StoreUnavailable as error:
            raise commit_unknown(error, over=False) from error


def needs_a_lock() -> Stale:
    """The caller is to begin again, with a lock."""
    return conflict("this is done under a lock")
