"""The moves of a workflow: actions with their arms, guards and effects, ways back and out, rungs."""

from collections.abc import Mapping
from dataclasses import field

from .definition_values import Label
from .expressions import Expression
from .frozen import dataclass
from .worktime import Duration


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
    """What a move or a rung brings about: after commit `notify`, `copy_to`, `call`, `signal`; at once `set`, `start`, `cancel` and others.

    `what` is the branch or workflow that is started or cancelled, the clock that is extended (`until` when), or the plug-in that is
    called; `element` (or `row`, field by field) is a branch's element, `with_` what the child or the plug-in gets; with `once_per`
    nothing is started while a child with the same values of these fields is open. `allocate` gives the field `into` the next number
    of `series`, `void` declares its number void. `edits` says how what `set` brings counts to a signature; unsaid, it never does.
    `signal` has the cases whose keys `receivers` name (a text is a template of a key) take the action `what`; `otherwise` is what this
    case takes itself where one of them takes nothing any more or is not there, `none` being nothing.
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
    until: Expression | None = None
    digest: str | None = None
    into: str | None = None
    series: str | None = None
    edits: str | None = None
    receivers: tuple[Expression | str, ...] = ()
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Whom to tell of what happens (LANGUAGE §12): `event` at one of `steps` (none: anywhere), if `when` holds.

    With a `digest` (`daily 08:30`, `weekly 09:00`) it is collected and told with others at the next such time.
    """

    event: str
    to: Expression
    steps: tuple[str, ...] = ()
    when: Expression | None = None
    text: Label | None = None
    via: tuple[str, ...] = ()
    receipt: bool = False
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Where an arm leads: `to` is a step id, `stay`, `previous` or `parent.STEP`; the first route whose `when` holds is taken."""

    to: str
    when: Expression | None = None
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of an action: by whom, when, to where. Its `id` (`STEP.ACTION` or `STEP.ACTION.2`) is an edge of the machine.

    `system`: nobody takes it, it fires by itself when `when` becomes true. `within` are the steps where an arm under `anytime`
    (id `anytime:ACTION`) is possible, `open` standing for every step that is no end; empty for an arm of a step.
    `of_case`: no person takes it, but another case that signals it: any, or the one whose key the field `case_in` holds, and then this
    case waits for that one as long as `when` holds. The field `sender_to` takes the key of the case that has signalled.
    """

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
    system: bool = False
    within: tuple[str, ...] = ()
    of_case: bool = False
    case_in: str | None = None
    sender_to: str | None = None

    @property
    def apart(self) -> bool:
        """Whether it is taken by whoever it names, in no part of any step."""
        return bool(self.within) and (self.by is not None or self.of_case)

    @property
    def by_text(self) -> str | None:
        """Who takes it, as it is written; None: the step's holder."""
        if self.of_case:
            return f"case({self.case_in})" if self.case_in is not None else "case"
        return self.by.text if self.by is not None else "system" if self.system else None


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
    """How the last actor takes an act back: until somebody has `read`, `claimed` or `decided` at the step it led to.

    `later` says what comes after that: `none`, or `ask_holder`: with the consent of those who have begun.
    """

    until: str = "decided"
    later: str = "none"


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

    @property
    def tells(self) -> bool:
        """Whether it tells somebody, or takes the matter out of the hands of whoever would be told."""
        aloud = any(effect.verb in ("notify", "copy_to") for effect in self.effects)
        return aloud or bool(self.to) or any(one is not None for one in (self.remind, self.reassign, self.act))
