"""A desk for one example: the engine in memory, with the workflow's calendar and a clock that is set by hand."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from signoff.compose import Engine, Ticked
from signoff.engine.definition import Workflow
from signoff.engine.durations import Duration
from signoff.engine.people_data import PeopleFile
from signoff.engine.worktime import shift
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.rehearsal import zone_of


class Bench(Engine):
    """An engine for one workflow, on which time passes as an example says."""

    def __init__(self, workflow: Workflow, people: PeopleFile, start: datetime, calendars: Calendars) -> None:
        self.clock = ManualClock(start)
        self._zone = ZoneInfo(str(zone_of(workflow, calendars.get)))
        self._calendar = calendars.get(workflow.calendar or "")
        super().__init__("memory://", workflows=[workflow], directory=people, calendars=calendars, clock=self.clock, notifiers={})

    def tick(self) -> Ticked:
        """Fire the timers that are due; notices go nowhere."""
        swept = self.fire_timers()
        return Ticked(swept.fired, dict(swept.failed))

    def next_timer(self) -> datetime | None:
        """When the next timer is due."""
        return self.store.next_due(self.tenant)

    def after(self, duration: Duration) -> datetime:
        """So long after now on the workflow's calendar."""
        return shift(self.clock.now(), duration, self._calendar, self._zone).at


def maker(calendars: Calendars) -> Callable[[Workflow, PeopleFile, datetime], Bench]:
    """How a rehearsal gets its desks."""
    return lambda workflow, people, start: Bench(workflow, people, start, calendars)
