"""The in-memory store: one writer at a time, readers never wait for it and never see what is not committed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime

from signoff.engine.errors import Misconfigured
from signoff.engine.ports import Attempt, AttemptRow, Save, UnitOfWork
from signoff.engine.saving import each_by_itself

from .archive import MemoryArchive
from .chronicle import MemoryChronicle
from .definitions import MemoryDefinitions
from .health import MemoryHealth
from .mentions import MemoryMentions
from .nodes import MemoryNodes
from .numbers import MemoryRegisters
from .open_cases import MemoryOpenCases
from .outbox import MemoryOutbox
from .reader import MemoryReader
from .standing import MemoryStanding
from .submissions import MemorySubmissions
from .tables import Staged, Tables
from .timers import MemoryTimers
from .unit_of_work import MemoryUnitOfWork


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


class MemoryStore(
    MemoryReader,
    MemoryChronicle,
    MemoryOpenCases,
    MemoryMentions,
    MemoryDefinitions,
    MemoryRegisters,
    MemoryStanding,
    MemoryTimers,
    MemoryOutbox,
    MemorySubmissions,
    MemoryNodes,
    MemoryHealth,
    MemoryArchive,
):
    """Every port of a store, in memory.

    `clock` replaces the machine's clock.
    """

    sweepers = 1
    """How many threads sweep fastest: there is one writer."""
    one_writer = True
    """Whether only one can write at a time, whichever cases are meant."""

    def __init__(self, *, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(Tables(), threading.RLock())
        self._clock = clock
        self._writing = threading.Lock()
        self._writer: int | None = None

    def begin(self, *, locking: bool = True) -> AbstractContextManager[UnitOfWork]:
        """A transaction; a second thread waits here for the first."""
        return self._begin()

    def saving_each(self, saves: Sequence[Save]) -> AbstractContextManager[Iterator[tuple[Save, bool]]]:
        """Write each of these in a transaction of its own, as the block asks for them."""
        return nullcontext(each_by_itself(self.begin, saves, lambda unit, save: unit.save(save)))

    def now(self) -> datetime:
        """The store's clock (UTC)."""
        return self._clock()

    def attempt(self, attempts: Sequence[Attempt]) -> None:
        """Count refused commands."""
        with self._lock:
            for attempt in attempts:
                self._count(attempt)

    @contextmanager
    def _begin(self) -> Iterator[UnitOfWork]:
        if self._writer == threading.get_ident():
            raise Misconfigured("this thread already has a transaction of the in-memory store", hint="End it before beginning another.")
        with self._writing:
            self._writer = threading.get_ident()
            try:
                staged = Staged(self._tables)
                unit = MemoryUnitOfWork(staged, self._clock())
                yield unit
                with self._lock:
                    staged.commit()
            finally:
                self._writer = None
        unit.transaction.committed()

    def _count(self, attempt: Attempt) -> None:
        key = (attempt.tenant, attempt.case, attempt.actor, attempt.action, attempt.code)
        before = self._tables.attempts.get(key)
        count, first = (before.count, before.first_at) if before else (0, attempt.at)
        row = AttemptRow(attempt.case, attempt.actor, attempt.action, attempt.code, attempt.message, count + 1, first, attempt.at)
        self._tables.attempts[key] = row
