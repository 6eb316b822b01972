"""The same load and save on the bare drivers, written by hand and with care: what the store is measured against."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Engine

from signoff.engine.case import Case, Task
from signoff.engine.plain import dumps, instant, read, text
from signoff.engine.ports import Change, Save, Stored

CASE = "UPDATE signoff_case SET step=?,status=?,round=?,revision=?,entered=?,due_at=?,ended_at=?,version=?,seq=?,head=?,state=?"
CASE += " WHERE tenant=? AND id=? AND root_id=? AND version=?"
CLOSE = "UPDATE signoff_task SET state=?,holder=?,outcome=?,closed_at=? WHERE tenant=? AND root_id=? AND id=?"
CLOSE_CANDIDATES = "UPDATE signoff_task_candidate SET live=0 WHERE tenant=? AND root_id=? AND task_id=?"
OPEN = "INSERT INTO signoff_task(tenant,root_id,id,case_id,step,round,seat,state,holder,opened_at,due_at,urged,superseded)"
OPEN += " VALUES (?,?,?,?,?,?,?,?,?,?,?,0,0)"
CANDIDATE = "INSERT INTO signoff_task_candidate(tenant,root_id,task_id,position,kind,value,live) VALUES (?,?,?,?,?,?,1)"
DISARM = "DELETE FROM signoff_timer WHERE tenant=? AND root_id=? AND case_id=?"
ARM = "INSERT INTO signoff_timer(tenant,root_id,case_id,key,clock,round,rung,repeat,seat,due,provisional,parked)"
ARM += " VALUES (?,?,?,?,?,?,?,?,?,?,0,0)"
EVENT = "INSERT INTO signoff_event(tenant,root_id,seq,case_id,kind,at,actor,header,payload,salt,payload_hash,previous,hash)"
EVENT += " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
OUTBOX = (
    "INSERT INTO signoff_outbox(id,tenant,root_id,case_id,key,kind,at,payload,state,tries,next_at) VALUES (?,?,?,?,?,?,?,?,'ready',0,?)"
)
REQUEST = "INSERT INTO signoff_request(tenant,id,fingerprint,root_id,case_id,seq,at) VALUES (?,?,?,?,?,?,?)"
ASKED = "SELECT fingerprint,root_id,case_id,seq FROM signoff_request WHERE tenant=? AND id=?"
CLOCK = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%fZ','now')",
    "postgresql": """to_char(clock_timestamp() AT TIME ZONE 'UTC','YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
LOAD = "SELECT {clock},version,seq,head,state FROM signoff_case WHERE tenant=? AND id=? AND root_id=?"


class ByHand:
    """A held connection of the bare driver, and statements for exactly this move."""

    def __init__(self, connection: Any, dialect: str) -> None:
        self._connection = connection
        self._sqlite = dialect == "sqlite"
        self._load = LOAD.format(clock=CLOCK[dialect]) + ("" if self._sqlite else " FOR NO KEY UPDATE")
        self._cursor, self._guarded = connection.cursor(), connection.cursor()

    @classmethod
    def on(cls, engine: Engine) -> "ByHand":
        """A connection beside an engine's own."""
        if engine.dialect.name == "sqlite":
            connection: Any = sqlite3.connect(str(engine.url.database), isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA foreign_keys = ON")
            return cls(connection, "sqlite")
        url = engine.url
        return cls(
            psycopg.connect(host=url.host, port=url.port, user=url.username, password=url.password, dbname=url.database), "postgresql"
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin and commit."""
        if self._sqlite:
            self._cursor.execute("BEGIN IMMEDIATE")
        yield
        self._connection.commit()

    def load(self, root: str, request: str) -> tuple[Stored, datetime]:
        """The case under its lock, the clock, and whether the request was answered before."""
        self._run(self._load, ("default", root, root))
        now, version, seq, head, state = self._cursor.fetchone()
        self._run(ASKED, ("default", request))
        assert self._cursor.fetchone() is None
        return Stored(root, "default", {root: read(Case, state)}, seq, head, version), datetime.fromisoformat(now)

    def save(self, save: Save) -> None:
        """All rows of the move."""
        with self._batched():
            self._write(save)
        assert self._guarded.rowcount == 1

    def _batched(self) -> AbstractContextManager[Any]:
        """On PostgreSQL the statements of a save are sent without waiting for each answer."""
        return nullcontext() if self._sqlite else self._connection.pipeline()

    def _write(self, save: Save) -> None:
        (change,) = save.changes
        at, root = instant(save.at), change.root
        assert save.request
        done = save.request.answered
        self._run(REQUEST, ("default", save.request.id, done.fingerprint, root, root, done.seq, at))
        self._case(change)
        closed, opened = change.tasks[root]
        self._tasks(root, closed, opened)
        self._timers(change.after[root])
        self._many(EVENT, [event_row(root, link) for link in change.links])
        rows = [(o.id, "default", root, root, o.key, o.kind, at, dumps(dict(o.payload)), at) for o in change.outgoing]
        self._many(OUTBOX, rows)

    def _case(self, change: Change) -> None:
        case = change.after[change.root]
        values = (case.step, case.status.value, case.round, case.revision, instant(case.entered), None, None, change.version + 1)
        key = ("default", case.id, case.id, change.version)
        sql = CASE if self._sqlite else server(CASE)
        self._guarded.execute(sql, (*values, change.links[-1].event.seq, change.head, text(case), *key))

    def _tasks(self, root: str, closed: Task, opened: Task) -> None:
        assert closed.closed_at
        assert opened.due_at
        self._run(CLOSE, ("closed", closed.holder, closed.outcome, instant(closed.closed_at), "default", root, closed.id))
        self._run(CLOSE_CANDIDATES, ("default", root, closed.id))
        values = (opened.step, opened.round, opened.seat, "open", None, instant(opened.opened_at), instant(opened.due_at))
        self._run(OPEN, ("default", root, opened.id, root, *values))
        named = [("person", person) for person in opened.candidates] + [("token", token) for token in opened.tokens]
        self._many(CANDIDATE, [("default", root, opened.id, n, kind, value) for n, (kind, value) in enumerate(named)])

    def _timers(self, case: Case) -> None:
        self._run(DISARM, ("default", case.id, case.id))
        rows = [("default", case.id, case.id, t.key, t.clock, t.round, t.rung, t.repeat, t.seat, instant(t.due)) for t in case.timers]
        self._many(ARM, rows)

    def _run(self, sql: str, values: tuple[Any, ...]) -> None:
        self._cursor.execute(sql if self._sqlite else server(sql), values)

    def _many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        self._cursor.executemany(sql if self._sqlite else server(sql), rows)


def event_row(root: str, link: Any) -> tuple[Any, ...]:
    """A link of the history."""
    event = link.event
    texts = (link.header, link.payload, link.salt, link.payload_hash, link.previous, link.hash)
    return ("default", root, event.seq, root, event.kind, instant(event.at), event.actor, *texts)


_SERVER: dict[str, str] = {}


def server(sql: str) -> str:
    """The statement in the style of PostgreSQL's driver."""
    if sql not in _SERVER:
        _SERVER[sql] = sql.replace("?", "%s")
    return _SERVER[sql]
