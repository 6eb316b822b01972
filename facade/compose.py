"""From a database, workflows and a directory to an engine. SQLAlchemy is loaded when a URL, a session or a connection asks for it."""

import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from signoff.adapters.clock import SystemClock
from signoff.adapters.delivery import Backoff, Calls, Deliverer, DeliveryReport, Handlers, Occasion
from signoff.adapters.directory import Anybody, StaticDirectory
from signoff.adapters.memory import MemoryStore
from signoff.adapters.notify import LogNotifier
from signoff.adapters.plugins import Plugin, Plugins, load_plugins
from signoff.engine.calendars import Calendar
from signoff.engine.clock import Clock
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk, hook
from signoff.engine.errors import Misconfigured
from signoff.engine.expressions import Type
from signoff.engine.giving_up import give_up
from signoff.engine.outgoing import EVENTS
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import CallableEffect, Directory, Notifier
from signoff.engine.publishing import DefinitionView
from signoff.engine.registry import Registry
from signoff.engine.service import AnyStore, Before, Service, Setting
from signoff.engine.sweep import Swept
from signoff.engine.world import Limits, Surroundings
from signoff.workflows import Plugged
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.loader import Loaded, load_each, whole, workflow_files
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import catalogue_path

Workflows = str | Path | Workflow | Iterable[str | Path | Workflow]
DirectorySource = Directory | PeopleFile | Path | str | None


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: timers fired, cases whose timers failed (with the reason), and what became of the outbox."""

    fired: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    delivery: DeliveryReport = field(default_factory=DeliveryReport)


class Engine(Desk):
    """Approvals over one database.

    `database` is a URL, an SQLAlchemy engine or any store (`"sqlite://"` is in memory, `"memory://"` needs no SQLAlchemy);
    `workflows` a folder, files, texts or names of the catalogue; `directory` a Directory or the path of a people file; `calendars`
    a folder, or calendars by id. `clock` replaces the database's clock. With `hosts_handlers=False` this process is not the host's
    own, and what its handlers wait for is left to it.

    Raises InvalidWorkflow with every mistake, Misconfigured, StoreUnavailable.
    """

    def __init__(
        self,
        database: Any,
        *,
        workflows: Workflows,
        directory: DirectorySource = None,
        calendars: Path | str | Mapping[str, Calendar] | None = None,
        clock: Clock | None = None,
        timezone: str = "UTC",
        plugins: Sequence[object] = (),
        tenant: str = "default",
        notifiers: Mapping[str, Notifier] | None = None,
        notify: str | tuple[str, ...] = "log",
        policy: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        authorize: Callable[[str, str], bool] | None = None,
        node: str | None = None,
        backoff: Backoff | None = None,
        hosts_handlers: bool = True,
    ) -> None:
        found = load_plugins(plugins)
        self._policy = policy
        around = Surroundings(
            directory=_directory(directory),
            calendars=_calendars(calendars, workflows),
            zone=_zone(timezone),
            functions={name: _function(plugin.target) for name, plugin in found.all("signoff.functions").items()},
            limits=limits or Limits(),
            authorize=authorize,
            rules={name: (plugin.version, _callable(plugin, "the votes")) for name, plugin in found.all("signoff.rules").items()},
        )
        self._handlers = Handlers(EVENTS)
        self._before: list[tuple[str, Before]] = []
        self._clock = clock
        self._owned = not hasattr(database, "begin") or hasattr(database, "dialect")
        setting = Setting(
            Registry(_loaded(workflows, around.calendars, policy, found.versions(), complete=True), _types(found)),
            around,
            clock,
            lambda name, workflow: bool(self._handlers.wanted(name, workflow)),
            self._before,
        )
        super().__init__(Service(_store(database), setting, tenant))
        self._notifiers = dict(notifiers) if notifiers is not None else {"log": LogNotifier()}
        self._node = node or f"{socket.gethostname()}:{os.getpid()}"
        self._deliverer = Deliverer(
            self._service.store,
            self._notifiers,
            around.directory,
            clock=clock or SystemClock(),
            node=self._node,
            handlers=self._handlers if hosts_handlers else None,
            default=notify,
            couriers={"call": Calls(_effects(found))},
            backoff=backoff,
            bury=lambda row, error: give_up(self._service, row, error),
        )

    @property
    def store(self) -> AnyStore:
        """Where the cases live."""
        return self._service.store

    @property
    def node(self) -> str:
        """The name of this process among those that tick."""
        return self._node

    @property
    def deliverer(self) -> Deliverer:
        """What brings the outbox to people and handlers."""
        return self._deliverer

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """The definitions that this engine was given; `definitions()` says which ones new cases start with."""
        return {id: model.workflow for id, model in self._service.setting.registry.current.items()}

    @property
    def directory(self) -> Directory:
        """Who is who."""
        return self._service.setting.around.directory

    def publish(self, workflow: Workflow | str | Path, *, by: str) -> DefinitionView:
        """Make a definition the one that new cases start with, in every process.

        It is a file, a text, a Workflow, the id of a given one, or a stored hash. Raises InvalidWorkflow, Refused (`not_admin`), NotFound.
        """
        if isinstance(workflow, Path) or (isinstance(workflow, str) and _is_text(workflow)):
            (workflow,) = _loaded(workflow, self._service.setting.around.calendars, self._policy)
        return super().publish(workflow, by=by)

    def bind(self, to: Any) -> Desk:
        """The same verbs and questions inside the host's own transaction: of an SQLAlchemy Session or Connection.

        Nothing is committed, rolled back or closed here; what the host rolls back has never been.
        """
        return Desk(Service(_bound(self.store, to), self._service.setting, self.tenant, bound=True))

    def for_tenant(self, tenant: str) -> Desk:
        """The cases of another tenant."""
        return Desk(Service(self.store, self._service.setting, tenant))

    def on(self, name: str, *, workflow: str | None = None) -> Callable[[Callable[[Occasion], object]], Callable[[Occasion], object]]:
        """Decorator: call this function after commit when something has happened (`case.approved`, `task.opened`, …), at least once."""

        def add(handler: Callable[[Occasion], object]) -> Callable[[Occasion], object]:
            self._handlers.on(name, handler, workflow=workflow)
            return handler

        return add

    def before(self, verb: str) -> Callable[[Before], Before]:
        """Decorator: call this function inside the transaction before a verb is carried out; it may raise Refused."""
        return hook(self._before, verb)

    def deliver(self, limit: int = 1000) -> DeliveryReport:
        """Deliver what waits in the outbox now."""
        return self._deliverer.run_once(self.now(), limit)

    def fire_timers(self) -> Swept:
        """Fire everything that is due by now, of every tenant; `for_tenant(…).fire_timers()` sees to one."""
        done = Swept()
        for tenant in self.store.tenants_due(self.now()):
            swept = self.for_tenant(tenant).fire_timers()
            done.fired += swept.fired
            done.failed |= swept.failed
        return done

    def tick(self) -> Ticked:
        """Everything that is due, of every tenant: timers fire, then the outbox is delivered. For cron, tests, or the ticker."""
        swept = self.fire_timers()
        now = self.now()
        self.store.beat(self._node, now, {"fired": swept.fired, "failed": len(swept.failed)})
        return Ticked(swept.fired, dict(swept.failed), self.deliver())

    def close(self) -> None:
        """Let the database go, as far as it was opened here."""
        closing = getattr(self.store, "close", None)
        if self._owned and closing is not None:
            closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _directory(source: DirectorySource) -> Directory:
    if source is None:
        return Anybody()
    if isinstance(source, str | Path):
        return StaticDirectory(load_people(Path(source)))
    return StaticDirectory(source) if isinstance(source, PeopleFile) else source


def _calendars(source: Path | str | Mapping[str, Calendar] | None, workflows: Workflows) -> Mapping[str, Calendar]:
    if isinstance(source, Mapping):
        return Calendars(given=source)
    if source is not None:
        return Calendars(Path(source))
    beside = Path(workflows) / "calendars" if isinstance(workflows, str | Path) and not _is_text(workflows) else None
    return Calendars(beside if beside is not None and beside.is_dir() else None)


def _is_text(source: str | Path) -> bool:
    """Whether this is a workflow itself: it has more than one line, as no path has."""
    return isinstance(source, str) and "\n" in source


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"there is no time zone {name!r}", hint="Use a name such as Asia/Shanghai.") from None


def _loaded(
    source: Workflows,
    calendars: Mapping[str, Calendar],
    policy: Mapping[str, str] | None,
    plugins: Plugged | None = None,
    *,
    complete: bool = False,
) -> list[Workflow]:
    """The definitions: given as they are, or loaded from a folder, files, texts and names of the catalogue.

    Of a `complete` set none runs a workflow that is not among them.
    """
    items = [source] if isinstance(source, str | Path | Workflow) else list(source)
    ready = [item for item in items if isinstance(item, Workflow)]
    loaded: dict[str, Loaded] = {}
    files: list[Path | str] = []
    for item in items:
        if isinstance(item, Workflow):
            continue
        where = _where(item)
        if isinstance(where, Path) and where.is_dir():
            loaded |= load_each(workflow_files(where), known_calendars=calendars.__contains__, overlay=policy, plugins=plugins)
        else:
            files.append(where)
    loaded |= load_each(files, known_calendars=calendars.__contains__, overlay=policy, plugins=plugins)
    if complete:
        whole(loaded, (workflow.id for workflow in ready))
    return list({**{one.id: one for one in ready}, **{id: one.workflow for id, one in loaded.items()}}.values())


def _where(item: str | Path) -> Path | str:
    """A path, a name of the catalogue, or the text of a workflow."""
    if isinstance(item, Path) or _is_text(item):
        return item
    path = Path(item)
    return path if path.exists() or path.suffix else catalogue_path(item)


def _types(plugins: Plugins) -> Mapping[str, Type]:
    return dict.fromkeys(plugins.names("signoff.functions"), Type("any"))


def _callable(plugin: Plugin, argument: str) -> Any:
    if not callable(plugin.target):
        raise Misconfigured(f"the plug-in `{plugin.name}` of {plugin.group} cannot be called", hint=f"Give a function of {argument}.")
    return plugin.target


def _effects(plugins: Plugins) -> dict[str, tuple[str, CallableEffect]]:
    found = plugins.all("signoff.effects")
    for plugin in found.values():
        if iscoroutinefunction(_callable(plugin, "one call")):
            raise Misconfigured(f"the effect `{plugin.name}` is no plain function", hint="Effects run in a thread: write `def`.")
    return {name: (plugin.version, plugin.target) for name, plugin in found.items()}  # type: ignore[misc]  # checked just above


def _function(target: object) -> Callable[[object], object]:
    if not callable(target):
        raise Misconfigured(f"the function plug-in {target!r} cannot be called", hint="Give a function of one argument.")
    return target


def _store(database: Any) -> AnyStore:
    if hasattr(database, "begin") and hasattr(database, "projection"):
        return database  # type: ignore[no-any-return]
    if database == "memory://":
        return MemoryStore()
    from signoff.adapters.sql import SqlStore

    return SqlStore(database)


def _bound(store: AnyStore, to: Any) -> AnyStore:
    bound = getattr(store, "bound", None)
    if bound is None:
        raise Misconfigured("this store has no transactions of a host to join", hint="Give the engine a database URL.")
    return bound(to)  # type: ignore[no-any-return]
