"""Running the examples of a workflow: what each says must come true on an engine that begins empty, on people of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.errors import InvalidWorkflow, Refused, SignoffError
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView

from .calendar_file import shipped
from .calendars_load import load_calendar
from .examples import Example
from .loader import Loaded
from .people_file import load_people
from .rehearsal_children import stubbed
from .rehearsal_desk import Desk
from .rehearsal_expect import After, differences
from .rehearsal_line import Line
from .rehearsal_result import Failure, Otherwise, Result, Taken
from .rehearsal_seats import in_order
from .rehearsal_values import local, moment
from .samples import COMMENT, PERSON, UNIT, required
from .standins import stand_ins

Make = Callable[[Workflow, PeopleFile, datetime], Desk]
"""A desk for one example: the workflow, the people, and the instant at which its clock stands."""
Calendars = Callable[[str], Calendar | None]

MONDAY = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - local wherever the workflow is
"""When an example begins that does not say: a Monday 09:00 in the workflow's time zone, in a year whose holidays are known."""


def shipped_calendar(name: str) -> Calendar | None:
    """A calendar that comes with the package."""
    file = shipped(name)
    return load_calendar(file.read_text(encoding="utf-8"), name=name) if file is not None else None


def rehearse(
    loaded: Loaded, make: Make, *, people: PeopleFile | None = None, calendars: Calendars = shipped_calendar
) -> tuple[Result, ...]:
    """Run every example of a workflow, in written order, each on a desk of its own.

    `people` is used where an example names no people file; without it, stand-ins are made up. `calendars` gives the workflow's
    calendar, whose time zone holds where the workflow names none. Raises nothing for an example that fails.
    """
    zone = zone_of(loaded.workflow, calendars)
    return tuple(_Rehearsal(loaded, example, zone, people).result(index, make) for index, example in enumerate(loaded.examples))


def zone_of(workflow: Workflow, calendars: Calendars = shipped_calendar) -> tzinfo:
    """The time zone of a workflow: its own, its calendar's, else UTC."""
    calendar = calendars(workflow.calendar) if workflow.timezone is None and workflow.calendar else None
    return ZoneInfo(workflow.timezone or (calendar.timezone if calendar else "UTC"))


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    loaded: Loaded
    example: Example
    zone: tzinfo
    given: PeopleFile | None

    def result(self, index: int, make: Make) -> Result:
        """The example as it went."""
        taken: list[Taken] = []
        try:
            failures = self._run(make, taken)
        except Otherwise as ended:
            failures = (ended.failure,)
        except InvalidWorkflow as error:
            failures = tuple(Failure(f"the people file: {found.message}", *self._place("people")) for found in error.findings)
        except SignoffError as error:
            failures = (Failure(f"it could not be run: {error.message}", self.example.line, self.example.column),)
        return Result(index, self.example.title, self.loaded.file, self.example.line, self.example.column, failures, tuple(taken))

    def _run(self, make: Make, taken: list[Taken]) -> tuple[Failure, ...]:
        begin = moment(self.example.now, self.zone) if self.example.now else MONDAY.replace(tzinfo=self.zone)
        data = self._data(begin)
        people, starters = self._people(data)
        desk = make(stubbed(self.loaded.workflow, self.example), people, begin)
        case = self._start(desk, starters, data)
        line = Line(stubbed(self.loaded.workflow, self.example), people, desk, case, self.zone, taken)
        for do in self.example.do:
            line.take(do)
        return differences(After(self.loaded.workflow, self.example, desk.case(case.id), people, self.zone))

    def _data(self, begin: datetime) -> dict[str, object]:
        workflow = self.loaded.workflow
        given = {name: value for name, value in self.example.given.items() if value is not None}
        return given | required(workflow.data, given, begin.date(), workflow.start.needs)

    def _people(self, data: dict[str, object]) -> tuple[PeopleFile, tuple[str, ...]]:
        """Who is there, and who may be the initiator, the likeliest first."""
        given = self.given
        if self.example.people is not None:
            given = load_people(Path(self.loaded.file).parent / self.example.people)
        if given is None:
            made = stand_ins(self.loaded.workflow, self.example, data)
            return made.people, (made.initiator,)
        _put_real(data, self.loaded.workflow, given)
        return given, (self.example.by,) if self.example.by else tuple(person.id for person in in_order(given))

    def _start(self, desk: Desk, starters: tuple[str, ...], data: dict[str, object]) -> CaseView:
        refused: SignoffError | None = None
        said = COMMENT if self.loaded.workflow.start.comment == "required" else None
        for by in starters:
            try:
                given = local(self.loaded.workflow.data, data, self.zone)
                return desk.start(self.loaded.workflow.id, by=by, data=given, comment=said)
            except Refused as error:
                refused = refused or error
        why = f"{refused.code}: {refused.message}" if refused else "the people file holds nobody"
        raise Otherwise(f"the case could not be started by {starters[0] if starters else 'anybody'}: {why}", self._place("given"))

    def _place(self, key: str) -> tuple[int, int]:
        return self.example.places.get(key, (self.example.line, self.example.column))


def _put_real(data: dict[str, object], workflow: Workflow, people: PeopleFile) -> None:
    """Where a people file is used, samples of units and persons are ones that it holds."""
    real = {UNIT: next(iter(people.units), UNIT), PERSON: next((p.id for p in in_order(people)), PERSON)}
    for name, value in data.items():
        if workflow.data[name].type in ("unit", "person") and value in (UNIT, PERSON):
            data[name] = real[str(value)]


def failed(results: tuple[Result, ...]) -> Iterator[Result]:
    """The results that are otherwise than written."""
    return (result for result in results if not result.passed)
