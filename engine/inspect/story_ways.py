"""What `why` says of actions: what each would do, who may take it, why not, what was tried and refused."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from ..frozen import dataclass
from .flat import Flat, Plain
from .story_clocks import Label


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
    """One action and one person: `allowed` as it stands; `offered` though a comment or data may be missing; else the reasons.

    Of a past instant, `recorded` says that history alone tells it of anybody who was active then; else it also hangs on roles and
    stand-ins, of which the last that history holds were taken.
    """

    action: str
    allowed: bool
    offered: bool
    task: str | None = None
    reasons: tuple[Refusal, ...] = ()
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class PersonWhy(Flat):
    """What one person may do with a case and what not. `known` and `active` are the directory's word; None: not recorded."""

    person: str
    known: bool | None
    active: bool | None
    tasks: tuple[str, ...] = ()
    acted: tuple[str, ...] = ()
    actions: tuple[MayAct, ...] = ()
