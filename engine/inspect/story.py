"""What `why` says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ..case import AskedBack
from .flat import Flat, Plain
from .values import Mover, Note, StuckFinding

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Resolution(Flat):
    """How the people of a seat were found when it opened: the expression, whom it found, who of them was removed by which duty.

    `policy` names the policy that changed the outcome (`empty: admin`, `self: superior`, `insufficient_seats: hold`), `instead`
    whom that one found. `reopened` says that the seat was asked again: `same_persons` after a return, `superseded` after an edit.
    """

    expression: str | None = None
    found: tuple[str, ...] = ()
    removed: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    instead: tuple[str, ...] = ()
    reopened: str | None = None
    trace: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handing(Flat):
    """One change of hands of a task: `claim`, `release`, `transfer`, `reassign`, `delegate` or `give_back`."""

    at: datetime
    by: str
    verb: str
    was: str | None = None
    to: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat(Flat):
    """One seat that is not decided yet. `able` may act now, `kept` are its people who may not, with the code of the refusal."""

    task: str
    seat: str
    group: str | None
    state: str
    holder: str | None
    candidates: tuple[str, ...]
    tokens: tuple[str, ...]
    able: tuple[str, ...]
    kept: Mapping[str, str]
    opened_at: datetime
    held_since: datetime
    working: int | None
    due_at: datetime | None
    urged: int
    resolution: Resolution
    hands: tuple[Handing, ...] = ()
    weight: int = 1
    main: bool = False


@dataclass(frozen=True, slots=True)
class StandIn(Flat):
    """Who stands in for the holder of an open seat today, by which rule (`rule`: the id of a stored one).

    `kept` is the code of what keeps him from acting; None: he may.
    """

    principal: str
    proxy: str
    kind: str
    from_: date | None
    until: date | None
    rule: str | None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Tried(Flat):
    """Commands of one kind that were refused."""

    actor: str
    action: str
    code: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Deed(Flat):
    """What a rung does: `remind`, `notify`, `reassign` or `set`; to whom (`expression`), and who that is today (`people`).

    `fields` are those that a `set` changes. For `act` the expression is the decision, for `to` the step.
    """

    verb: str
    expression: str | None = None
    people: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed(Flat):
    """One armed timer. `rung` counts from 1; `late`: it should have fired. `when` must hold as it fires, `met`: it does today.

    `clock` is the clock of the case whose rung it is; None for the step's.
    """

    key: str
    due: datetime
    rung: int
    repeat: int
    provisional: bool
    late: bool
    per_seat: bool = False
    every: str | None = None
    when: str | None = None
    met: bool | None = None
    deeds: tuple[Deed, ...] = ()
    clock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Flat):
    """A clock of the case. `stopped` is None while it runs, else `met` or `ended`; `holder` is whose duty it is today."""

    id: str
    title: Label
    begin: datetime
    due: datetime | None
    provisional: bool = False
    extended: bool = False
    stopped: str | None = None
    stopped_at: datetime | None = None
    late: bool = False
    overdue_workdays: int | None = None
    holder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal(Flat):
    """Why something is not allowed, as the command itself would say."""

    code: str
    message: str
    hint: str | None = None
    data: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next(Flat):
    """What an action would do now if `by` (the first who may) took it.

    `to` is the step where the case would rest (`status` where that ends it); None: it stays, and `more` approvals are still needed.
    With `refused` it would not be carried out as it stands: something must be given with it (`needs`), or a guard does not hold.
    `targets` and `resume` are what a return may choose from.
    """

    action: str
    title: Label
    by: str
    task: str | None
    comment: str
    to: str | None = None
    status: str | None = None
    more: int | None = None
    needs: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    targets: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MayAct(Flat):
    """One action and one person: `allowed` as it stands; `offered` though a comment or data may be missing; else the reasons."""

    action: str
    allowed: bool
    offered: bool
    task: str | None = None
    reasons: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonWhy(Flat):
    """What one person may do with a case and what not. `known` and `active` are the directory's word."""

    person: str
    known: bool
    active: bool
    tasks: tuple[str, ...] = ()
    acted: tuple[str, ...] = ()
    actions: tuple[MayAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise(Flat):
    """A return that will go straight back: from `target` to `origin`, past `between` as far as their approvals stand."""

    target: str
    origin: str
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupCount(Flat):
    """How one group of `of: each_group` stands."""

    group: str
    needed: int
    got: int
    rejected: int
    still: int


@dataclass(frozen=True, slots=True)
class Count(Flat):
    """How the votes stand: `need` as written, approvals `got` of `needed`, seats that may `still` decide.

    They count what `of` says: `seats`, their `weight`, or what `each_group` needs; `plugin` where a rule of the host's alone knows
    what it needs. `refusals` is how many rejections end the step under `reject`, None where no number does.
    """

    need: str
    needed: int
    got: int
    rejected: int
    still: int
    of: str = "seats"
    reject: str = "veto"
    refusals: int | None = None
    abstained: int = 0
    groups: tuple[GroupCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Offspring(Flat):
    """A child of the step where the case rests: its key, branch, where it is, how it stands, and who can bring it on."""

    key: str
    branch: str
    step: str
    status: str
    waited_for: bool = True
    who: tuple[str, ...] = ()


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
