"""What rows are made with beside the case: names of steps and units, working time, the instant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from signoff.engine.calendars import Calendar
from signoff.engine.case import Case
from signoff.engine.definition import Workflow
from signoff.engine.durations import Duration
from signoff.engine.expressions import PeopleQuery
from signoff.engine.ports import Directory
from signoff.engine.worktime import deadline, overdue_workdays, working_time_between

from ..reports.rows import UnitRow
from ..reports.schemes import NATIONAL, Scheme
from ..reports.tables import Label
from .schemes import scheme_of

PRINCIPAL, CITY_LEADER, LONGEST = "principal", "city_leader", "reply_max"
"""The posts and the policy value that reports ask for."""


@dataclass
class Around:
    """The instant, the calendar, the directory, and the definitions; what was named is kept for the ledger."""

    as_of: datetime
    calendar: Calendar
    directory: Directory
    definition: Callable[[str], Workflow | None]
    names: dict[str, str] = field(default_factory=dict)
    units: dict[str, UnitRow] = field(default_factory=dict)
    scheme: Scheme = NATIONAL
    _latest: datetime | None = None
    _workflows: dict[str, Workflow | None] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """Where the calendar hangs."""
        return self.calendar.zone

    # people and units

    def person(self, id: object) -> str:
        """The id, whose name is kept from now on."""
        if not isinstance(id, str) or not id:
            return ""
        if id not in self.names:
            found = self.directory.person(id)
            self.names[id] = (found.name or id) if found is not None else id
        return id

    def unit(self, id: object) -> str:
        """The id, whose unit is kept from now on."""
        if not isinstance(id, str) or not id:
            return ""
        if id not in self.units:
            found = self.directory.unit(id)
            principal = next(iter(self.directory.find(PeopleQuery("post", PRINCIPAL, id))), "")
            title: Label = dict(found.title) if found is not None and found.title else {"zh": id}
            self.units[id] = UnitRow(id=id, title=title, group=(found.parent or "") if found else "", principal=self.person(principal))
        return id

    def leader_of(self, unit: str) -> str:
        """The city leader in charge of a unit."""
        found = self.directory.unit(unit)
        return self.person(found.portfolio_of.get(CITY_LEADER)) if found is not None else ""

    # definitions

    def workflow(self, case: Case) -> Workflow | None:
        """The definition that a case is pinned to."""
        if case.definition not in self._workflows:
            self._workflows[case.definition] = self.definition(case.definition)
        return self._workflows[case.definition]

    def begun(self, case: Case) -> None:
        """A case of the ledger: if none began later, its scheme of result classes is the ledger's."""
        if self._latest is not None and case.started < self._latest:
            return
        found = self.workflow(case)
        scheme = scheme_of(found) if found is not None else None
        if scheme is not None:
            self.scheme, self._latest = scheme, case.started

    def step(self, case: Case, id: str | None = None) -> Label:
        """The title of a step, of the present one if none is named."""
        wanted = id or case.step
        found = next((one.steps[wanted] for one in self._all(case) if wanted in one.steps), None)
        return dict(found.title) if found is not None and found.title else {"zh": wanted}

    def option(self, case: Case, field: str) -> Label | None:
        """What the option is called that a field of the case itself holds; None where it holds none."""
        found, value = self.workflow(case), case.data.get(field)
        options = found.data[field].options if found is not None and field in found.data else {}
        return dict(options[str(value)]) if value is not None and str(value) in options else None

    def approves(self, case: Case, id: str) -> bool:
        """Whether a step asks for approvals."""
        return any(one.steps[id].seats for one in self._all(case) if id in one.steps)

    def clock(self, case: Case, id: str) -> Label:
        """The title of a clock: of a deadline, or of the step that it is the clock of."""
        of = id.partition("/")[0]
        found = next((one.deadlines[of] for one in self._all(case) if of in one.deadlines), None)
        return dict(found.title) if found is not None and found.title else self.step(case, of)

    def _all(self, case: Case) -> Iterator[Workflow]:
        found = self.workflow(case)
        waiting = [found] if found is not None else []
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting += [branch.workflow for branch in one.branches.values() if branch.workflow is not None]

    def longest(self, case: Case, since: datetime | None) -> datetime | None:
        """The last limit of a reply, by the policy that the case started with; None where it names none."""
        found = self.workflow(case)
        limit = found.policy.get(LONGEST) if found is not None else None
        if since is None or limit is None:
            return None
        duration = limit if isinstance(limit, Duration) else Duration.parse(str(limit))
        return deadline(since, duration, self.calendar, self.zone).at

    # time

    def local(self, at: datetime) -> date:
        """The day of an instant."""
        return at.astimezone(self.zone).date()

    def end_of(self, day: object) -> datetime | None:
        """The last instant of a day that is in time."""
        if isinstance(day, datetime) or day is None:
            return day if isinstance(day, datetime) else None
        return self.calendar.close_of(day) if isinstance(day, date) else None

    def over(self, due: datetime) -> int:
        """By how many working days something is late."""
        return overdue_workdays(due, self.as_of, self.calendar)

    def left(self, due: datetime) -> int:
        """How many working days are left until the day it is due on; less than none where it is late."""
        if due < self.as_of:
            return -self.over(due)
        return self.calendar.overdue_workdays(self.local(self.as_of), self.local(due))

    def worked(self, since: datetime, until: datetime) -> int:
        """Seconds of working time."""
        return int(working_time_between(since, until, self.calendar).total_seconds())
