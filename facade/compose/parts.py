"""What an engine is given, made into what it works with. SQLAlchemy is loaded when a URL, a session or a connection asks for it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from signoff.adapters.directory import Anybody, StaticDirectory
from signoff.adapters.memory import MemoryStore
from signoff.adapters.plugins import Plugins
from signoff.engine.calendars import Calendar
from signoff.engine.desk import Desk
from signoff.engine.desk_async import AsyncDesk
from signoff.engine.errors import Misconfigured
from signoff.engine.expressions import Type
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Directory
from signoff.engine.scope import PLUGGED, RESOLVERS
from signoff.engine.service import AnyStore, Service
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.calling import callables
from signoff.workflows.given import Workflows, is_text
from signoff.workflows.people_file import load_people

DirectorySource = Directory | PeopleFile | Path | str | None


class Awaited(Protocol):
    """An AsyncSession or AsyncConnection of SQLAlchemy."""

    @property
    def run_sync(self) -> Callable[..., Any]: ...


def directory_of(source: DirectorySource, calendars: Mapping[str, Calendar]) -> Directory:
    """A people file is read; without a source everybody is who they say. Raises Misconfigured for a unit whose calendar is not there."""
    if source is None:
        return Anybody()
    people = load_people(Path(source)) if isinstance(source, str | Path) else source
    if not isinstance(people, PeopleFile):
        return people
    for unit in people.units.values():
        if unit.calendar is not None and calendars.get(unit.calendar) is None:
            told = f"the unit `{unit.id}` goes by the calendar `{unit.calendar}`, which is not there"
            hint = "Put its file beside the workflows, under calendars/, or give it: Engine(…, calendars=FOLDER)."
            data = {"unit": unit.id, "calendar": unit.calendar}
            raise Misconfigured(told, code="unit_calendar_missing", hint=hint, data=data)
    return StaticDirectory(people)


def calendars_of(source: Path | str | Mapping[str, Calendar] | None, workflows: Workflows) -> Mapping[str, Calendar]:
    """Those given, those of a folder, or those beside the workflows."""
    if isinstance(source, Mapping):
        return Calendars(given=source)
    if source is not None:
        return Calendars(Path(source))
    beside = Path(workflows) / "calendars" if isinstance(workflows, str | Path) and not is_text(workflows) else None
    return Calendars(beside if beside is not None and os.path.isdir(beside) else None)


def zone_named(name: str) -> ZoneInfo:
    """Raises Misconfigured for a name that the time zone data do not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"there is no time zone {name!r}", hint="Use a name such as Asia/Shanghai.") from None


def types_of(plugins: Plugins) -> Mapping[str, Type]:
    """What expressions may call because a plug-in offers it."""
    return callables({group: dict.fromkeys(plugins.names(group), "") for group in (PLUGGED, RESOLVERS)})


def store_of(database: Any) -> AnyStore:
    """A store as it is; else one behind the URL or engine."""
    if hasattr(database, "begin") and hasattr(database, "projection"):
        return database  # type: ignore[no-any-return]
    if database == "memory://":
        return MemoryStore()
    from signoff.adapters.sql import SqlStore

    return SqlStore(database)


def bound_to(store: AnyStore, to: Any) -> AnyStore:
    """The store inside a host's transaction. Raises Misconfigured where there is none to join."""
    bound = getattr(store, "bound", None)
    if bound is None:
        raise Misconfigured("this store has no transactions of a host to join", hint="Give the engine a database URL.")
    if isinstance(to, type):
        raise Misconfigured(f"cannot bind to the class {to.__name__}", hint="Hand in a session or connection that was made of it.")
    return bound(to)  # type: ignore[no-any-return]


def awaiting(service: Service, to: Any, first: Any = None) -> AsyncDesk:
    """A desk in the transaction of a host that awaits. Raises Misconfigured where the store has none to join."""
    from signoff.adapters.sql import SqlStore
    from signoff.adapters.sql.awaiting import AwaitedHost, First

    if not isinstance(service.store, SqlStore):
        raise Misconfigured("this store has no transactions of a host to join", hint="Give the engine a database URL.")
    host = AwaitedHost(to, service.store, first or First(service.store))
    return AsyncDesk(Desk(Service(host.store, service.setting, service.tenant, bound=True)), host.run)
