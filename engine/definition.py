"""What a workflow is made of: frozen values that the loader builds and the core reads. No YAML here, no behaviour."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from .branching import Join, Loop
from .chain_values import ChainCall
from .definition_clocks import Deadline as Deadline
from .definition_moves import Action as Action
from .definition_moves import Arm as Arm
from .definition_moves import Effect as Effect
from .definition_moves import Guard as Guard
from .definition_moves import NoticeRule as NoticeRule
from .definition_moves import Return as Return
from .definition_moves import Route as Route
from .definition_moves import Rung as Rung
from .definition_moves import TakeBack as TakeBack
from .definition_moves import Withdraw as Withdraw
from .definition_series import Series as Series
from .definition_values import Allow as Allow
from .definition_values import Empty as Empty
from .definition_values import Field as Field
from .definition_values import Label as Label
from .definition_values import Literal as Literal
from .definition_values import PolicyValue as PolicyValue
from .definition_values import Rule as Rule
from .definition_values import Seat as Seat
from .definition_values import Table as Table
from .expressions import Expression
from .frozen import dataclass

ALL = Join()
"""All branches have to end well."""

EVERYBODY = Rule()
"""Everybody has to approve."""

HOLD = Empty("hold")
"""A seat without an owner opens and waits."""


class StepKind(StrEnum):
    """What a step is: a duty, a decision, a run of them worked out on entry, child cases, another workflow, passed at once, or an end."""

    WORK = "work"
    APPROVAL = "approval"
    CHAIN = "chain"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a case rests (LANGUAGE §4). `following` is what `next` means here; None in side rooms.

    A step with a `chain` is never rested at: what it says holds for each step that the chain is laid out into. Such a one is `of` that
    step; `lost` says why its people could not be worked out.
    """

    id: str
    kind: StepKind
    title: Label
    following: str | None = None
    when: Expression | None = None
    effects: tuple[Effect, ...] = ()
    by: Expression | None = None
    seats: tuple[Seat, ...] = ()
    rule: Rule = EVERYBODY
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
    empty: Empty = HOLD
    duplicate: str = "none"
    self_: str = "forbid"
    insufficient_seats: str = "hold"
    allow: Mapping[str, Allow] = field(default_factory=dict)
    returns: Return | None = None
    reapprove: bool = False
    calendar: str | None = None
    calendar_of: Expression | None = None
    end: End | None = None
    parallel: tuple[str, ...] = ()
    join: Join = ALL
    then: tuple[Route, ...] = ()
    otherwise: tuple[Route, ...] = ()
    chain: ChainCall | None = None
    of: str | None = None
    lost: str | None = None

    @property
    def human(self) -> bool:
        """Whether people act here."""
        return self.kind in (StepKind.WORK, StepKind.APPROVAL)

    @property
    def decides(self) -> bool:
        """Whether people decide here, or at the steps of its chain."""
        return self.kind in (StepKind.APPROVAL, StepKind.CHAIN)

    @property
    def staffed(self) -> bool:
        """Whether people act here, or at the steps of its chain."""
        return self.human or self.kind is StepKind.CHAIN

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
    comment: str = "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A whole definition. Its identity is the hash of this value (`definition_hash`), not of the file it came from.

    `steps` keeps the written order; the first is where a case starts. `implicit` ends (approved, rejected, withdrawn,
    terminated) are among them, behind the written ones, where no written step has that name. `main` is how many steps,
    from the first, make the main line. `branches` are its child workflows by id, wherever they are written; what a `workflow:` step
    runs stands there under the step's id. `anytime` are actions that belong to no step, `at_end` effects of whichever end it comes to.
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
    anytime: Mapping[str, Action] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    at_end: tuple[Effect, ...] = ()

    @property
    def first(self) -> Step:
        """The step where a case starts."""
        return next(iter(self.steps.values()))
