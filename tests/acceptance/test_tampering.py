"""A hand in the tables is seen: each row changed, removed, doubled or swapped is found by `verify`, on SQLite and PostgreSQL.

Every tampering happens in a transaction that is rolled back, past all constraints, and is looked for in the same transaction.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, and_, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from signoff.adapters.sql import prepare, tables
from signoff.compose import Engine
from signoff.engine.desk import Desk
from signoff.engine.errors import Corrupt, UnreadableCase
from signoff.engine.history import GENESIS, chain, hash_payload
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

from .databases import own_database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = PeopleFile({}, {id: Person(id, roles=("legal",) if id in ("li", "lu") else ()) for id in ("ann", "he", "li", "lu", "wu")})
WORKFLOW = """
signoff: 1
workflow: contract
data: {subject: text, holder_of_it: person}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  draft: {by: initiator, may_edit: [subject]}
  review:
    approvers: {law: role(legal) | person(wu), line: person(he), sales: person(wu) | person(ann)}
    rule: all
    due: 2d
    escalate:
      - {at: begin + 1d, every: 1d, times: 3, remind: holder}
      - {at: due + 1d, remind: holder}
"""

ROWS_OF_A_CASE = (tables.case, tables.event, tables.task, tables.candidate, tables.timer, tables.key)
COLUMNS = [(table, column) for table in ROWS_OF_A_CASE for column in table.columns]


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with two cases in it: one in the middle of a review, one that is over."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path_factory.mktemp('tampering') / 'signoff.db'}"
        played(found)
        yield found
        return
    with own_database(request.param) as found:
        played(found)
        yield found


def engine_on(url: str, clock: ManualClock | None = None) -> Engine:
    at = clock or ManualClock(NOON)
    return Engine(url, workflows=[WORKFLOW], directory=PEOPLE, clock=at, authorize=lambda person, _: person == "wu")


def played(url: str) -> None:
    clock = ManualClock(NOON)
    with engine_on(url, clock) as engine:
        for key in ("over", "open"):
            engine.start("contract", by="ann", key=key, data={"subject": "Lease"}, subject=("contract", key))
            engine.act(key, "submit", by="ann", data={"subject": "Lease of the hall"})
            engine.act(key, "approve", by="he", comment="Agreed.")
        engine.act("over", "approve", by="li", comment="Lawful.")
        engine.act("over", "approve", by="wu")
        clock.advance("30h")
        engine.tick()
        assert engine.verify()


@contextmanager
def tampering(url: str) -> Iterator[tuple[Connection, Desk]]:
    """A connection past all constraints, and a desk that looks through it; whatever was done there is undone."""
    database = prepare(create_engine(url))
    try:
        with engine_on(url) as engine, database.connect() as connection:
            before = connection.begin()
            if database.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            elif database.dialect.name == "mariadb":
                connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
            yield connection, engine.bind(connection)
            before.rollback()
    finally:
        database.dispose()


def rows(connection: Connection, table: Table) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def this(table: Table, row: Mapping[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def others(column: Column[Any], value: Any) -> list[Any]:
    """What a hand might write instead: something of the same kind, something else, and nothing."""
    found: list[Any] = []
    if isinstance(value, int):
        found = [1 - value, value + 1000] if value in (0, 1) else [value + 1, value + 1000]
    elif value is None:
        found = ["2031-01-01T00:00:00.000000Z", "x"]
    elif value.startswith("{"):
        plain = json.loads(value)
        found = [json.dumps({**plain, name: f"{plain[name]}x"}) for name in plain] + ["{}", "nonsense"]
    elif value.startswith("2026-") and value.endswith("Z"):
        found = [value.replace("2026-", "2025-"), "nonsense"]
    else:
        found = [f"{value}x", "0" * len(value), ""]
    return [other for other in found if other != value] + ([None] if column.nullable and value is not None else [])


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """What is done here is undone at the end; what the database itself refuses has not been done."""
    with suppress(IntegrityError), connection.begin_nested() as point:
        yield
        point.rollback()


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: part.name)
def test_a_changed_column_is_found(url: str, table: Table, column: Column[Any]) -> None:
    unseen, looked = [], 0
    with tampering(url) as (connection, desk):
        for row in rows(connection, table):
            for other in others(column, row[column.name]):
                with undone(connection):
                    connection.execute(update(table).where(this(table, row)).values({column.name: other}))
                    looked += 1
                    unseen += [(row[column.name], other)] if desk.verify() else []
        assert desk.verify()
    assert looked and not unseen


@pytest.mark.parametrize("table", ROWS_OF_A_CASE, ids=lambda table: table.name)
def test_a_row_that_is_taken_out_is_found(url: str, table: Table) -> None:
    unseen = []
    with tampering(url) as (connection, desk):
        for row in rows(connection, table):
            with undone(connection):
                assert connection.execute(delete(table).where(this(table, row))).rowcount == 1
                unseen += [row] if desk.verify() else []
        assert desk.verify()
    assert not unseen


COPIES: Mapping[str, Mapping[str, Any]] = {
    "signoff_case": {"id": "0" * 36},
    "signoff_event": {"seq": 1000},
    "signoff_task": {"id": "0" * 36},
    "signoff_task_candidate": {"position": 1000},
    "signoff_timer": {"key": "review:1:7:0"},
    "signoff_key": {"key": "another"},
}
"""Under which key a copy of a row finds a place."""


@pytest.mark.parametrize("table", ROWS_OF_A_CASE, ids=lambda table: table.name)
def test_a_copy_of_a_row_is_found(url: str, table: Table) -> None:
    unseen = []
    with tampering(url) as (connection, desk):
        for row in rows(connection, table):
            with undone(connection):
                connection.execute(insert(table).values({**row, **COPIES[table.name]}))
                unseen += [row] if desk.verify() else []
        assert desk.verify()
    assert not unseen


def test_two_candidates_that_change_places_are_found(url: str) -> None:
    table, looked = tables.candidate, 0
    with tampering(url) as (connection, desk):
        candidates = rows(connection, table)
        for first, second in ((a, b) for a, b in combinations(candidates, 2) if (a["task_id"], a["kind"]) == (b["task_id"], b["kind"])):
            with undone(connection):
                for row, value in ((first, second["value"]), (second, first["value"])):
                    connection.execute(update(table).where(this(table, row)).values(value=value))
                looked += 1
                assert [problem.code for problem in desk.verify().problems] == ["task", "task"]
    assert looked == 2


def test_two_events_that_change_places_are_found(url: str) -> None:
    unseen = []
    with tampering(url) as (connection, desk):
        events = rows(connection, tables.event)
        for first, second in ((a, b) for a, b in combinations(events, 2) if a["root_id"] == b["root_id"]):
            with undone(connection):
                for row, seq in ((first, 0), (second, first["seq"]), ({**first, "seq": 0}, second["seq"])):
                    connection.execute(update(tables.event).where(this(tables.event, row)).values(seq=seq))
                unseen += [(first["seq"], second["seq"])] if desk.verify() else []
        assert desk.verify()
    assert not unseen


def test_a_changed_payload_without_its_salt_is_found(url: str) -> None:
    """A payload may be erased, but not replaced."""
    with tampering(url) as (connection, desk):
        for row in rows(connection, tables.event):
            if "Lawful." in row["payload"]:
                with undone(connection):
                    payload = row["payload"].replace("Lawful.", "Unlawful.")
                    connection.execute(update(tables.event).where(this(tables.event, row)).values(payload=payload, salt=""))
                    assert {problem.code for problem in desk.verify().problems} == {"payload"}


@pytest.mark.parametrize("garbled", ["", "{", "[]", '"text"', "{}"])
def test_whoever_comes_upon_a_state_that_does_not_read_is_told_which_it_is(url: str, garbled: str) -> None:
    with tampering(url) as (connection, desk):
        case = desk.case("open").id
        connection.execute(update(tables.case).where(tables.case.c.id == case).values(state=garbled))
        for ask in (
            lambda: desk.case("open"),
            lambda: desk.act(case, "approve", by="li"),
            lambda: desk.inbox("li"),
            desk.cases,
        ):
            with pytest.raises(UnreadableCase) as found:
                ask()
            assert (found.value.code, found.value.data["case"]) == ("case_unreadable", case)
        assert [(problem.root, problem.code) for problem in desk.verify().problems] == [(case, "unreadable")]


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_a_state_that_does_not_read_keeps_nobody_from_seeing_what_else_is_stuck(url: str, severity: str) -> None:
    """Whichever of the open cases it is, whether those that may be stuck are looked at or every one, page by page or in one go."""
    with tampering(url) as (connection, desk):
        keys = [f"beside-{number}" for number in range(4)]
        for key in keys:
            desk.start("contract", by="ann", key=key, data={"subject": "Lease"})
            desk.suspend(key, by="wu", reason="It waits.")
        for key in keys:
            case = desk.case(key).id
            with connection.begin_nested() as point:
                connection.execute(update(tables.case).where(tables.case.c.id == case).values(state="{"))
                report = desk.stuck(severity=severity)
                assert [(note.code, note.data["case"]) for note in report.notes] == [("case_unreadable", case)]
                assert {one.key for one in report.findings if one.code == "suspended"} == {*keys} - {key} and not report.exact
                found, page = list[str](), desk.stuck(severity=severity, page=1)
                while True:
                    found += [str(one.key) for one in page.findings if one.code == "suspended"]
                    if page.next is None:
                        break
                    page = desk.stuck(severity=severity, page=1, after=page.next)
                assert sorted(found) == sorted({*keys} - {key})
                point.rollback()


# ---------------------------------------------------------------- what only an exported head can tell


def test_a_rewritten_tail_is_found_against_an_exported_head(url: str) -> None:
    """Everything agrees with everything; only the head that was written down elsewhere is no longer there."""
    with tampering(url) as (connection, desk):
        heads = desk.verify().heads
        root = desk.case("over").id
        rewritten(connection, root, "Lawful.", "Unlawful.")
        assert desk.verify()
        assert [(p.root, p.code) for p in desk.verify(against=heads).problems] == [(root, "against")]


def test_an_exported_head_stays_good_when_a_case_goes_on(url: str) -> None:
    with tampering(url) as (_, desk):
        heads = desk.verify().heads
        desk.comment("open", by="wu", text="On Friday.")
        assert desk.verify(against=heads)


def rewritten(connection: Connection, root: str, old: str, new: str) -> None:
    """Say something else in the past, and make the whole chain agree with it."""
    head = GENESIS
    for row in rows(connection, tables.event):
        if row["root_id"] == root:
            payload = row["payload"].replace(old, new)
            payload_hash = hash_payload(row["salt"], payload)
            hash = chain(head, row["header"], payload_hash)
            values = {"payload": payload, "payload_hash": payload_hash, "previous": head, "hash": hash}
            connection.execute(update(tables.event).where(this(tables.event, row)).values(values))
            head = hash
    connection.execute(update(tables.case).where(tables.case.c.id == root).values(head=head))


@pytest.mark.parametrize("gone", [False, True])
def test_a_definition_that_cases_are_pinned_to_is_found_where_it_was_changed_or_removed(url: str, gone: bool) -> None:
    with tampering(url) as (connection, desk):
        column = tables.definition.c.content
        stored = str(connection.execute(select(column)).scalar_one())
        changed = update(tables.definition).values(content=stored.replace("role(legal)", "role(clerk)"))
        assert "role(legal)" in stored and connection.execute(delete(tables.definition) if gone else changed).rowcount == 1
        assert [problem.code for problem in desk.verify().problems] == ["definition"]
        assert [problem.code for problem in desk.verify("open").problems] == ["definition"]


def test_nobody_decides_by_a_definition_that_was_changed_in_the_tables(tmp_path: Path) -> None:
    """A case stays on its version, whoever writes to the table: another process, which was not given the file, goes by the hash."""
    url = f"sqlite:///{tmp_path / 'signoff.db'}"
    played(url)
    database = prepare(create_engine(url))
    content = func.replace(tables.definition.c.content, "role(legal)", "role(clerk)")
    with database.begin() as connection:
        connection.execute(update(tables.definition).values(content=content))
    database.dispose()
    with Engine(url, directory=PEOPLE, workflows=[], clock=ManualClock(NOON + timedelta(days=2))) as engine:
        with pytest.raises(Corrupt) as caught:
            engine.act("open", "approve", by="li")
        assert caught.value.code == "definition_unreadable"
        (finding,) = engine.stuck().findings
        assert (finding.key, finding.code) == ("open", "definition_unreadable") and "hash" in finding.cause
        assert "definition_unreadable" in [found.code for found in engine.doctor().findings]
