"""Where a case may stand: a step of a definition or of one of its branches, and which calendar counts there."""

from collections.abc import Mapping

from ..calendars import Calendar
from ..definition import Step, Workflow
from ..errors import Misconfigured, NotFound
from ..frozen import dataclass
from ..service import Service
from ..world import World

Place = tuple[str, str, str]
"""Workflow, branch, step."""


@dataclass(frozen=True, slots=True)
class About:
    """What a definition says of a place."""

    title: Mapping[str, str]
    step_title: Mapping[str, str]
    calendar: Calendar | None
    position: int = 0


class Places:
    """Looks definitions up once; whatever cannot be had is called by its id, and its time counted by the clock."""

    def __init__(self, service: Service, world: World) -> None:
        self._service, self._world = service, world
        self._known: dict[tuple[str, str, str], About] = {}

    def about(self, definition: str, branch: str, step: str) -> About:
        """The place in the definition with this hash."""
        key = (definition, branch, step)
        if key not in self._known:
            self._known[key] = self._looked_up(*key)
        return self._known[key]

    def _looked_up(self, definition: str, branch: str, step: str) -> About:
        try:
            whole = self._service.setting.registry.pinned(definition, self._service.store).workflow
        except (NotFound, KeyError, TypeError, ValueError):
            return About({}, {}, None)
        owner, found = _owner(whole, branch, step)
        calendar = (found.calendar if found is not None else None) or owner.calendar or whole.calendar
        position = list(owner.steps).index(step) if step in owner.steps else len(owner.steps)
        return About(whole.title, found.title if found is not None else {}, self._calendar(calendar), position)

    def _calendar(self, id: str | None) -> Calendar | None:
        try:
            return self._world.calendar(id) if id is not None else None
        except Misconfigured:
            return None


def _owner(whole: Workflow, branch: str, step: str) -> tuple[Workflow, Step | None]:
    """The workflow that has the step: the branch of this name, however deep, or else any in which the step is."""
    waiting, every = [whole], []
    while waiting:
        one = waiting.pop(0)
        every.append(one)
        for id, inner in one.branches.items():
            if inner.workflow is not None:
                if id == branch and step in inner.workflow.steps:
                    return inner.workflow, inner.workflow.steps[step]
                waiting.append(inner.workflow)
    found = next((one for one in every if step in one.steps), whole)
    return found, found.steps.get(step)
