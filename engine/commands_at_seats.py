"""What a person asks for at a seat: act, hand it on, ask others, keep a draft."""

from collections.abc import Mapping
from dataclasses import field

from .command import OnCase
from .frozen import dataclass, quickly_made


@quickly_made
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
class Edit(OnCase):
    """Change fields that the present step may edit."""

    data: Mapping[str, object]
    task: str | None = None
    edits: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(OnCase):
    """Ask a person for information without giving the seat away (征询); the answer is a comment that names the question."""

    to: str
    text: str
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(OnCase):
    """Keep a draft of one's decision (暂存): it counts for nothing and is one's own. Without any words the draft is taken away."""

    action: str | None = None
    comment: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    task: str | None = None
