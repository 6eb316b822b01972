"""The store on Django's own connections: in `atomic()` blocks of its own, or bound to the host's."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections, transaction
from sqlalchemy.engine import Dialect

from signoff.adapters.sql.claims import claims_for
from signoff.adapters.sql.migrate import current
from signoff.adapters.sql.migrate import upgrade as carry_out
from signoff.adapters.sql.schema_check import outdated
from signoff.adapters.sql.store import BoundStore, Clock, Ports
from signoff.adapters.sql.wire import Wire
from signoff.engine.errors import Misconfigured, StoreUnavailable

from .held import held

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


class DjangoSource:
    """Wires on Django's connection of this thread. `own` says whether transactions are begun and ended here, by `atomic()`."""

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
        django = connections[self._alias]
        with ExitStack() as stack:
            if snapshot and not django.in_atomic_block and django.get_autocommit():
                stack.enter_context(transaction.atomic(using=self._alias))
                if django.vendor == "postgresql":
                    django.cursor().execute(SNAPSHOT)
            yield stack.enter_context(self._wire())

    @contextmanager
    def looking(self) -> Iterator[Wire]:
        """The connection as it is; whether the tables are there is not asked."""
        with self._wire() as wire:
            yield wire

    @contextmanager
    def writing(self) -> Iterator[Wire]:
        """A transaction of our own, or the host's, which is neither begun nor ended here."""
        if not self.own and transaction.get_autocommit(using=self._alias):
            raise outside(self._alias)
        with ExitStack() as stack:
            if self.own:
                self.ready()
                self._begin(stack)
            wire = stack.enter_context(self._wire())
            if self.own:
                self.claims.begin(wire)
            yield wire

    def _begin(self, stack: ExitStack) -> None:
        django = connections[self._alias]
        if not django.in_atomic_block and not django.get_autocommit():
            raise inside(self._alias)  # here atomic() would not commit at its end
        try:
            stack.enter_context(transaction.atomic(using=self._alias, durable=True))
        except RuntimeError as error:
            raise inside(self._alias) from error

    @contextmanager
    def _wire(self) -> Iterator[Wire]:
        django = connections[self._alias]
        if django.errors_occurred and not django.in_atomic_block:
            django.close_if_unusable_or_obsolete()
        with self.engine.connect() as connection:
            yield Wire(connection)


class DjangoStore(Ports):
    """Every port of a store over a database of Django's. Called outside of `bound`, each piece of work is a short `atomic()`.

    Raises Misconfigured for a database that is not supported. The tables come with `manage.py migrate`; without them the first use
    raises StoreUnavailable.
    """

    def __init__(self, alias: str = "default", *, clock: Clock | None = None) -> None:
        self.alias = alias
        self._alone = DjangoSource(alias, own=True)
        super().__init__(self._alone, clock=clock)

    def bound(self, using: object) -> BoundStore:
        """The same store in the `atomic()` block that this thread is in; raises Misconfigured outside of one."""
        if using != self.alias:
            hint = "Use signoff.adapters.hosts.django.bind()."
            raise Misconfigured(f"this engine is over Django's database {self.alias!r} and joins no {using!r}", hint=hint)
        if transaction.get_autocommit(using=self.alias):
            raise outside(self.alias)
        self._alone.ready()
        return BoundStore(DjangoSource(self.alias, own=False), clock=self._clock)


def upgrade(alias: str) -> str | None:
    """Create or upgrade the tables on Django's own connection, in one `atomic()`; the revision they had before."""
    with transaction.atomic(using=alias):
        return carry_out(held(alias))


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
