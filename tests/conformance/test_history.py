"""The chain of a root comes back as it was written, and holds."""

from dataclasses import replace

import pytest

from signoff.engine.events import Commented
from signoff.engine.history import broken, columns

from .conftest import AnyStore
from .doing import save, start
from .factory import a_case, a_rich_case, beginning, moving, saving


def test_links_come_back_as_they_were_written(store: AnyStore) -> None:
    change = beginning(a_rich_case(), facts=[Commented(text="同意 \\ \" '")])
    save(store, change)
    links = list(store.history("default", change.root))
    assert [replace(link, stored={}) for link in links] == list(change.links)
    assert [link.stored for link in links] == [columns(link.event) for link in change.links]


def test_a_chain_of_many_moves_is_whole(store: AnyStore) -> None:
    stored = start(store, a_case())
    for _ in range(5):
        stored = save(store, moving(stored, stored.cases[stored.root], facts=[Commented(text="a"), Commented(text="b")]))
    links = list(store.history("default", stored.root))
    assert [link.event.seq for link in links] == list(range(1, stored.seq + 1))
    assert list(broken(links, stored.root, stored.head)) == []


def test_the_history_of_a_child_is_a_part_of_its_roots(store: AnyStore) -> None:
    root = a_case()
    child = a_case(root=root.id, parent=root.id)
    stored = start(store, root, child)
    of_child = moving(stored, child)
    told = replace(of_child, links=tuple(replace(link, event=replace(link.event, case=child.id)) for link in of_child.links))
    with store.begin() as work:
        work.save(saving(told))
    kinds = {id: [link.stored["case"] for link in store.history("default", root.id, id)] for id in (root.id, child.id)}
    assert kinds == {root.id: [root.id, root.id], child.id: [child.id]}
    assert len(list(store.history("default", root.id))) == 3


def test_an_unknown_root_has_no_history(store: AnyStore) -> None:
    assert list(store.history("default", "nothing")) == []


def test_a_history_half_read_holds_nothing_up(store: AnyStore) -> None:
    stored = start(store, a_case())
    reading = store.history("default", stored.root)
    next(reading)
    save(store, moving(stored, replace(stored.cases[stored.root], step="next")))
    assert next(reading).event.seq == 2


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_do_not_show(store: AnyStore, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signoff.adapters.sql.reader.PAGE", page)
    stored = start(store, a_case())
    for _ in range(4):
        stored = save(store, moving(stored, stored.cases[stored.root]))
    assert [link.event.seq for link in store.history("default", stored.root)] == [1, 2, 3, 4, 5, 6]
    assert [link.event.seq for link in store.history("default", stored.root, stored.root)] == [1, 2, 3, 4, 5, 6]
