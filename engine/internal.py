"""What cases ask of each other. No host can give these commands: they follow from events, in the same transaction.

A signal alone goes from one aggregate to another: it comes by the outbox, in a transaction of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime

from . import commands as c
from . import events as e
from .case import Case
from .events import Event
from .facts_out import Reactivated, Suspended
from .frozen import dataclass

ITSELF = f"{c.SYSTEM}workflow"
"""Who acts where an action fires by itself (`by: system`)."""
ANOTHER = f"{c.SYSTEM}case"
"""Who acts where another case has an action taken (`by: case`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Internal(c.OnCase):
    """A command from case to case; `case` is an id, `by` whoever set it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Internal):
    """A child that has been opened comes to its first step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildDone(Internal):
    """A child has ended by itself."""

    child: str
    branch: str
    status: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildWoken(Internal):
    """A child that had ended is under way again."""

    child: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByItself(Internal):
    """Something has happened in the aggregate: look whether anything fires by itself here."""

    by: str = ITSELF


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Internal):
    """The parent has closed this child."""

    reason: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn(Internal):
    """A branch sends its parent to a step of the parent's: back by a return (`resume`), or by an own action."""

    child: str
    action: str
    to: str
    resume: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(Internal):
    """The parent rests, and so does this child; or (`over`) the parent has been woken, and so is this one."""

    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Internal):
    """Look whether the branches have come together, or can do so no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOver(Internal):
    """The case above has gone over to another definition, and this branch of it does so, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widen(Internal):
    """A case below asks for one more child of a branch (`element`, `data`), or for one less (`stop`)."""

    branch: str
    element: object = None
    data: Mapping[str, object] = field(default_factory=dict)
    once_per: tuple[str, ...] = ()
    stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp(Internal):
    """Whoever delivers has tried a row of the outbox for the last time."""

    row: str
    key: str
    sort: str
    what: str
    tries: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The case that has sent a signal: its root's id, human key and workflow."""

    id: str
    key: str
    workflow: str

    def named(self, text: object) -> bool:
        """Whether a text means this case: its id, `workflow/key`, its key, or the last part of that, as `6115`."""
        return isinstance(text, str) and (text in (self.id, self.key, f"{self.workflow}/{self.key}") or self.key.endswith(f"-{text}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Internal):
    """Another case has an action taken by this one, or by whichever case below it offers that."""

    action: str
    sender: Sender
    data: Mapping[str, object] = field(default_factory=dict)
    by: str = ANOTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(Signal):
    """The action is taken by this very case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime(Internal):
    """A case below extends a clock of this one."""

    clock: str
    due: datetime
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Internal):
    """Something that the clocks of this case look at has happened in another case."""


FOLLOWED = frozenset(
    {
        e.Started,
        Suspended,
        Reactivated,
        e.ChildClosed,
        e.Ended,
        e.Reopened,
        e.SentUp,
        e.Migrated,
        e.MoreTimeAsked,
        e.Heard,
        e.KinAsked,
    }
)
"""The facts that something may follow from in other cases; most have nothing of the kind."""


def following(events: Iterable[Event], before: Mapping[str, Case]) -> Iterator[Internal]:
    """What follows from these events, in order; `before` are the cases of the aggregate as they stand."""
    for event in events:
        fact, by = event.fact, event.actor
        if type(fact) not in FOLLOWED:
            continue
        match fact:
            case e.Started() if fact.parent is not None:
                yield Begin(case=event.case, by=by)
            case Suspended() | Reactivated():
                over = isinstance(fact, Reactivated)
                for child in before[event.case].children:
                    if child.open:
                        yield Rest(case=child.id, by=by, over=over)
            case e.ChildClosed():
                yield Close(case=fact.child, by=by, reason=fact.reason, status=fact.status)
            case e.Ended():
                yield from _ended(event, fact, before)
            case e.Reopened():
                yield from _woken(event, before)
            case e.SentUp() if (parent := before[event.case].parent) is not None:
                sent = {"action": fact.action, "to": fact.to, "resume": fact.resume, "comment": fact.comment}
                yield GoOn(case=parent, by=by, child=event.case, **sent)  # type: ignore[arg-type]
            case e.Migrated():
                for child in before[event.case].children:
                    if child.open and before[child.id].branch:
                        yield GoOver(case=child.id, by=by)
            case e.MoreTimeAsked() | e.Heard() | e.KinAsked():
                yield _asked(fact, by)


def _asked(fact: e.MoreTimeAsked | e.Heard | e.KinAsked, by: str) -> Internal:
    """What one case asks of another one of its aggregate."""
    match fact:
        case e.MoreTimeAsked():
            return MoreTime(case=fact.owner, by=by, clock=fact.clock, due=fact.due, provisional=fact.provisional)
        case e.Heard():
            sender = Sender(id=fact.sender, key=fact.sender_key, workflow=fact.sender_workflow)
            return Take(case=fact.to, by=by, action=fact.action, sender=sender, data=fact.given)
    data = {"element": fact.element, "data": fact.data, "once_per": fact.once_per, "stop": fact.stop}
    return Widen(case=fact.owner, by=by, branch=fact.branch, **data)  # type: ignore[arg-type]


def _ended(event: Event, fact: e.Ended, cases: Mapping[str, Case]) -> Iterator[Internal]:
    """Whoever closed the child knows already; that it went from one end to another he does not."""
    parent = cases.get(cases[event.case].parent or "")
    child = parent.child(event.case) if parent is not None else None
    if parent is None or child is None:
        return
    if child.open or child.status.value != fact.status or child.end not in (None, fact.step):
        yield ChildDone(case=parent.id, by=event.actor, child=child.id, branch=child.branch, status=fact.status, end=fact.step)


def _woken(event: Event, cases: Mapping[str, Case]) -> Iterator[Internal]:
    """A child that was woken and has not ended again in the same move."""
    case = cases[event.case]
    parent = cases.get(case.parent or "")
    child = parent.child(event.case) if parent is not None else None
    if parent is not None and child is not None and case.open:
        yield ChildWoken(case=parent.id, by=event.actor, child=child.id, branch=child.branch)
