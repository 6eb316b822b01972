"""Standing proxies as rows: set, ended, never deleted, under a mark that changes with every change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.engine.errors import Stale
from signoff.engine.ports import ProxyRow, Standing, Wanted

from .conftest import AnyStore
from .doing import start, together
from .factory import NOON, a_case

JUNE = date(2026, 6, 1)
ROW = ProxyRow(id="p1", principal="huang", proxy="he", reason="leave", set_by="huang", set_at=NOON)
FULL = replace(
    ROW, id="p2", from_=JUNE, until=date(2026, 6, 5), kind="substitute_post", scope=("reply", "请假.审批"), fallback="wu", reason="出差"
)


def test_a_row_comes_back_as_it_was_set(store: AnyStore) -> None:
    store.set_proxy("default", ROW, "m1")
    store.set_proxy("default", replace(FULL, set_at=NOON + timedelta(seconds=1)), "m2")
    assert list(store.proxy_rows("default")) == [ROW, replace(FULL, set_at=NOON + timedelta(seconds=1))]


def test_without_rows_there_is_no_mark(store: AnyStore) -> None:
    assert store.standing_mark("default") is None
    assert store.standing("default", JUNE) == Standing()


def test_every_change_has_a_mark_of_its_own(store: AnyStore) -> None:
    store.set_proxy("default", ROW, "m1")
    assert store.standing("default", JUNE) == Standing("m1", (ROW,))
    store.set_proxy("default", FULL, "a later one")
    assert (store.standing_mark("default"), len(store.standing("default", JUNE).rows)) == ("a later one", 2)


def test_what_was_ended_counts_no_more_and_stays(store: AnyStore) -> None:
    store.set_proxy("default", ROW, "m1")
    ended = replace(ROW, ended_by="zhou", ended_at=NOON + timedelta(hours=1), ended_reason="back")
    assert store.end_proxy("default", ended, "m2")
    assert store.standing("default", JUNE) == Standing("m2")
    assert list(store.proxy_rows("default")) == [ended]


def test_a_row_is_ended_once(store: AnyStore) -> None:
    store.set_proxy("default", ROW, "m1")
    ended = replace(ROW, ended_by="zhou", ended_at=NOON, ended_reason="back")
    assert store.end_proxy("default", ended, "m2")
    assert not store.end_proxy("default", replace(ended, ended_by="li"), "m3")
    assert not store.end_proxy("default", replace(ended, id="unknown"), "m4")
    assert (list(store.proxy_rows("default")), store.standing_mark("default")) == ([ended], "m2")


def test_what_was_over_long_ago_is_not_read(store: AnyStore) -> None:
    store.set_proxy("default", FULL, "m1")
    assert store.standing("default", date(2026, 6, 5)).rows == (FULL,)
    assert store.standing("default", date(2026, 6, 6)) == Standing("m1")
    assert list(store.proxy_rows("default")) == [FULL]


def test_tenants_are_apart(store: AnyStore) -> None:
    store.set_proxy("one", ROW, "m1")
    store.set_proxy("two", FULL, "m2")
    assert store.standing("one", JUNE) == Standing("m1", (ROW,))
    assert store.standing_mark("two") == "m2" and store.standing_mark("default") is None
    assert not store.end_proxy("two", replace(ROW, ended_by="x", ended_at=NOON, ended_reason="x"), "m3")


def test_the_mark_comes_with_the_locked_read_and_with_an_inbox(store: AnyStore) -> None:
    stored = start(store, a_case(key="k"))
    with store.begin() as work:
        assert work.load(Wanted("default", "k")).standing is None and work.mark is None
    assert store.inbox("default", [], "nobody").mark is None
    store.set_proxy("default", ROW, "m1")
    with store.begin() as work:
        assert work.load(Wanted("default", "k")).standing == "m1" == work.mark
        assert work.load(Wanted("default", roots=(stored.root,))).standing == "m1"
        assert work.standing("default", JUNE) == Standing("m1", (ROW,))
    assert store.inbox("default", [], "nobody").mark == "m1" and not store.inbox("default", [], "nobody")


def test_of_changes_at_the_same_time_none_is_lost(store: AnyStore) -> None:
    def one(number: int) -> int:
        tries = 0
        while True:
            tries += 1
            try:
                store.set_proxy("default", replace(ROW, id=f"p{number}"), f"m{number}-{tries}")
                return tries
            except Stale as error:
                assert error.code == "conflict"

    together(8, one)
    assert {row.id for row in store.proxy_rows("default")} == {f"p{number}" for number in range(8)}
    assert len(store.standing("default", JUNE).rows) == 8


@pytest.mark.parametrize("text", ["老黄", "x" * 500, "o'brien", '{"a": [1]}'])
def test_texts_come_back_as_they_are(store: AnyStore, text: str) -> None:
    row = replace(FULL, principal=text, reason=text, scope=(text,))
    store.set_proxy("default", row, "m1")
    assert list(store.proxy_rows("default")) == [row]
