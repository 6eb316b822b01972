"""A unit of work that locks late: SQLite has one writer at a time, and nobody is to wait while somebody else only reads and decides."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from signoff.engine.numbered import Counter
from signoff.engine.ports import Loaded, Save, Wanted

from . import removal
from .claims import Claims
from .sources import Late
from .unit_of_work import SqlUnitOfWork, changed_meanwhile


class SqlLockingLate(SqlUnitOfWork):
    """The port `UnitOfWork` where the lock is the whole database's, so that there is nothing to lock by reading.

    It is decided on what was committed when it was read. The transaction, and with it the lock, begins with the first thing that wants
    it: a save, a counter. By then what was read has to be as it was, or that is a conflict and nothing is written. Of many roots that
    were to be passed over where somebody else is at them (`skip_locked`), those that have changed are left out of the save.
    """

    def __init__(self, late: Late, claims: Claims, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(late.wire, claims, own=True, clock=clock, hold=late.begin)
        self._skip_locked = False
        self._tenant = ""
        self._seen: dict[str, int] = {}

    def load(self, wanted: Wanted) -> Loaded:
        """Read the roots as of one moment, with the clock and the request."""
        loaded = super().load(wanted)
        self._tenant, self._skip_locked = wanted.tenant, wanted.skip_locked
        for stored in loaded.aggregates:
            self._seen[stored.root] = stored.version
        return loaded

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Lock these counters, and with them everything; raises Stale where what was read before has changed."""
        self._hold()
        if self._changed(self._seen):
            raise changed_meanwhile()
        return super().counters(tenant, wanted)

    def _hold_for(self, save: Save) -> Collection[str]:
        """A lone root is not asked about before: its row is written only where it is as it was."""
        self._hold()
        return self._changed([change.root for change in save.changes]) if self._skip_locked and len(save.changes) > 1 else ()

    def _changed(self, roots: Collection[str]) -> Collection[str]:
        """Those of these roots that are not as they were read."""
        now = removal.lock(self._wire, self._tenant, list(roots))
        return {root for root in roots if now.get(root) != self._seen.get(root)}
