"""From a database, workflows and a directory to an engine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from signoff.adapters.archive import FileArchives
from signoff.adapters.clock import SystemClock
from signoff.adapters.delivery import Backoff, Calls, Deliverer, Handlers, Occasion
from signoff.adapters.notify import LogNotifier
from signoff.adapters.plugins import effects_of, load_plugins, plugged
from signoff.adapters.process import Process, node_name
from signoff.engine import given
from signoff.engine.arguments import looking, of_its_kind
from signoff.engine.calendars import Calendar
from signoff.engine.clock import Clock
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk, hook
from signoff.engine.desk_async import AsyncDesk
from signoff.engine.doctor import Subscriber, subscribers
from signoff.engine.errors import NotFound
from signoff.engine.giving_up import give_up
from signoff.engine.heart import Heart
from signoff.engine.listening import Listening
from signoff.engine.needs import served
from signoff.engine.observing import Observer
from signoff.engine.outgoing import EVENTS
from signoff.engine.ports import Dispatcher, Notifier
from signoff.engine.publishing import DefinitionView
from signoff.engine.purging import Retention
from signoff.engine.receiving import receive
from signoff.engine.registry import Registry
from signoff.engine.service import Before, Service, Setting
from signoff.engine.waking import Bell
from signoff.engine.world import CHAINS, Limits, Surroundings
from signoff.workflows.given import Workflows, is_text, loaded_from

from .parts import Awaited, DirectorySource, awaiting, bound_to, calendars_of, directory_of, store_of, types_of, zone_named
from .simulating import SimulatingDesk

Listener = TypeVar("Listener", bound=Callable[[Occasion], object])


@of_its_kind
class Engine(SimulatingDesk):
    """Approvals over one database.

    `database` is a URL, an SQLAlchemy engine or any store (`"sqlite://"` is in memory, `"memory://"` needs no SQLAlchemy);
    `workflows` a folder, files, texts or names of the catalogue; `directory` a Directory or the path of a people file; `calendars`
    a folder, or calendars by id. `clock` replaces the database's clock. With `hosts_handlers=False` this process is not the host's
    own, and what its handlers wait for is left to it. A `dispatcher` has effects delivered by workers on other machines.
    `retention` says how long rows are kept that are needed for a time only.
    With `wake=False` moves wake nobody who waits for work.

    Raises InvalidWorkflow with every mistake, Misconfigured, StoreUnavailable.
    """

    @looking
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
        policy: Mapping[str, str] | str | None = None,
        limits: Limits | None = None,
        authorize: Callable[[str, str], bool] | None = None,
        node: str | None = None,
        backoff: Backoff | None = None,
        dispatcher: Dispatcher | None = None,
        hosts_handlers: bool = True,
        retention: Retention | None = None,
        wake: bool = True,
    ) -> None:
        found = load_plugins(plugins)
        self._policy, self._pinned = policy, found.versions()
        days = calendars_of(calendars, workflows)
        around = Surroundings(
            directory=directory_of(directory, days),
            calendars=days,
            zone=zone_named(timezone),
            functions=plugged(found, "signoff.functions", "one argument"),
            limits=limits or Limits(),
            authorize=authorize,
            rules=plugged(found, "signoff.rules", "the votes"),
            chains={**CHAINS, **plugged(found, "signoff.chains", "a directory and arguments")},
            resolvers=plugged(found, "signoff.resolvers", "one argument"),
        )
        self._handlers = Handlers(EVENTS)
        self._before: list[tuple[str, Before]] = []
        self._clock = clock
        self._owned = not hasattr(database, "begin") or hasattr(database, "dialect")
        self._notifiers = dict(notifiers) if notifiers is not None else {"log": LogNotifier()}
        self._node = node or node_name()
        self._hosts = hosts_handlers
        self._retention = retention or Retention()
        self._wake = wake
        calls = Calls(effects_of(found))
        process = Process(lambda: served(self._notifiers, calls.versions, self._subscribers()), self._pinned)
        setting = Setting(
            Registry(loaded_from(workflows, around.calendars, policy, self._pinned, complete=True), types_of(found)),
            around,
            clock,
            Listening(self._handlers.subscriptions),
            self._before,
            FileArchives(),
            dispatcher=dispatcher,
            about=lambda: process.about((clock or SystemClock()).now(), None),
            bell=Bell(wake),
        )
        super().__init__(Service(store_of(database), setting, given.name("tenant", tenant)))
        self._heart = Heart(self._service.store, self._node, process.about, clock or SystemClock(), injected=clock is not None)
        self._deliverer = Deliverer(
            self._service.store,
            self._notifiers,
            around.directory,
            clock=clock or SystemClock(),
            node=self._node,
            handlers=self._handlers if hosts_handlers else None,
            default=notify,
            couriers={"call": calls, "signal": lambda row: receive(self._service, row)},
            backoff=backoff,
            bury=lambda row, error: give_up(self._service, row, error),
            standing=self._ended,
            serves=process.serves,
            watch=setting.watch,
        )

    def _subscribers(self) -> tuple[str, ...]:
        return tuple(one.name for one in self._handlers.subscriptions()) if self._hosts else ()

    def _ended(self, tenant: str, case: str) -> str | None:
        try:
            found = self.store.find(tenant, case).meant
        except NotFound:  # archived since
            return None
        return None if found.open else found.status.value

    def publish(self, workflow: Workflow | str | Path, *, by: str) -> DefinitionView:
        """Make a definition the one that new cases start with, in every process.

        It is a file, a text, a Workflow, the id of a given one, or a stored hash. Raises InvalidWorkflow, Refused (`not_admin`), NotFound.
        """
        if isinstance(workflow, Path) or (isinstance(workflow, str) and is_text(workflow)):
            (workflow,) = loaded_from(workflow, self._service.setting.around.calendars, self._policy, self._pinned)
        return super().publish(workflow, by=by)

    @overload
    def bind(self, to: Awaited) -> AsyncDesk: ...

    @overload
    def bind(self, to: Any) -> Desk: ...

    def bind(self, to: Any) -> Desk | AsyncDesk:
        """The same verbs and questions inside the host's own transaction: of an SQLAlchemy Session or Connection.

        Those of an AsyncSession or AsyncConnection are awaited. Nothing is committed, rolled back or closed here; what the host
        rolls back has never been.
        """
        if hasattr(to, "run_sync"):
            return awaiting(self._service, to)
        return Desk(Service(bound_to(self.store, to), self._service.setting, self.tenant, bound=True))

    def on(self, name: str, *, workflow: str | None = None, subscriber: str | None = None) -> Callable[[Listener], Listener]:
        """Decorator: call this function after commit when something has happened (`case.approved`, `task.opened`, …), at least once.

        It hears of what any process has done, from when this one has delivered for the first time. Processes whose functions have the
        same name (`subscriber`; else the function's own, with its module) are one listener: one of them is told.
        """

        def add(handler: Listener) -> Listener:
            self._handlers.on(name, handler, workflow=workflow, subscriber=subscriber)
            return handler

        return add

    def subscribers(self) -> tuple[Subscriber, ...]:
        """Every name under which handlers listen, in whatever process, with what waits for it."""
        return subscribers(self.store, self.now())

    def unsubscribe(self, subscriber: str) -> bool:
        """A handler of this name is gone for good: nothing is kept for it any more, and what waits for it is dropped.

        Whether anybody listened under this name. A process that still has the handler will say so again.
        """
        return self.store.unsubscribe(subscriber)

    def before(self, verb: str) -> Callable[[Before], Before]:
        """Decorator: call this function inside the transaction before a verb is carried out; it may raise Refused."""
        return hook(self._before, verb)

    def observe(self, *observers: Observer) -> None:
        """Tell these, too, of every move, timer, sweep and delivery from now on: `Metrics()`, `Traces()` of `signoff.adapters.observe`."""
        self._service.setting.watch.add(*observers)

    def close(self) -> None:
        """Let the database go, as far as it was opened here."""
        closing = getattr(self.store, "close", None)
        if self._owned and closing is not None:
            closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
