"""Who is alive, and who listens: a row each, on the store's clock."""

from dataclasses import replace
from datetime import timedelta

from signoff.adapters.process import Process
from signoff.engine.ports import Node, Subscription

from .conftest import AnyStore
from .doing import start, together
from .factory import NOON, a_case, an_outgoing, later

MAIL = Subscription("app.mail", "case.approved")
INDEX = Subscription("app.index", "case.approved", "reply")
ABOUT = Process(lambda: ["notice", "call:book@1"], {"signoff.effects": {"book": "1"}}).about(NOON, 10)


def test_the_last_beat_of_each_node_is_known(store: AnyStore) -> None:
    assert list(store.nodes()) == []
    store.beat("b", {"fire": {"ok": True, "result": {"fired": 3}}}, at=NOON)
    store.beat("a", {}, ABOUT, NOON)
    store.beat("b", {"fire": {"ok": True, "result": {"fired": 4}}}, at=later(1))
    told = {"fire": {"ok": True, "result": {"fired": 4}}}
    assert list(store.nodes()) == [Node("a", NOON, {}, ABOUT), Node("b", later(1), told)]


def test_a_beat_is_told_on_the_stores_clock(store: AnyStore) -> None:
    before = store.now()
    store.beat("a", {}, ABOUT)
    (node,) = store.nodes()
    assert before - timedelta(seconds=1) <= node.at <= store.now() + timedelta(seconds=1)
    assert node.about is not None and node.about.clock == NOON


def test_a_node_that_stops_in_order_is_not_missed(store: AnyStore) -> None:
    store.beat("a", {}, at=NOON)
    store.beat("b", {}, at=NOON)
    store.leave("a")
    store.leave("never")
    assert [node.name for node in store.nodes()] == ["b"]


def test_who_listens_is_known_once_however_many_say_so(store: AnyStore) -> None:
    assert list(store.subscriptions()) == []
    together(4, lambda number: store.subscribe([MAIL, INDEX], f"n{number}", later(number)))
    assert list(store.subscriptions()) == [INDEX, MAIL]


def test_what_has_not_been_heard_of_for_long_is_forgotten(store: AnyStore) -> None:
    store.beat("old", {}, at=NOON)
    store.beat("new", {}, at=later(10))
    store.subscribe([MAIL, INDEX], "n", NOON)
    store.subscribe([MAIL], "n", later(10))
    store.forget(later(5), later(5))
    assert [node.name for node in store.nodes()] == ["new"]
    assert list(store.subscriptions()) == [MAIL]


def test_what_waits_for_a_listener_who_is_gone_waits_no_longer(store: AnyStore) -> None:
    case = a_case()
    rows = [replace(an_outgoing(case), needs=needs) for needs in ("event:app.mail", "event:app.index")]
    start(store, case, outgoing=tuple(rows))
    store.subscribe([MAIL, INDEX], "n", NOON)
    assert store.unsubscribe("app.mail") is True
    assert store.unsubscribe("app.mail") is False
    assert list(store.subscriptions()) == [INDEX]
    assert [row.id for row in store.lease("n", NOON, 10, 60)] == [rows[1].id]
