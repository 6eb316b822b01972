"""Signoff in a FastAPI application: the verbs inside the request's session, errors as answers, and a ticker for as long as it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, overload

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.clock import SystemClock
from signoff.compose import AsyncEngine, Engine
from signoff.engine.desk import Desk
from signoff.engine.desk_async import AsyncDesk
from signoff.engine.errors import SignoffError

from .http import body_of, status_of

LOG = logging.getLogger("signoff.hosts")
Lifespan = Callable[[object], AbstractAsyncContextManager[None]]


@overload
def bound(engine: AsyncEngine, session: Any) -> Callable[..., AsyncDesk]: ...


@overload
def bound(engine: Engine, session: Any) -> Callable[..., Desk]: ...


def bound(engine: Engine | AsyncEngine, session: Any) -> Callable[..., Desk | AsyncDesk]:
    """A dependency: the verbs and questions inside the request's own session.

    `session` is what your routes write for it, `Annotated[Session, Depends(opened, scope="function")]`: written alike, FastAPI hands
    both the same one. With `scope="function"` the commit comes before the answer; without, the answer may promise what then fails.
    """

    def desk(session: Any) -> Desk | AsyncDesk:
        return engine.bind(session)

    async def awaited_desk(session: Any) -> Desk | AsyncDesk:
        return engine.bind(session)  # nothing is waited for, so no thread is needed

    found: Callable[..., Any] = awaited_desk if isinstance(engine, AsyncEngine) else desk
    found.__annotations__ = {"session": session}
    return found


def install(app: FastAPI) -> None:
    """Answer errors of Signoff: 403 not this person, 404 no such case, 409 not now, 422 not this value, 503 try again later.

    By then the session of the request has rolled back.
    """
    app.add_exception_handler(SignoffError, _answer)


def ticking(engine: Engine | AsyncEngine, *, every: float = 5.0) -> Lifespan:
    """A lifespan that fires timers and delivers the outbox every so many seconds: `FastAPI(lifespan=ticking(engine))`.

    Inside a lifespan of your own: `async with ticking(engine)(app)`. Any number of processes may do so at once.
    """

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:
        ticker = _awaited_ticker(engine, every) if isinstance(engine, AsyncEngine) else _ticker(engine, every)
        ticker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(ticker.stop)  # what is under way may need the event loop to come to its end
            if isinstance(engine, AsyncEngine):
                await engine.leave()

    return lifespan


def _ticker(engine: Engine, every: float) -> Ticker:
    duties = [Duty("fire", engine.fire_timers, every), Duty("deliver", engine.deliver, every)]
    return Ticker(duties, clock=SystemClock(), heart=engine.heart)


def _awaited_ticker(engine: AsyncEngine, every: float) -> Ticker:
    """Its thread lets the event loop tick, and waits for that."""
    loop = asyncio.get_running_loop()
    return Ticker([Duty("tick", lambda: asyncio.run_coroutine_threadsafe(engine.tick(), loop).result(), every)], clock=SystemClock())


async def _answer(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SignoffError)
    status = status_of(error)
    LOG.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "%s %s: %s",
        request.method,
        request.url.path,
        error,
        exc_info=error if status == 500 else None,
        extra={"code": error.code},
    )
    return JSONResponse(body_of(error), status)
