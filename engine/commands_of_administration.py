"""What an administrator asks for, each with a reason."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from .command import OnCase
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(OnCase):
    """An administrator's transfer: give a seat to another person, with a reason."""

    to: str
    reason: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(OnCase):
    """Somebody has left a post: whoever the step finds there now takes the seat over, due when it was due (接任).

    Where it finds nobody the seat waits without an owner (岗位空缺), and the superior of who held it is told; once a successor
    has come, the same again gives it to him.
    """

    reason: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(OnCase):
    """An administrator puts the case to rest: nobody may act on it, and its clocks stand still."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OnCase):
    """An administrator lets a suspended case go on. Deadlines move by the time of the rest, unless `keep_due`."""

    reason: str | None = None
    keep_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate(OnCase):
    """An administrator ends the case, wherever it is; everything open closes."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(OnCase):
    """An administrator moves the case to another step. Duties hold there, and no step that wants a person is skipped."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(OnCase):
    """An administrator gives the present step more time, or the `clock` of the case that is named (`reply`, `milestone/NAME`).

    Until an instant, or a time such as `due + 2wd`; never beyond the clock's `max`.
    """

    to: datetime | str
    reason: str
    clock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount(OnCase):
    """An administrator has the deadlines of the case counted anew, by the calendars as they are now.

    One that has passed stays; one that would end earlier stays, too, unless `earlier`.
    """

    reason: str
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(OnCase):
    """An administrator does not wait for the next rung of the escalation: it happens now."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearm(OnCase):
    """An administrator has missing timers armed: those of the present step, or of the `clock` of the case that is named."""

    reason: str
    clock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(OnCase):
    """An administrator has tried once more what has failed: outgoing effects after their last try (all, or one by its key), a split.

    A step that could not open its children when it was entered opens them now, if that can be done; `effect` leaves it alone.
    """

    reason: str
    effect: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBranch(OnCase):
    """An administrator opens one more child of a branch, for a reason: for an `element` of its list, with `data` of its own.

    It stands beside its siblings, and the step that waits for them waits for it, too. A list of rows wants a row as the element.
    """

    branch: str
    reason: str
    element: object = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBranch(OnCase):
    """An administrator takes the running children of a branch of this case out, for a reason; they count no more.

    With `element` only those of that element, or the one whose key ends so.
    """

    branch: str
    reason: str
    element: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrate(OnCase):
    """Take a case to another definition of its workflow (its hash), with a reason; an administrator's verb.

    `mapping` says for a step of the old definition which step of the new one it becomes; the same ids need no saying. `data` gives
    values to fields that the new definition has added or typed otherwise. With `expected`, the number of the case's last event, it
    is refused where the case has moved on since.
    """

    to: str
    reason: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidNumber(OnCase):
    """An administrator declares a number of the case void, also of one that has ended: it stays in the register, never used again."""

    number: str
    reason: str
