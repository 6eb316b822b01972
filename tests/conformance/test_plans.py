"""The indexes serve exactly the questions they are there for; no question of the hot path reads a whole table."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Dialect

from signoff.adapters.sql import SqlStore, outbox, queries, timers
from signoff.adapters.sql.claims.postgresql_write import SETS, statement
from signoff.adapters.sql.tables import candidate, case, metadata, task
from signoff.adapters.sql.wire import Text, Wire
from signoff.engine.plain import instant

from .doing import start
from .factory import NOON, a_rich_case

PARAMS: dict[str, Any] = {"tenant": "default", "person": "huang", "tokens": '["role:legal"]', "limit": 10, "now": instant(NOON)}
PARAMS |= {"workflow": "reply", "step": "review", "after": "0", "until": instant(NOON), "node": "n", "id": "x", "name": "k"}
PARAMS |= {"rest": "k", "flow": "reply", "roots": "[]"}

QUESTIONS: dict[str, tuple[Callable[[Dialect], Text], set[str]]] = {
    "inbox": (lambda dialect: queries.inbox(dialect), {"ix_signoff_task_holder", "ix_signoff_task_candidate_live"}),
    "open cases": (lambda dialect: queries.cases(dialect, frozenset({"open", "workflow", "step", "after"})), {"ix_signoff_case_open"}),
    "due timers": (lambda dialect: timers._due(dialect, True), {"ix_signoff_timer_due"}),
    "next due": (lambda dialect: timers._next_due(dialect, True), {"ix_signoff_timer_due"}),
    "deliverable": (lambda dialect: outbox._lease(dialect, choosy=True), {"ix_signoff_outbox_ready"}),
    "a page of all cases": (lambda dialect: queries.cases(dialect, frozenset({"after"})), set()),
}


def many_cases(store: SqlStore) -> None:
    """So many cases at other steps that the planner has a choice to make."""
    columns = [column.name for column in case.columns]
    values = ["'x' || n" if name in ("id", "root_id", "step") else name for name in columns]
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 500)"
    listed = ", ".join(columns)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO signoff_case ({listed}) {numbers} SELECT {', '.join(values)} FROM signoff_case, numbers")
        connection.exec_driver_sql("ANALYZE signoff_case")


def many_pools(store: SqlStore) -> None:
    """So many tasks of the same few pools that a planner which counts rows takes every pool to be large."""
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000)"
    with store.engine.begin() as connection:
        for table, own in ((task, {"id": "id || n", "holder": "NULL", "state": "'open'"}), (candidate, {"task_id": "task_id || n"})):
            columns = [column.name for column in table.columns]
            values = ", ".join(own.get(name, name) for name in columns)
            rows = f"{numbers} SELECT {values} FROM {table.name}, numbers"
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(columns)}) {rows}")
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def plan(wire: Wire, text: Text) -> str:
    """How the database would answer."""
    if wire.dialect.name == "sqlite":
        rows = wire.rows(explained("EXPLAIN QUERY PLAN", text), PARAMS)
        return "\n".join(row[3] for row in rows)
    wire.run(Text("SET LOCAL enable_seqscan = off"), {})
    wire.run(Text("SET LOCAL enable_bitmapscan = off"), {})
    return json.dumps(wire.rows(explained("EXPLAIN (FORMAT JSON)", text), PARAMS))


def explained(how: str, text: Text) -> Text:
    """The statement with its plan asked for."""
    return Text(f"{how} {text.sql}", text.names, positional=text.positional, fixed=text.fixed)


def whole_tables(plan: str, dialect: Dialect) -> set[str]:
    """The tables of ours that are read from end to end."""
    mark = "SCAN {}" if dialect.name == "sqlite" else '"Seq Scan", "Parallel Aware": false, "Async Capable": false, "Relation Name": "{}"'
    return {name for name in metadata.tables for line in plan.splitlines() if mark.format(name) in line and "USING" not in line}


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_its_index(sql_store: SqlStore, question: str) -> None:
    start(sql_store, a_rich_case())
    many_cases(sql_store)
    ask, indexes = QUESTIONS[question]
    with sql_store._source.writing() as wire:
        found = plan(wire, ask(wire.dialect))
    assert {name for name in indexes if name not in found} == set()
    assert whole_tables(found, sql_store.engine.dialect) == set()


def test_an_inbox_looks_only_at_its_own_pools_when_others_are_large(sql_store: SqlStore) -> None:
    start(sql_store, a_rich_case())
    many_pools(sql_store)
    with sql_store._source.writing() as wire:
        found = plan(wire, queries.inbox(wire.dialect))
    assert found.count("ix_signoff_task_holder") == 1, "the search for pools goes by their candidates, not by all that nobody holds"
    assert whole_tables(found, sql_store.engine.dialect) == set()


def test_a_case_is_found_by_its_keys(sql_store: SqlStore) -> None:
    start(sql_store, a_rich_case())
    with sql_store._source.writing() as wire:
        found = plan(wire, sql_store._source.claims.find)
    assert whole_tables(found, sql_store.engine.dialect) == set()


def test_a_save_looks_only_at_its_own_rows(server_store: SqlStore) -> None:
    """PostgreSQL takes any JSON for a hundred rows, for which it would read a whole table of a few thousand."""
    start(server_store, a_rich_case())
    many_cases(server_store)
    with server_store.engine.connect() as connection:
        saving = Text.written("EXPLAIN (FORMAT JSON) " + statement(()), connection.dialect)
        found = json.dumps(Wire(connection).rows(saving, dict.fromkeys(SETS, "[]")))
    assert whole_tables(found, server_store.engine.dialect) == set()
    assert found.count("pk_signoff_case") >= 1
