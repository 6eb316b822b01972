"""From a database, workflows and a directory to an engine. SQLAlchemy is loaded when a URL, a session or a connection asks for it."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import update_wrapper, wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from signoff.adapters.archive import FileArchives
from signoff.adapters.clock import SystemClock
from signoff.adapters.delivery import Backoff, Calls, Deliverer, DeliveryReport, Handlers, Occasion
from signoff.adapters.directory import Anybody, StaticDirectory
from signoff.adapters.memory import Bench, MemoryStore
from signoff.adapters.notify import LogNotifier
from signoff.adapters.plugins import Plugins, effects_of, load_plugins, plugged
from signoff.adapters.process import Process, node_name
from signoff.engine.calendars import Calendar
from signoff.engine.clock import Clock
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk, hook
from signoff.engine.desk_async import AsyncDesk
from signoff.engine.doctor import Care, Checkup, not_asked
from signoff.engine.errors import Misconfigured, NotFound, StoreUnavailable
from signoff.engine.expressions import Type
from signoff.engine.giving_up import give_up
from signoff.engine.heart import Heart
from signoff.engine.listening import Listening
from signoff.engine.needs import served
from signoff.engine.observing import Observer
from signoff.engine.outgoing import EVENTS
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Directory, Dispatcher, Notifier
from signoff.engine.publishing import DefinitionView
from signoff.engine.purging import Purged, Retention, purge
from signoff.engine.registry import Registry
from signoff.engine.scope import PLUGGED, RESOLVERS
from signoff.engine.service import AnyStore, Before, Service, Setting
from signoff.engine.submitting import submit_again
from signoff.engine.sweep import Swept
from signoff.engine.waking import Bell
from signoff.engine.world import CHAINS, Limits, Surroundings
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.calling import callables
from signoff.workflows.given import Workflows, is_text, loaded_from
from signoff.workflows.people_file import load_people
from signoff.workflows.rehearsal import zone_of
from signoff.workflows.simulation import MOST_PATHS, Simulation
from signoff.workflows.simulation.beginning import Setup, looked_ahead, simulated

P = ParamSpec("P")
T = TypeVar("T")
Listener = TypeVar("Listener", bound=Callable[[Occasion], object])
DirectorySource = Directory | PeopleFile | Path | str | None


class Awaited(Protocol):
    """An AsyncSession or AsyncConnection of SQLAlchemy."""

    @property
    def run_sync(self) -> Callable[..., Any]: ...


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
    own, and what its handlers wait for is left to it. A `dispatcher` has effects delivered by workers on other machines.
    `retention` says how long rows are kept that are needed for a time only.
    With `wake=False` moves wake nobody who waits for work.

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
        dispatcher: Dispatcher | None = None,
        hosts_handlers: bool = True,
        retention: Retention | None = None,
        wake: bool = True,
    ) -> None:
        found = load_plugins(plugins)
        self._policy, self._pinned = policy, found.versions()
        around = Surroundings(
            directory=_directory(directory),
            calendars=_calendars(calendars, workflows),
            zone=_zone(timezone),
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
            Registry(loaded_from(workflows, around.calendars, policy, self._pinned, complete=True), _types(found)),
            around,
            clock,
            Listening(self._handlers.subscriptions),
            self._before,
            FileArchives(),
            dispatcher=dispatcher,
            about=lambda: process.about((clock or SystemClock()).now(), None),
            bell=Bell(wake),
        )
        super().__init__(Service(_store(database), setting, tenant))
        self._heart = Heart(self._service.store, self._node, process.about, clock or SystemClock(), injected=clock is not None)
        self._deliverer = Deliverer(
            self._service.store,
            self._notifiers,
            around.directory,
            clock=clock or SystemClock(),
            node=self._node,
            handlers=self._handlers if hosts_handlers else None,
            default=notify,
            couriers={"call": calls},
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

    @property
    def store(self) -> AnyStore:
        """Where the cases live."""
        return self._service.store

    @property
    def node(self) -> str:
        """The name of this process among those that tick."""
        return self._node

    @property
    def heart(self) -> Heart:
        """What tells other processes that this one lives; a ticker has it beat."""
        return self._heart

    @property
    def deliverer(self) -> Deliverer:
        """What brings the outbox to people and handlers."""
        return self._deliverer

    @property
    def dispatcher(self) -> Dispatcher | None:
        """What brings the outbox to workers on other machines, if anything does."""
        return self._service.setting.dispatcher

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
            return _awaiting(self, to)
        return Desk(Service(_bound(self.store, to), self._service.setting, self.tenant, bound=True))

    def for_tenant(self, tenant: str) -> Desk:
        """The cases of another tenant."""
        return Desk(Service(self.store, self._service.setting, tenant))

    def on(self, name: str, *, workflow: str | None = None, subscriber: str | None = None) -> Callable[[Listener], Listener]:
        """Decorator: call this function after commit when something has happened (`case.approved`, `task.opened`, …), at least once.

        It hears of what any process has done, from when this one has delivered for the first time. Processes whose functions have the
        same name (`subscriber`; else the function's own, with its module) are one listener: one of them is told.
        """

        def add(handler: Listener) -> Listener:
            self._handlers.on(name, handler, workflow=workflow, subscriber=subscriber)
            return handler

        return add

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

    def simulate(
        self,
        workflow: str,
        *,
        by: str | None = None,
        data: Mapping[str, object] | None = None,
        people: PeopleFile | Path | str | None = None,
        now: datetime | date | None = None,
        most: int = MOST_PATHS,
    ) -> Simulation:
        """Run a whole workflow against this data, on a clock and a store of its own: every path, who is asked, until when, dead ends.

        `people` replaces the engine's directory; an engine without one makes stand-ins up. Samples fill what `data` leaves out.
        Raises NotFound, Refused where the case cannot be started, Misconfigured.
        """
        staff = load_people(Path(people)) if isinstance(people, str | Path) else people
        own = staff is None and not isinstance(self.directory, Anybody)
        found = self._service.setting.registry.workflow(workflow).workflow
        asked = self._bench_for(found)
        return simulated(replace(asked, now=now or self.now(), by=by, data=data, people=staff, own=own), most)

    def ahead(self, case: str, *, most: int = MOST_PATHS) -> Simulation:
        """What lies ahead of a running case: every path from where it stands now. Nothing happens to the case."""
        return looked_ahead(self._service, case, self._bench_for, most)

    def _bench_for(self, workflow: Workflow) -> Setup:
        """How a desk for a simulation is made: this engine's directory, calendars and plug-ins, a store and a clock of its own."""
        setting = self._service.setting
        zone, calendar = zone_of(workflow, setting.around.calendars.get), setting.around.calendars.get(workflow.calendar or "")

        made: dict[int, Registry] = {}  # what is compiled serves all paths

        def make(workflow: Workflow, people: PeopleFile | None, start: datetime) -> Bench:
            around = setting.around if people is None else replace(setting.around, directory=StaticDirectory(people))
            if id(workflow) not in made:
                made[id(workflow)] = setting.registry.of([*(w for w in self.workflows.values() if w.id != workflow.id), workflow])
            standing = self.store.proxy_rows(self.tenant) if people is None else ()
            return Bench(made[id(workflow)], around, start, workflow.calendar, zone, self.tenant, standing)

        return Setup(workflow=workflow, make=make, zone=zone, calendar=calendar, now=self.now(), known=tuple(self.workflows))

    def deliver(self, limit: int = 1000) -> DeliveryReport:
        """Deliver what waits in the outbox now, as far as it can be delivered here; from the first time on handlers are known to all.

        With a dispatcher nothing is delivered here: what is due and with nobody is submitted, for its workers to deliver.
        """
        now = self._listening()
        if self.dispatcher is not None:
            return DeliveryReport(submitted=submit_again(self.store, self.dispatcher, now, limit))
        return self._deliverer.run_once(now, limit)

    def deliver_row(self, id: str) -> DeliveryReport:
        """Deliver the row of the outbox with this id, as a dispatcher's worker does.

        Nothing happens where it is unknown, delivered, dead, not due or with another worker: an id may come twice.
        """
        report = self._deliverer.run_row(self.store, id, self._listening())
        told = {"delivered": report.delivered, "failed": report.failed, "dead": report.dead}
        self._beat("deliver", {"ok": True, "result": told})
        return report

    def _listening(self) -> datetime:
        """The present; and all know from now on what is listened for here."""
        now = self.now()
        if self._hosts:
            self._service.setting.listening.tell(self.store, self._node, now)
        return now

    def _beat(self, duty: str, told: Mapping[str, object]) -> None:
        self._heart.did(duty, {"at": (self._clock or SystemClock()).now().isoformat(), **told})

    def fire_timers(self) -> Swept:
        """Fire everything that is due by now, of every tenant; `for_tenant(…).fire_timers()` sees to one."""
        done = Swept()
        for tenant in self.store.tenants_due(self.now()):
            swept = self.for_tenant(tenant).fire_timers()
            done.fired += swept.fired
            done.failed |= swept.failed
            done.lag = max(done.lag, swept.lag)
        return done

    def purge(self) -> Purged:
        """Delete what is needed for a time only and older than `retention` says, of every tenant, batch by batch. For ticker or cron."""
        done = purge(self.store, self._retention, self.now(), self._service.setting.around.zone)
        self._beat("purge", {"ok": True, "result": {what.value: count for what, count in done.rows.items()}})
        return done

    def tick(self) -> Ticked:
        """Everything that is due, of every tenant: timers fire, then the outbox is delivered. For cron, tests, or the ticker."""
        swept, delivery = self.fire_timers(), self.deliver()
        result = {"fired": swept.fired, "failed": len(swept.failed), "lag": swept.lag, "delivered": delivery.delivered}
        result |= {"submitted": delivery.submitted} if self.dispatcher is not None else {}
        self._beat("tick", {"ok": not swept.failed, "result": result})
        return Ticked(swept.fired, dict(swept.failed), delivery)

    def leave(self) -> None:
        """This process ticks no longer, in order: other nodes are not to miss it."""
        self._heart.leave()

    def wakeups(self, woken: Callable[[], object]) -> AbstractContextManager[object]:
        """As long as the block lasts, call `woken` from a thread as soon as a move has brought work; on PostgreSQL, through psycopg.

        Only a comfort: elsewhere, with `wake=False`, and while the server is away, nothing is called, and work is found by whoever ticks.
        """
        listen = getattr(self.store, "wakeups", None)
        return listen(woken) if listen is not None and self._wake else nullcontext()

    def close(self) -> None:
        """Let the database go, as far as it was opened here."""
        closing = getattr(self.store, "close", None)
        if self._owned and closing is not None:
            closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _as_engine(
    made: Callable[Concatenate[Engine, P], None],
) -> Callable[[Callable[..., None]], Callable[Concatenate["AsyncEngine", P], None]]:
    """Decorator: it is made of the same things."""
    return wraps(made)


def _awaited(method: Callable[Concatenate[Engine, P], T]) -> Callable[Concatenate["AsyncEngine", P], Coroutine[Any, Any, T]]:
    """A method of the engine, to be awaited."""

    async def call(self: "AsyncEngine", /, *args: P.args, **given: P.kwargs) -> T:
        return await self._run(lambda: method(self._engine, *args, **given))

    update_wrapper(call, method)
    return call


class AsyncEngine(AsyncDesk):
    """The engine for an application that awaits: the same verbs, questions and errors, over the same core.

    `database` is a URL (`sqlite+aiosqlite:///file.db`, `postgresql+psycopg://…`) or SQLAlchemy's AsyncEngine; everything else is as for
    `Engine`. Handlers, hooks, notifiers and directories are plain functions and the event loop waits for them: where they take time, leave
    delivery to a worker. Wants the extra `signoff[async]`.
    """

    @_as_engine(Engine.__init__)
    def __init__(self, database: Any, **setting: Any) -> None:
        from signoff.adapters.sql.awaiting import AwaitedStore

        self._awaited = AwaitedStore(database)
        self._engine = Engine(self._awaited.store, **setting)
        super().__init__(self._engine, self._awaited.run)

    def bind(self, to: Awaited) -> AsyncDesk:
        """The same inside the host's own transaction: of an AsyncSession or AsyncConnection. Nothing is ended here."""
        return _awaiting(self._engine, to, self._awaited.first)

    def for_tenant(self, tenant: str) -> AsyncDesk:
        """The cases of another tenant."""
        return AsyncDesk(self._engine.for_tenant(tenant), self._run)

    def on(self, name: str, *, workflow: str | None = None, subscriber: str | None = None) -> Callable[[Listener], Listener]:
        """Decorator: as `Engine.on`. The function is called by whoever ticks."""
        return self._engine.on(name, workflow=workflow, subscriber=subscriber)

    def before(self, verb: str) -> Callable[[Before], Before]:
        """Decorator: as `Engine.before`."""
        return self._engine.before(verb)

    def observe(self, *observers: Observer) -> None:
        """As `Engine.observe`."""
        self._engine.observe(*observers)

    def wakeups(self, woken: Callable[[], object]) -> AbstractContextManager[object]:
        """As `Engine.wakeups`, where the database is not awaited; nobody listens through a driver that is."""
        return self._engine.wakeups(woken)

    async def doctor(self, *, care: Care | None = None) -> Checkup:
        """Whether everything is well: the database, who works on it, what waits, what open cases need; of all tenants. True if it is."""
        try:
            return await super().doctor(care=care)
        except StoreUnavailable as error:
            return not_asked(error)

    publish = _awaited(Engine.publish)
    simulate = _awaited(Engine.simulate)
    ahead = _awaited(Engine.ahead)
    deliver = _awaited(Engine.deliver)
    deliver_row = _awaited(Engine.deliver_row)
    fire_timers = _awaited(Engine.fire_timers)
    purge = _awaited(Engine.purge)
    tick = _awaited(Engine.tick)
    leave = _awaited(Engine.leave)
    unsubscribe = _awaited(Engine.unsubscribe)

    async def close(self) -> None:
        """Let the database go, as far as it was opened here."""
        await self._awaited.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()


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
    beside = Path(workflows) / "calendars" if isinstance(workflows, str | Path) and not is_text(workflows) else None
    return Calendars(beside if beside is not None and beside.is_dir() else None)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"there is no time zone {name!r}", hint="Use a name such as Asia/Shanghai.") from None


def _types(plugins: Plugins) -> Mapping[str, Type]:
    return callables({group: dict.fromkeys(plugins.names(group), "") for group in (PLUGGED, RESOLVERS)})


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


def _awaiting(engine: Engine, to: Any, first: Any = None) -> AsyncDesk:
    """A desk in the transaction of a host that awaits."""
    from signoff.adapters.sql import SqlStore
    from signoff.adapters.sql.awaiting import AwaitedHost, First

    if not isinstance(engine.store, SqlStore):
        raise Misconfigured("this store has no transactions of a host to join", hint="Give the engine a database URL.")
    host = AwaitedHost(to, engine.store, first or First(engine.store))
    return AsyncDesk(Desk(Service(host.store, engine._service.setting, engine.tenant, bound=True)), host.run)
