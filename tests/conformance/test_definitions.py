"""Which definitions there are, and which of them new cases start with."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from signoff.adapters.sql import SqlStore
from signoff.engine.plain import instant
from signoff.engine.ports import Current, Definition, DefinitionRow, Save, Wanted

from .conftest import AnyStore
from .doing import start
from .factory import NOON, a_case, beginning, ended, later, moving

ONE, TWO = "1" * 64, "2" * 64


def a_definition(hash: str = ONE, workflow: str = "reply", version: str | None = None) -> Definition:
    """A definition with some content."""
    return Definition(hash, workflow, version, f'{{"id":"{hash[:4]}","标题":"审核"}}')


def current(store: AnyStore, workflow: str = "reply", definition: str | None = None) -> tuple[Current | None, bool]:
    """What a start is told: the definition published last, and whether the given one is known."""
    with store.begin() as work:
        loaded = work.load(Wanted("default", workflow=workflow, definition=definition))
    return loaded.current, loaded.known


def first_used(store: AnyStore, definition: Definition, at: datetime) -> None:
    """A case begins with this definition."""
    with store.begin() as work:
        work.save(Save((beginning(a_case(definition=definition.hash)),), at, definition=definition))


def rows(store: AnyStore, tenant: str = "default") -> Sequence[DefinitionRow]:
    """The list."""
    return store.definitions(tenant)


def test_a_workflow_that_nobody_has_used_has_no_current_definition(store: AnyStore) -> None:
    assert current(store) == (None, True)
    assert rows(store) == []


def test_a_definition_is_in_use_from_the_first_case_on(store: AnyStore) -> None:
    first_used(store, a_definition(version="v1"), NOON)
    assert current(store, definition=ONE) == (Current(ONE), True)
    assert current(store, definition=TWO) == (Current(ONE), False)
    (row,) = rows(store)
    assert row == DefinitionRow(hash=ONE, workflow="reply", version="v1", first_used=NOON, published_at=NOON, open=1)


def test_the_one_used_last_for_the_first_time_is_current(store: AnyStore) -> None:
    first_used(store, a_definition(ONE), NOON)
    first_used(store, a_definition(TWO), later(1))
    first_used(store, a_definition(ONE), later(2))
    assert current(store)[0] == Current(TWO)
    assert [row.hash for row in rows(store)] == [TWO, ONE]


def test_publishing_makes_a_definition_current_and_says_by_whom(store: AnyStore) -> None:
    first_used(store, a_definition(ONE), NOON)
    store.publish(a_definition(TWO), later(1), "adm")
    assert current(store)[0] == Current(TWO, fixed=True)
    assert store.definition(TWO) == a_definition(TWO)
    row = rows(store)[0]
    assert (row.hash, row.first_used, row.published_at, row.published_by, row.open) == (TWO, later(1), later(1), "adm", 0)


def test_an_earlier_definition_is_published_again(store: AnyStore) -> None:
    for hash, minutes in ((ONE, 0), (TWO, 1), (ONE, 2)):
        store.publish(a_definition(hash), later(minutes), "adm")
    assert current(store)[0] == Current(ONE, fixed=True)
    assert {row.hash: row.first_used for row in rows(store)} == {ONE: NOON, TWO: later(1)}


def test_a_retired_definition_stays_and_is_marked(store: AnyStore) -> None:
    first_used(store, a_definition(ONE), NOON)
    store.retire([ONE, "unknown"], later(1), "adm")
    store.retire([ONE], later(2), "somebody else")
    assert current(store)[0] == Current(ONE, retired=True)
    (row,) = rows(store)
    assert (row.retired_at, row.retired_by, row.open) == (later(1), "adm", 1)
    assert store.definition(ONE) == a_definition(ONE)


def test_publishing_ends_a_retirement(store: AnyStore) -> None:
    store.publish(a_definition(), NOON, "adm")
    store.retire([ONE], later(1), "adm")
    store.publish(a_definition(), later(2), "adm")
    (row,) = rows(store)
    assert (row.retired_at, row.retired_by, current(store)[0]) == (None, None, Current(ONE, fixed=True))


def test_retiring_nothing_does_nothing(store: AnyStore) -> None:
    store.retire([], NOON, "adm")
    assert rows(store) == []


def test_definitions_of_other_workflows_are_apart(store: AnyStore) -> None:
    store.publish(a_definition(ONE, "reply"), NOON, "adm")
    store.publish(a_definition(TWO, "leave"), later(1), "adm")
    assert (current(store, "reply")[0], current(store, "leave")[0]) == (Current(ONE, fixed=True), Current(TWO, fixed=True))
    assert [row.workflow for row in rows(store)] == ["leave", "reply"]


def test_cases_are_counted_by_definition_and_tenant(store: AnyStore) -> None:
    first_used(store, a_definition(ONE), NOON)
    begun = start(store, a_case(definition=ONE))
    case, tasks, facts = ended(begun.cases[begun.root])
    with store.begin() as work:
        work.save(Save((moving(begun, case, tasks=tasks, facts=facts),), later(1)))
    start(store, a_case(definition=ONE, tenant="other"))
    assert [(row.open, row.ended) for row in rows(store)] == [(1, 1)]
    assert [(row.open, row.ended) for row in rows(store, "other")] == [(1, 0)]
    assert [(row.open, row.ended) for row in rows(store, "third")] == [(0, 0)]


def test_a_definition_written_by_the_release_before_counts_from_its_first_use(sql_store: SqlStore) -> None:
    """Old code runs on the new schema for one release: it knows nothing of publishing."""
    statement = "INSERT INTO signoff_definition (hash, workflow, content, first_used) VALUES (:hash, 'reply', '{}', :at)"
    with sql_store.engine.begin() as connection:
        connection.execute(text(statement), {"hash": ONE, "at": instant(NOON)})
    assert current(sql_store)[0] == Current(ONE)
    (row,) = rows(sql_store)
    assert (row.first_used, row.published_at, row.published_by) == (NOON, NOON, None)
