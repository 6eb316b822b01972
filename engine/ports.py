"""What the core needs from outside, a protocol per role, in the core's own words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import datetime
from typing import Any, Protocol

from .chain_values import ChainStep as ChainStep
from .expressions import PeopleQuery
from .frozen import dataclass
from .people_data import Person, Proxy, Unit
from .ports_archive import Archive as Archive
from .ports_archive import ArchiveFile as ArchiveFile
from .ports_archive import Archives as Archives
from .ports_archive import Disposable as Disposable
from .ports_archive import EndedRoot as EndedRoot
from .ports_archive import Record as Record
from .ports_archive import StandingLines as StandingLines
from .ports_archive import Stub as Stub
from .ports_chronicle import Chronicle as Chronicle
from .ports_dispatch import Dispatcher as Dispatcher
from .ports_dispatch import Submissions as Submissions
from .ports_effects import CallableEffect as CallableEffect
from .ports_effects import EffectCall as EffectCall
from .ports_health import Backlog as Backlog
from .ports_health import Condition as Condition
from .ports_health import Health as Health
from .ports_health import Orphans as Orphans
from .ports_health import Pinned as Pinned
from .ports_health import Waiting as Waiting
from .ports_mentions import Mentions as Mentions
from .ports_nodes import About as About
from .ports_nodes import Beats as Beats
from .ports_nodes import Node as Node
from .ports_nodes import Subscription as Subscription
from .ports_numbers import Registers as Registers
from .ports_open_cases import OpenCase as OpenCase
from .ports_open_cases import OpenCases as OpenCases
from .ports_open_cases import Told as Told
from .ports_reading import Attempt as Attempt
from .ports_reading import AttemptRow as AttemptRow
from .ports_reading import CaseFilter as CaseFilter
from .ports_reading import Inbox as Inbox
from .ports_reading import InboxRow as InboxRow
from .ports_reading import Projection as Projection
from .ports_reading import Reader as Reader
from .ports_reading import Roots as Roots
from .ports_saving import Answered as Answered
from .ports_saving import Change as Change
from .ports_saving import Current as Current
from .ports_saving import Definition as Definition
from .ports_saving import Delivery as Delivery
from .ports_saving import Link as Link
from .ports_saving import Loaded as Loaded
from .ports_saving import Outgoing as Outgoing
from .ports_saving import Request as Request
from .ports_saving import Save as Save
from .ports_saving import Settled as Settled
from .ports_saving import Stored as Stored
from .ports_saving import UnitOfWork as UnitOfWork
from .ports_saving import Wanted as Wanted
from .ports_standing import ProxyRow as ProxyRow
from .ports_standing import Standing as Standing
from .ports_standing import StandingStore as StandingStore
from .ports_transaction import Transaction as Transaction


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


class ChainPlugin(Protocol):
    """Works out a run of approval steps (the group `signoff.chains`); asked once, when a case comes to its step.

    The answer depends on nothing but the arguments and what `directory` says, which remembers every question for the history.
    """

    def __call__(self, directory: Directory, /, *argument: Any, **options: Any) -> Sequence[ChainStep]:
        """The steps in order; none where there is nobody to ask.

        Called as the workflow writes it: `chain: {by_amount: unit, limit: 5}` calls `by_amount(directory, "transport", limit=5)`.
        People are tuples of ids, and what has no value is None. A ValueError says that these arguments make no chain: a seat without an
        owner opens, and says why. Raising anything else means: it cannot be told now, and nothing changes.
        """
        ...


class ResolverPlugin(Protocol):
    """Finds people for an expression (the group `signoff.resolvers`): `approvers: owner_of(project)`."""

    def __call__(self, argument: Any, /) -> Sequence[str] | str | None:
        """The ids of persons, the likeliest first; those whom the directory does not know as active are left out.

        Raising anything means: it cannot be told now, and nothing changes.
        """
        ...


class Proxies(Protocol):
    """A directory that knows who stands in for whom. A directory without this method knows of nobody."""

    def proxies(self, person: str) -> Sequence[Proxy]:
        """Every standing rule that names this person, as principal, proxy or fallback, whatever its days."""
        ...


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that is due, as found without locks."""

    root: str
    case: str
    key: str
    due: datetime


class Store(Protocol):
    """Where cases live. `begin` is a transaction of its own, or the host's for a bound store."""

    def begin(self, *, locking: bool = True) -> AbstractContextManager[UnitOfWork]:
        """A transaction: committed at the end of the block, rolled back by an exception (a bound one: neither).

        Without `locking` the caller hopes that nobody else is at these cases. A store may then read them without locks and write at
        the end of the block; what others have changed meanwhile, and what cannot be done without a lock, is a conflict
        (Stale, there or earlier), and the caller begins again with one.
        """
        ...

    def saving_each(self, saves: Sequence[Save]) -> AbstractContextManager[Iterator[tuple[Save, bool]]]:
        """Write each of these in a transaction of its own. The block gets them, in whichever order, and whether each was written.

        A database may be at it while the block does something else. One is not written where what it was decided on has changed
        meanwhile, where somebody else is at its root, and where it cannot be done without having read under a lock. What the database
        refuses is either not written, and shows why when it is done by itself, or raised, as any other error is; of those that were not
        given yet it is not known then whether they were written.
        """
        ...

    @property
    def one_writer(self) -> bool:
        """Whether only one can write at a time, whichever cases are meant: then nobody holds the lock while many cases are decided.

        Elsewhere a lock on many cases is what makes others pass them over and take the next ones.
        """
        ...

    def attempt(self, attempts: Sequence[Attempt]) -> None:
        """Count refused commands: in a fresh short transaction, or in the host's for a bound store."""
        ...

    def now(self) -> datetime:
        """The store's clock (UTC)."""
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

    def still_due(self, tenant: str, now: datetime, roots: Sequence[str]) -> Sequence[str]:
        """Those of these roots with a timer with due <= now, of cases that are not suspended, in their order; without locks."""
        ...

    def tenants_due(self, now: datetime) -> Sequence[str]:
        """Every tenant that has a timer with due <= now, in order: what a node has to sweep."""
        ...

    def next_due(self, tenant: str | None) -> datetime | None:
        """When the next timer is due."""
        ...


class Outbox(Protocol):
    """Rows to deliver after commit. Leases run on the store's clock."""

    def lease(self, node: str, now: datetime, limit: int, seconds: int, serves: Sequence[str] | None = None) -> Sequence[Delivery]:
        """Take up to `limit` deliverable rows whose lease is free or has run out; counts the try.

        With `serves` only those rows whose need is among these words, or that need nothing (see `needs`): what this node could not
        deliver does not lose a try.
        """
        ...

    def delivered(self, id: str, now: datetime) -> None:
        """The row has been delivered."""
        ...

    def failed(self, id: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """A try failed: again at `retry_at`, or dead (an incident) when None."""
        ...

    def gather(self, row: Delivery, now: datetime, later: datetime) -> Delivery | None:
        """Let a leased row of the kind `digest` take over the items of all that wait with it; the row as it is kept from then on.

        None where another row is the first of its digest, and where the digest of its instant has been made already: then it
        waits until `later`. In one transaction; see `digests`.
        """
        ...

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        """Rows that have failed their last try."""
        ...

    def unserved(self, tenant: str, now: datetime, serves: Sequence[str], case: str | None = None) -> Sequence[Delivery]:
        """Rows whose time has come and whose need is not among these words, oldest first; at most a thousand. One statement."""
        ...


class Notifier(Protocol):
    """Brings a notice to people. `key` is the same at every try, so that a receiver may drop doubles."""

    def send(self, notice: "Notice") -> None:
        """Deliver, or raise; raising means: try again later."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told: who (with their directory entries), about which case, in which words.

    A digest (`kind`) is about the cases of its `items`, each with `kind`, `text`, `case` and `at`; its text lists them.
    """

    key: str
    kind: str
    to: tuple[Person, ...]
    text: Mapping[str, str]
    case: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    items: tuple[Mapping[str, object], ...] = ()
