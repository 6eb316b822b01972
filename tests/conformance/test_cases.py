"""Filters and pages over cases."""

from dataclasses import replace
from datetime import datetime

import pytest

from signoff.engine.case import Case, Status, TaskState
from signoff.engine.ports import CaseFilter

from .conftest import AnyStore
from .doing import save, start
from .factory import NOON, a_case, a_task, ended, later, moving


def found(store: AnyStore, **wanted: object) -> list[str]:
    """The keys of the cases that fit."""
    return [case.key for case in store.cases("default", CaseFilter(**wanted))]  # type: ignore[arg-type]


@pytest.fixture
def four(store: AnyStore) -> list[Case]:
    """Four cases that differ."""
    cases = [
        a_case(key="a", workflow="reply", step="draft", due_at=later(10), subject=("letter", "1"), tasks=(a_task(holder="li"),)),
        a_case(key="b", workflow="reply", step="review", status=Status.SUSPENDED, due_at=later(20), tasks=(a_task(holder="huang"),)),
        a_case(key="c", workflow="leave", step="review", subject=("letter", "2"), tasks=(a_task(state=TaskState.CLOSED, holder="huang"),)),
        a_case(key="d", workflow="leave", step="approved", status=Status.APPROVED, ended_at=NOON, due_at=later(5)),
    ]
    for case in cases:
        start(store, case)
    return cases


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, "abcd"),
        ({"workflow": "reply"}, "ab"),
        ({"step": "review"}, "bc"),
        ({"workflow": "reply", "step": "review"}, "b"),
        ({"status": "suspended"}, "b"),
        ({"open": True}, "abc"),
        ({"open": False}, "d"),
        ({"open": True, "workflow": "leave"}, "c"),
        ({"key": "c"}, "c"),
        ({"holder": "huang"}, "b"),
        ({"holder": "li"}, "a"),
        ({"subject": ("letter", "2")}, "c"),
        ({"subject": ("letter", "3")}, ""),
        ({"overdue_at": later(15)}, "a"),
        ({"overdue_at": later(10)}, ""),
        ({"overdue_at": later(99)}, "a"),  # b is suspended, and its clocks stand still
        ({"limit": 3}, "abc"),
        ({"limit": 0}, ""),
    ],
)
def test_every_field_given_must_fit(store: AnyStore, four: list[Case], wanted: dict[str, object], keys: str) -> None:
    assert "".join(found(store, **wanted)) == keys
    if wanted.get("limit", 1000) == 1000:
        assert store.count("default", CaseFilter(**wanted)) == len(keys)  # type: ignore[arg-type]


def test_pages_follow_each_other_without_gap_or_double(store: AnyStore, four: list[Case]) -> None:
    pages, after = [], None
    while page := store.cases("default", CaseFilter(limit=3, after=after)):
        pages.append([case.key for case in page])
        after = page[-1].id
    assert pages == [["a", "b", "c"], ["d"]]


def test_a_page_keeps_its_filter(store: AnyStore, four: list[Case]) -> None:
    assert found(store, workflow="leave", after=four[2].id) == ["d"]
    assert found(store, open=True, limit=1, after=four[0].id) == ["b"]


def test_cases_come_back_whole(store: AnyStore, four: list[Case]) -> None:
    assert store.cases("default", CaseFilter()) == four


def test_a_moved_case_is_found_where_it_is_now(store: AnyStore) -> None:
    stored = start(store, a_case(key="m", due_at=later(1)))
    after, tasks, facts = ended(stored.cases[stored.root])
    save(store, moving(stored, after, tasks=tasks, facts=facts))
    assert (found(store, step="review"), found(store, step="approved"), found(store, overdue_at=later(5))) == ([], ["m"], [])


@pytest.mark.parametrize("due", [None, NOON])
def test_a_deadline_may_come_and_go(store: AnyStore, due: datetime | None) -> None:
    stored = start(store, a_case(due_at=later(1)))
    save(store, moving(stored, replace(stored.cases[stored.root], due_at=due)))
    assert len(found(store, overdue_at=later(5))) == (due is not None)


def test_a_case_is_found_by_the_last_part_of_its_key(store: AnyStore) -> None:
    for key in ("npc-2026-6115", "npc-2025-6115", "cppcc-2026-2026115", "npc-2026-61_5", "6115", "npc-2026-6115/road"):
        start(store, a_case(key=key, workflow=key))
    assert sorted(found(store, number="6115")) == ["npc-2025-6115", "npc-2026-6115"]
    assert found(store, number="2026-6115") == ["npc-2026-6115"]
    assert found(store, number="61_5") == ["npc-2026-61_5"] and found(store, number="%") == [] and found(store, number="115") == []
    assert found(store, number="6115", key="npc-2025-6115") == ["npc-2025-6115"]


def test_the_latest_cases_of_a_definition_come_first_ended_ones_too(store: AnyStore) -> None:
    mine = [a_case(definition="d1") for _ in range(3)]
    for case in (*mine, a_case(definition="d2"), a_case(definition="d1", tenant="other")):
        start(store, case)
    newest = sorted((case.id for case in mine), reverse=True)
    assert [case.id for case in store.latest("default", "d1", 10)] == newest
    assert [case.id for case in store.latest("default", "d1", 2)] == newest[:2]
    assert list(store.latest("default", "d9", 10)) == []
