"""What a report says, as frozen values that turn into plain ones."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from ..frozen import dataclass
from ..inspect.flat import Flat


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime(Flat):
    """How long cases stay at a step, how often they come back, and how many are there now.

    `visits` are those that ended within the period; `median`, `p90` and `total` are minutes: of working time where a calendar counts at
    the step (`working`), else of all time; what a case was suspended does not count. The median of an even number is the mean of the two
    in the middle, rounded down; of ten visits nine took no longer than `p90`. `returned` counts cases sent back from here, `received` those
    sent back to here. `waiting` and `overdue` are open cases now. `branch` is empty for the workflow itself, `position` the
    step's place in the definition as it is written.
    """

    workflow: str
    branch: str = ""
    step: str
    title: Mapping[str, str] = field(default_factory=dict)
    step_title: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    working: bool = False
    visits: int = 0
    median: int | None = None
    p90: int | None = None
    total: int = 0
    returned: int = 0
    received: int = 0
    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load(Flat):
    """What lies with a person, a pool or a unit: seats open now, those of them that are overdue, decisions taken in the period.

    `kind` is `person`, `pool` or `unit`; `name` an id, or the token of a pool (`role:legal@UNIT`). A unit has what its people have, and
    what lies with its pools.
    """

    kind: str
    name: str
    open: int = 0
    overdue: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Flat):
    """How many times cases went from a step to another within the period; `back` where they were sent back."""

    workflow: str
    branch: str = ""
    step: str
    to: str
    count: int
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottlenecks(Flat):
    """Where the time goes: steps by their share of it, people, pools and units by what lies with them.

    The period is from `since` (None: the first case) until before `until` (None: now); `at` is the instant of the report. `cases` were
    read, `events` of their history. What was archived is not in it. `unavailable` says why units are missing: the directory is down.
    """

    at: datetime
    since: datetime | None
    until: datetime | None
    cases: int
    events: int
    steps: tuple[StepTime, ...]
    passages: tuple[Passage, ...]
    people: tuple[Load, ...]
    units: tuple[Load, ...]
    unavailable: str | None = None
