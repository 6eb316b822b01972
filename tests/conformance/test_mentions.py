"""Names that the rows of a tenant say at all."""

import pytest

from signoff.engine.case import TaskState

from .conftest import AnyStore
from .doing import start
from .factory import a_case, a_pool, a_task


@pytest.fixture
def named(store: AnyStore) -> AnyStore:
    """Two tenants; the cases of `one` name persons and units in every place."""
    held, closed = a_task(holder="huang"), a_task(holder="li", state=TaskState.CLOSED)
    pool = a_pool("role:legal@finance", "role:legal", persons=("wang",))
    data = {"unit": "transport", "text": 'he said "quoted", and went', "who": ("zhao", "qian")}
    start(store, a_case(tenant="one", initiator="a1", data=data, tasks=(held, closed, pool)))
    start(store, a_case(tenant="two", initiator="b1", tasks=(a_task(holder="sun"),)))
    return store


@pytest.mark.parametrize("name", ["huang", "li", "wang", "finance", "transport", "zhao", "qian", "a1"])
def test_a_name_that_any_row_says_is_mentioned(named: AnyStore, name: str) -> None:
    assert named.mentions("one", name)


@pytest.mark.parametrize("name", ["Huang", "huan", "hua%", "_i", "transpor", "unit", "quoted", "inance", "legal", "sun"])
def test_part_of_a_name_or_a_key_or_another_tenants_name_is_not(named: AnyStore, name: str) -> None:
    assert not named.mentions("one", name)


def test_tenants_are_those_that_have_rows(named: AnyStore) -> None:
    assert list(named.tenants()) == ["one", "two"]


def test_holders_are_those_of_open_seats(named: AnyStore) -> None:
    assert list(named.holders("one", 10)) == ["huang"]
    assert list(named.holders("three", 10)) == []
