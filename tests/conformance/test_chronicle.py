"""The history of all cases together comes by root and in order, a page at a time, and only the kinds asked for."""

from signoff.engine.events import Commented

from .conftest import AnyStore
from .doing import save, start
from .factory import a_case, moving


def told(store: AnyStore, kinds: tuple[str, ...], page: int, tenant: str = "default") -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    after: tuple[str, int] | None = None
    while links := store.told(tenant, kinds, page, after):
        assert len(links) <= page
        found += [(link.event.root, link.event.seq, link.event.kind) for link in links]
        after = found[-1][:2]
    return found


def test_every_event_of_the_kinds_asked_for_comes_once_and_in_order(store: AnyStore) -> None:
    roots = [start(store, a_case()) for _ in range(3)]
    for stored in (*roots, roots[0]):
        fresh = store.find("default", stored.root)
        save(store, moving(fresh, fresh.cases[fresh.root], facts=[Commented(text="a"), Commented(text="b")]))
    wanted = [
        (root.root, link.event.seq, link.event.kind)
        for root in sorted(roots, key=lambda one: one.root)
        for link in store.history("default", root.root)
    ]
    kinds = tuple({kind for _, _, kind in wanted})
    for page in (1, 2, 5, 100):
        assert told(store, kinds, page) == wanted
        assert told(store, ("commented",), page) == [one for one in wanted if one[2] == "commented"]
    assert told(store, ("commented",), 100) != wanted
    assert told(store, (), 100) == [] == told(store, kinds, 100, tenant="another")


def test_links_are_those_of_the_history(store: AnyStore) -> None:
    stored = start(store, a_case())
    kinds = [link.event.kind for link in store.history("default", stored.root)]
    assert list(store.told("default", kinds, 100)) == list(store.history("default", stored.root))
