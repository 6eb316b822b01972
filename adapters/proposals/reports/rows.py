"""The ledger as typed rows: what reports are made from. Every instant is aware, every person and unit an id that `Ledger` can name.

Working time is counted where the rows are made, so that a stored ledger gives the same figures under any later calendar.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Literal

from signoff.engine.frozen import dataclass

from .schemes import NATIONAL, Scheme
from .tables import Label

Standing = Literal["open", "closed", "withdrawn", "rejected", "terminated"]
LEFT_OUT: tuple[Standing, ...] = ("withdrawn", "rejected", "terminated")
"""Cases that are in no figure; footnotes count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One suggestion or proposal (件). `key` is the human key of the case, by which every figure can be followed.

    `upstream_role` is our part in it as the assigning body sees it: `lead` or `co`. `points` are the requests it makes.
    """

    key: str
    kind: str
    year: int
    case_no: str
    title: str
    session: str = ""
    level: str = ""
    assigning_body: str = ""
    upstream_role: str = "lead"
    mode: str = ""
    lead_proposer: str = ""
    co_signers: int = 0
    points: int = 1
    assigned_at: datetime | None = None
    key_case: bool = False
    leader_led: bool = False
    leading_leader: str = ""
    follow_up: str = ""
    standing: Standing = "open"
    step: Label = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forms:
    """The feedback forms (征询意见表) of one reply: how many were sent, and what came back."""

    sent: int = 0
    satisfied: int = 0
    basically_satisfied: int = 0
    dissatisfied: int = 0

    @property
    def returned(self) -> int:
        """How many came back."""
        return self.satisfied + self.basically_satisfied + self.dissatisfied


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of the ledger: a case and one lead unit of it, that is one reply owed (件次).

    `statutory_due` is the limit as first set, `effective_due` the one that holds after extensions, `max_due` the last to which it can
    be extended. `met` says that somebody met the proposer face to face before the reply was issued (None: not known). `first` and
    `final` are the forms of the first reply and of the last one; `not_public` that non-disclosure was approved. `returns` counts how
    often the reply was sent back in its approval; `first_pass` is None until it was issued, and where it is not known.
    """

    case: CaseRow
    unit: str
    section: str = ""
    officer: str = ""
    portfolio_leader: str = ""
    co_units: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    step: Label = field(default_factory=dict)
    statutory_due: datetime | None = None
    effective_due: datetime | None = None
    max_due: datetime | None = None
    remaining_workdays: int | None = None
    contacts_before: int = 0
    contacts_during: int = 0
    contacts_after: int = 0
    met: bool | None = False
    opinions_wanted: int = 0
    opinions_in: int = 0
    doc_no: str = ""
    issued_at: datetime | None = None
    first_class: str = ""
    current_class: str = ""
    converted_at: datetime | None = None
    first: Forms = Forms()
    final: Forms = Forms()
    first_value: str = ""
    final_value: str = ""
    uploaded_at: datetime | None = None
    published_at: datetime | None = None
    disclosure: str = ""
    disclosure_reason: str = ""
    not_public: bool = False
    level: str = ""
    look_back: Label = field(default_factory=dict)
    returns: int = 0
    first_pass: bool | None = None
    note: str = ""

    @property
    def extended_to(self) -> datetime | None:
        """The limit after an extension; None where there was none."""
        return self.effective_due if self.effective_due != self.statutory_due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one handling unit, lead or co-handling, owes in one case: to sign in, and where it co-handles, an opinion."""

    case: CaseRow
    unit: str
    role: str
    officer: str = ""
    section: str = ""
    open: bool = True
    sign_in_due: datetime | None = None
    signed_in_at: datetime | None = None
    opinion_due: datetime | None = None
    opinion_at: datetime | None = None
    waived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A duty with a limit that is not done yet: `what` it is, on whom it rests, by how many working days it is late or has time left."""

    case: CaseRow
    unit: str
    what: Label
    due: datetime
    step: Label = field(default_factory=dict)
    person: str = ""
    overdue_workdays: int = 0
    remaining_workdays: int = 0
    level: str = ""
    reminded_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPass:
    """One stay at a step of the approval: `seconds` of working time; `outcome` is `approved`, `returned`, or empty while it lies there."""

    case: CaseRow
    unit: str
    step: str
    title: Label
    seconds: int
    outcome: str = ""
    round: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact with a proposer: the phase (`pre`, `mid`, `post`), how, with whom, what was said, and whether reasons were explained."""

    case: CaseRow
    unit: str
    phase: str
    mode: str
    on: date | None = None
    whom: str = ""
    opinion: str = ""
    explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Something that a reply promises; `status` is `planned`, `done` or `dropped`."""

    case: CaseRow
    unit: str
    what: str
    due: date | None = None
    done: date | None = None
    status: str = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A supervision order (督办单): its level now (`blue`, `yellow`, `red`), and how it stands (`open`, `resolved`, `cancelled`).

    `costs` is what a card of a level costs here, where the policy says that by a table; else it costs what the scheme says.
    """

    case: CaseRow
    unit: str
    key: str
    cause: Label
    level: str
    issued_at: datetime
    due: datetime | None = None
    rectified_at: datetime | None = None
    closed_at: datetime | None = None
    state: str = "open"
    score: int = 0
    yellows: int = 0
    reds: int = 0
    costs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """A look-back (回头看) of one unit: when its report is due and when it was filed, in which year's cycle it is."""

    case: CaseRow
    unit: str
    cycle: int = 1
    due: datetime | None = None
    reported_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A leader's visit or study (调研) for a case."""

    case: CaseRow
    leader: str
    on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """An interim reply (阶段性答复): why there was one, when it went out, until when the reply itself is owed and when that went out."""

    case: CaseRow
    unit: str
    reason: str = ""
    doc_no: str = ""
    issued_at: datetime | None = None
    reply_due: datetime | None = None
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A handling unit: its title, the group it is assessed in, and its principal."""

    id: str
    title: Label
    group: str = ""
    principal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file by which units were scored, word for word: `what` it is (`scorecard`, `marks`), and its name."""

    what: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class OneCase:
    """A case where a row about a case is asked for."""

    case: CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything reports are made from, as of one instant. `names` are those of persons, by id; `scheme` is that of result classes.

    `written` are the scorecards in force and the marks given by them, where the ledger was kept with them.
    """

    as_of: datetime
    timezone: str = "Asia/Shanghai"
    cases: tuple[CaseRow, ...] = ()
    rows: tuple[LedgerRow, ...] = ()
    shares: tuple[Share, ...] = ()
    duties: tuple[Duty, ...] = ()
    steps: tuple[StepPass, ...] = ()
    contacts: tuple[Contact, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    orders: tuple[Order, ...] = ()
    look_backs: tuple[LookBack, ...] = ()
    studies: tuple[Study, ...] = ()
    interims: tuple[Interim, ...] = ()
    units: tuple[UnitRow, ...] = ()
    written: tuple[Written, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    scheme: Scheme = NATIONAL
    source: str = ""

    @property
    def rows_of_cases(self) -> tuple["OneCase", ...]:
        """The cases, each as a row about itself."""
        return tuple(OneCase(case) for case in self.cases)

    def unit(self, id: str) -> UnitRow:
        """The unit with this id; of one that the directory does not know, the id is the title."""
        return next((unit for unit in self.units if unit.id == id), UnitRow(id=id, title={"zh": id}))

    def name(self, person: str) -> str:
        """The name of a person; the id where none is known."""
        return self.names.get(person, person)
