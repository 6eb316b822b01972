"""One transaction over SQL: a locked read, a save, and what is to be said when a save came too late."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.engine import Dialect

from signoff.engine.errors import Misconfigured, NotFound, Refused, SignoffError, Stale
from signoff.engine.faultpoints import reached
from signoff.engine.frozen import altered
from signoff.engine.numbered import Counter
from signoff.engine.ports import Definition, Delivery, Loaded, Record, Save, Standing, Stub, Wanted

from . import removal, tables
from .archive import asked_for
from .batch import Batch, batch
from .claims import Claims, Wrote
from .columns import is_mariadb
from .dialects import given
from .errors import conflict, ended, key_taken
from .halves import spoil, whole
from .outbox import dead_rows, settle
from .queries import rows_where
from .rows import Row, of_counter
from .standing import standing
from .transaction import SqlTransaction
from .wire import Text, Wire, compiled_once


def held() -> None:
    """The lock is held since the transaction began."""


class SqlUnitOfWork:
    """The port `UnitOfWork`. In a host's transaction (`own` false) a save that is refused takes back what it wrote.

    `hold` is called before whatever wants a lock.
    """

    def __init__(
        self, wire: Wire, claims: Claims, *, own: bool, clock: Callable[[], datetime] | None = None, hold: Callable[[], None] = held
    ) -> None:
        self._wire = wire
        self._claims = claims
        self._own = own
        self._clock = clock
        self.mark: str | None = None
        self._hold = hold
        self.transaction = SqlTransaction(wire, own=own, open=hold)

    def load(self, wanted: Wanted) -> Loaded:
        """Lock the roots in id order and read them, with the clock and the request."""
        try:
            loaded = asked_for(self._wire, wanted, lambda: self._claims.load(self._wire, wanted, own=self._own))
        except BaseException as error:
            self._not_locked(error)
            raise
        self.mark = loaded.standing
        return loaded if self._clock is None else replace(loaded, now=self._clock())

    def standing(self, tenant: str, since: date) -> Standing:
        """The standing rules as this transaction sees them."""
        return standing(self._wire, tenant, since, self._deciding)

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """Lock these counters in their order, beginning those that are not there yet."""
        self._hold()
        try:
            return self._claims.counters(self._wire, [of_counter(tenant, first) for first in wanted])
        except BaseException as error:
            self._not_locked(error)
            raise

    def save(self, save: Save, rows: Batch | None = None) -> Collection[str]:
        """Write everything, or raise Stale or Refused with nothing written; Misconfigured where the host has ended its transaction.

        What was read is locked, so nothing is passed over. `rows` are those of the save, where they are made already.
        After any other error a host's transaction cannot commit.
        """
        reached("save.before")
        if not self._own and not self._wire.goes_on:
            raise ended()
        found = batch(save) if rows is None else rows
        self._claims.check(found)
        passed_over = self._hold_for(save)
        if passed_over:
            save = without(save, passed_over)
            found = batch(save)
        with self._whole():
            refused = self._refused(save, found)
        if refused is not None:
            raise refused
        reached("save.after")
        return passed_over

    def _hold_for(self, save: Save) -> Collection[str]:
        """See to the lock for what is to be written; the roots that are passed over.

        Raises Stale where it is not to be waited for and somebody else has it.
        """
        if save.skip_locked:
            held = removal.lock(self._wire, save.changes[0].tenant, [change.root for change in save.changes])
            if any(held.get(change.root, 0) != change.version for change in save.changes):
                raise changed_meanwhile()
        return ()

    def _not_locked(self, error: BaseException) -> None:
        """MariaDB ends a deadlock by taking the whole transaction back, the host's own rows too, and then goes on as if it had not."""
        if not isinstance(error, Refused | NotFound | Misconfigured) and not self._own and is_mariadb(self._wire.dialect):
            spoil(self._wire.connection, error)

    def _whole(self) -> AbstractContextManager[None]:
        return nullcontext() if self._own else whole(self._wire.connection, own=False)

    def _refused(self, save: Save, found: Batch) -> SignoffError | None:
        wrote = self._claims.write(self._wire, found)
        if wrote == Wrote(len(found.requests), len(found.keys), len(found.moved)):
            for change in save.changes:
                settle(self._wire, change, save.at)
            return None
        refused = refusal(self._wire, found, wrote)
        if not self._own:
            take_back(self._wire, found, wrote)
            if wrote.cases:  # some of the roots were written
                spoil(self._wire.connection, refused)
        return refused

    def lock(self, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
        """Lock those of these roots that nobody else holds."""
        self._hold()
        return removal.lock(self._wire, tenant, roots)

    def remove(self, stubs: Sequence[Stub]) -> None:
        """Take the locked roots of these stubs out and leave the stubs."""
        self._hold()
        with self._whole():
            removal.remove(self._wire, stubs)

    def put_back(self, record: Record, definitions: Sequence[Definition], at: datetime) -> None:
        """Take the stubs of a root out and write its rows again."""
        self._hold()
        with self._whole():
            removal.put_back(self._wire, self._claims, record, definitions, at)

    def dead(self, tenant: str, case: str) -> Sequence[Delivery]:
        """Rows of the outbox of a case that have failed their last try."""
        return dead_rows(self._wire, tenant, case, self._deciding)

    def _deciding(self, text: Text) -> Text:
        return text if self._own else self._claims.deciding(text)


def without(save: Save, roots: Collection[str]) -> Save:
    """The same without these roots. Raises Stale where what else is written may be theirs."""
    if save.definition is not None or save.definitions or save.request is not None or save.numbering is not None:
        raise changed_meanwhile()
    return altered(save, changes=tuple(change for change in save.changes if change.root not in roots))


def changed_meanwhile() -> Stale:
    """Somebody else has changed a case since it was read."""
    return conflict("the case has been changed meanwhile")


def refusal(wire: Wire, found: Batch, wrote: Wrote) -> SignoffError:
    """Why a save was not written."""
    if wrote.requests < len(found.requests):
        return conflict("the request id has just been used")
    if wrote.keys < len(found.keys):
        return key_taken(*taken(wire, found.keys))
    return changed_meanwhile()


def taken(wire: Wire, keys: Sequence[Row]) -> tuple[str, str]:
    """The first of these (workflow, key) that another case has."""
    text = rows_where(wire.dialect, tables.key, ("tenant", "key", "workflow"))
    owner = tables.key.columns.keys().index("case_id")
    others = (row for row in keys if any(kept[owner] != row["case_id"] for kept in wire.rows(text, row)))
    row = next(others, keys[0])
    return row["workflow"], row["key"]


def take_back(wire: Wire, found: Batch, wrote: Wrote) -> None:
    """Remove the requests and keys that a refused save has written (its cases were not)."""
    request, key = _deletes(wire.dialect)
    if found.requests and wrote.requests == len(found.requests):
        wire.many(request, found.requests)
    if wrote.keys:
        wire.many(key, found.keys)


@compiled_once
def _deletes(dialect: Dialect) -> tuple[Text, Text]:
    request = delete(tables.request).where(*(tables.request.c[name] == given(name) for name in ("tenant", "id")))
    key = delete(tables.key).where(*(tables.key.c[name] == given(name) for name in ("tenant", "key", "workflow", "case_id")))
    return Text.compiled(request, dialect), Text.compiled(key, dialect)
