"""A desk that is the real engine on the in-memory store, for one example at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.memory import MemoryStore
from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk
from signoff.engine.durations import Duration
from signoff.engine.people_data import PeopleFile
from signoff.engine.receiving import as_if
from signoff.engine.registry import Registry
from signoff.engine.service import Service, Setting
from signoff.engine.sweep import Swept
from signoff.engine.views import CaseView
from signoff.engine.worktime import shift
from signoff.engine.world import Surroundings
from signoff.testing import ManualClock
from signoff.workflows.calendar_file import shipped_names
from signoff.workflows.rehearsal import shipped_calendar, zone_of

SHIPPED: Mapping[str, Calendar] = {name: made for name in shipped_names() if (made := shipped_calendar(name)) is not None}


class MemoryDesk(Desk):
    """The engine's own desk with a clock that is set by hand, and the calendar of its one workflow."""

    def __init__(self, workflow: Workflow, people: PeopleFile, start: datetime) -> None:
        self.clock = ManualClock(start)
        self.zone = ZoneInfo(str(zone_of(workflow)))
        self.calendar = SHIPPED.get(workflow.calendar or "")
        self.store = MemoryStore()
        around = Surroundings(StaticDirectory(people), SHIPPED, self.zone)
        super().__init__(Service(self.store, Setting(Registry([workflow]), around, self.clock)))

    def tick(self) -> Swept:
        return self.fire_timers()

    def signal(self, case: str, action: str, *, by: str, data: Mapping[str, object] | None = None) -> CaseView:
        """Have a case take an action as if the case with the key `by` had signalled it."""
        return self.case(as_if(self._service, case, action, by, data))

    def next_timer(self) -> datetime | None:
        return self.store.next_due(self.tenant)

    def after(self, duration: Duration) -> datetime:
        return shift(self.clock.now(), duration, self.calendar, self.zone).at

    def kinds(self, case: str) -> Sequence[str]:
        """What has happened, by kind of event."""
        return [event.kind for event in self.history(case)]
