"""What a store loads for a command and saves of it, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Protocol

from .case import Case, Task
from .events import Event
from .frozen import dataclass, quickly_made
from .next_movers import Liveness
from .ports_archive import Removal
from .ports_numbers import Counting, Numbering
from .ports_standing import Standing
from .ports_transaction import Transaction


@quickly_made
@dataclass(frozen=True, slots=True)
class Stored:
    """An aggregate as read back under the lock: its cases by id, and the head of its history chain.

    `addressed` is the case that the name it was looked up by has meant: the root, or a child. Where it was read without locks,
    `standing` is the mark of the tenant's standing proxies.
    """

    root: str
    tenant: str
    cases: Mapping[str, Case]
    seq: int
    head: str
    version: int
    addressed: str | None = field(default=None, compare=False)
    standing: str | None = field(default=None, compare=False)

    @property
    def meant(self) -> Case:
        """The case that was asked for; the root where none was."""
        return self.cases[self.addressed or self.root]


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was carried out before: the command's fingerprint and the event it ended with."""

    fingerprint: str
    root: str
    case: str
    seq: int


@dataclass(frozen=True, slots=True)
class Current:
    """The definition that was published last for a workflow: whether by somebody (`fixed`), and whether it has been retired."""

    hash: str
    retired: bool = False
    fixed: bool = False


@quickly_made
@dataclass(frozen=True, slots=True)
class Loaded:
    """What one locked read gives: the store's clock, the aggregates found, the request if it was answered before.

    `current` is the definition published last for the workflow asked for; None where the store has none. `standing` is the mark of the
    last change of the tenant's standing proxies.
    """

    now: datetime
    aggregates: tuple[Stored, ...] = ()
    answered: Answered | None = None
    known: bool = True
    current: Current | None = None
    standing: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Link:
    """An event with its place in the hash chain: `hash` = H(previous ‖ header ‖ payload_hash).

    `stored` holds what a store keeps of the header in columns of its own (names of `history.columns`), as read back.
    """

    event: Event
    header: str
    payload: str
    salt: str
    payload_hash: str
    previous: str
    hash: str
    stored: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox: an effect to be delivered after commit (not before `due`, where that is given), at least once, under one key.

    `needs` is what a process must have to deliver it (None: anybody may try). One that is `submitted` to a dispatcher is until then
    nobody's but whose who is told its id.
    """

    id: str
    key: str
    kind: str
    root: str
    case: str
    at: datetime
    payload: Mapping[str, object]
    due: datetime | None = None
    needs: str | None = None
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An outbox row as handed out: under a lease, or dead with the `error` of its last try. `needs` is that of `Outgoing`."""

    id: str
    key: str
    kind: str
    case: str
    root: str
    payload: Mapping[str, object]
    tries: int
    at: datetime
    tenant: str = "default"
    error: str | None = None
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a row of the outbox: dead for good with this `error`, or (None) ready at once with all its tries."""

    row: str
    error: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Change:
    """What a save writes of one aggregate: `before` is empty for a new one, `version` (as loaded) must still hold.

    `tasks` holds, by case, every task opened, changed or closed on the way, in its final form (a case that has left a step no
    longer knows its tasks). Timers are written as the difference between `before` and `after`. `settled` are rows of the outbox
    that die or are revived with it. `live` says of every case that is written what keeps it alive.
    """

    root: str
    tenant: str
    before: Mapping[str, Case]
    after: Mapping[str, Case]
    links: tuple[Link, ...]
    version: int = 0
    tasks: Mapping[str, tuple[Task, ...]] = field(default_factory=dict)
    outgoing: tuple[Outgoing, ...] = ()
    settled: tuple[Settled, ...] = ()
    live: Mapping[str, Liveness] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The new head of the history chain."""
        return self.links[-1].hash


@dataclass(frozen=True, slots=True)
class Request:
    """An idempotency row: (tenant, request_id) with the fingerprint of the command and the event it ended with."""

    tenant: str
    id: str
    answered: Answered
    at: datetime


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as stored: its hash, workflow id, label, and canonical JSON of the resolved content."""

    hash: str
    workflow: str
    version: str | None
    content: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Save:
    """Everything one transaction writes, in one call. Of `definitions` those are written that are not stored yet.

    `numbering` says how counters stand now; the register's lines are read from the events of the changes. `wakes`: whoever waits
    for work is to be told with the commit, where the store can do that. With `skip_locked`, a root that somebody else is at is not waited
    for: that is a conflict, too.
    """

    changes: tuple[Change, ...]
    at: datetime
    request: Request | None = None
    definition: Definition | None = None
    definitions: tuple[Definition, ...] = ()
    numbering: Numbering | None = None
    wakes: bool = False
    skip_locked: bool = False


@quickly_made
@dataclass(frozen=True, slots=True)
class Wanted:
    """What a load asks for. `case` is what the user gave: UUID, `workflow/key` or key. `roots` are UUIDs (a sweep).

    `workflow` asks which definition new cases of it start with. With `skip_locked`, roots that somebody else is at are passed over.
    """

    tenant: str
    case: str | None = None
    roots: tuple[str, ...] = ()
    request_id: str | None = None
    definition: str | None = None
    workflow: str | None = None
    skip_locked: bool = False


class UnitOfWork(Counting, Removal, Protocol):
    """One transaction: a locked read, one save. Atomic; a bound one never commits, rolls back or closes.

    `mark` is that of the standing proxies as of the last load.
    """

    mark: str | None

    def load(self, wanted: Wanted) -> Loaded:
        """Lock the roots (in id order) and read them, with the clock and the request, in one go.

        Raises NotFound for a `case` that is not there (data: `candidates` where a bare key is ambiguous), or is archived (`archived`).
        `known` says whether `wanted.definition` is stored already.
        """
        ...

    @property
    def transaction(self) -> Transaction:
        """The transaction, for those who join it without knowing the store."""
        ...

    def standing(self, tenant: str, since: date) -> Standing:
        """The standing rules as this transaction sees them, with their mark. One statement."""
        ...

    def save(self, save: Save) -> Collection[str]:
        """Write everything, in one go; the roots that were passed over, of which nothing is written.

        These are roots read with `skip_locked` and not locked by that, which somebody else has changed meanwhile.
        Raises Stale(code `conflict`) if a version does not hold or the request id has just been used by somebody else, and
        Refused(`key_taken`) for a human key that the workflow has already. Of the rows to be settled only ready ones die (one that
        is not is a conflict), and only dead ones are revived.
        """
        ...

    def dead(self, tenant: str, case: str) -> Sequence[Delivery]:
        """Rows of the outbox of a case that have failed their last try, oldest first."""
        ...
