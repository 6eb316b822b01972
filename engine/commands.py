"""What a person, a timer or another case asks for: one dataclass per command. The typed methods of the engine come from here."""

import re
from collections.abc import Mapping
from dataclasses import field

from .command import DELIVERY as DELIVERY
from .command import SYSTEM as SYSTEM
from .command import TIMER as TIMER
from .command import Command as Command
from .command import OnCase as OnCase
from .commands_at_seats import Act as Act
from .commands_at_seats import AddSigner as AddSigner
from .commands_at_seats import Ask as Ask
from .commands_at_seats import Claim as Claim
from .commands_at_seats import Delegate as Delegate
from .commands_at_seats import Edit as Edit
from .commands_at_seats import GiveBack as GiveBack
from .commands_at_seats import Hold as Hold
from .commands_at_seats import Release as Release
from .commands_at_seats import RemoveSigner as RemoveSigner
from .commands_at_seats import Transfer as Transfer
from .commands_of_administration import CancelBranch as CancelBranch
from .commands_of_administration import Escalate as Escalate
from .commands_of_administration import Extend as Extend
from .commands_of_administration import Jump as Jump
from .commands_of_administration import Migrate as Migrate
from .commands_of_administration import Rearm as Rearm
from .commands_of_administration import Reassign as Reassign
from .commands_of_administration import Recount as Recount
from .commands_of_administration import Resume as Resume
from .commands_of_administration import Retry as Retry
from .commands_of_administration import StartBranch as StartBranch
from .commands_of_administration import Succeed as Succeed
from .commands_of_administration import Suspend as Suspend
from .commands_of_administration import Terminate as Terminate
from .commands_of_administration import VoidNumber as VoidNumber
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    """Start a case of a workflow with its data; `key` is its human key, `subject` a pair (kind, id) of the host's own."""

    workflow: str
    data: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    subject: tuple[str, str] | None = None
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
class Remind(OnCase):
    """Urge the holders of the open tasks (催办)."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(OnCase):
    """Say that one has seen to a finding of `stuck`, by its `code` (and `clock`, if it is about one), and what comes of it."""

    code: str
    reason: str
    clock: str | None = None


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
class Fire(OnCase):
    """A timer is due. Given by the sweep, as `system:timer`."""

    timer: str
    by: str = TIMER


COMMANDS: tuple[type[Command], ...] = (
    Start, Act, Claim, Release, Transfer, Reassign, Succeed, Delegate, GiveBack, AddSigner, RemoveSigner, Withdraw,
    TakeBack, ConsentBack, DeclineBack, Comment, Edit, Remind, Acknowledge,
    Suspend, Resume, Terminate, Jump, Extend, Recount, Escalate, Rearm, Retry, StartBranch, CancelBranch, Migrate, VoidNumber,
    Ask, CopyTo, Read, Hold, Fire,
)  # fmt: skip


def verb(command: type[Command]) -> str:
    """The verb of a kind of command, as the engine's methods and the command line call it."""
    return re.sub("(?<!^)(?=[A-Z])", "_", command.__name__).lower()
