"""The floor: the same durable work as an application would write it for itself, with the bare driver and no engine.

Five fixed steps, tables and indexes of its own; an action is: lock, case row, task closed, task opened, timers moved, history row,
one commit. A statement per round trip, prepared where the driver prepares, on a held connection. It knows no rules: whoever has the
role may act, nothing is resolved, explained, chained or checked twice. So whatever an engine does besides is what it costs above this.
"""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import uuid4

import psycopg
from sqlalchemy import URL
from sqlalchemy.engine import make_url

TABLES = (
    "CREATE TABLE floor_case (id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, step TEXT NOT NULL, status TEXT NOT NULL,"
    " version INTEGER NOT NULL, entered TEXT NOT NULL, due_at TEXT, data TEXT NOT NULL)",
    "CREATE TABLE floor_task (id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES floor_case, step TEXT NOT NULL, state TEXT NOT NULL,"
    " holder TEXT, pool TEXT, opened_at TEXT NOT NULL, due_at TEXT, closed_at TEXT, outcome TEXT)",
    "CREATE TABLE floor_timer (case_id TEXT NOT NULL REFERENCES floor_case, key TEXT NOT NULL, due TEXT NOT NULL,"
    " PRIMARY KEY (case_id, key))",
    "CREATE TABLE floor_history (case_id TEXT NOT NULL REFERENCES floor_case, seq INTEGER NOT NULL, at TEXT NOT NULL,"
    " actor TEXT NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (case_id, seq))",
    "CREATE INDEX ix_floor_case_open ON floor_case (step, id) WHERE status = 'open'",
    "CREATE INDEX ix_floor_task_holder ON floor_task (holder) WHERE state = 'open'",
    "CREATE INDEX ix_floor_task_pool ON floor_task (pool) WHERE state = 'open'",
    "CREATE INDEX ix_floor_timer_due ON floor_timer (due)",
)
STEPS = ("draft", "section", "legal", "finance", "head")

LOCK = "SELECT step, version, data FROM floor_case WHERE id = ? AND status = 'open'"
TASK = "SELECT id, holder, pool FROM floor_task WHERE case_id = ? AND state = 'open'"
MOVE = "UPDATE floor_case SET step = ?, status = ?, version = ?, entered = ?, due_at = ? WHERE id = ?"
CLOSE = "UPDATE floor_task SET state = 'closed', holder = ?, closed_at = ?, outcome = ? WHERE id = ?"
OPEN = "INSERT INTO floor_task (id, case_id, step, state, holder, pool, opened_at, due_at) VALUES (?, ?, ?, 'open', ?, ?, ?, ?)"
DISARM = "DELETE FROM floor_timer WHERE case_id = ?"
ARM = "INSERT INTO floor_timer (case_id, key, due) VALUES (?, ?, ?)"
HISTORY = "INSERT INTO floor_history (case_id, seq, at, actor, payload) VALUES (?, ?, ?, ?, ?)"
TOUCH = "UPDATE floor_case SET version = ? WHERE id = ?"
START = "INSERT INTO floor_case (id, key, step, status, version, entered, due_at, data) VALUES (?, ?, 'draft', 'open', 1, ?, ?, ?)"


class Bare:
    """A held connection of the bare driver, on the engine's database and with the same settings for durability."""

    def __init__(self, connection: Any, *, server: bool) -> None:
        self._connection, self._server = connection, server
        self._cursor = connection.cursor()
        self.lock = " FOR NO KEY UPDATE" if server else ""
        """What locks the row that is read, where a transaction does not lock all."""

    @classmethod
    def on(cls, url: str | URL) -> Self:
        """A connection of its own."""
        found = make_url(url)
        if found.get_backend_name() == "sqlite":
            connection: Any = sqlite3.connect(str(found.database), isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            return cls(connection, server=False)
        host, port, user, password = found.host, found.port, found.username, found.password
        return cls(psycopg.connect(host=host, port=port, user=user, password=password, dbname=found.database), server=True)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def begin(self) -> None:
        """Begin a transaction that writes; PostgreSQL's driver does it with the first statement."""
        if not self._server:
            self._cursor.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Commit."""
        self._connection.commit()

    def run(self, sql: str, *values: object) -> None:
        """One statement."""
        self._cursor.execute(sql.replace("?", "%s") if self._server else sql, values)

    def found(self, sql: str, *values: object) -> list[Any]:
        """What a query finds."""
        self.run(sql, *values)
        return list(self._cursor.fetchall())

    def one(self, sql: str, *values: object) -> tuple[Any, ...]:
        """The one row that is found."""
        (row,) = self.found(sql, *values)
        return tuple(row)

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What a query of its own transaction finds."""
        rows = self.found(sql, *values)
        self.commit()
        return rows


class Floor(Bare):
    """An application's own approvals."""

    def create(self) -> None:
        """Its tables."""
        for sql in TABLES:
            self.run(sql)
        self.commit()

    def start(self, key: str, text: str, at: datetime) -> str:
        """A new case, at its first step; its id."""
        case = str(uuid4())
        self.begin()
        self.run(START, case, key, stamp(at), stamp(at + timedelta(days=5)), json.dumps({"text": text}))
        self._enter(case, "draft", at, holder="ann")
        self.run(HISTORY, case, 1, stamp(at), "ann", json.dumps({"started": key, "entered": "draft"}))
        self.commit()
        return case

    def act(self, case: str, actor: str, role: str, outcome: str) -> None:
        """One action: whoever holds the task, or has the role of its pool, ends the step."""
        at = datetime.now(UTC)
        self.begin()
        step, version, _ = self.one(LOCK + self.lock, case)
        task, holder, pool = self.one(TASK, case)
        if holder not in (None, actor) or pool not in (None, role):
            raise PermissionError(actor)
        following = STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else None
        due = stamp(at + timedelta(days=3)) if following else None
        self.run(MOVE, following or "done", "open" if following else "done", version + 1, stamp(at), due, case)
        self.run(CLOSE, actor, stamp(at), outcome, task)
        self.run(DISARM, case)
        if following:
            self._enter(case, following, at, pool=following)
        done = {"task": task, "step": step, "outcome": outcome, "left": step, "entered": following, "revision": 1}
        self.run(HISTORY, case, version + 1, stamp(at), actor, json.dumps(done))
        self.commit()

    def fire(self, case: str) -> None:
        """The timer of a case: whoever holds its task is reminded."""
        at = datetime.now(UTC)
        self.begin()
        step, version, _ = self.one(LOCK + self.lock, case)
        self.run(DISARM, case)
        self.run(TOUCH, version + 1, case)
        done = {"fired": f"{step}:1:0", "reminded": "holder", "step": step}
        self.run(HISTORY, case, version + 1, stamp(at), "system:timer", json.dumps(done))
        self.commit()

    def _enter(self, case: str, step: str, at: datetime, holder: str | None = None, pool: str | None = None) -> None:
        due = stamp(at + timedelta(days=3))
        self.run(OPEN, str(uuid4()), case, step, holder, pool, stamp(at), due)
        self.run(ARM, case, f"{step}:1:0", due)


def stamp(at: datetime) -> str:
    """An instant as the engine keeps it."""
    return at.isoformat(timespec="microseconds")
