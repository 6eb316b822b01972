"""What a host tests its approvals with: a clock that is set by hand, a ready engine in memory, and what one asserts of cases."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from signoff.adapters.plugins import load_plugins
from signoff.compose import DirectorySource, Engine, Ticked
from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.durations import Duration
from signoff.engine.errors import Refused
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Notice
from signoff.engine.receiving import as_if
from signoff.engine.views import CaseView
from signoff.engine.worktime import shift
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.given import Workflows, loaded_from
from signoff.workflows.loader import load, load_folder
from signoff.workflows.people_file import load_people
from signoff.workflows.rehearsal import rehearse, zone_of
from signoff.workflows.rehearsal_begin import MONDAY
from signoff.workflows.rehearsal_values import moment
from signoff.workflows.simulation import MOST_PATHS, Simulation
from signoff.workflows.simulation.asserting import assert_asked, assert_no_dead_end, assert_way

__all__ = [
    "ManualClock",
    "Trial",
    "assert_asked",
    "assert_at",
    "assert_ended",
    "assert_examples",
    "assert_no_dead_end",
    "assert_refused",
    "assert_way",
    "engine_for",
    "simulate",
]


class ManualClock:
    """A clock that stands still until it is set or advanced. With a `calendar`, it can be advanced by working time.

    >>> clock = ManualClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    >>> clock.advance("3h").isoformat()
    '2026-06-01T11:00:00+00:00'
    """

    def __init__(self, instant: datetime, *, calendar: Calendar | None = None, timezone: str = "UTC") -> None:
        self._now = _utc(instant)
        self._calendar = calendar
        self._zone = ZoneInfo(timezone)
        self._lock = Lock()

    def now(self) -> datetime:
        """The instant it stands at (UTC)."""
        return self._now

    def __call__(self) -> datetime:
        """The same, where a function is wanted."""
        return self._now

    def set(self, instant: datetime) -> datetime:
        """Put it to an instant, also an earlier one (clocks are put right); ValueError for one without a time zone."""
        with self._lock:
            self._now = _utc(instant)
            return self._now

    def advance(self, by: timedelta | Duration | str, *, calendar: Calendar | None = None) -> datetime:
        """Let time pass: a timedelta, or a duration as the language writes it; `2wd` is the same time of day two working days on.

        ValueError for going back, and for working time without a calendar.
        """
        with self._lock:
            moved = self._moved(by, calendar or self._calendar)
            if moved < self._now:
                raise ValueError(f"a clock is not advanced by {by}: use set to go back")
            self._now = moved
            return moved

    def _moved(self, by: timedelta | Duration | str, calendar: Calendar | None) -> datetime:
        if isinstance(by, timedelta):
            return self._now + by
        duration = Duration.parse(by) if isinstance(by, str) else by
        if duration.unit.needs_calendar and calendar is None:
            raise ValueError(f"{duration} is working time, which only a calendar can count: give `calendar=`")
        zone = calendar.zone if calendar is not None else self._zone
        return shift(self._now, duration, calendar if duration.unit.needs_calendar else None, zone).at

    def __repr__(self) -> str:
        return f"ManualClock({self._now.isoformat()})"


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: write {instant.isoformat()}+00:00")
    return instant.astimezone(UTC)


class Trial(Engine):
    """An engine on an empty database in memory, on which time passes when it is told to. `engine_for` makes one.

    Its `clock` stands still; `advance` lets time pass and fires every timer on the way at its own instant. Notices go to nobody
    and are kept: `notices()`.
    """

    def __init__(self, database: str, workflows: Workflows, now: datetime | date | str | None, settings: Mapping[str, Any]) -> None:
        self._late = _Late()
        self._kept = _Kept()
        given = {"notifiers": dict.fromkeys(("log", "smtp", "webhook"), self._kept), **settings}
        super().__init__(database, workflows=workflows, clock=self._late, **given)
        calendars = self._service.setting.around.calendars
        zones = {str(zone_of(workflow, calendars.get)) for workflow in self.workflows.values()}
        ids = {workflow.calendar for workflow in self.workflows.values() if workflow.calendar}
        self._zone = ZoneInfo(zones.pop() if len(zones) == 1 else "UTC")
        self._calendar = calendars.get(ids.pop()) if len(ids) == 1 else None
        begin = moment(_written(now), self._zone)
        self.clock = self._late.clock = ManualClock(begin, calendar=self._calendar, timezone=str(self._zone))

    def signal(self, case: str, action: str, *, by: str, data: Mapping[str, object] | None = None) -> CaseView:
        """Have a case take an action (`by: case`) as if the case with the key `by` had signalled it. Raises Refused, NotFound."""
        return self.case(as_if(self._service, case, action, by, data))

    def advance(self, by: timedelta | Duration | str) -> datetime:
        """Let so much time pass: `2wd`, `3h`, a timedelta. Every timer that comes due fires at its own instant; returns the new one.

        Raises AssertionError where a timer cannot be fired, ValueError for working time where the workflows name no calendar, or
        more than one.
        """
        if isinstance(by, timedelta):
            return self.advance_to(self.clock.now() + by)
        return self.advance_to(self.after(Duration.parse(by) if isinstance(by, str) else by))

    def advance_to(self, instant: datetime | date | str) -> datetime:
        """Let time pass up to an instant, which is local to the workflows' time zone unless it says otherwise."""
        target = moment(_written(instant), self._zone)
        if target < self.clock.now():
            raise ValueError(f"it is {self.clock.now().isoformat()} already: time does not go back")
        while (due := self.next_timer()) is not None and due <= target:
            self.clock.set(max(due, self.clock.now()))
            self._fired()
        self.clock.set(target)
        self._fired()
        return self.clock.now()

    def _fired(self) -> None:
        failed = self.tick().failed
        if failed:
            raise AssertionError("timers could not be fired: " + "; ".join(f"{case}: {why}" for case, why in failed.items()))

    def next_timer(self) -> datetime | None:
        """When the next timer is due; None if none is armed."""
        return self.store.next_due(self.tenant)

    def after(self, duration: Duration) -> datetime:
        """So long after now, on the workflows' calendar, at the same time of day."""
        if duration.unit.needs_calendar and self._calendar is None:
            raise ValueError(f"{duration} is working time, and these workflows do not name one calendar")
        return shift(self.clock.now(), duration, self._calendar if duration.unit.needs_calendar else None, self._zone).at

    def notices(self, to: str | None = None) -> tuple[Notice, ...]:
        """Every notice up to now, or those to one person; what still waits in the outbox is delivered first."""
        self.deliver()
        return tuple(notice for notice in self._kept.sent if to is None or to in {person.id for person in notice.to})


class _Late:
    """A clock that is put in place once it is known by which calendar it goes."""

    clock: ManualClock

    def now(self) -> datetime:
        return self.clock.now()


class _Kept:
    """A notifier that brings nothing to anybody."""

    def __init__(self) -> None:
        self.sent: list[Notice] = []

    def send(self, notice: Notice) -> None:
        self.sent.append(notice)


def engine_for(
    workflows: Workflows,
    *,
    people: DirectorySource = None,
    now: datetime | date | str | None = None,
    database: str = "memory://",
    **settings: Any,
) -> Trial:
    """A ready engine in memory. `now` is local to the workflows' time zone; unsaid it is Monday, 2 March 2026, 09:00.

    Without `people` everybody is who they say they are. `database="sqlite://"` keeps the cases in SQLite, in memory too, for what
    is done inside a host's transaction. All else is as `Engine` takes it. Raises InvalidWorkflow, Misconfigured.
    """
    return Trial(database, workflows, now, {"directory": people, **settings})


class _ExampleDesk(Trial):
    """A desk for one example: time passes as it says, and nothing leaves the desk, neither notices nor effects."""

    def tick(self, sweepers: int = 1) -> Ticked:
        """Fire the timers that are due."""
        swept = self.fire_timers(sweepers)
        return Ticked(swept.fired, dict(swept.failed))


def desks(calendars: Mapping[str, Calendar]) -> Callable[[Workflow, PeopleFile, datetime], Trial]:
    """How a rehearsal gets a desk for each example."""
    return lambda workflow, people, now: _ExampleDesk("memory://", workflow, now, {"directory": people, "calendars": calendars})


def _written(instant: datetime | date | str | None) -> datetime | date:
    if instant is None:
        return MONDAY
    if not isinstance(instant, str):
        return instant
    return date.fromisoformat(instant) if len(instant) == len("2026-03-02") else datetime.fromisoformat(instant)


# ---------------------------------------------------------------- assertions


def assert_at(case: CaseView, step: str, *, round: int | None = None, waits_for: Collection[str] | None = None) -> None:
    """The case is open and at this step, in this round, and waits for exactly these: holders, and who may claim (pools as `role:clerk`)."""
    assert case.open and case.step == step, f"expected at `{step}`; {_stands(case)}"
    assert round is None or case.round == round, f"expected round {round}; {_stands(case)}"
    assert waits_for is None or set(waits_for) == _waits_for(case), f"expected to wait for {', '.join(sorted(waits_for))}; {_stands(case)}"


def assert_ended(case: CaseView, end: str = "approved") -> None:
    """The case has ended so: its status, or the end step it reached."""
    assert not case.open and end in (case.status, case.step), f"expected to have ended `{end}`; {_stands(case)}"


@contextmanager
def assert_refused(code: str) -> Iterator[None]:
    """What is done inside is refused, and this code is among the reasons: `with assert_refused("not_holder"): engine.act(…)`."""
    codes: list[str] | None = None
    try:
        yield
    except Refused as refused:
        codes = [reason.code for reason in refused.reasons]
    assert codes is not None, f"expected the refusal `{code}`, and it was allowed"
    assert any(code in (found, found.partition(":")[0]) for found in codes), f"expected the refusal `{code}`, it was {', '.join(codes)}"


def assert_examples(workflows: Path | str, *, people: Path | str | PeopleFile | None = None, calendars: Path | str | None = None) -> int:
    """Every example of a workflow file, or of all in a folder, comes true; how many there were.

    The same as `signoff test`: without `people`, stand-ins are made up. The AssertionError has a line for each that does not.
    """
    where = Path(workflows)
    folder = where if where.is_dir() else where.parent
    known, plugins = Calendars(Path(calendars) if calendars is not None else folder / "calendars"), load_plugins().versions()
    found = (
        load_folder(where, known_calendars=known.__contains__, plugins=plugins)
        if where.is_dir()
        else {"": load(where, known_calendars=known.__contains__, plugins=plugins)}
    )
    staff = load_people(Path(people)) if isinstance(people, str | Path) else people

    results = [result for loaded in found.values() for result in rehearse(loaded, desks(known), people=staff, calendars=known.get)]
    wrong = [result.report for result in results if not result.passed]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(results)} examples went otherwise than written:", *wrong])
    return len(results)


def simulate(
    workflow: Path | str | Workflow,
    *,
    given: Mapping[str, object] | None = None,
    by: str | None = None,
    people: Path | str | PeopleFile | None = None,
    now: datetime | date | str | None = None,
    most: int = MOST_PATHS,
) -> Simulation:
    """Every path of a workflow with this data and these people; as `signoff simulate`. Without `people`, stand-ins are made up.

    `now` is local to the workflow; unsaid it is Monday, 2 March 2026, 09:00. Raises InvalidWorkflow, Refused where nobody may start it.
    """
    ready = [workflow] if isinstance(workflow, Workflow) else loaded_from(workflow, Calendars(), None, load_plugins().versions())
    engine = engine_for(ready)
    return engine.simulate(next(iter(engine.workflows)), by=by, data=given, people=people, now=_written(now), most=most)


def _waits_for(case: CaseView) -> set[str]:
    return {person for task in case.tasks for person in ([task.holder] if task.holder else (*task.candidates, *task.tokens))}


def _stands(case: CaseView) -> str:
    if not case.open:
        return f"case {case.key} ended `{case.status}` at `{case.step}`"
    return f"case {case.key} is at `{case.step}`, round {case.round}, and waits for {', '.join(sorted(_waits_for(case))) or 'nobody'}"
