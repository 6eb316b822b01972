"""The indexes serve exactly the questions they are there for; no question of the hot path reads a whole table."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Table
from sqlalchemy.engine import Dialect

from signoff.adapters.sql import SqlStore, outbox, queries, timers
from signoff.adapters.sql.claims.mariadb_write import GUARDED, REST
from signoff.adapters.sql.claims.postgresql_write import SETS, statement
from signoff.adapters.sql.dialects import listed
from signoff.adapters.sql.rows import of_case
from signoff.adapters.sql.tables import candidate, case, is_mariadb, metadata, task
from signoff.adapters.sql.wire import Rows, Text, Wire
from signoff.engine.plain import instant

from ..acceptance.databases import own_database
from .conftest import emptied
from .doing import start
from .factory import NOON, a_rich_case

PARAMS: dict[str, Any] = {"tenant": "default", "person": "huang", "limit": 10, "now": instant(NOON)}
PARAMS |= {"workflow": "reply", "step": "review", "after": "0", "until": instant(NOON), "node": "n", "id": "x", "name": "k"}
PARAMS |= {"rest": "k", "flow": "reply", "roots": "[]"}

QUESTIONS: dict[str, tuple[Callable[[Dialect], Text], set[str]]] = {
    "inbox": (lambda dialect: queries.inbox(dialect), {"ix_signoff_task_holder", "ix_signoff_task_candidate_live"}),
    "open cases": (lambda dialect: queries.cases(dialect, frozenset({"open", "workflow", "step", "after"})), {"ix_signoff_case_open"}),
    "due timers": (lambda dialect: timers._due(dialect, True), {"ix_signoff_timer_due"}),
    "next due": (lambda dialect: timers._next_due(dialect, True), {"ix_signoff_timer_due"}),
    "deliverable": (lambda dialect: outbox._lease(dialect, choosy=True)[0], {"ix_signoff_outbox_ready"}),
    "a page of all cases": (lambda dialect: queries.cases(dialect, frozenset({"after"})), set()),
}


def many_cases(store: SqlStore) -> None:
    """So many cases at other steps that the planner has a choice to make."""
    multiplied(store, 500, {case: {"id": "concat('x', n)", "root_id": "concat('x', n)", "step": "concat('x', n)"}})


def many_pools(store: SqlStore) -> None:
    """So many tasks of the same few pools that a planner which counts rows takes every pool to be large."""
    tasks = {"id": "concat(id, n)", "holder": "NULL", "state": "'open'"}
    multiplied(store, 2000, {task: tasks, candidate: {"task_id": "concat(task_id, n)"}})


def multiplied(store: SqlStore, times: int, given: dict[Table, dict[str, str]]) -> None:
    """Every row of these tables so often, with some columns of its own."""
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times})"
    quote = store.engine.dialect.identifier_preparer.quote
    mariadb = is_mariadb(store.engine.dialect)
    with store.engine.begin() as connection:
        if mariadb:
            connection.exec_driver_sql(f"SET SESSION max_recursive_iterations = {times}")
        if connection.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.create_function("concat", 2, lambda *parts: "".join(map(str, parts)))
        for table, own in given.items():
            columns = [column.name for column in table.columns]
            values = ", ".join(own.get(name, quote(name)) for name in columns)
            rows = f"{numbers} SELECT {values} FROM {table.name}, numbers"
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(map(quote, columns))}) {rows}")
            connection.exec_driver_sql(f"ANALYZE {'TABLE ' if mariadb else ''}{table.name}").close()


def plan(wire: Wire, text: Text) -> str:
    """How the database would answer, by indexes wherever it can."""
    params = {**PARAMS, "tokens": listed(["role:legal"], wire.dialect)}
    if wire.dialect.name == "sqlite":
        rows = wire.rows(explained("EXPLAIN QUERY PLAN", text), params)
        return "\n".join(row[3] for row in rows)
    if is_mariadb(wire.dialect):
        ((found,),) = wire.rows(explained("EXPLAIN FORMAT=JSON", text), params)
        return "\n".join(access(json.loads(found)))
    return json.dumps(by_indexes(wire, text, params))


def by_indexes(wire: Wire, text: Text, params: dict[str, Any]) -> Rows:
    """The plan of PostgreSQL, by indexes wherever it can, also of a table in which it has counted no row."""
    wire.run(Text("SET LOCAL enable_seqscan = off"), {})
    wire.run(Text("SET LOCAL enable_bitmapscan = off"), {})
    return wire.rows(explained("EXPLAIN (FORMAT JSON)", text), params)


ANSWERED = "Select tables optimized away"
"""The end of an index was the answer, which MariaDB reads while it plans."""


def access(node: object) -> Iterator[str]:
    """How each table of a plan of MariaDB is read: those that it makes itself for the question (`<derived2>`, `given`) left out."""
    if isinstance(node, dict):
        name, way = node.get("table_name"), node.get("access_type")
        if way is not None and not str(name).startswith("<") and "table_function" not in node:
            yield f"{'SCAN' if way in ('ALL', 'index') else 'SEARCH'} {name} BY {node.get('key')}"
        if node.get("message") == ANSWERED:
            yield ANSWERED
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from access(part)


def explained(how: str, text: Text) -> Text:
    """The statement with its plan asked for."""
    return Text(f"{how} {text.sql}", text.names, positional=text.positional, fixed=text.fixed)


def whole_tables(plan: str, dialect: Dialect) -> set[str]:
    """The tables of ours that are read from end to end; under whatever name on MariaDB."""
    if is_mariadb(dialect):
        return {line for line in plan.splitlines() if line.startswith("SCAN")}
    mark = "SCAN {}" if dialect.name == "sqlite" else '"Seq Scan", "Parallel Aware": false, "Async Capable": false, "Relation Name": "{}"'
    return {name for name in metadata.tables for line in plan.splitlines() if mark.format(name) in line and "USING" not in line}


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_its_index(sql_store: SqlStore, question: str) -> None:
    start(sql_store, a_rich_case())
    many_cases(sql_store)
    ask, indexes = QUESTIONS[question]
    with sql_store._source.writing() as wire:
        found = plan(wire, ask(wire.dialect))
    assert {name for name in indexes if name not in found and ANSWERED not in found} == set()
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


@pytest.mark.parametrize(
    ("read", "by_id"),
    [
        (lambda claims: claims._by_id._bare, {"a", "l"}),
        (lambda claims: claims._read, {"signoff_case", "c", "s"}),
        (lambda claims: claims._load, {"signoff_case", "c", "s"}),
        (lambda claims: claims._skip, {"signoff_case", "c", "s"}),
        (lambda claims: claims.find, {"signoff_case", "r"}),
    ],
    ids=["by id", "by name", "locked", "passing over", "to show"],
)
def test_on_postgresql_a_case_is_read_by_its_id_before_anybody_has_counted_rows(read: Callable[[Any], Text], by_id: set[str]) -> None:
    """A plan made on an empty table stays until its rows are counted, and there any index looks as good as another: all cases of the
    tenant would be read."""
    with own_database("postgresql") as url:
        store = SqlStore(url)
        with store._source.writing() as wire:
            found = json.dumps(by_indexes(wire, read(store._source.claims), PARAMS))
        store.close()
    met = dict(re.findall(r'"Relation Name": "signoff_case", "Alias": "(\w+)".*?"Index Cond": "(.*?)"', found))
    assert met.keys() == by_id | {"f"}
    assert {alias for alias, condition in met.items() if re.search(r"\bid = ", condition)} == by_id
    assert "root_id = " in met["f"]


@pytest.mark.parametrize("alone", [False, True])
def test_a_save_on_postgresql_looks_only_at_its_own_rows(postgresql_store: SqlStore, alone: bool) -> None:
    """PostgreSQL takes any JSON for a hundred rows, for which it would read a whole table of a few thousand."""
    start(emptied(postgresql_store), a_rich_case())
    many_cases(postgresql_store)
    row = of_case(a_rich_case(), 1, 2, "the hash", None)
    with postgresql_store.engine.connect() as connection:
        saving = Text.written("EXPLAIN (FORMAT JSON) " + statement((), alone=alone), connection.dialect)
        found = json.dumps(Wire(connection).rows(saving, {**dict.fromkeys(SETS, "[]"), **row}))
    assert whole_tables(found, postgresql_store.engine.dialect) == set()
    assert found.count("pk_signoff_case") >= 1


@pytest.mark.parametrize("rows", [2, 50])
def test_a_save_on_mariadb_meets_its_rows_by_their_keys(mariadb_store: SqlStore, rows: int) -> None:
    start(emptied(mariadb_store), a_rich_case())
    many_cases(mariadb_store)
    joined = [part for part in (*GUARDED, *REST) if not part[2].of([{}])[0].startswith("INSERT")]
    with mariadb_store.engine.connect() as connection:
        for table, _, text in joined:
            sql, _ = text.of([{}] * rows)
            given = tuple("x" for _ in range(sql.count("%s")))
            ((found,),) = connection.exec_driver_sql(f"EXPLAIN FORMAT=JSON {sql}", given).all()
            assert list(access(json.loads(found))) == ["SEARCH t BY PRIMARY"], table.name
    assert len(joined) == 5
