"""What is collected for a person: rows that become one, under one key, whoever gathers them and how many try."""

from datetime import timedelta

from signoff.engine import digests
from signoff.engine.ports import Delivery, Outgoing
from signoff.engine.schedules import Collected

from .conftest import AnyStore
from .doing import start, together
from .factory import NOON, a_case, an_outgoing, later

DUE = (NOON + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
TOMORROW = DUE + timedelta(days=1)
WAITS = Collected(due=DUE, every="daily 13:00", zone="UTC")


def waiting(store: AnyStore, count: int = 3, person: str = "huang", tenant: str = "default") -> list[Outgoing]:
    """So many cases, each with a notice that waits for this person."""
    found = []
    for number in range(count):
        case = a_case(tenant=tenant)
        (row,) = digests.rows_of(an_outgoing(case, at=later(number)), tenant, (person,), (), WAITS)
        start(store, case, outgoing=(row,))
        found.append(row)
    return sorted(found, key=lambda row: row.id)


def leased(store: AnyStore, node: str = "node", limit: int = 100, at: object = DUE) -> list[Delivery]:
    """What a node takes when the digest is due."""
    return sorted(store.lease(node, at, limit, 60), key=lambda row: row.id)  # type: ignore[arg-type]


def keys(row: Delivery | None) -> object:
    """The numbers of the items of a digest."""
    return None if row is None else len(row.payload["items"])  # type: ignore[arg-type]


def test_it_waits_until_it_is_due(store: AnyStore) -> None:
    waiting(store)
    assert leased(store, at=DUE - timedelta(seconds=1)) == [] and len(leased(store)) == 3


def test_the_first_takes_the_items_of_all_over(store: AnyStore) -> None:
    rows = waiting(store)
    others = waiting(store, 1, "li")
    first, *rest = [row for row in leased(store) if row.id in {row.id for row in rows}]
    assert store.gather(rest[0], DUE, TOMORROW) is None, "it is not the first"
    one = store.gather(first, DUE, TOMORROW)
    assert one is not None and one.key == digests.group_of(first.id) and keys(one) == 3
    assert [store.gather(row, DUE, TOMORROW) for row in rest] == [None, None], "they have gone along"
    store.delivered(one.id, DUE)
    after = leased(store, at=TOMORROW + timedelta(days=9))
    assert [row.id for row in after] == [row.id for row in others]


def test_what_was_united_stays_as_it_is_whoever_tries_it_again(store: AnyStore) -> None:
    waiting(store, 2)
    first = leased(store)[0]
    one = store.gather(first, DUE, TOMORROW)
    waiting(store, 1)
    (again, late) = sorted(leased(store, "another", at=DUE + timedelta(minutes=5)), key=lambda row: row.key == row.id)
    assert one is not None and (again.id, again.key, again.payload, again.tries) == (one.id, one.key, one.payload, 2)
    assert store.gather(again, DUE, TOMORROW) == again
    assert store.gather(late, DUE, TOMORROW) is None
    assert [row.id for row in leased(store, at=TOMORROW - timedelta(seconds=1))] == [again.id]
    moved = next(row for row in leased(store, at=TOMORROW) if row.id != again.id)
    assert moved.id == digests.moved(late.id, TOMORROW) and moved.tries == 1
    assert keys(store.gather(moved, TOMORROW, TOMORROW + timedelta(days=1))) == 1


def test_tenants_do_not_share_a_digest(store: AnyStore) -> None:
    waiting(store, 1)
    waiting(store, 1, tenant="other")
    assert [keys(store.gather(row, DUE, TOMORROW)) for row in leased(store)] == [1, 1]


def test_of_many_that_gather_at_the_same_time_one_has_it(store: AnyStore) -> None:
    waiting(store, 8)
    rows = leased(store)
    found = together(4, lambda number: [store.gather(row, DUE, TOMORROW) for row in rows[number::4]])
    assert [keys(row) for part in found for row in part if row is not None] == [8]


def test_nodes_that_share_the_lease_of_one_row_send_the_same(store: AnyStore) -> None:
    """A lease that runs out while its node still works: both have the row, and the same key and items."""
    waiting(store, 3)
    first = leased(store)[0]
    found = together(2, lambda _: store.gather(first, DUE, TOMORROW))
    assert all(row is not None for row in found) and len({row.key for row in found if row is not None}) == 1
    assert [keys(row) for row in found] == [3, 3]
