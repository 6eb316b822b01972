"""What an engine tells those who observe it: one `Happening` for each thing it does. Log records, metrics and spans all come from here.

Nothing in here is what people have written: no data, no comments, no reasons; only who did what to which case, and how that went.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from enum import StrEnum
from time import perf_counter
from typing import Protocol, TypeAlias

from . import commands as c
from .errors import Refused, SignoffError
from .frozen import maker

LOG = logging.getLogger("signoff.observing")
LONGEST = 200
"""Characters of what somebody gave as the name of a case that is not there."""


class What(StrEnum):
    """What can happen."""

    MOVE = "move"
    CONFLICT = "conflict"
    UNCOUNTED = "uncounted"
    SWEEP = "sweep"
    TIMER = "timer"
    DELIVERY = "delivery"


class Outcome(StrEnum):
    """How it went. A timer is `done` also where its `when` did not hold; `dead` is an effect that has failed its last try."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(slots=True, kw_only=True)
class Happening:
    """One thing that happens, filled in as it does; whoever observes it reads it and changes nothing.

    `step` is where the case was (a new one: where it is now). `verb` is the command, `action` what was taken with `act`; `code` that of
    the refusal or error. `kind`, `key` and `tries` are those of an effect, `timer` the key of a timer, `count` how many timers a sweep
    fired. `late` says by how many seconds a timer came after it was due (of a sweep: the latest of them), and an effect after the move
    that it left with; `seconds` how long it took.
    """

    what: What
    tenant: str
    workflow: str | None = None
    case: str | None = None
    step: str | None = None
    verb: str | None = None
    action: str | None = None
    actor: str | None = None
    request_id: str | None = None
    outcome: Outcome = Outcome.DONE
    code: str | None = None
    kind: str | None = None
    key: str | None = None
    tries: int | None = None
    timer: str | None = None
    count: int | None = None
    late: float | None = None
    seconds: float | None = None
    sentence: str = field(default="", repr=False)
    """What went wrong, for the log alone: it may hold what foreign code says."""
    error: BaseException | None = field(default=None, repr=False)
    began: float = field(default_factory=perf_counter, repr=False)
    after_commit: bool = field(default=False, repr=False)
    """It is told once its transaction is committed, and never if that is rolled back."""

    def facts(self) -> dict[str, object]:
        """Everything that there is to say, by name (`FACTS`), in plain values."""
        found = ((name, getattr(self, name)) for name in FACTS)
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in found if value is not None}

    def failed(self, error: BaseException) -> None:
        """It came to this error, and was rolled back."""
        self.outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED
        self.code = error.code if isinstance(error, SignoffError) else type(error).__name__
        self.after_commit = False


_happening = maker(Happening)


FACTS = tuple(one.name for one in fields(Happening) if one.name not in ("sentence", "error", "began", "after_commit"))
"""The names of what is told: fields of log records, attributes of spans (there behind `signoff.`)."""

Ended: TypeAlias = Callable[[], None]


class Observer(Protocol):
    """Told of what an engine does, in the thread that does it, so it must be quick. What it raises is logged and breaks nothing."""

    def awake(self) -> bool:
        """Whether it wants to be told of moves and timers at present."""
        ...

    def begins(self, it: Happening) -> Ended | None:
        """A move, a sweep or a delivery begins. What is given back is called when it ends, committed or not, with `it` filled in."""
        ...

    def happened(self, it: Happening) -> None:
        """It has happened: after the commit of whoever holds the transaction, or when it was refused or failed."""
        ...


def move_of(command: c.Command, tenant: str) -> Happening:
    """What there is to tell of a command before anything is known of its case."""
    return _happening(
        what=What.MOVE,
        tenant=tenant,
        case=str(command.case)[:LONGEST] if isinstance(command, c.OnCase) else None,
        verb=c.verb(type(command)),
        action=str(command.action)[:LONGEST] if isinstance(command, c.Act) else None,
        actor=str(command.by)[:LONGEST],
        request_id=command.request_id,
    )


class Watch:
    """Those who observe an engine. All its bound copies share one."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def add(self, *observers: Observer) -> None:
        """These, too, from now on."""
        self._observers = (*self._observers, *observers)

    @property
    def awake(self) -> bool:
        """Whether anybody wants to be told of moves and timers."""
        return any(one.awake() for one in self._observers)

    def tell(self, it: Happening) -> None:
        """It has happened."""
        if it.seconds is None:
            it.seconds = perf_counter() - it.began
        for one in self._observers:
            try:
                one.happened(it)
            except Exception:
                _unbearable(one)

    @contextmanager
    def during(self, it: Happening) -> Iterator[Happening]:
        """What is done in the block is this; at its end it is told, unless that is left to its commit."""
        ends = [(one, ended) for one in self._observers if (ended := _begun(one, it)) is not None]
        try:
            yield it
        except BaseException as error:
            it.failed(error)
            raise
        finally:
            it.seconds = perf_counter() - it.began
            for observer, ended in reversed(ends):
                try:
                    ended()
                except Exception:
                    _unbearable(observer)
            if not it.after_commit:
                self.tell(it)


def _begun(observer: Observer, it: Happening) -> Ended | None:
    try:
        return observer.begins(it)
    except Exception:
        _unbearable(observer)
        return None


def _unbearable(observer: Observer) -> None:
    """What observers raise is nobody's affair but theirs."""
    LOG.exception("an observer failed, and what it observed goes on: %s", type(observer).__name__)


HEADERS: ContextVar[Mapping[str, str]] = ContextVar("signoff_headers")
"""Headers that say of which trace the work under way is a part. Whoever traces sets them."""


def trace_headers() -> Mapping[str, str]:
    """What a request sent now puts into its headers (`traceparent`); nothing where nobody traces."""
    return HEADERS.get({})
