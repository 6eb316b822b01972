"""What keeps open cases alive is told of those that were there before, and of those that an older release moves in between."""

from dataclasses import replace

from sqlalchemy import Connection, text

from signoff import Engine
from signoff.adapters.sql import SqlStore, retell
from signoff.adapters.sql.telling import tell
from signoff.engine.projection import LiveRow

from ..engine.house import Register

WORKFLOW = """
signoff: 1
workflow: w
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
steps:
  draft: {by: initiator, due: 5d}
  check: {approvers: role(legal), due: 3d, escalate: [{at: due, remind: holder}]}
"""
FORGET = "UPDATE signoff_case SET mover = NULL, movers = NULL, look_at = NULL, situation = NULL"


def rows(store: SqlStore, *roots: str) -> tuple[LiveRow, ...]:
    """What is told of these cases."""
    return tuple(row for root in roots for row in store.projection("default", root).live)


def an_office(store: SqlStore) -> tuple[Engine, list[str]]:
    """An engine with a case at each step, and one that has ended."""
    engine = Engine(store, workflows=WORKFLOW, directory=Register())
    ids = [engine.start("w", by="ini", key=key).id for key in "123"]
    engine.act("2", "submit", by="ini")
    engine.trusting("root").terminate("3", by="adm", reason="so")
    return engine, ids


def inside(store: SqlStore, work: object) -> int:
    """Do something on a connection, and commit."""
    with store.engine.begin() as connection:
        assert callable(work)
        return int(work(connection) or 0)


def forgotten(connection: Connection) -> None:
    """As the tables are right after the columns were added."""
    connection.execute(text(FORGET))


def test_an_upgrade_tells_it_of_the_cases_that_are_open(shared_store: SqlStore) -> None:
    _, ids = an_office(shared_store)
    before = rows(shared_store, *ids)
    assert [row.mover for row in before] == ["person", "person", None]
    inside(shared_store, forgotten)
    assert rows(shared_store, *ids) == tuple(LiveRow(id) for id in ids)
    assert inside(shared_store, tell) == 2
    assert rows(shared_store, *ids) == before
    assert inside(shared_store, tell) == 0


def test_what_an_older_release_has_moved_is_told_again(shared_store: SqlStore) -> None:
    engine, ids = an_office(shared_store)
    before = rows(shared_store, *ids)

    def as_before(connection: Connection) -> None:
        connection.execute(text("UPDATE signoff_case SET movers = '[]', mover = 'none' WHERE id = :id"), {"id": ids[0]})

    inside(shared_store, as_before)
    assert [problem.code for problem in engine.verify().problems] == ["mover", "mover"]
    assert retell(shared_store.engine) == 1
    assert rows(shared_store, *ids) == before and engine.verify().problems == ()


def test_a_case_of_which_nothing_is_told_is_looked_at_by_itself(shared_store: SqlStore) -> None:
    engine, _ = an_office(shared_store)
    engine.trusting("root").suspend("1", by="adm", reason="so")
    inside(shared_store, forgotten)
    assert [(one.key, one.code) for one in engine.stuck().findings] == [("1", "suspended")]
    assert [(one.key, one.code) for one in engine.stuck(page=10).findings] == [("1", "suspended")]


def test_a_case_whose_definition_is_not_there_is_left_as_it_is(shared_store: SqlStore) -> None:
    _, ids = an_office(shared_store)
    inside(shared_store, forgotten)
    inside(shared_store, lambda connection: connection.execute(text("DELETE FROM signoff_definition")) and 0)
    assert inside(shared_store, tell) == 0
    fresh = Engine(shared_store, workflows=WORKFLOW.replace("5d", "6d"), directory=Register())
    assert {(one.key, one.code) for one in fresh.stuck().findings} == {("1", "definition_missing"), ("2", "definition_missing")}
    assert replace(rows(shared_store, ids[0])[0], case="") == LiveRow("")


def test_a_case_whose_state_does_not_read_keeps_nobody_else_from_being_told(shared_store: SqlStore) -> None:
    _, (first, second, _) = an_office(shared_store)
    garbled = "UPDATE signoff_case SET state = '{' WHERE id = :id"
    inside(shared_store, lambda connection: connection.execute(text(garbled), {"id": first}).rowcount)
    inside(shared_store, forgotten)
    assert inside(shared_store, tell) == 1
    assert rows(shared_store, second)[0].mover == "person"
