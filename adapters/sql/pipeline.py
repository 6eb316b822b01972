"""Statements that are sent to PostgreSQL without waiting for an answer, each a transaction of its own.

psycopg's own pipeline waits for all answers wherever a transaction ends, so this speaks to the library below it (`psycopg.pq`): while the
server is at one statement the next one is under way, and whoever sends them does something else.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any, TypeAlias

Values: TypeAlias = Sequence[bytes | None]
"""The values of a statement, each as text in the encoding of the connection."""
Answer: TypeAlias = Sequence[bytes | None] | None
"""The only row of an answer, its values as text; None where the server has refused the statement or its commit."""

PREPARED = "signoff_prepared"
"""Where the names of prepared statements are kept, with what else is remembered of a connection until it is closed."""


def can_pipeline(raw: Any) -> bool:
    """Whether this connection of psycopg takes such statements: it may prepare them, and speaks UTF-8."""
    return raw.prepare_threshold is not None and raw.info.encoding == "utf-8"


def encoded(values: Sequence[Any]) -> Values | None:
    """Texts and numbers as a statement takes them; None where there is a text that PostgreSQL does not keep."""
    try:
        found = [None if value is None else str(value).encode() for value in values]
    except UnicodeEncodeError:  # half a surrogate pair
        return None
    return None if any(b"\0" in value for value in found if value is not None) else found


@contextmanager
def pipelined(psycopg: Any, raw: Any, kept: dict[Any, Any], statements: Sequence[tuple[str, Values]]) -> Iterator[Iterator[Answer]]:
    """Send these, with `$1`, `$2`, … for their values; the block gets the answer of each, in their order, as it comes.

    `raw` is the connection, outside any transaction, and `kept` what is remembered with it. Raises errors of psycopg where it is lost.
    """
    line = Line(psycopg, raw.pgconn, kept.setdefault(PREPARED, {}))
    line.open()
    try:
        line.forget_what_is_gone({sql for sql, _ in statements})
        for sql, values in statements:
            line.send(sql, values)
        line.flush()
        yield line.answers()
    finally:
        line.close()


_numbers = count()
"""Names are given once in a process, so that none comes again on a connection where one was forgotten."""


class Line:
    """A connection while statements are under way on it."""

    def __init__(self, psycopg: Any, connection: Any, prepared: dict[str, bytes]) -> None:
        self._psycopg, self._status, self._connection = psycopg, psycopg.pq.ExecStatus, connection
        self._prepared = prepared
        self._under_way = 0
        self._selector = DefaultSelector()

    def open(self) -> None:
        """From now on statements may be sent."""
        self._selector.register(self._connection.socket, EVENT_READ)
        self._connection.enter_pipeline_mode()

    def forget_what_is_gone(self, wanted: Collection[str]) -> None:
        """Ask which of these are still prepared: psycopg lets go of all statements after a rollback, and of ours with them."""
        asked = [sql for sql in wanted if sql in self._prepared]
        for sql in asked:
            self._connection.send_describe_prepared(self._prepared[sql])
            self._synced()
        self.flush()
        for sql in asked:
            if self._status.FATAL_ERROR in [result.status for result in self._of_one()]:
                del self._prepared[sql]

    def send(self, sql: str, values: Values) -> None:
        """Send one, as a transaction of its own, as far as there is room on the way."""
        name = self._prepared.get(sql)
        if name is None:
            name = self._prepared[sql] = b"signoff_%d" % next(_numbers)
            self._connection.send_prepare(name, sql.encode())
        self._connection.send_query_prepared(name, values)
        self._synced()
        self._connection.flush()

    def _synced(self) -> None:
        self._connection.pipeline_sync()
        self._under_way += 1

    def flush(self) -> None:
        """Send what is left."""
        while self._connection.flush():
            self._wait(EVENT_READ | EVENT_WRITE)
            self._connection.consume_input()

    def answers(self) -> Iterator[Answer]:
        """What comes back, statement by statement. That one was refused says nothing about those behind it."""
        while self._under_way:
            answer: Answer = None
            refused = False
            for result in self._of_one():
                if result.status == self._status.TUPLES_OK:
                    answer = [result.get_value(0, column) for column in range(result.nfields)]
                refused = refused or result.status == self._status.FATAL_ERROR
            yield None if refused else answer

    def close(self) -> None:
        """Wait for what is under way; the connection is as it was before. Where that cannot be, it is closed."""
        with suppress(self._psycopg.Error), self._selector:
            try:
                self.flush()  # who was cut off while sending has left the end of it here
                while self._under_way:
                    for _ in self._of_one():
                        pass
                self._connection.exit_pipeline_mode()
            except BaseException:
                self._connection.finish()
                raise

    def _of_one(self) -> Iterator[Any]:
        """The results of one transaction."""
        nothing = 0
        while True:
            while self._connection.is_busy():
                self._wait(EVENT_READ)
                self._connection.consume_input()
            result = self._connection.get_result()
            if result is None:
                nothing += 1  # the end of a statement; more than one at a time, and the connection is gone
                if nothing > 1:
                    raise self._psycopg.OperationalError(self._connection.get_error_message())
                continue
            if result.status == self._status.PIPELINE_SYNC:
                self._under_way -= 1
                return
            nothing = 0
            yield result

    def _wait(self, events: int) -> None:
        self._selector.modify(self._connection.socket, events)
        self._selector.select()
