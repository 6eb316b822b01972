"""What a case keeps of the steps it has left: bounded, however old it is."""

from datetime import datetime

from .frozen import dataclass, quickly_made
from .plain_texts import lasting
from .task import Added


@quickly_made
@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that a left step keeps: whose, at which seat, on which content. `task` is where it was given."""

    task: str
    seat: str
    person: str
    actor: str
    content: str
    revision: int
    superseded: bool = False


@lasting
@quickly_made
@dataclass(frozen=True, slots=True)
class Memory:
    """What a case remembers of a step: rounds entered, the last outcome, who ever acted there, what was approved.

    `acted` holds principals and actors of all rounds; `approvals` those of the last finished round only, `by` whose act left it.
    `extended`: its clock was given more time in the last round.
    """

    rounds: int = 0
    entered: datetime | None = None
    left: datetime | None = None
    due: datetime | None = None
    outcome: str | None = None
    acted: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    seats: tuple["SeatOwner", ...] = ()
    by: str | None = None
    extended: bool = False


@quickly_made
@dataclass(frozen=True, slots=True)
class SeatOwner:
    """Who owned a seat when a step sent the case back, so that the same persons are asked again."""

    seat: str
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    weight: int = 1
    main: bool = False
    added: Added | None = None


@dataclass(frozen=True, slots=True)
class ReturnPoint:
    """A promise made by a return with `straight_back`: when the case leaves `target` forwards it goes on to `origin`.

    `cut` is the part of the walk between target and origin that was cut off, in order; `owners` the origin's slate. With `marked`
    the steps marked `reapprove` are asked again on the way. `changed` are the fields changed since the return.
    """

    target: str
    origin: str
    cut: tuple[str, ...] = ()
    owners: tuple[SeatOwner, ...] = ()
    approvals: tuple[Approval, ...] = ()
    marked: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Whoever acted last (`by`) asks to take that back though others have begun since: their consent is waited for.

    It is a vote at the seat `task` of the present step, or the move that came from the step `to`. `consents` are the seats whose
    people have agreed. It ends with `step` in this `round`.
    """

    by: str
    at: datetime
    step: str
    round: int
    task: str | None = None
    to: str | None = None
    comment: str | None = None
    consents: tuple[str, ...] = ()
