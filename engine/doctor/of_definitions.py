"""Definitions that open cases need, and what they in turn need: plug-ins, calendars, time zones, people."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..asked import ANYWHERE, Asking, told_by_a_case
from ..calendars import LAST_YEAR
from ..definition import Workflow
from ..errors import DirectoryUnavailable, NotFound, SignoffError, UnreadableDefinition
from ..ports_health import Pinned
from ..ports_nodes import About
from ..reading import world_of
from ..service import Service
from .values import CalendarSpan, Care, HealthFinding, found


@dataclass(eq=False)
class Needed:
    """What definitions in use need: those that open cases are pinned to, and those that new ones would start with."""

    service: Service
    today: date
    care: Care
    about: About | None
    others: Sequence[About]
    spans: dict[str, CalendarSpan] = field(default_factory=dict)

    def findings(self, pinned: Sequence[Pinned]) -> Iterator[HealthFinding]:
        """What cannot be had."""
        wanted: dict[str, Workflow] = {model.hash: model.workflow for model in self.service.setting.registry.current.values()}
        for one in pinned:
            workflow = yield from self._read(one)
            if workflow is not None:
                wanted[one.hash] = workflow
                yield from self._plugins(one, workflow)
        yield from _once(finding for workflow in wanted.values() for finding in (*self._calendars(workflow), *self._zones(workflow)))
        yield from _once(self._people(wanted.values()))

    def _read(self, one: Pinned) -> Generator[HealthFinding, None, Workflow | None]:
        told: dict[str, str | int] = {"cases": one.open, "workflow": one.workflow, "definition": one.hash[:12]}
        try:
            if not one.stored:
                yield found("definition_missing", **told)
                return None
            return self.service.setting.registry.pinned(one.hash, self.service.store).workflow
        except NotFound:
            yield found("definition_missing", **told)
        except (SignoffError, KeyError, TypeError, ValueError) as error:
            why = error.data["error"] if isinstance(error, UnreadableDefinition) else error
            yield found("definition_unreadable", **told, error=str(why) or type(error).__name__)
        return None

    def _plugins(self, one: Pinned, workflow: Workflow) -> Iterator[HealthFinding]:
        here = set(self.about.plugins) if self.about is not None else set()
        there = [set(about.plugins) for about in self.others]
        for name, version in workflow.plugins.items():
            plugin = f"{name}@{version}"
            told: dict[str, str | int] = {"cases": one.open, "workflow": one.workflow, "plugin": plugin}
            if there and not any(plugin in plugins for plugins in there):
                yield found("plugin_nowhere", **told)
            if self.about is not None and plugin not in here:
                other = next((have.rpartition("@")[2] for have in here if have.rpartition("@")[0] == name), None)
                yield found("plugin_missing", **told, found=f"version {other}" if other is not None else "none")

    def _calendars(self, workflow: Workflow) -> Iterator[HealthFinding]:
        calendars = self.service.setting.around.calendars
        for id in calendars_of(workflow):
            if id in self.spans:
                continue
            calendar = calendars.get(id)
            if calendar is None:
                yield found("calendar_missing", workflow=workflow.id, calendar=id)
                continue
            official = max((year for year, kept in calendar.years.items() if kept.status == "official"), default=None)
            official = LAST_YEAR if calendar.unlisted == "official" else official
            self.spans[id] = CalendarSpan(id, official)
            if official is None or official < (self.today + self.care.ahead).year:
                yield found("calendar_ends", calendar=id, year=official if official is not None else "-")

    def _zones(self, workflow: Workflow) -> Iterator[HealthFinding]:
        if workflow.timezone is not None:
            try:
                ZoneInfo(workflow.timezone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                yield found("timezone_missing", workflow=workflow.id, zone=workflow.timezone)

    def _people(self, workflows: Iterable[Workflow]) -> Iterator[HealthFinding]:
        world = world_of(self.service)  # whatever a directory throws, it says of it that it does not answer
        try:
            for workflow in workflows:
                elsewhere = (ANYWHERE, *told_by_a_case(workflow))
                for asked in Asking(workflow).everywhere():
                    if asked.kind == "person":
                        person = world.person(asked.name)
                        if person is None or not person.active:
                            yield found("person_unknown", workflow=workflow.id, person=asked.name)
                    elif asked.unit is not None and asked.unit not in elsewhere and world.unit(asked.unit) is None:
                        yield found("unit_unknown", workflow=workflow.id, unit=asked.unit)
        except DirectoryUnavailable as error:
            yield found("directory_unavailable", error=error.message)


def calendars_of(workflow: Workflow) -> list[str]:
    """The calendars that a workflow counts by: its own, those of steps and deadlines, those of its branches."""
    inner = [branch.workflow for branch in workflow.branches.values() if branch.workflow is not None]
    own = [workflow.calendar, *(step.calendar for step in workflow.steps.values()), *(one.calendar for one in workflow.deadlines.values())]
    return list(dict.fromkeys([*(id for id in own if id is not None), *(id for one in inner for id in calendars_of(one))]))


def _once(findings: Iterable[HealthFinding]) -> Iterator[HealthFinding]:
    """Each sentence once: two versions of a workflow lack the same."""
    seen: set[str] = set()
    for finding in findings:
        if finding.sentence not in seen:
            seen.add(finding.sentence)
            yield finding
