"""An engine in memory on which time stands still until it is set: what a simulation runs on. Nothing leaves it."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from signoff.engine.desk import Desk
from signoff.engine.durations import Duration
from signoff.engine.frozen import dataclass
from signoff.engine.model import Model
from signoff.engine.ports import Change, Definition, Link, Save, Stored
from signoff.engine.ports_standing import ProxyRow
from signoff.engine.receiving import as_if
from signoff.engine.registry import Registry
from signoff.engine.service import Service, Setting
from signoff.engine.views import CaseView
from signoff.engine.worktime import shift
from signoff.engine.world import Surroundings

from .store import MemoryStore


class StandingClock:
    """A clock that stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._at

    def set(self, instant: datetime) -> datetime:
        """From here on it is this instant."""
        self._at = instant.astimezone(UTC)
        return self._at


@dataclass(frozen=True, slots=True)
class Fired:
    """What a tick did: the cases whose timers failed, and why."""

    failed: Mapping[str, str] = field(default_factory=dict)


class Bench(Desk):
    """All verbs and questions over an empty store in memory; `around` holds directory and calendars as the real engine has them.

    `standing` are the stored rules by which somebody stands in for another.
    """

    def __init__(
        self,
        registry: Registry,
        around: Surroundings,
        start: datetime,
        calendar: str | None,
        zone: tzinfo,
        tenant: str = "default",
        standing: Iterable[ProxyRow] = (),
    ) -> None:
        self.clock = StandingClock(start)
        self._zone, self._calendar = ZoneInfo(str(zone)), around.calendars.get(calendar) if calendar else None
        self._store = MemoryStore(clock=self.clock.now)
        super().__init__(Service(self._store, Setting(registry, around, self.clock), tenant))
        for row in standing:
            self._store.set_proxy(tenant, row, row.id)

    def tick(self) -> Fired:
        """Fire the timers that are due."""
        return Fired(dict(self.fire_timers().failed))

    def signal(self, case: str, action: str, *, by: str, data: Mapping[str, object] | None = None) -> CaseView:
        """Have a case take an action as if the case with the key `by` had signalled it."""
        return self.case(as_if(self._service, case, action, by, data))

    def next_timer(self) -> datetime | None:
        """When the next timer is due; None if none is armed."""
        return self._store.next_due(self.tenant)

    def after(self, duration: Duration) -> datetime:
        """So long after now on the workflow's calendar, at the same time of day."""
        return shift(self.clock.now(), duration, self._calendar if duration.unit.needs_calendar else None, self._zone).at

    def seed(self, stored: Stored, links: Iterable[Link], models: Iterable[Model]) -> None:
        """Put a running case on it, with its children, its history and the definitions that they are pinned to."""
        change = Change(stored.root, self.tenant, {}, stored.cases, tuple(links), 0, {id: case.tasks for id, case in stored.cases.items()})
        written = tuple(Definition(model.hash, model.workflow.id, model.workflow.version, model.text) for model in models)
        with self._store.begin() as unit:
            unit.save(Save((change,), self.clock.now(), definitions=written))
