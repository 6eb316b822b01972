"""What things cost on MariaDB, counted in the driver as messages with a statement."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL

from signoff.adapters.sql import SqlStore
from signoff.engine.ports import Save, Wanted
from tests import budgets
from tests.counting_mariadb import SENT, counting_engine, sent

from .conftest import emptied
from .doing import start
from .factory import NOON, a_case, a_rich_case
from .test_budgets import READS, end_of_all, numbering_move, one_command, worst_move, worst_start


@pytest.fixture
def counted(mariadb: URL, mariadb_store: SqlStore) -> Iterator[SqlStore]:
    """A store whose statements are counted, on the engine of a host."""
    engine = counting_engine(mariadb)
    store = emptied(SqlStore(engine))
    store.ready()
    yield store
    engine.dispose()


def test_commands_keep_the_budget(counted: SqlStore) -> None:
    stored = start(counted, a_rich_case())
    for wanted, what in (worst_start(), worst_move(stored)):
        assert len(sent(one_command(counted, wanted, what))) <= budgets.MARIADB_STATEMENTS


def test_a_hosts_transaction_keeps_the_budget(counted: SqlStore) -> None:
    stored = start(counted, a_rich_case())
    for wanted, what in (worst_start(), worst_move(stored)):
        with counted.engine.connect() as connection:
            assert len(sent(one_command(counted.bound(connection), wanted, what))) <= budgets.MARIADB_STATEMENTS
            connection.commit()


def test_fifty_children_cost_no_more_than_one_case(counted: SqlStore) -> None:
    root = a_case()
    stored = start(counted, root, *(a_rich_case(root=root.id, parent=root.id, subject=None) for _ in range(50)))
    command = one_command(counted, Wanted("default", root.key), Save((end_of_all(stored),), NOON))
    assert len(sent(command)) <= budgets.MARIADB_STATEMENTS


@pytest.mark.parametrize("series", [1, 5])
def test_a_move_that_takes_numbers_keeps_the_budget(counted: SqlStore, series: int) -> None:
    stored = start(counted, a_rich_case())
    assert len(sent(numbering_move(counted, stored, series=series))) <= budgets.MARIADB_STATEMENTS + budgets.MARIADB_NUMBER


@pytest.mark.parametrize(("question", "budget"), [read[1:] for read in READS], ids=[read[0] for read in READS])
def test_questions_keep_their_budget(counted: SqlStore, question: Callable[[SqlStore], object], budget: int) -> None:
    start(counted, a_rich_case(key="k"))
    assert len(sent(lambda: question(counted))) == budget


def test_a_connection_of_our_own_needs_not_be_told_how_to_begin(mariadb: URL, mariadb_store: SqlStore) -> None:
    own = emptied(mariadb_store)
    with own.begin() as unit:
        unit.load(Wanted("default"))
        level = own.engine.dialect.get_isolation_level
        with own.engine.connect() as connection:
            assert level(connection.connection.dbapi_connection) == "READ COMMITTED"  # type: ignore[arg-type]
    engine = counting_engine(mariadb)
    SENT.clear()
    with SqlStore(engine).begin() as unit:
        unit.load(Wanted("default"))
    engine.dispose()
    assert "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" in SENT, "a host's engine may be set to anything"
