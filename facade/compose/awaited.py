"""The engine of an application that awaits."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from functools import update_wrapper, wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from signoff.engine.desk_async import AsyncDesk
from signoff.engine.doctor import Care, Checkup, not_asked
from signoff.engine.errors import StoreUnavailable
from signoff.engine.observing import Observer
from signoff.engine.service import Before

from .engine import Engine, Listener
from .parts import Awaited, awaiting

P = ParamSpec("P")
T = TypeVar("T")


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
        return awaiting(self._engine._service, to, self._awaited.first)

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

    def sweepers(self, wanted: int | None = None) -> int:
        """As `Engine.sweepers`: one, since a database that is awaited belongs to the event loop."""
        return self._engine.sweepers(wanted)

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
    subscribers = _awaited(Engine.subscribers)
    unsubscribe = _awaited(Engine.unsubscribe)

    async def close(self) -> None:
        """Let the database go, as far as it was opened here."""
        await self._awaited.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
