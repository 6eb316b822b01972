"""What the in-memory store keeps: values as text, as a database would, so that nothing handed in or out can change it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from signoff.engine.case import Case
from signoff.engine.frozen import dataclass
from signoff.engine.history import columns, opened
from signoff.engine.numbered import Counter
from signoff.engine.plain import read
from signoff.engine.ports import AttemptRow, Definition, Delivery, Link, Node, ProxyRow, Request, Stub, Subscription
from signoff.engine.ports_numbers import CounterChange, NumberRow
from signoff.engine.projection import CaseRow, LiveRow, TaskRow, TimerRow

from .layers import Layer


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case: its columns, its fold as text, and (for a root) version and head of the chain."""

    row: CaseRow
    state: str
    version: int
    seq: int
    head: str
    live: LiveRow

    def case(self) -> Case:
        """The folded case, a new value each time."""
        return read(Case, self.state)


@dataclass(frozen=True, slots=True)
class KeptTimer:
    """A timer."""

    tenant: str
    root: str
    row: TimerRow


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """A link of the chain as text, with the columns kept beside it."""

    header: str
    payload: str
    salt: str
    payload_hash: str
    previous: str
    hash: str
    stored: Mapping[str, object]

    @classmethod
    def of(cls, link: Link) -> "KeptEvent":
        """What is kept of a link."""
        return cls(link.header, link.payload, link.salt, link.payload_hash, link.previous, link.hash, columns(link.event))

    def link(self) -> Link:
        """The link, its event read from the texts."""
        event = opened(self.header, self.payload)
        return Link(event, self.header, self.payload, self.salt, self.payload_hash, self.previous, self.hash, dict(self.stored))


@dataclass(frozen=True, slots=True)
class KeptOutgoing:
    """An outbox row: `payload` as text; `next` is when it may be taken (again), None once it is `settled`: delivered or dead.

    While it is `submitted`, whoever is told its id may take it before.
    """

    tenant: str
    delivery: Delivery
    payload: str
    next: datetime | None
    dead: bool = False
    error: str | None = None
    settled: datetime | None = None
    needs: str | None = None
    submitted: bool = False


@dataclass(frozen=True, slots=True)
class KeptDefinition:
    """A definition, when it came into use and by whom it was published, and when it was retired."""

    definition: Definition
    first_used: datetime
    published_at: datetime
    published_by: str | None = None
    retired_at: datetime | None = None
    retired_by: str | None = None


@dataclass(frozen=True, slots=True)
class KeptProxy:
    """A standing proxy; `change` counts a tenant's changes, each with a `mark` of its own."""

    tenant: str
    row: ProxyRow
    change: int
    mark: str


Task = tuple[str, str, str]
Key = tuple[str, str]
Counted = tuple[str, str, str]


@dataclass(slots=True)
class Tables:
    """Every table, by its key. `names` finds cases by human key, `family` the cases of a root, `slates` the tasks of a root."""

    cases: dict[tuple[str, str], KeptCase] = field(default_factory=dict)
    names: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    family: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    slates: dict[Key, Mapping[str, TaskRow]] = field(default_factory=dict)
    open_tasks: dict[Task, TaskRow] = field(default_factory=dict)
    timers: dict[tuple[str, str, str], KeptTimer] = field(default_factory=dict)
    events: dict[tuple[str, str, int], KeptEvent] = field(default_factory=dict)
    outbox: dict[str, KeptOutgoing] = field(default_factory=dict)
    requests: dict[Key, Request] = field(default_factory=dict)
    definitions: dict[str, KeptDefinition] = field(default_factory=dict)
    attempts: dict[tuple[str, str, str, str, str], AttemptRow] = field(default_factory=dict)
    proxies: dict[Key, KeptProxy] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    subscriptions: dict[Subscription, datetime] = field(default_factory=dict)
    counters: dict[Counted, Counter] = field(default_factory=dict)
    numbers: dict[tuple[str, str, str, int], NumberRow] = field(default_factory=dict)
    changes: dict[tuple[str, str, str, int], CounterChange] = field(default_factory=dict)
    archived: dict[Key, Stub] = field(default_factory=dict)


class Staged:
    """A layer above each table that a transaction writes."""

    def __init__(self, tables: Tables) -> None:
        self.cases = Layer(tables.cases)
        self.names = Layer(tables.names)
        self.family = Layer(tables.family)
        self.slates = Layer(tables.slates)
        self.open_tasks = Layer(tables.open_tasks)
        self.timers = Layer(tables.timers)
        self.events = Layer(tables.events)
        self.outbox = Layer(tables.outbox)
        self.requests = Layer(tables.requests)
        self.definitions = Layer(tables.definitions)
        self.proxies = Layer(tables.proxies)
        self.counters = Layer(tables.counters)
        self.numbers = Layer(tables.numbers)
        self.changes = Layer(tables.changes)
        self.archived = Layer(tables.archived)

    def commit(self) -> None:
        """Let all tables have their changes."""
        for layer in vars(self).values():
            layer.commit()
