"""What a person, a timer or another case asks for: one dataclass per command. The typed methods of the engine come from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SYSTEM = "system:"
"""Names beginning so are the engine's own; hosts may not use them."""
TIMER = "system:timer"
DELIVERY = "system:delivery"
"""Whoever delivers the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands share: who asks (`by`, as the host has authenticated them) and the idempotency id of the request."""

    by: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    """Start a case of a workflow with its data; `key` is its human key, `subject` a pair (kind, id) of the host's own."""

    workflow: str
    data: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    subject: tuple[str, str] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase(Command):
    """A command on one case: a UUID, `workflow/key`, or a bare key where that is unambiguous."""

    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(OnCase):
    """Take an action of the present step: `approve`, `reject`, `return`, `submit` or the workflow's own."""

    action: str
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    task: str | None = None
    behalf_of: str | None = None
    to: str | None = None
    resume: str | None = None
    edits: str | None = None
    revision: int | None = None
    attachments: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(OnCase):
    """Take a pool's task for oneself; claiming one's own task again changes nothing."""

    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(OnCase):
    """Give a claimed task back to its pool."""

    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(OnCase):
    """Hand one's seat to another person for good; the seat keeps its vote."""

    to: str
    comment: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(OnCase):
    """An administrator's transfer: give a seat to another person, with a reason."""

    to: str
    reason: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(OnCase):
    """Let another person work on one's seat and come back with an opinion; the owner decides."""

    to: str
    comment: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(OnCase):
    """Give a delegated seat back to its owner, with an opinion: one of the step's actions. The owner may end a delegation so, too."""

    opinion: str | None = None
    comment: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSigner(OnCase):
    """Ask others to sign `before` oneself, `after`, or in `parallel` (加签); `rule` is theirs: any, all, sequence, 2 or 2/3."""

    who: tuple[str, ...]
    where: str | None = None
    rule: str = "all"
    comment: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSigner(OnCase):
    """Take a seat that is not decided out of the slate, with all that were added for it (减签)."""

    task: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OnCase):
    """Pull the case back, as the workflow's `withdraw` allows."""

    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(OnCase):
    """Take one's own last act back, as the workflow's `take_back` allows: the step opens again for the same persons.

    While the slate is open that is one's own vote (the last one, or that at the seat `task`); its seat opens again. Where others have
    begun since and the workflow says `later: ask_holder`, they are asked for their consent instead.
    """

    comment: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentBack(OnCase):
    """Agree that an act is taken back although one has begun since; the last consent carries it out."""

    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineBack(OnCase):
    """Do not agree that an act is taken back: the request is over, and the case stays where it is."""

    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(OnCase):
    """Say something without deciding. `answers` is the id of a question that it answers."""

    text: str
    answers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(OnCase):
    """Change fields that the present step may edit."""

    data: Mapping[str, object]
    task: str | None = None
    edits: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(OnCase):
    """Urge the holders of the open tasks (催办)."""

    reason: str | None = None


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
class Escalate(OnCase):
    """An administrator does not wait for the next rung of the escalation: it happens now."""

    reason: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(OnCase):
    """Ask a person for information without giving the seat away (征询); the answer is a comment that names the question."""

    to: str
    text: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTo(OnCase):
    """Give persons a copy (抄送): they are told and may read the case. With `receipt` each is asked to confirm having read it."""

    to: tuple[str, ...]
    text: str | None = None
    receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(OnCase):
    """Confirm having read what one was told or given a copy of, and the open tasks that one holds (已阅)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(OnCase):
    """Keep a draft of one's decision (暂存): it counts for nothing and is one's own. Without any words the draft is taken away."""

    action: str | None = None
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire(OnCase):
    """A timer is due. Given by the sweep, as `system:timer`."""

    timer: str
    by: str = TIMER


COMMANDS: tuple[type[Command], ...] = (
    Start, Act, Claim, Release, Transfer, Reassign, Delegate, GiveBack, AddSigner, RemoveSigner, Withdraw,
    TakeBack, ConsentBack, DeclineBack, Comment, Edit, Remind,
    Suspend, Resume, Terminate, Jump, Extend, Escalate, Retry, StartBranch, CancelBranch, Migrate, VoidNumber,
    Ask, CopyTo, Read, Hold, Fire,
)  # fmt: skip


def verb(command: type[Command]) -> str:
    """The verb of a kind of command, as the engine's methods and the command line call it."""
    return re.sub("(?<!^)(?=[A-Z])", "_", command.__name__).lower()
