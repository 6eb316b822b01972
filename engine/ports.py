"""What the core needs from outside, a protocol per role, in the core's own words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .case import Case, Task
from .events import Event
from .expressions import PeopleQuery
from .people_data import Person, Proxy, Unit
from .projection import CaseRow, KeyRow, TaskRow, TimerRow


class Directory(Protocol):
    """Who is who. Every method may raise DirectoryUnavailable; none changes anything."""

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """The ids of all active persons that fit, in rank order (low rank first), then by id; empty if there are none."""
        ...

    def person(self, id: str) -> Person | None:
        """The person with this id, active or not; None if unknown."""
        ...

    def unit(self, id: str) -> Unit | None:
        """The unit with this id; None if unknown."""
        ...

    def tokens_of(self, person: str) -> frozenset[str]:
        """What this person carries: `role:legal`, `role:legal@finance`. Empty for the unknown and the inactive."""
        ...


class Proxies(Protocol):
    """A directory that knows who stands in for whom. A directory without this method knows of nobody."""

    def proxies(self, person: str) -> Sequence[Proxy]:
        """Every standing rule that names this person, as principal, proxy or fallback, whatever its days."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """An aggregate as read back under the lock: its cases by id, and the head of its history chain.

    `addressed` is the case that the name it was looked up by has meant: the root, or a child.
    """

    root: str
    tenant: str
    cases: Mapping[str, Case]
    seq: int
    head: str
    version: int
    addressed: str | None = field(default=None, compare=False)

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


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one locked read gives: the store's clock, the aggregates found, the request if it was answered before.

    `current` is the definition published last for the workflow asked for; None where the store has none.
    """

    now: datetime
    aggregates: tuple[Stored, ...] = ()
    answered: Answered | None = None
    known: bool = True
    current: Current | None = None


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
    """A row of the outbox: an effect to be delivered after commit, at least once, under one key."""

    id: str
    key: str
    kind: str
    root: str
    case: str
    at: datetime
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """What a save writes of one aggregate: `before` is empty for a new one, `version` (as loaded) must still hold.

    `tasks` holds, by case, every task opened, changed or closed on the way, in its final form (a case that has left a step no
    longer knows its tasks). Timers are written as the difference between `before` and `after`.
    """

    root: str
    tenant: str
    before: Mapping[str, Case]
    after: Mapping[str, Case]
    links: tuple[Link, ...]
    version: int = 0
    tasks: Mapping[str, tuple[Task, ...]] = field(default_factory=dict)
    outgoing: tuple[Outgoing, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Save:
    """Everything one transaction writes, in one call. Of `definitions` those are written that are not stored yet."""

    changes: tuple[Change, ...]
    at: datetime
    request: Request | None = None
    definition: Definition | None = None
    definitions: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a load asks for. `case` is what the user gave: UUID, `workflow/key` or key. `roots` are UUIDs (a sweep).

    `workflow` asks which definition new cases of it start with.
    """

    tenant: str
    case: str | None = None
    roots: tuple[str, ...] = ()
    request_id: str | None = None
    definition: str | None = None
    workflow: str | None = None
    skip_locked: bool = False


class UnitOfWork(Protocol):
    """One transaction: a locked read, one save. Atomic; a bound one never commits, rolls back or closes."""

    def load(self, wanted: Wanted) -> Loaded:
        """Lock the roots (in id order) and read them, with the clock and the request, in one go.

        Raises NotFound for a `case` that is not there (data: `candidates` where a bare key is ambiguous).
        `known` says whether `wanted.definition` is stored already.
        """
        ...

    def save(self, save: Save) -> None:
        """Write everything, in one go.

        Raises Stale(code `conflict`) if a version does not hold or the request id has just been used by somebody else, and
        Refused(`key_taken`) for a human key that the workflow has already.
        """
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refused command: counted up per (case, actor, action, code)."""

    tenant: str
    case: str
    actor: str
    action: str
    code: str
    at: datetime
    message: str = ""


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """What is known of refused commands of one kind."""

    case: str
    actor: str
    action: str
    code: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: every field given must fit. `subject` is (kind, id). `after` is the cursor of the page before (a case id)."""

    workflow: str | None = None
    step: str | None = None
    status: str | None = None
    open: bool | None = None
    key: str | None = None
    holder: str | None = None
    overdue_at: datetime | None = None
    subject: tuple[str, str] | None = None
    limit: int = 1000
    after: str | None = None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An open task with as much of its case as an inbox shows."""

    case: Case
    task: str
    claimed: bool


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that is due, as found without locks."""

    root: str
    case: str
    key: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """An outbox row that this node holds under a lease."""

    id: str
    key: str
    kind: str
    case: str
    root: str
    payload: Mapping[str, object]
    tries: int
    at: datetime


class Store(Protocol):
    """Where cases live. `begin` is a transaction of its own, or the host's for a bound store."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction: committed at the end of the block, rolled back by an exception (a bound one: neither)."""
        ...

    def attempt(self, attempts: Sequence[Attempt]) -> None:
        """Count refused commands: in a fresh short transaction, or in the host's for a bound store."""
        ...

    def now(self) -> datetime:
        """The store's clock (UTC)."""
        ...


class Reader(Protocol):
    """Questions over the live tables, without locks."""

    def find(self, tenant: str, case: str) -> Stored:
        """The aggregate of a case by UUID, `workflow/key` or unambiguous key; raises NotFound (`candidates` in data)."""
        ...

    def cases(self, tenant: str, wanted: CaseFilter) -> Sequence[Case]:
        """Cases in id order (time-ordered), at most `limit`."""
        ...

    def inbox(self, tenant: str, tokens: Sequence[str], person: str, limit: int = 1000) -> Sequence[InboxRow]:
        """Open tasks held by this person, or unclaimed and open to them or one of their tokens; earliest due first. One statement."""
        ...

    def history(self, tenant: str, root: str, case: str | None = None) -> Iterator[Link]:
        """The chain of a root in order, or only the links of one case."""
        ...

    def definition(self, hash: str) -> Definition | None:
        """A stored definition."""
        ...

    def attempts(self, tenant: str, case: str) -> Sequence[AttemptRow]:
        """Refused commands on a case (its id, or the text given where there is no such case), latest first."""
        ...

    def projection(self, tenant: str, root: str) -> "Projection":
        """The rows of an aggregate as they stand in the tables, for comparison with the fold of its history.

        A root whose own row is missing has the rows that are left, an empty head and seq 0.
        """
        ...


@dataclass(frozen=True, slots=True)
class Projection:
    """Every row of an aggregate. `states` are the folded cases as stored; `head`, `seq` and `version` (the same number) the root's."""

    cases: tuple[CaseRow, ...]
    states: tuple[Case, ...]
    tasks: tuple[TaskRow, ...]
    timers: tuple[TimerRow, ...]
    head: str
    seq: int
    keys: tuple[KeyRow, ...] = ()
    version: int = 0


class Roots(Protocol):
    """Which aggregates there are, as far as any row tells."""

    def roots(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """Root ids in order, behind `after`, that cases or events name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """What is known of a stored definition. `published_by` is None where it came into use with the first case that began with it.

    `open` and `ended` count the cases of one tenant that are pinned to it now.
    """

    hash: str
    workflow: str
    version: str | None
    first_used: datetime
    published_at: datetime
    published_by: str | None = None
    retired_at: datetime | None = None
    retired_by: str | None = None
    open: int = 0
    ended: int = 0


class Definitions(Protocol):
    """Which definitions there are, and which of them new cases start with: the one published last, unless it is retired."""

    def definitions(self, tenant: str) -> Sequence[DefinitionRow]:
        """Every stored definition, by workflow, the one published last first; with the cases of this tenant."""
        ...

    def publish(self, definition: Definition, at: datetime, by: str) -> None:
        """Store a definition, or find it stored, and make it the one published last; it is no longer retired."""
        ...

    def retire(self, hashes: Sequence[str], at: datetime, by: str) -> None:
        """New cases start with none of these; those retired already keep their instant."""
        ...


class Timers(Protocol):
    """What the sweep reads."""

    def due(self, tenant: str | None, now: datetime, limit: int) -> Sequence[DueTimer]:
        """Timers with due <= now of cases that are not suspended, earliest first, without locks."""
        ...

    def tenants_due(self, now: datetime) -> Sequence[str]:
        """Every tenant that has a timer with due <= now, in order: what a node has to sweep."""
        ...

    def next_due(self, tenant: str | None) -> datetime | None:
        """When the next timer is due."""
        ...


class Outbox(Protocol):
    """Rows to deliver after commit. Leases run on the store's clock."""

    def lease(self, node: str, now: datetime, limit: int, seconds: int) -> Sequence[Delivery]:
        """Take up to `limit` deliverable rows whose lease is free or has run out; counts the try."""
        ...

    def delivered(self, id: str, now: datetime) -> None:
        """The row has been delivered."""
        ...

    def failed(self, id: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """A try failed: again at `retry_at`, or dead (an incident) when None."""
        ...

    def revive(self, tenant: str, ids: Sequence[str], now: datetime) -> int:
        """Give dead rows another run of tries; how many there were."""
        ...

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        """Rows that have failed their last try."""
        ...


class Beats(Protocol):
    """Who is ticking."""

    def beat(self, node: str, now: datetime, duties: Mapping[str, object]) -> None:
        """This node is alive and did these duties."""
        ...

    def nodes(self) -> Sequence[tuple[str, datetime]]:
        """Every node with its last beat."""
        ...


class Notifier(Protocol):
    """Brings a notice to people. `key` is the same at every try, so that a receiver may drop doubles."""

    def send(self, notice: "Notice") -> None:
        """Deliver, or raise; raising means: try again later."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told: who (with their directory entries), about which case, in which words."""

    key: str
    kind: str
    to: tuple[Person, ...]
    text: Mapping[str, str]
    case: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
