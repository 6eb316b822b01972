"""A seat: one duty of one person, or one pool, at one step in one round."""

from datetime import date, datetime
from enum import StrEnum

from .attachment import Attachment
from .frozen import dataclass, quickly_made


class TaskState(StrEnum):
    """A seat waits for its turn, is open, or is closed for ever."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


WAITING, OPEN, CLOSED = TaskState
"""The states by themselves: to ask an enum for one of its members takes Python 3.11 ten times as long as to know it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """By which standing rule somebody acted: its kind, whose right it was, its days, and the id of its row where it is a stored one."""

    kind: str
    principal: str
    from_: date | None = None
    until: date | None = None
    rule: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at a seat, by whom, and on which content.

    `actor` acted, for `principal` (the same person unless by proxy). `automatic` names the policy that decided in a
    person's stead (`duplicate`, `self`, `empty`, `carried`, `credit`, `timer`), None where a person did. `authority` is the
    standing rule by which the actor stood in for somebody; a substitute in a post is the principal himself.
    `kind` is `circled` where somebody agreed without words at a step with a main seat (圈阅).
    """

    action: str
    actor: str
    principal: str
    at: datetime
    revision: int
    content: str
    comment: str | None = None
    arm: str | None = None
    automatic: str | None = None
    authority: Authority | None = None
    kind: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """Who owns a seat while a delegate works on it, with the pool it was claimed from."""

    holder: str
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


BEFORE, AFTER, PARALLEL = "before", "after", "parallel"


@dataclass(frozen=True, slots=True)
class Added:
    """How a seat came into a running slate: `by` whom, for which `seat`, `where` it stands to that one.

    Those added together are one `batch` with a `rule` of its own. What they say is advice unless it is `binding`.
    """

    by: str
    seat: str
    where: str
    batch: str
    rule: str = "all"
    binding: bool = False
    depth: int = 1


@quickly_made
@dataclass(frozen=True, slots=True)
class Task:
    """One seat in one round: exactly one outcome, ever.

    `holder` owns it; without one, `candidates` (persons) and whoever carries one of the live `tokens`
    (`role:legal`, `role:legal@finance`) may claim it or act. `held` lists everyone who ever held it.
    While it is delegated, `holder` is the delegate and `parked` keeps the owner, who alone decides.
    `weight` is what its vote counts under a rule of weights; the `main` seat has to write an opinion to approve.
    """

    id: str
    step: str
    round: int
    seat: str
    state: TaskState
    opened_at: datetime
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    due_at: datetime | None = None
    urged: int = 0
    outcome: str | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    decision: Decision | None = None
    superseded: bool = False
    parked: Parked | None = None
    added: Added | None = None
    weight: int = 1
    main: bool = False
    read_at: datetime | None = None

    @property
    def owner(self) -> str | None:
        """Whose the seat is: its holder, or whoever delegated it."""
        return self.parked.holder if self.parked is not None else self.holder

    @property
    def open(self) -> bool:
        """Whether somebody may act on it now."""
        return self.state is OPEN

    @property
    def pool(self) -> bool:
        """Whether the seat has no owner yet but somebody may take it."""
        return self.holder is None and bool(self.candidates or self.tokens)
