"""What `why` says, as frozen values."""

from dataclasses import field
from datetime import datetime

from ..case import AskedBack
from ..frozen import dataclass
from .flat import Flat
from .story_clocks import Armed as Armed
from .story_clocks import Deed as Deed
from .story_clocks import Label as Label
from .story_clocks import Lasting as Lasting
from .story_seats import Count as Count
from .story_seats import GroupCount as GroupCount
from .story_seats import Handing as Handing
from .story_seats import Resolution as Resolution
from .story_seats import Seat as Seat
from .story_seats import StandIn as StandIn
from .story_ways import MayAct as MayAct
from .story_ways import Next as Next
from .story_ways import PersonWhy as PersonWhy
from .story_ways import Refusal as Refusal
from .story_ways import Tried as Tried
from .values import Mover, Note, StuckFinding


@dataclass(frozen=True, slots=True)
class Promise(Flat):
    """A return that will go straight back: from `target` to `origin`, past `between` as far as their approvals stand."""

    target: str
    origin: str
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offspring(Flat):
    """A child of the step where the case rests: its key, branch, where it is, how it stands, and who can bring it on."""

    key: str
    branch: str
    step: str
    status: str
    waited_for: bool = True
    who: tuple[str, ...] = ()
    step_title: Label = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined(Flat):
    """How the branches stand: `need` as written, children that ended well `got` of `needed`, `open` ones, of `counted` in all."""

    need: str
    needed: int
    got: int
    open: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(Flat):
    """Where a case stands and why it is not moving. `at` is the instant of the answer, `since` when it came to the step.

    `elapsed` counts seconds since then, `working` minutes of working time (None where no calendar counts), `overdue_workdays` the
    working days past `due_at`. `findings` holds those of any severity, `notes` what could not be looked at.
    `past`: it is the answer of an instant of the past, told from history. `unrecorded` names what history does not hold of it
    (`seats.able`, `findings.owner`): such a part is told as far as it is recorded. What would mend a finding is left out there.
    `asked_back`: who asks to take the last act back, and waits for an answer. `stand_ins` act for the holders of open seats.
    """

    case: str
    key: str
    workflow: str
    title: Label
    definition: str
    at: datetime
    status: str
    step: str
    step_title: Label
    since: datetime
    elapsed: int
    working: int | None
    round: int
    revision: int
    initiator: str
    started: datetime
    walk: tuple[str, ...] = ()
    due_at: datetime | None = None
    provisional: bool = False
    overdue_workdays: int | None = None
    ended_at: datetime | None = None
    movers: tuple[Mover, ...] = ()
    count: Count | None = None
    seats: tuple[Seat, ...] = ()
    timers: tuple[Armed, ...] = ()
    nexts: tuple[Next, ...] = ()
    promises: tuple[Promise, ...] = ()
    attempts: tuple[Tried, ...] = ()
    findings: tuple[StuckFinding, ...] = ()
    person: PersonWhy | None = None
    join: Joined | None = None
    children: tuple[Offspring, ...] = ()
    clocks: tuple[Lasting, ...] = ()
    notes: tuple[Note, ...] = ()
    asked_back: AskedBack | None = None
    stand_ins: tuple[StandIn, ...] = ()
    past: bool = False
    unrecorded: tuple[str, ...] = ()
