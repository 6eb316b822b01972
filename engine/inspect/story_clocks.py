"""What `why` says of time: the rungs that are armed, the clocks of the case."""

from collections.abc import Mapping
from datetime import datetime

from ..frozen import dataclass
from .flat import Flat

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed(Flat):
    """What a rung does: `remind`, `notify`, `reassign` or `set`; to whom (`expression`), and who that is today (`people`).

    `fields` are those that a `set` changes. For `act` the expression is the decision, for `to` the step.
    """

    verb: str
    expression: str | None = None
    people: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed(Flat):
    """One armed timer. `rung` counts from 1; `late`: it should have fired. `when` must hold as it fires, `met`: it does today.

    `clock` is the clock of the case whose rung it is; None for the step's.
    """

    key: str
    due: datetime
    rung: int
    repeat: int
    provisional: bool
    late: bool
    per_seat: bool = False
    every: str | None = None
    when: str | None = None
    met: bool | None = None
    deeds: tuple[Deed, ...] = ()
    clock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Flat):
    """A clock of the case. `stopped` is None while it runs, else `met` or `ended`; `holder` is whose duty it is today."""

    id: str
    title: Label
    begin: datetime
    due: datetime | None
    provisional: bool = False
    extended: bool = False
    stopped: str | None = None
    stopped_at: datetime | None = None
    late: bool = False
    overdue_workdays: int | None = None
    holder: tuple[str, ...] = ()
