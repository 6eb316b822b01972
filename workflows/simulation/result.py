"""What a simulation comes to, as frozen values: paths of stops, with who is asked and why, until when, and what then."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from signoff.engine.definition import Label, Workflow
from signoff.engine.frozen import dataclass
from signoff.engine.inspect.story import Armed, Offspring, Seat, Why

MAIN, RETURNED, REJECTED, TIMED_OUT, OTHER, WITHDRAWN = "main", "returned", "rejected", "timed_out", "other", "withdrawn"
KINDS = (MAIN, RETURNED, REJECTED, TIMED_OUT, OTHER, WITHDRAWN)
"""The kinds of paths, in the order in which they are told: by the decision that leaves the main line."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that may be taken: at which case (`""` is the whole, else a branch by its name) and step; `timeout` for nobody's.

    One that is possible `anywhere` belongs to no step.
    """

    case: str
    step: str
    action: str
    by: str = ""
    to: str | None = None
    anywhere: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What makes two choices the same decision."""
        return "" if self.anywhere else self.step, self.action


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at a stop: by whom (None: by time), when, and to where a return went."""

    action: str
    title: Label
    by: str | None
    at: datetime
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that the case did not rest at: passed over (`when`), or passed by itself (`automatic`, or the policy that decided)."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where a case rested. `case` is empty for the whole, else the branch by its name; `days` the working days until `due`.

    `why` is what the engine itself says of the case there: who is asked and how they were found, timers, children, actions.
    `choices` are the decisions that bring it on, `decisions` those taken, `passed` the steps on the way here.
    """

    case: str
    round: int
    days: int | None
    why: Why
    choices: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def step(self) -> str:
        """The step."""
        return self.why.step

    @property
    def title(self) -> Label:
        """What people call the step."""
        return self.why.step_title

    @property
    def entered(self) -> datetime:
        """When the case came there."""
        return self.why.since

    @property
    def due(self) -> datetime | None:
        """Until when it is to be done there."""
        return self.why.due_at

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who is asked, seat by seat."""
        return self.why.seats

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may act there."""
        return tuple(dict.fromkeys(person for seat in self.seats for person in seat.able))

    @property
    def timers(self) -> tuple[Armed, ...]:
        """What happens when, if nobody acts."""
        return self.why.timers

    @property
    def children(self) -> tuple[Offspring, ...]:
        """What runs below."""
        return self.why.children

    @property
    def unowned(self) -> tuple[Seat, ...]:
        """The seats at which nobody can act, whose turn it is all the same."""
        return tuple(seat for seat in self.seats if not seat.able and seat.state != "waiting")


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Why a path goes no further: where, a code (`nobody`, `no_action`, `refused`), and a sentence."""

    case: str
    step: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when; `days` are the working days between (None where no calendar counts)."""

    begin: datetime
    end: datetime
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way through. `choice` is the decision by which it leaves a path told before; None for the main line.

    `status` is how the case stands at the end of it, `end` the step. `late` is how long it takes if everybody acts on the due date,
    `soon` if everybody acts at once (None where the way is another one then). `cut`: it goes on, and was not followed further.
    """

    kind: str
    choice: Choice | None
    stops: tuple[Stop, ...]
    status: str
    end: str
    late: Span
    soon: Span | None = None
    dead_end: DeadEnd | None = None
    cut: bool = False
    passed: tuple[Passed, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps in order, those of branches too; the last is where it ends."""
        return (*(stop.step for stop in self.stops), *((self.end,) if self.status not in ("open", "suspended") else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """All paths with this data and these people, the main line first.

    `definition` is the workflow, with stand-ins for those that it runs and that are not there. `made_up`: nobody was named, and
    stand-ins act. `samples` are the fields that nobody gave. `never` are the steps that no path came to, `left` how many decisions
    were not followed because there were too many.
    """

    definition: Workflow
    initiator: str
    began: datetime
    zone: str
    data: Mapping[str, object]
    paths: tuple[Path, ...]
    made_up: bool = False
    samples: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    left: int = 0

    @property
    def main(self) -> Path:
        """The path on which everybody agrees."""
        return self.paths[0]

    @property
    def dead_ends(self) -> tuple[DeadEnd, ...]:
        """Where paths go no further, each once."""
        found = {(path.dead_end.case, path.dead_end.step): path.dead_end for path in self.paths if path.dead_end is not None}
        return tuple(found.values())

    def stops(self, step: str) -> Iterator[Stop]:
        """Every stop at a step, over all paths."""
        return (stop for path in self.paths for stop in path.stops if stop.step == step)
