"""One case under the lens: everything that a family of reasons needs to look at it, and how it writes down what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from ..calendars import Calendar
from ..case import Case, Task
from ..counted import counted
from ..definition import Step
from ..errors import Misconfigured
from ..frozen import maker, quickly_made
from ..lazily import Ask, lazily
from ..model import Model
from ..outlook import Outlook
from ..reasons import REASONS, Severity
from ..scope import CaseScope
from ..verdict.holding import Late, late_clocks
from ..worktime import working_time_between
from ..world import World
from .facts import Facts, Patience
from .flat import flat
from .roots import root_of
from .seats import Standing, Standings
from .values import Acknowledged, Peers, RepairCommand, RootCause, StuckFinding

Evidence: TypeAlias = Mapping[str, object] | Callable[[], Mapping[str, object]]
"""What a finding was found by, or what puts that together once somebody reads it."""


@quickly_made
@dataclass(frozen=True, eq=False)
class Look:
    """A case with its definition, the world of this instant, and the facts."""

    model: Model
    case: Case
    world: World
    facts: Facts
    patience: Patience = field(default_factory=Patience)
    standings: Standings = field(default_factory=Standings)

    @lazily
    def step(self) -> Step:
        """The step where the case rests."""
        return self.model.step(self.case.step)

    @lazily
    def outlook(self) -> Outlook:
        """What the definition says about going on from there."""
        return self.model.outlook(self.case.step)

    @lazily
    def calendar(self) -> Calendar | None:
        """The calendar that counts at this step; None too where the engine was not given it."""
        return calendar_of(self.model, self.case, self.world)

    @lazily
    def late(self) -> tuple[Late, ...]:
        """The clocks that are late, the step's first."""
        return tuple(late_clocks(self.model, self.case, self.world.now))

    @lazily
    def seats(self) -> tuple[tuple[Task, Standing], ...]:
        """The case's tasks in their order, each with how it stands."""
        return tuple(zip(self.case.tasks, self.standings.of(self.model, self.case, self.world), strict=True))

    def finding(
        self,
        code: str,
        variant: str,
        since: datetime,
        params: Mapping[str, str | int] | None = None,
        *,
        severity: Severity | None = None,
        task: str | None = None,
        people: Iterable[str] = (),
        evidence: Evidence | None = None,
        commands: Iterable[RepairCommand] = (),
        root: RootCause | None = None,
    ) -> StuckFinding:
        """A finding about this case; `severity` where it is less grave than its code, `root` where its evidence does not say it."""
        case, calendar = self.case, self.calendar
        seen = self._acknowledged(code, params or {}, since) if case.acknowledged else None
        return bare(
            case,
            code,
            variant,
            since,
            params or {},
            put_into_words(evidence or {}, root),
            severity=severity,
            title=self.model.workflow.title,
            step_title=self.step.title,
            working=working_minutes(since, self.world.now, calendar),
            task=task,
            people=tuple(people),
            commands=tuple(commands) if seen is None else tuple([one for one in commands if one.verb != "acknowledge"]),
            acknowledged=seen,
            peers=self.facts.visits(case.definition, case.branch, case.step).peers(calendar),
        )

    def _acknowledged(self, code: str, params: Mapping[str, str | int], since: datetime) -> Acknowledged | None:
        """Who has seen to it since it began."""
        mine = [one for one in self.case.acknowledged if (one.code, one.clock) == (code, params.get("clock")) and one.at >= since]
        return Acknowledged(mine[-1].by, mine[-1].at, mine[-1].reason) if mine else None


def bare(
    case: Case,
    code: str,
    variant: str,
    since: datetime,
    params: Mapping[str, str | int],
    later: Ask,
    *,
    severity: Severity | None = None,
    title: Mapping[str, str] | None = None,
    step_title: Mapping[str, str] | None = None,
    working: int | None = None,
    task: str | None = None,
    people: tuple[str, ...] = (),
    commands: tuple[RepairCommand, ...] = (),
    acknowledged: Acknowledged | None = None,
    peers: Peers | None = None,
) -> StuckFinding:
    """A finding with what the table of reasons says about its code, and what else is told; `later` gives its evidence and root cause."""
    reason = REASONS[code]
    return made(
        later,
        code=code,
        variant=variant,
        family=reason.family,
        severity=severity or reason.severity,
        repair=reason.repair,
        case=case.id,
        key=case.key,
        workflow=case.workflow,
        step=case.step,
        definition=case.definition,
        since=since,
        cause=counted(reason.sentences[variant], params).format_map(params),
        params=params,
        title=title or {},
        step_title=step_title or {},
        working=working,
        task=task,
        people=people,
        commands=commands,
        acknowledged=acknowledged,
        peers=peers,
    )


made = maker(StuckFinding, "evidence", "root")


def put_into_words(evidence: Evidence, root: RootCause | None = None) -> Ask:
    """What gives the evidence of a finding as plain values, and its root cause where that is not known already."""

    def ask(told: StuckFinding, name: str) -> object:
        if name == "evidence":
            return flat(evidence() if callable(evidence) else evidence)
        return root or root_of(told)

    return ask


def calendar_of(model: Model, case: Case, world: World) -> Calendar | None:
    """The calendar of the step where the case rests, else the workflow's."""
    step = model.workflow.steps.get(case.step)
    if model.calendar is None and (step is None or (step.calendar is None and step.calendar_of is None)):
        return None
    try:
        return CaseScope(model, case, world, case.data, step=step).calendar
    except Misconfigured:
        return None


def working_minutes(since: datetime, until: datetime, calendar: Calendar | None) -> int | None:
    """Whole minutes of working time; None where nothing counts it."""
    if calendar is None:
        return None
    return working_time_between(since, max(since, until), calendar) // timedelta(minutes=1)
