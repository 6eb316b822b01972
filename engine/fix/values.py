"""What a repair is planned to do, and what came of it, as frozen values that turn into plain ones."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from ..command import OnCase
from ..errors import Reason
from ..frozen import dataclass
from ..inspect.facts import Patience
from ..inspect.flat import Flat
from ..inspect.values import Candidate, Note, StuckFinding
from ..people_data import Proxy
from ..reasons import Severity


class FixState(StrEnum):
    """What is true now of a finding, or of a case with several (the first of these that fits one of them).

    `refused`: it could not be carried out, and nothing has changed. `recurred`: it went away and is there again. `stuck`: something was
    done, and it is there still. `unchanged`: nothing could be done from in here, or it has moved on since. `acknowledged`: it stays,
    and the history says who has looked. `seen`: it stays, somebody had acknowledged it before, and it was left alone. `mended`: it is
    gone. `gone`: it had gone before anything was done.
    """

    REFUSED = "refused"
    RECURRED = "recurred"
    STUCK = "stuck"
    UNCHANGED = "unchanged"
    ACKNOWLEDGED = "acknowledged"
    SEEN = "seen"
    MENDED = "mended"
    GONE = "gone"

    @property
    def well(self) -> bool:
        """Whether nothing is left to be seen to."""
        return self in (FixState.ACKNOWLEDGED, FixState.SEEN, FixState.MENDED, FixState.GONE)


@dataclass(frozen=True, slots=True)
class Armed(Flat):
    """A timer: of which clock, its rung (from 1), and when it fires."""

    clock: str
    rung: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Stand(Flat):
    """How a case stands, before or after: where it rests, who can bring it on, until when, and which timers run."""

    step: str
    status: str
    who: tuple[str, ...]
    due_at: datetime | None
    timers: tuple[Armed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Flat):
    """One command that is proposed, for findings with these `codes`; `line` is how it is written on the command line.

    `command` is None for `tick` (what is due is fired as any worker would), for `proxy` (`rule` is the standing rule that is set up), and
    where nobody was found who clearly should have the seat or stand in: then `to` must be given, and `candidates` are those who may.
    Of a `resume`, `to` is the case above that has to go on, where it is not the case itself. `reasons` say why it cannot work as things
    stand. `instead_of` says why a gentler one cannot.
    """

    verb: str
    codes: tuple[str, ...]
    line: str
    command: OnCase | None = None
    rule: Proxy | None = None
    task: str | None = None
    to: str | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[Reason, ...] = ()
    instead_of: tuple[Reason, ...] = ()

    @property
    def wants_person(self) -> bool:
        """Whether somebody must say who gets the seat, or stands in."""
        return self.verb in ("reassign", "proxy") and self.command is None and self.rule is None

    @property
    def of_clock(self) -> bool:
        """Whether it is about one clock: that of the step, or of the case with this name (`clock`)."""
        return hasattr(self.command, "clock")

    @property
    def clock(self) -> str | None:
        """The clock of the case that it is about; None for the step's, and for what is about none."""
        return getattr(self.command, "clock", None)

    @property
    def possible(self) -> bool:
        """Whether it was tried out and would be carried out."""
        return not self.reasons and not self.wants_person


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFix(Flat):
    """What is proposed for one case: `findings` that hold it up, `measures` in their order, and how it stands `before` and `after`.

    `left` are the codes of findings that would have to be seen to then, also of what only the repair brings to light; `seen` of those
    that would stay, acknowledged by then. Where the definition cannot be had, `before` and `after` are None. `beside` are the codes of
    what holds the case up, too, and was not asked for.
    """

    case: str
    key: str
    workflow: str
    definition: str
    root: str
    findings: tuple[StuckFinding, ...]
    measures: tuple[Measure, ...] = ()
    before: Stand | None = None
    after: Stand | None = None
    left: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def possible(self) -> tuple[Measure, ...]:
        """The measures that would be carried out."""
        return tuple(measure for measure in self.measures if measure.possible)


class SparedFor(StrEnum):
    """Why nothing is planned for a case that was named: it has ended, the filters leave it out, or nothing holds it up."""

    ENDED = "ended"
    FILTERED = "filtered"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Spared(Flat):
    """A case that was named and for which nothing is planned."""

    case: str
    key: str
    why: SparedFor
    status: str


@dataclass(frozen=True, slots=True)
class FixPlan(Flat):
    """The repairs of a set of cases, children before the cases that wait for them, `by` whom and why; nothing has been written.

    `examined` is how many cases were looked at; `least` and `patience` are what counted as a finding. `spared` are those that were named
    and need nothing; `beyond` counts those that are stuck and lie beyond the limit. Truthy where nothing would be left.
    """

    cases: tuple[CaseFix, ...]
    examined: int
    notes: tuple[Note, ...] = ()
    least: Severity = Severity.WARNING
    patience: Patience = field(default_factory=Patience)
    by: str = ""
    reason: str = ""
    spared: tuple[Spared, ...] = ()
    beyond: int = 0

    @property
    def possible(self) -> tuple[CaseFix, ...]:
        """The cases for which something would be carried out."""
        return tuple(one for one in self.cases if one.possible)

    def __bool__(self) -> bool:
        """Whether nothing would be left."""
        return not self.beyond and not any(one.left for one in self.cases)


@dataclass(frozen=True, slots=True)
class Found(Flat):
    """A finding and what became of it; `now` is how it is told today, where it is still there. `reasons`: why nothing was done."""

    finding: StuckFinding
    state: FixState
    now: StuckFinding | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFixed(Flat):
    """What became of one case: of each finding, and `more` that was found afterwards and that the plan did not know of."""

    fix: CaseFix
    found: tuple[Found, ...]
    more: tuple[StuckFinding, ...] = ()

    @property
    def state(self) -> FixState:
        """The least good that is true of any of its findings; what is new makes it `stuck`."""
        states = {one.state for one in self.found} | ({FixState.STUCK} if self.more else set())
        return next((state for state in FixState if state in states), FixState.GONE)


@dataclass(frozen=True, slots=True)
class FixReport(Flat):
    """What became of every case of a plan; `beyond` counts those beyond its limit. Truthy where nothing is left to be seen to."""

    cases: tuple[CaseFixed, ...]
    beyond: int = 0

    def of(self, *states: FixState) -> tuple[CaseFixed, ...]:
        """The cases that came to one of these states."""
        return tuple(one for one in self.cases if one.state in states)

    def __bool__(self) -> bool:
        """Whether all is well now."""
        return not self.beyond and all(one.state.well for one in self.cases)
