"""What `why` says of seats: how their people were found, through whose hands they went, who stands in, how the votes stand."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from ..frozen import dataclass
from .flat import Flat, Plain


@dataclass(frozen=True, slots=True)
class Resolution(Flat):
    """How the people of a seat were found when it opened: the expression, whom it found, who of them was removed by which duty.

    `policy` names the policy that changed the outcome (`empty: admin`, `self: superior`, `insufficient_seats: hold`), `instead`
    whom that one found. `reopened` says that the seat was asked again: `same_persons` after a return, `superseded` after an edit.
    """

    expression: str | None = None
    found: tuple[str, ...] = ()
    removed: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    instead: tuple[str, ...] = ()
    reopened: str | None = None
    trace: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handing(Flat):
    """One change of hands of a task: `claim`, `release`, `transfer`, `reassign`, `delegate` or `give_back`."""

    at: datetime
    by: str
    verb: str
    was: str | None = None
    to: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat(Flat):
    """One seat that is not decided yet. `able` may act now, `kept` are its people who may not, with the code of the refusal."""

    task: str
    seat: str
    group: str | None
    state: str
    holder: str | None
    candidates: tuple[str, ...]
    tokens: tuple[str, ...]
    able: tuple[str, ...]
    kept: Mapping[str, str]
    opened_at: datetime
    held_since: datetime
    working: int | None
    due_at: datetime | None
    urged: int
    resolution: Resolution
    hands: tuple[Handing, ...] = ()
    weight: int = 1
    main: bool = False


@dataclass(frozen=True, slots=True)
class StandIn(Flat):
    """Who stands in for the holder of an open seat today, by which rule (`rule`: the id of a stored one).

    `kept` is the code of what keeps him from acting; None: he may.
    """

    principal: str
    proxy: str
    kind: str
    from_: date | None
    until: date | None
    rule: str | None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class GroupCount(Flat):
    """How one group of `of: each_group` stands."""

    group: str
    needed: int
    got: int
    rejected: int
    still: int


@dataclass(frozen=True, slots=True)
class Count(Flat):
    """How the votes stand: `need` as written, approvals `got` of `needed`, seats that may `still` decide.

    They count what `of` says: `seats`, their `weight`, or what `each_group` needs; `plugin` where a rule of the host's alone knows
    what it needs. `refusals` is how many rejections end the step under `reject`, None where no number does.
    """

    need: str
    needed: int
    got: int
    rejected: int
    still: int
    of: str = "seats"
    reject: str = "veto"
    refusals: int | None = None
    abstained: int = 0
    groups: tuple[GroupCount, ...] = ()
