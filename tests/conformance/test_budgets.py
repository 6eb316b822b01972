"""What things cost, counted in the driver: nothing in between can hide a statement."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine

from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.claims.postgresql import LOAD, LOCK
from signoff.adapters.sql.claims.postgresql_write import SOMETIMES, left_out, statement
from signoff.adapters.sql.wire import Text
from signoff.engine.case import Task, TaskState
from signoff.engine.ports import CaseFilter, Change, Definition, Request, Save, Store, Stored, Wanted
from signoff.engine.ports_numbers import Numbering
from tests import budgets

from .conftest import emptied
from .doing import load, save, start
from .factory import NOON, a_case, a_pool, a_rich_case, a_task, a_timer, an_outgoing, beginning, ended, later, links_of, moving, saving
from .numbering import a_counter, a_number, passed_on
from .test_requests_and_keys import answered

RAN: list[str] = []
"""The statements that SQLite was given, in order."""


class CountingCursor(sqlite3.Cursor):
    """Takes note of every execution; one for many rows counts one."""

    def execute(self, sql: str, *args: Any) -> "CountingCursor":
        """Run a statement."""
        RAN.append(sql)
        return super().execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> "CountingCursor":
        """Run a statement for many rows."""
        RAN.append(sql)
        return super().executemany(sql, *args)


class CountingConnection(sqlite3.Connection):
    """A connection with such cursors."""

    def cursor(self, *_: Any, **__: Any) -> CountingCursor:  # type: ignore[override]
        """A cursor that counts."""
        return super().cursor(CountingCursor)


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[SqlStore]:
    """A store on SQLite whose statements are counted."""
    engine = create_engine(f"sqlite:///{tmp_path}/c.db", connect_args={"factory": CountingConnection})
    store = SqlStore(engine)
    store.ready()
    yield store
    engine.dispose()


def statements(work: Callable[[], object]) -> list[str]:
    """What SQLite was given meanwhile, transactions' ends not counted."""
    RAN.clear()
    work()
    return [sql for sql in RAN if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]


def one_command(store: Store, wanted: Wanted, what: Save) -> Callable[[], None]:
    """Load and save in one transaction, as every command does."""

    def work() -> None:
        with store.begin() as unit:
            unit.load(wanted)
            unit.save(what)

    return work


def worst_start() -> tuple[Wanted, Save]:
    """A start that writes to every table."""
    case = a_rich_case()
    wanted = Wanted("default", request_id=case.id, definition="d")
    request = Request("default", case.id, answered(case), NOON)
    change = beginning(case, outgoing=[an_outgoing(case), an_outgoing(case)])
    return wanted, Save((change,), NOON, request, Definition("d", "reply", "1", "{}"))


def worst_move(stored: Stored) -> tuple[Wanted, Save]:
    """A move that closes, opens and changes tasks, shortens candidates, drops, moves and arms timers."""
    case = stored.cases[stored.root]
    closed = tuple(replace(task, state=TaskState.CLOSED, closed_at=NOON) for task in case.tasks[:2])
    kept: Task = replace(case.tasks[2], candidates=("zhao",), tokens=())
    timers = (a_timer("due:1:1", later(240)), a_timer("new:1:0"))
    after = replace(case, step="next", tasks=(kept, a_pool("role:x", "role:y")), timers=timers)
    change = moving(stored, after, tasks={case.id: (*closed, *after.tasks)}, outgoing=[an_outgoing(case)])
    request = Request("default", f"{case.id}:move", answered(case), NOON)
    return Wanted("default", case.key, request_id=request.id), Save((change,), NOON, request)


def test_a_start_on_sqlite_keeps_the_budget(counted: SqlStore) -> None:
    assert len(statements(one_command(counted, *worst_start()))) <= budgets.SQLITE_STATEMENTS


def test_a_move_on_sqlite_keeps_the_budget(counted: SqlStore) -> None:
    stored = start(counted, a_rich_case())
    assert len(statements(one_command(counted, *worst_move(stored)))) <= budgets.SQLITE_STATEMENTS


def test_a_hosts_transaction_on_sqlite_keeps_the_budget(counted: SqlStore) -> None:
    stored = start(counted, a_rich_case())
    for wanted, what in (worst_start(), worst_move(stored)):
        with counted.engine.connect() as connection:
            bound = counted.bound(connection)
            assert len(statements(one_command(bound, wanted, what))) <= budgets.SQLITE_STATEMENTS
            connection.commit()


def numbering_move(store: Store, stored: Stored, *, series: int) -> Callable[[], None]:
    """The worst move, which takes a number of each of so many series, too."""
    wanted, what = worst_move(stored)
    (change,) = what.changes
    firsts = [a_counter(f"s{number}") for number in range(series)]
    links = links_of(stored.cases[stored.root], [a_number(first) for first in firsts], stored.seq, stored.head)
    numbering = Numbering("default", tuple(passed_on(first) for first in firsts))

    def work() -> None:
        with store.begin() as unit:
            unit.load(wanted)
            unit.counters("default", firsts)
            unit.save(replace(what, changes=(replace(change, links=links),), numbering=numbering))

    return work


@pytest.mark.parametrize("series", [1, 5])
def test_a_move_that_takes_numbers_keeps_the_budget_on_sqlite(counted: SqlStore, series: int) -> None:
    stored = start(counted, a_rich_case())
    ran = statements(numbering_move(counted, stored, series=series))
    assert len(ran) <= budgets.SQLITE_STATEMENTS + budgets.SQLITE_NUMBER


def test_fifty_children_cost_no_more_than_one_case(counted: SqlStore) -> None:
    root = a_case()
    children = [a_rich_case(root=root.id, parent=root.id, subject=None) for _ in range(50)]
    stored = start(counted, root, *children)
    assert (
        len(statements(one_command(counted, Wanted("default", root.key), Save((end_of_all(stored),), NOON)))) <= budgets.SQLITE_STATEMENTS
    )


def end_of_all(stored: Stored) -> Change:
    """The root ends and all its children with it."""
    ends = [ended(case) for case in stored.cases.values()]
    tasks = {id: closed for _, of, _ in ends for id, closed in of.items()}
    return moving(stored, *(after for after, _, _ in ends), tasks=tasks, outgoing=[an_outgoing(ends[0][0])])


def test_an_old_case_costs_no_more_than_a_young_one(counted: SqlStore) -> None:
    stored = start(counted, a_rich_case())
    young = statements(one_command(counted, *worst_move(stored)))
    stored = load(counted, stored.root)
    for _ in range(60):
        stored = save(counted, moving(stored, replace(stored.cases[stored.root], tasks=(a_task(),))))
    old = statements(one_command(counted, Wanted("default", stored.root), Save((moving(stored, stored.cases[stored.root]),), NOON)))
    assert len(old) <= len(young)


READS: list[tuple[str, Callable[[SqlStore], object], int]] = [
    ("inbox", lambda store: store.inbox("default", ["role:legal", "role:x"], "huang"), budgets.INBOX_STATEMENTS),
    ("cases", lambda store: store.cases("default", CaseFilter(workflow="reply", open=True, holder="huang")), budgets.CASES_STATEMENTS),
    ("told", lambda store: store.told("default", ("started", "left"), 2000), budgets.CHRONICLE_STATEMENTS),
    ("find", lambda store: store.find("default", "k"), budgets.FIND_STATEMENTS),
]


@pytest.mark.parametrize(("question", "budget"), [read[1:] for read in READS], ids=[read[0] for read in READS])
def test_questions_keep_their_budget(counted: SqlStore, question: Callable[[SqlStore], object], budget: int) -> None:
    start(counted, a_rich_case(key="k"))
    assert len(statements(lambda: question(counted))) == budget


def round_trips(store: SqlStore, work: Callable[[], object]) -> int:
    """How often the server was waited for, as the client library writes it down for the store's one connection."""
    with store.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
    with tempfile.TemporaryFile("w+") as file:
        raw.pgconn.trace(file.fileno())
        work()
        raw.pgconn.untrace()
        file.seek(0)
        return sum("ReadyForQuery" in message for message in file)


@pytest.fixture
def alone(postgresql: URL, postgresql_store: SqlStore) -> Iterator[SqlStore]:
    """A store on PostgreSQL with one connection."""
    engine = create_engine(postgresql, pool_size=1, max_overflow=0)
    yield emptied(SqlStore(engine))
    engine.dispose()


def test_commands_on_postgresql_keep_the_budget(alone: SqlStore) -> None:
    stored = start(alone, a_rich_case())
    for wanted, what in (worst_start(), worst_move(stored)):
        assert round_trips(alone, one_command(alone, wanted, what)) == budgets.POSTGRESQL_ROUND_TRIPS


def test_a_move_without_a_lock_costs_two_round_trips(alone: SqlStore) -> None:
    stored = start(alone, a_case())

    def move() -> None:
        with alone.begin(locking=False) as work:
            seen = work.load(Wanted("default", stored.root)).aggregates[0]
            work.save(saving(moving(seen, replace(seen.cases[seen.root], revision=seen.version))))

    assert round_trips(alone, move) == budgets.POSTGRESQL_AT_ONCE


@pytest.mark.parametrize("series", [1, 5])
def test_a_move_that_takes_numbers_keeps_the_budget_on_postgresql(alone: SqlStore, series: int) -> None:
    stored = start(alone, a_rich_case())
    trips = round_trips(alone, numbering_move(alone, stored, series=series))
    assert trips == budgets.POSTGRESQL_ROUND_TRIPS + budgets.POSTGRESQL_NUMBER


def test_fifty_children_on_postgresql_keep_the_budget(alone: SqlStore) -> None:
    root = a_case()
    stored = start(alone, root, *(a_rich_case(root=root.id, parent=root.id, subject=None) for _ in range(50)))
    command = one_command(alone, Wanted("default", root.key), Save((end_of_all(stored),), NOON))
    assert round_trips(alone, command) == budgets.POSTGRESQL_ROUND_TRIPS


@pytest.mark.parametrize(("question", "budget"), [read[1:] for read in READS], ids=[read[0] for read in READS])
def test_questions_on_postgresql_cost_a_round_trip_each(alone: SqlStore, question: Callable[[SqlStore], object], budget: int) -> None:
    start(alone, a_rich_case(key="k"))
    assert round_trips(alone, lambda: question(alone)) == budget


def test_statements_are_short_enough_to_be_parsed_once(postgresql_store: SqlStore) -> None:
    """But those that write numbers, and those that begin cases and besides store a definition or take candidates away."""
    groups = [group for group in SOMETIMES if group != "nvsg"]
    shapes = [set("".join(chosen)) for many in range(len(groups) + 1) for chosen in combinations(groups, many)]
    short = [left_out(shape) for shape in shapes if "k" not in shape or not shape & {"q", "d"}]
    long = [(without, {"waking": "o" not in without, "alone": alone}) for without in short for alone in (False, True)]
    writing = [statement(without, **how) for without, how in long]
    sweeping = [statement(without, aborting=True, skipping=True, **how) for without, how in long if "r" in without]
    for sql in (LOAD % "", LOAD % f"{LOCK} SKIP LOCKED", *writing, *sweeping):
        text = Text.written(sql, postgresql_store.engine.dialect)
        assert len(text.sql) <= budgets.STATEMENT_CHARACTERS
        assert len(text.names) <= budgets.STATEMENT_PARAMETERS
