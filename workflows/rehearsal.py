"""Running the examples of a workflow: what each says must come true on an engine that begins empty, on people of its own."""

from collections.abc import Callable, Iterator
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.errors import InvalidWorkflow, SignoffError
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile

from .calendar_file import shipped
from .calendars_load import load_calendar
from .examples import Example
from .loader import Loaded
from .people_file import load_people
from .rehearsal_begin import Beginning, Make
from .rehearsal_expect import After, differences
from .rehearsal_line import Line
from .rehearsal_result import Failure, Otherwise, Result, Taken

Calendars = Callable[[str], Calendar | None]


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
        beginning = Beginning(self.loaded.workflow, self.example, self.zone, self._people())
        begun = beginning.begun(make)
        line = Line(begun.workflow, begun.people, begun.desk, begun.case, self.zone, taken)
        for do in self.example.do:
            line.take(do)
        return differences(After(self.loaded.workflow, self.example, begun.desk.case(begun.case.id), begun.people, self.zone))

    def _people(self) -> PeopleFile | None:
        if self.example.people is None:
            return self.given
        return load_people(Path(self.loaded.file).parent / self.example.people)

    def _place(self, key: str) -> tuple[int, int]:
        return self.example.places.get(key, (self.example.line, self.example.column))


def failed(results: tuple[Result, ...]) -> Iterator[Result]:
    """The results that are otherwise than written."""
    return (result for result in results if not result.passed)
