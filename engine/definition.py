"""What a workflow is made of: frozen values that the loader builds and the core reads. No YAML here, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from .branching import Join, Loop
from .expressions import Expression
from .plain import record
from .worktime import Duration

ALL = Join()
"""All branches have to end well."""

Label: TypeAlias = Mapping[str, str]
"""Text for people by language: `{"zh": "拟稿", "en": "Draft"}`."""

Literal: TypeAlias = str | int | Decimal | bool | Duration


class StepKind(StrEnum):
    """What a step is: a duty, a decision, child cases side by side, another workflow, passed through at once, or an end."""

    WORK = "work"
    APPROVAL = "approval"
    PARALLEL = "parallel"
    WORKFLOW = "workflow"
    AUTOMATIC = "automatic"
    END = "end"


class End(StrEnum):
    """How a case may have ended; the status of a case that rests at an end step."""

    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    VOID = "void"


@record
@dataclass(frozen=True, slots=True)
class Table:
    """A policy value looked up by a data field of the case: `{by: urgency, normal: 2wd, urgent: 1wd}`."""

    by: str
    values: Mapping[str, Literal]


PolicyValue: TypeAlias = Literal | tuple[Literal, ...] | Table


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a case's data (LANGUAGE §3). `options` keeps the written order, which is the ranking."""

    id: str
    type: str
    title: Label
    required: bool = False
    default: str | int | Decimal | bool | None = None
    options: Mapping[str, Label] = field(default_factory=dict)
    of: str | None = None
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    min: str | None = None
    max: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One entry under `approvers`: who holds this seat, in which group, what it weighs, and whether it opens at all."""

    who: Expression
    group: str | None = None
    title: Label | None = None
    when: Expression | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How seats add up: `need` is any, any_approve, all, sequence, a number of approvals, or an exact share `of` seats or weight.

    `reject` says what ends the step without approval: the first rejection (`veto`), a number or a share of them, or nothing before
    everyone has spoken (`collect`). `plugin` names a rule of the host's, which then decides alone.
    """

    need: str | int | Fraction = "all"
    of: str = "seats"
    reject: str | int | Fraction = "veto"
    abstain: bool = False
    plugin: str | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """One `require`: the condition that must hold, the sentence if it does not. `parts` are named conditions reported by name."""

    code: str
    that: Expression | None = None
    parts: Mapping[str, Expression] = field(default_factory=dict)
    say: Label | None = None
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move or a rung brings about: verb `notify` or `copy_to` (after commit), or at once `set`, `start` or `cancel`.

    `what` is the branch or workflow that is started or cancelled, `element` (or `row`, field by field) its element, `with_` what a
    child gets; with `once_per` nothing is started while a child with the same values of these fields is open.
    """

    verb: str
    to: Expression | None = None
    text: Label | None = None
    via: tuple[str, ...] = ()
    assign: Mapping[str, Expression] = field(default_factory=dict)
    when: Expression | None = None
    what: str | None = None
    with_: Mapping[str, Expression] = field(default_factory=dict)
    element: Expression | None = None
    row: Mapping[str, Expression] = field(default_factory=dict)
    once_per: tuple[str, ...] = ()
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Whom to tell of what happens (LANGUAGE §12): `event` at one of `steps` (none: anywhere), if `when` holds."""

    event: str
    to: Expression
    steps: tuple[str, ...] = ()
    when: Expression | None = None
    text: Label | None = None
    via: tuple[str, ...] = ()
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where an arm leads: `to` is a step id, `stay`, `previous` or `parent.STEP`; the first route whose `when` holds is taken."""

    to: str
    when: Expression | None = None
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of an action: by whom, when, to where. Its `id` (`STEP.ACTION` or `STEP.ACTION.2`) is an edge of the machine."""

    id: str
    routes: tuple[Route, ...]
    by: Expression | None = None
    when: Expression | None = None
    needs: tuple[str, ...] = ()
    may_edit: tuple[str, ...] = ()
    comment: str = "optional"
    require: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    credit: Expression | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A named move out of a step; its arms are tried in written order."""

    name: str
    title: Label
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """How approvers send a case back: legal targets (`any_earlier`, `previous`, `initiator` or step ids) and ways to go on.

    From its `max_rounds`-th round on a step sends nothing back any more: the case goes to `then`.
    """

    to: tuple[str, ...]
    resume: tuple[str, ...] = ("rewalk",)
    comment: str = "required"
    max_rounds: int | None = None
    then: tuple[Route, ...] = (Route("rejected"),)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """How a case is pulled back: by whom (None = the initiator), until when (`first_decision`, `end`, or a step id), and to where."""

    until: str
    by: Expression | None = None
    comment: str = "optional"
    needs: tuple[str, ...] = ()
    require: tuple[Guard, ...] = ()
    to: tuple[Route, ...] = (Route("withdrawn"),)

    @property
    def arm(self) -> Arm:
        """The same as an arm of an action."""
        return Arm("withdraw", self.to, needs=self.needs, comment=self.comment, require=self.require)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """How the last actor takes an act back: until somebody has `claimed` or `decided` at the step it led to."""

    until: str = "decided"


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of an escalation: its time, and what happens then. `at` may use the words begin and due.

    `apart`: a rule of the workflow for what is overdue, which neither hides the notice of a rung nor is hidden by one.
    """

    at: Expression
    every: Duration | None = None
    times: int = 1
    per_seat: bool = False
    when: Expression | None = None
    remind: Expression | None = None
    reassign: Expression | None = None
    effects: tuple[Effect, ...] = ()
    act: str | None = None
    comment: str | None = None
    to: tuple[Route, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """Nobody found: `hold`, `admin`, `skip`, or `assign` to `who`."""

    mode: str
    who: Expression | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """A side verb of the holder and to whom it may go (None = anyone).

    Of `add_signer`: where they may stand, whether their rejection is `binding`, how `depth` deep those added may add others.
    Of `remove_signer`: `mode` is `own` (whom one has added) or `any`.
    """

    among: Expression | None = None
    where: tuple[str, ...] = ("before", "after", "parallel")
    binding: bool = False
    depth: int = 1
    mode: str = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a case rests (LANGUAGE §4). `following` is what `next` means here; None in side rooms."""

    id: str
    kind: StepKind
    title: Label
    following: str | None = None
    when: Expression | None = None
    effects: tuple[Effect, ...] = ()
    by: Expression | None = None
    seats: tuple[Seat, ...] = ()
    rule: Rule = Rule()
    main: str | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    may_edit: tuple[str, ...] = ()
    edits: str = "substantive"
    on_change: str = "void"
    hide: tuple[str, ...] = ()
    due: Expression | None = None
    rungs: tuple[Rung, ...] = ()
    not_same_as: tuple[str, ...] = ()
    human_required: bool = False
    principal_only: Expression | None = None
    empty: Empty = Empty("hold")
    duplicate: str = "none"
    self_: str = "forbid"
    insufficient_seats: str = "hold"
    allow: Mapping[str, Allow] = field(default_factory=dict)
    returns: Return | None = None
    reapprove: bool = False
    calendar: str | None = None
    end: End | None = None
    parallel: tuple[str, ...] = ()
    join: Join = ALL
    then: tuple[Route, ...] = ()
    otherwise: tuple[Route, ...] = ()

    @property
    def human(self) -> bool:
        """Whether people act here."""
        return self.kind in (StepKind.WORK, StepKind.APPROVAL)

    @property
    def splits(self) -> bool:
        """Whether child cases are opened here."""
        return self.kind in (StepKind.PARALLEL, StepKind.WORKFLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A nested workflow (LANGUAGE §5): its own, or by `uses` another one, which then sees nothing but what `with_` gives it.

    `take` are fields of ours that get a value from it at its end. `initiator` is who is the child's initiator (None = ours).
    """

    id: str
    title: Label
    workflow: "Workflow | None" = None
    uses: str | None = None
    loop: Loop | None = None
    when: Expression | None = None
    wait: bool = True
    outlives: bool = False
    keep_if_done: bool = False
    with_: Mapping[str, Expression] = field(default_factory=dict)
    take: Mapping[str, Expression] = field(default_factory=dict)
    initiator: Expression | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Who may start a case (None = anyone), and on what conditions."""

    by: Expression | None = None
    needs: tuple[str, ...] = ()
    require: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A whole definition. Its identity is the hash of this value (`definition_hash`), not of the file it came from.

    `steps` keeps the written order; the first is where a case starts. `implicit` ends (approved, rejected, withdrawn,
    terminated) are among them, behind the written ones, where no written step has that name. `main` is how many steps,
    from the first, make the main line. `branches` are its child workflows by id, wherever they are written; what a `workflow:` step
    runs stands there under the step's id.
    """

    id: str
    title: Label
    version: str | None = None
    language: int = 1
    calendar: str | None = None
    timezone: str | None = None
    policy: Mapping[str, PolicyValue] = field(default_factory=dict)
    key: str | None = None
    start: Start = Start()
    data: Mapping[str, Field] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    names: Mapping[str, Expression] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    main: int = 0
    withdraw: Withdraw | None = None
    take_back: TakeBack | None = None
    notify: tuple[NoticeRule, ...] = ()
    plugins: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, Branch] = field(default_factory=dict)

    @property
    def first(self) -> Step:
        """The step where a case starts."""
        return next(iter(self.steps.values()))
