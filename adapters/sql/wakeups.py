"""Being woken by PostgreSQL: a connection of its own that listens, and tells at once that there is work. It never says what there is."""

import logging
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import TracebackType
from typing import Any

from sqlalchemy import Engine

from signoff.engine.waking import GAP

from .claims.postgresql_write import CHANNEL

LOG = logging.getLogger("signoff.wakeups")

AGAIN = GAP + 0.05
"""So many seconds after a ring, work is looked for once more: those who rang too often have kept silent since."""
LEAST = 0.1
"""Nobody is woken more often than this, however many ring."""
LONGEST = 30.0
"""So many seconds pass at most before a lost connection is made anew, and before a silent one is asked whether it lives."""


def can_listen(engine: Engine) -> bool:
    """Whether this database can wake anybody: PostgreSQL, through psycopg."""
    return engine.dialect.name == "postgresql" and engine.dialect.driver == "psycopg"


class WakeUps:
    """Calls `woken` whenever somebody has rung, from a thread of its own, until it is stopped. A lost connection is made anew.

    After it has connected again it calls, too: what was rung meanwhile is lost. An error that `woken` raises is logged.
    """

    def __init__(self, engine: Engine, woken: Callable[[], object]) -> None:
        self._engine = engine
        self._woken = woken
        self._stopping = Event()
        self._listening = Event()
        self._here, self._there = socket.socketpair()
        self._thread = Thread(target=self._run, name="signoff-wakeups", daemon=True)

    def wait(self, seconds: float) -> bool:
        """Wait until it listens, at most so long; whether it does."""
        return self._listening.wait(seconds)

    def __enter__(self) -> "WakeUps":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopping.set()
        with suppress(OSError):
            self._there.send(b"x")
        self._thread.join(10)
        self._here.close()
        self._there.close()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with self._connected() as connection:
                    self._listen(connection)
            except Exception as error:  # the server may be away; ticking goes on meanwhile
                failures = 0 if self._listening.is_set() else failures + 1
                LOG.warning("nobody can be woken just now, ticking goes on: %s", str(error).splitlines()[0] if str(error) else error)
            self._listening.clear()
            self._stopping.wait(min(0.1 * 2 ** min(failures, 10), LONGEST))

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A connection made as those of the pool are, and taken out of it."""
        with self._engine.connect() as pooled:
            pooled.detach()
            connection: Any = pooled.connection.dbapi_connection
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            yield connection

    def _listen(self, connection: Any) -> None:
        self._listening.set()
        self._call()
        again: float | None = None
        while not self._stopping.is_set():
            rung = self._rung(connection, LONGEST if again is None else max(again - time.monotonic(), 0))
            if rung is None:
                return
            if not rung and again is None:
                connection.execute("SELECT 1")  # raises where the other end has gone without a word
                continue
            again = time.monotonic() + AGAIN if rung else None
            self._call()
            if rung:
                self._stopping.wait(LEAST)

    def _rung(self, connection: Any, seconds: float) -> bool | None:
        """Whether somebody rings within this time; None where it is to stop. Raises what the driver raises for a lost connection."""
        ready, _, _ = select.select([connection.fileno(), self._here], [], [], seconds)
        if self._here in ready:
            return None
        if not ready:
            return False
        connection.pgconn.consume_input()
        rung = False
        while connection.pgconn.notifies() is not None:
            rung = True
        return rung

    def _call(self) -> None:
        try:
            self._woken()
        except Exception:  # foreign code
            LOG.exception("what was woken failed")
