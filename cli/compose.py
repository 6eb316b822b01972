"""From settings to an engine: whoever reaches the database is trusted, and recorded together with the user of this machine."""

import getpass
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from signoff.adapters.clock import SystemClock
from signoff.adapters.plugins import Plugins, load_plugins
from signoff.compose import Engine
from signoff.engine.durations import Duration
from signoff.engine.errors import InvalidWorkflow, Misconfigured, SignoffError
from signoff.engine.model import definition_from
from signoff.engine.purging import Retention
from signoff.engine.series_terms import conflicts
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.loader import load, load_folder
from signoff.workflows.people_file import load_people
from signoff.workflows.policy_file import PolicyFolder

from .errors import USAGE, Problem
from .messages import say
from .sources import SUFFIXES

if TYPE_CHECKING:
    from signoff.engine.definition import Workflow
    from signoff.engine.desk import Desk
    from signoff.engine.people_data import Person, Unit
    from signoff.engine.ports import Directory, Dispatcher, Notifier

    from .settings import Settings

DIRECTORIES, DISPATCHERS, NOTIFIERS = "signoff.directories", "signoff.dispatchers", "signoff.notifiers"


def engine(settings: "Settings", workflows: "list[Workflow]", *, delivers: bool = False, once: bool = False) -> Engine:
    """The engine of the settings. One that `delivers` has the channels of the settings, any other none; `once`: it is soon gone."""
    if settings.db is None:
        raise Problem("no_database", USAGE, say("hint.no_database"))
    plugins = load_plugins()
    return Engine(
        settings.db,
        workflows=workflows,
        directory=directory(settings, plugins),
        calendars=settings.calendars,
        timezone=settings.timezone,
        tenant=settings.tenant,
        notifiers=channels(settings, plugins) if delivers else {},
        notify=settings.channels,
        node=settings.node if once else f"{settings.node}:{os.getpid()}",
        dispatcher=dispatcher(settings, plugins),
        hosts_handlers=False,
        retention=Retention(**{name: kept(settings[f"retention.{name}"]) for name in ("requests", "deliveries", "attempts")}),
        wake=settings.wake,
    )


def kept(age: str) -> Duration | None:
    """For how long, as the settings say it."""
    return None if age == "never" else Duration.parse(age)


def desk(engine: Engine) -> "Desk":
    """The engine's verbs and questions for whoever sits here."""
    return engine.trusting(os_user())


def directory(settings: "Settings", plugins: Plugins) -> "Directory | None":
    """The directory of the settings; without a people file the static one is left out, and everybody is who they say."""
    people = settings.people
    if settings.directory == "static" and people is None:
        return None
    given: dict[str, object] = {**settings.section(settings.directory), "people": load_people(people) if people else None}
    return factory(plugins, DIRECTORIES, settings.directory)(given)  # type: ignore[no-any-return]  # a plug-in says what it is


def dispatcher(settings: "Settings", plugins: Plugins) -> "Dispatcher | None":
    """What brings effects to workers on other machines, if the settings name anything."""
    if settings.dispatcher is None:
        return None
    made: Dispatcher = factory(plugins, DISPATCHERS, settings.dispatcher)(settings.section(settings.dispatcher))
    return made


def channels(settings: "Settings", plugins: Plugins) -> "Mapping[str, Notifier]":
    """The channels that are set up: those for notices that name none must be, and those that anything is set for; others if they can be."""
    found: dict[str, Notifier] = {}
    for name in dict.fromkeys([*settings.channels, *plugins.names(NOTIFIERS)]):
        try:
            found[name] = factory(plugins, NOTIFIERS, name)(settings.section(name), SystemClock())
        except Misconfigured:
            if name in settings.channels or settings.sets_up(name):
                raise
    return found


def factory(plugins: Plugins, group: str, name: str) -> Any:
    """The function that makes what a plug-in provides."""
    target = plugins.find(group, name).target
    if not callable(target):
        raise Misconfigured(f"the plug-in `{name}` of {group} is no function", hint="Name a function in its entry point.")
    return target


def loadable(settings: "Settings") -> "tuple[list[Workflow], InvalidWorkflow | None]":
    """The workflows of the folder that can be read, and what is wrong with the others: running cases do not need the files."""
    folder = settings.workflows
    if not folder.is_dir():
        return [], None
    known, policies = Calendars(settings.calendars).__contains__, PolicyFolder(settings.policies, settings.policy)
    try:
        plugins = load_plugins().versions()
        return [one.workflow for one in load_folder(folder, known_calendars=known, policies=policies, plugins=plugins).values()], None
    except InvalidWorkflow as error:
        good: dict[str, Workflow] = {}
        for path in sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file()):
            with suppress(InvalidWorkflow):
                made = load(path, known_calendars=known, policies=policies, plugins=load_plugins().versions()).workflow
                if not any(conflicts((*good.values(), made))):
                    good.setdefault(made.id, made)
        return list(good.values()), error


def os_user() -> str:
    """The user of this machine; a process whose user has no name is called by its number."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return f"uid:{os.getuid()}" if hasattr(os, "getuid") else "unknown"


class Known:
    """What names are looked up in: the definitions that cases are pinned to, and the directory."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def definition(self, hash: str) -> "Workflow | None":
        """The workflow with this hash, as the database keeps it."""
        try:
            stored = self._engine.store.definition(hash)
        except SignoffError:
            return None
        return definition_from(stored.content) if stored is not None else None

    def begun(self, id: str) -> "Workflow | None":
        """The definition with which new cases of this workflow begin."""
        try:
            return self._engine.workflow(id)
        except SignoffError:
            return None

    def person(self, id: str) -> "Person | None":
        """The person with this id."""
        return self._engine.directory.person(id)

    def unit(self, id: str) -> "Unit | None":
        """The unit with this id."""
        return self._engine.directory.unit(id)

    def held(self, name: str) -> Mapping[str, str]:
        """What people call a role or post; only the directory of a people file knows."""
        titled = getattr(self._engine.directory, "title", None)
        return titled(name) if titled is not None else {}
