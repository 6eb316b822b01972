"""What inspection says: movers and findings, as frozen values that turn into plain ones."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from ..frozen import dataclass, quickly_made
from ..lazily import Later
from ..reasons import Family, Repair, Severity
from .flat import Flat, Plain


class MoverKind(StrEnum):
    """What can bring a case on, in the order in which the primary mover is chosen."""

    PERSON = "person"
    CHILD = "child"
    CASE = "case"
    TIMER = "timer"
    EFFECT = "effect"


@quickly_made
@dataclass(frozen=True, slots=True)
class Mover(Flat):
    """Who or what can bring the case on next.

    `how` says by what right: `holder` or `pool` of the seat `task`, `arm` (an action's own `by`: `action`), `resume` of a
    suspended case (or of the case above it with the key `other`, with which it sleeps), `anytime` (an action that belongs to no
    step), `itself` (the `action` fires when its `condition` holds), `reassign` (a rung that moves the seat at `when`, if nobody acts
    before), `child`: the child case with the key `child` must end first, and `who` can bring that one on, or `case`: the case with the
    key `other` takes the `action` here by a signal.
    """

    kind: MoverKind
    who: tuple[str, ...] = ()
    how: str = "holder"
    task: str | None = None
    timer: str | None = None
    action: str | None = None
    when: datetime | None = None
    primary: bool = False
    child: str | None = None
    condition: str | None = None
    other: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Because(Flat):
    """The reason that a proposed command puts into the history: its sentence, and the code and parameters of another language's."""

    code: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True, slots=True)
class RepairCommand(Flat, Later):
    """A command line that would mend a finding; its last words are the reason `because`.

    `by`: who may carry it out from an application, as far as the directory tells (whom the host's `authorize` lets in besides is its own
    matter); empty where it takes no right. On the command line whoever can reach the database is trusted.
    A `PERSON` left in capitals stands for one that inspection could not propose.
    """

    line: str
    verb: str
    by: tuple[str, ...] = ()
    because: Because | None = None


class Source(StrEnum):
    """Why somebody might take a seat over, the best reason first.

    The step names them today; they stand in for the holder; they lead other units by the same post; they lead the holder; they are
    administrators.
    """

    STEP = "step"
    STAND_IN = "stand_in"
    PEER = "peer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Candidate(Flat):
    """Somebody to whom a seat may be given: `verdict` has been asked."""

    person: str
    source: Source


@dataclass(frozen=True, slots=True)
class Acknowledged(Flat):
    """Who has seen to a finding since it began, when, and what they said; the last of several."""

    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Peers(Flat):
    """How long `count` finished visits of the same step, of cases of the same definition, took: minutes, of `working` time or any."""

    count: int
    median: int
    p95: int
    working: bool


class RootKind(StrEnum):
    """What a root cause is: a person, another case, a rule or expression of the definition, or something of the house."""

    PERSON = "person"
    CASE = "case"
    EXPRESSION = "expression"
    STEP = "step"
    DEFINITION = "definition"
    PLUGIN = "plugin"
    CALENDAR = "calendar"
    PROCESS = "process"
    EFFECT = "effect"


@quickly_made
@dataclass(frozen=True, slots=True)
class RootCause(Flat):
    """Where to look first: `ids` name persons, a case (its key), an expression as written, a plug-in, whatever `kind` says.

    `code` says what is wrong there: the reason of the child that holds the case up, or what keeps a person from acting.
    """

    kind: RootKind
    ids: tuple[str, ...]
    code: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class StuckFinding(Flat, Later):
    """One thing that holds a case up.

    `cause` is the sentence of `code` and `variant` with `params` put in; in another language the same three make another one.
    `title` and `step_title` are the workflow's and the step's for people; empty where the definition cannot be had.
    `since` is when it began, as far as history knows; `working` the minutes of working time since then, where a calendar counts.
    `evidence` is plain: rows, traces, attempts. `repair` says what the `commands` can do about it; `acknowledged` says who
    has seen to it. `root` is where it comes from, `peers` how long the step usually takes.
    """

    code: str
    variant: str
    family: Family
    severity: Severity
    repair: Repair
    case: str
    key: str
    workflow: str
    step: str
    since: datetime
    cause: str
    definition: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    step_title: Mapping[str, str] = field(default_factory=dict)
    working: int | None = None
    task: str | None = None
    people: tuple[str, ...] = ()
    params: Mapping[str, str | int] = field(default_factory=dict)
    evidence: Mapping[str, Plain] = field(default_factory=dict)
    commands: tuple[RepairCommand, ...] = ()
    acknowledged: Acknowledged | None = None
    root: RootCause | None = None
    peers: Peers | None = None


@dataclass(frozen=True, slots=True)
class Note(Flat):
    """What could not be looked at, and why: the report is honest about it. `data` is that of the error, for another language's sentence."""

    code: str
    message: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StuckReport(Flat):
    """The findings, gravest and oldest first: at most the limit asked for, of `total` that fit.

    `examined` says of how many cases it is known by now what holds them up; of a page, how many were looked at, of which some stand for
    others. `cases` counts the cases with any finding that fits, `ended` those of them that have ended. Where only a page was asked for,
    `next` is what the next page begins `after` (made for no other use); None: there is nothing more. `open` counts all open cases of the
    workflow, step and holder asked for, where that was wanted. `exact`: `total` and `cases` are all there are, and not only what this page
    has come upon.
    """

    findings: tuple[StuckFinding, ...]
    examined: int
    total: int
    cases: int
    notes: tuple[Note, ...] = ()
    next: str | None = None
    open: int | None = None
    exact: bool = False
    ended: int = 0
