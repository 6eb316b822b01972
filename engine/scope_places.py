"""In which time zone a case lives, and whose a seat is."""

from zoneinfo import ZoneInfo

from .case import Task
from .expressions import People, PeopleQuery
from .frozen import maker
from .model import Model
from .words import approved as approved
from .world import World

_people, _query = maker(People), maker(PeopleQuery)


def zone_of(model: Model, world: World) -> ZoneInfo:
    """The workflow's zone, else its calendar's, else the engine's."""
    if model.timezone is not None:
        return ZoneInfo(model.timezone)
    calendar = world.calendar(model.calendar)
    return calendar.zone if calendar is not None else world.around.zone


def holder_of(task: Task, world: World) -> People:
    """The owner of a seat, or everyone who may take it now."""
    if task.holder is not None:
        return _people((task.holder,))
    if not task.tokens:
        return _people(task.candidates)
    found = dict.fromkeys(task.candidates)
    for token in task.tokens:
        name, _, unit = token.removeprefix("role:").partition("@")
        found |= dict.fromkeys(world.find(_query("role", name, unit or None)).entries)
    return _people(tuple(found))
