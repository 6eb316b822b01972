"""What happened: one dataclass per kind of fact, wrapped in an `Event` that says when, by whom and where. Append-only."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from .back_facts import BACK_FACTS
from .case import CaseClock, Child, ReturnPoint, Timer
from .chain_values import FrozenChain
from .clock_facts import CLOCK_FACTS
from .clock_facts import ClockChanged as ClockChanged
from .clock_facts import MoreTimeAsked as MoreTimeAsked
from .effect_facts import EFFECT_FACTS
from .effect_facts import Called as Called
from .effect_facts import GaveUp as GaveUp
from .effect_facts import Heard as Heard
from .effect_facts import Retried as Retried
from .effect_facts import Signalled as Signalled
from .fact import Fact as Fact
from .fact import Trace as Trace
from .facts_out import FACTS_OUT
from .frozen import dataclass, quickly_made
from .hand_facts import Delegated as Delegated
from .hand_facts import GivenBack as GivenBack
from .hand_facts import SignersAdded as SignersAdded
from .kin_facts import ChildClosed as ChildClosed
from .kin_facts import ChildEnded as ChildEnded
from .kin_facts import ChildOpened as ChildOpened
from .kin_facts import KinAsked as KinAsked
from .kin_facts import SentUp as SentUp
from .lazily import Later
from .life_facts import ChildReopened as ChildReopened
from .life_facts import Rearmed as Rearmed
from .life_facts import Reopened as Reopened
from .life_facts import Restored as Restored
from .number_facts import NUMBER_FACTS
from .number_facts import Allocated as Allocated
from .number_facts import Voided as Voided
from .schedules import Collected
from .seat_facts import Acted as Acted
from .seat_facts import Carried as Carried
from .seat_facts import Claimed as Claimed
from .seat_facts import Decided as Decided
from .seat_facts import Released as Released
from .seat_facts import SeatOpened as SeatOpened
from .seat_facts import SeatTurned as SeatTurned
from .seat_facts import Superseded as Superseded
from .seat_facts import TaskClosed as TaskClosed
from .seat_facts import Transferred as Transferred
from .seat_facts import Urged as Urged
from .side_facts import Acknowledged as Acknowledged
from .side_facts import Asked as Asked
from .side_facts import Held as Held
from .side_facts import Seen as Seen
from .split_facts import SplitFailed as SplitFailed
from .split_facts import SplitRetried as SplitRetried
from .way_facts import ChainFrozen as ChainFrozen
from .way_facts import Entered as Entered
from .way_facts import Left as Left
from .way_facts import PassedOver as PassedOver
from .way_facts import Resumed as Resumed
from .way_facts import Returned as Returned
from .way_facts import Submitted as Submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Fact):
    """The case began: its identity, its data and whose it is.

    A child says of which `branch` it is, for which element, and who has `acted` at steps around it that its duties look back to.
    """

    workflow: str
    definition: str
    key: str
    initiator: str
    tenant: str
    root: str
    parent: str | None = None
    subject: tuple[str, str] | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    content: str
    branch: str = ""
    variable: str | None = None
    element: object = None
    acted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comment: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Fact):
    """Fields of the case changed: a new revision. `fields` holds the new values; `substantive` if signed content changed."""

    fields: Mapping[str, object]
    revision: int
    content: str
    substantive: bool
    how: str = "edit"
    formal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Fact):
    """A rung happened: it was due at `due`; the event's own time is when it really ran. `next` is its repetition.

    `reason` is an administrator's, who did not wait for it.
    """

    key: str
    due: datetime
    quiet: bool = False
    done: str = "fired"
    next: Timer | None = None
    reason: str | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed(Fact):
    """A notice was put into the outbox under `key`, for these persons. `about` holds what it tells beside the case.
    With `kind` copy_to they may read the case from now on. `receipt`: each of them is asked to confirm that it was read.

    What is `collected` is told later, to each of them with all else that waits for him then.

    A notice of the kind `bypassed` says: `step`, `since` (the revision approved there), `revision`, and the `fields` changed.
    """

    key: str
    kind: str
    to: tuple[str, ...]
    text: Mapping[str, str] = field(default_factory=dict)
    via: tuple[str, ...] = ()
    about: Trace = field(default_factory=dict)
    receipt: bool = False
    collected: Collected | None = None
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented(Fact):
    """Somebody said something without deciding; `answers` is the question that it answers."""

    text: str
    answers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated(Fact):
    """An administrator took the case from one definition to another (hashes); rows before this one keep theirs.

    `steps` says which old step has which new id, `kept` which tasks go on, `fields` which values are new (None: gone). Clocks count
    from the same begin by the new definition; `done` are rungs, from 0, that had fired before; `clocks` are those of the case, as they
    stand then. `walk`, `returns`, `resumed_from`, `chains` and `children` are in new ids. `anew` are steps whose seats open by the new
    definition, and not for the same persons, should the case come back to them straight away. A branch goes over with the case above it;
    `branch` is its path where that is another one now.
    """

    was: str
    definition: str
    reason: str
    step: str
    steps: Mapping[str, str] = field(default_factory=dict)
    branch: str | None = None
    children: tuple[Child, ...] = ()
    kept: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    revision: int = 1
    content: str = ""
    due: datetime | None = None
    provisional: bool = False
    timers: tuple[Timer, ...] = ()
    clocks: tuple[CaseClock, ...] = ()
    done: tuple[int, ...] = ()
    walk: tuple[str, ...] = ()
    returns: tuple[ReturnPoint, ...] = ()
    resumed_from: tuple[ReturnPoint, ...] = ()
    anew: tuple[str, ...] = ()
    chains: Mapping[str, FrozenChain] = field(default_factory=dict)
    trace: Trace = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Fact):
    """The case ended at `step` with `status`; `round` counts how often it has come to this end, where an end can be left again."""

    step: str
    status: str
    reason: str | None = None
    round: int = 1


FACTS: dict[str, type[Fact]] = {
    "started": Started, "entered": Entered, "passed_over": PassedOver, "seat_opened": SeatOpened, "seat_turned": SeatTurned,
    "carried": Carried, "claimed": Claimed, "released": Released, "transferred": Transferred, "decided": Decided, "acted": Acted,
    "task_closed": TaskClosed, "edited": Edited, "superseded": Superseded, "left": Left, "returned": Returned, "resumed": Resumed,
    "submitted": Submitted, "timer_fired": TimerFired, "urged": Urged, "noticed": Noticed, "commented": Commented, "ended": Ended,
    "migrated": Migrated, "delegated": Delegated, "given_back": GivenBack, "signers_added": SignersAdded,
    "chain_frozen": ChainFrozen,
    **FACTS_OUT, **BACK_FACTS, **EFFECT_FACTS, **CLOCK_FACTS,
    "child_opened": ChildOpened, "child_ended": ChildEnded, "child_closed": ChildClosed, "sent_up": SentUp, "kin_asked": KinAsked,
    "split_failed": SplitFailed, "split_retried": SplitRetried,
    "seen": Seen, "asked": Asked, "held": Held, "reopened": Reopened, "child_reopened": ChildReopened, "rearmed": Rearmed,
    "restored": Restored,
    "acknowledged": Acknowledged,
    **NUMBER_FACTS,
}  # fmt: skip
"""Every kind of event by its stable name, as stored in the history."""

NAMES: dict[type[Fact], str] = {cls: name for name, cls in FACTS.items()}


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Later):
    """One append-only fact with its header. `seq` counts from 1 along the root's history chain.

    `at` is the database's clock, never earlier than the event before. `step`, `round`, `revision` and `definition` are
    those of the case when it happened. `os_user` is who sat at the command line, where that is known.
    """

    seq: int
    root: str
    case: str
    at: datetime
    actor: str
    fact: Fact
    step: str = ""
    round: int = 0
    revision: int = 1
    definition: str = ""
    request_id: str | None = None
    os_user: str | None = None

    @property
    def kind(self) -> str:
        """The stable name of the fact: `decided`, `entered`, …"""
        return NAMES[type(self.fact)]
