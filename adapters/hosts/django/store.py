"""The store on Django's own connections: in `atomic()` blocks of its own, or bound to the host's."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

from django.db import Error, connections, transaction
from sqlalchemy.engine import Dialect

from signoff.adapters.sql.afterwards import KEEPER
from signoff.adapters.sql.claims import claims_for
from signoff.adapters.sql.columns import is_mariadb
from signoff.adapters.sql.errors import commit_unknown, translated
from signoff.adapters.sql.migrate import current
from signoff.adapters.sql.migrate import retell as tell_anew
from signoff.adapters.sql.migrate import upgrade as carry_out
from signoff.adapters.sql.schema_check import outdated
from signoff.adapters.sql.store import BoundStore, Clock, Ports
from signoff.adapters.sql.wire import Text, Wire
from signoff.engine.errors import Misconfigured, StoreUnavailable
from signoff.engine.faultpoints import reached
from signoff.engine.ports import UnitOfWork

from .held import held

SNAPSHOT = Text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class DjangoSource:
    """Wires on Django's connection of this thread. `own` says whether transactions are begun and ended here, by `atomic()`."""

    alone = False
    pipelines = False

    def __init__(self, alias: str, *, own: bool) -> None:
        self.own = own
        self.engine = held(alias)
        self.dialect: Dialect = self.engine.dialect
        self.claims = claims_for(self.dialect)
        self._alias = alias
        self._ready = False

    def ready(self) -> None:
        """Make sure once that the tables are there; raises StoreUnavailable."""
        if not self._ready and outdated(revision := current(self.engine)):
            raise not_migrated(self._alias, revision)
        self._ready = True

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Wire]:
        """The connection as it is; several statements see one state in an `atomic()` of their own, or in whatever the host has begun."""
        if self.own:
            self.ready()
        with ExitStack() as stack:
            alone = snapshot and self._alone()
            if alone:
                stack.enter_context(self._atomic())
            wire = stack.enter_context(self._wire())
            if alone and self.dialect.name != "sqlite":
                wire.run(SNAPSHOT, {})
            yield wire

    @contextmanager
    def looking(self) -> Iterator[Wire]:
        """The connection as it is; whether the tables are there is not asked."""
        with self._wire() as wire:
            yield wire

    @contextmanager
    def writing(self) -> Iterator[Wire]:
        """A transaction of our own, or the host's, which is neither begun nor ended here."""
        if self.own:
            self.ready()
            settled = is_mariadb(self.dialect) and not self._alone()  # in a `TestCase` of Django's a transaction is under way already
            with self._atomic(), self._wire() as wire:
                if not settled:
                    self.claims.begin(wire)
                yield wire
        elif transaction.get_autocommit(using=self._alias):
            raise outside(self._alias)
        else:
            with self._wire() as wire:
                yield wire

    @contextmanager
    def _atomic(self) -> Iterator[None]:
        """A block of our own, which commits at its end."""
        if not self._alone() and not connections[self._alias].in_atomic_block:
            raise inside(self._alias)  # here atomic() would leave the commit to the host
        block = transaction.atomic(using=self._alias, durable=True)
        try:
            with ours(self.dialect):
                reached("begin.before")
                block.__enter__()
                reached("begin.after")
        except RuntimeError as error:
            raise inside(self._alias) from error
        try:
            yield
        except BaseException:
            block.__exit__(*sys.exc_info())
            raise
        self._commit(block)

    def _alone(self) -> bool:
        """Whether no transaction of the host's is under way."""
        with ours(self.dialect):
            return bool(transaction.get_autocommit(using=self._alias))

    def _commit(self, block: Any) -> None:
        try:
            with ours(self.dialect):
                reached("commit.before")
                block.__exit__(None, None, None)
                reached("commit.after")
        except StoreUnavailable as error:
            raise commit_unknown(error, over=self.dialect.name == "sqlite") from error

    @contextmanager
    def _wire(self) -> Iterator[Wire]:
        django = connections[self._alias]
        if django.errors_occurred and not django.in_atomic_block:
            django.close_if_unusable_or_obsolete()
        with self.engine.connect() as connection:
            connection.info[KEEPER] = Keeper(self._alias)
            yield Wire(connection)


class Keeper:
    """What Django knows of its transactions."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def after_commit(self, work: Callable[[], None]) -> None:
        """After the commit of the outermost block; where a host ends transactions by hand, nobody knows when that is."""
        if connections[self._alias].in_atomic_block:
            transaction.on_commit(work, using=self._alias)

    def spoil(self) -> None:
        """Break the block, as an error of the driver does."""
        if connections[self._alias].in_atomic_block:
            transaction.set_rollback(True, using=self._alias)


class DjangoStore(Ports):
    """Every port of a store over a database of Django's. Called outside of `bound`, each piece of work is a short `atomic()`.

    Raises Misconfigured for a database that is not supported. The tables come with `manage.py migrate`; without them the first use
    raises StoreUnavailable.
    """

    def __init__(self, alias: str = "default", *, clock: Clock | None = None) -> None:
        self.alias = alias
        self._alone = DjangoSource(alias, own=True)
        super().__init__(self._alone, clock=clock)

    def begin(self, *, locking: bool = True) -> AbstractContextManager[UnitOfWork]:
        """An `atomic()` block always: hooks and directories of the project's may work with its models in there."""
        return super().begin()

    def bound(self, using: object) -> BoundStore:
        """The same store in the `atomic()` block that this thread is in; raises Misconfigured outside of one."""
        if using != self.alias:
            hint = "Use signoff.adapters.hosts.django.bind()."
            raise Misconfigured(f"this engine is over Django's database {self.alias!r} and joins no {using!r}", hint=hint)
        if transaction.get_autocommit(using=self.alias):
            raise outside(self.alias)
        self._alone.ready()
        return BoundStore(DjangoSource(self.alias, own=False), clock=self._clock)


@contextmanager
def ours(dialect: Dialect) -> Iterator[None]:
    """Django's errors of the database become ours, by the error of the driver behind them."""
    try:
        yield
    except Error as error:
        with translated(dialect):
            raise error.__cause__ or error from error


def upgrade(alias: str) -> str | None:
    """Create or upgrade the tables on Django's own connection; the revision they had before.

    In one `atomic()`, but for MariaDB, where each change of a table is committed by itself, and what is half done is taken up again.
    """
    with _whole(alias):
        return carry_out(held(alias))


def retell(alias: str) -> int:
    """Work out anew what keeps open cases alive, on Django's own connection; how many it was."""
    with _whole(alias):
        return tell_anew(held(alias))


def _whole(alias: str) -> AbstractContextManager[object]:
    return nullcontext() if is_mariadb(held(alias).dialect) else transaction.atomic(using=alias)


def outside(alias: str) -> Misconfigured:
    """There is no transaction to join."""
    return Misconfigured(
        f"Django's database {alias!r} is in autocommit mode, so the case could not commit or roll back with your own rows",
        hint="Call bind() inside `with transaction.atomic():`; engine() works in a short transaction of its own.",
    )


def inside(alias: str) -> Misconfigured:
    """A transaction of our own cannot be begun inside the host's."""
    return Misconfigured(
        f"this thread is inside a transaction on {alias!r} already, so a transaction of its own cannot begin",
        hint="Use bind() instead of engine(): the case then commits or rolls back with your own rows.",
    )


def not_migrated(alias: str, revision: str | None) -> StoreUnavailable:
    """The tables come with Django's own command."""
    told = f"Django's database {alias!r} has no Signoff tables, or tables that are too old"
    data = {"revision": revision, "using": alias}
    return StoreUnavailable(told, code="database_not_migrated", hint="Run: python manage.py migrate", data=data)
