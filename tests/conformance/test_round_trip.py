"""What is saved comes back as it was: cases, clocks, definitions, requests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signoff.engine.errors import NotFound
from signoff.engine.plain import text
from signoff.engine.ports import Answered, Definition, Request, Save, Wanted

from .conftest import AnyStore
from .doing import load, save, start
from .factory import NOON, a_case, a_rich_case, a_task, a_timer, beginning, ended, later, moving


def test_a_case_comes_back_equal(store: AnyStore) -> None:
    case = a_rich_case()
    stored = start(store, case)
    assert stored.cases == {case.id: case}
    assert text(stored.cases[case.id]) == text(case)


def test_a_case_started_is_found_without_a_lock_as_it_is_under_one(store: AnyStore) -> None:
    case = a_rich_case()
    assert start(store, case) == store.find("default", case.id)


def test_a_moved_case_comes_back_as_it_is_now(store: AnyStore) -> None:
    stored = start(store, a_rich_case())
    after, tasks, facts = ended(stored.cases[stored.root])
    moved = save(store, moving(stored, after, tasks=tasks, facts=facts))
    assert moved.cases == {after.id: after}
    assert (moved.version, moved.seq) == (stored.version + 1, stored.seq + 1)


def test_head_and_sequence_are_those_of_the_last_link(store: AnyStore) -> None:
    change = beginning(a_case())
    stored = save(store, change)
    assert (stored.head, stored.seq) == (change.head, change.links[-1].event.seq)


def test_what_the_caller_changes_afterwards_is_not_in_the_store(store: AnyStore) -> None:
    data: dict[str, object] = {"n": 1}
    case = a_case(data=data)
    start(store, case)
    data["n"] = 2
    assert load(store, case.id).cases[case.id].data == {"n": 1}


def test_a_case_with_children_comes_back_whole(store: AnyStore) -> None:
    root = a_case(key="2026-6115")
    child = a_case(root=root.id, parent=root.id, key="2026-6115/transport", workflow="part", tasks=(a_task(),), timers=(a_timer(),))
    stored = start(store, root, child)
    assert stored.cases == {root.id: root, child.id: child}
    assert store.find("default", "2026-6115/transport") == stored == load(store, child.id)


def test_a_child_moves_with_its_root(store: AnyStore) -> None:
    root = a_case()
    child = a_case(root=root.id, parent=root.id, key=f"{root.key}/x", timers=(a_timer(),))
    stored = start(store, root, child)
    after, tasks, facts = ended(child)
    moved = save(store, moving(stored, after, tasks=tasks, facts=facts))
    assert moved.cases == {root.id: root, child.id: after}
    assert moved.version == stored.version + 1


def test_a_later_child_joins_its_root(store: AnyStore) -> None:
    stored = start(store, a_case())
    child = a_case(root=stored.root, parent=stored.root)
    assert set(save(store, moving(stored, child)).cases) == {stored.root, child.id}


def test_several_roots_are_loaded_in_id_order(store: AnyStore) -> None:
    roots = [start(store, a_case()).root for _ in range(3)]
    with store.begin() as work:
        found = work.load(Wanted("default", roots=(roots[2], "0000", roots[0], roots[1]))).aggregates
    assert [stored.root for stored in found] == roots


def test_several_roots_are_saved_in_one_go(store: AnyStore) -> None:
    first, second = start(store, a_case()), start(store, a_case())
    changes = [moving(stored, replace(stored.cases[stored.root], step="next")) for stored in (first, second)]
    save(store, *changes)
    assert {load(store, stored.root).cases[stored.root].step for stored in (first, second)} == {"next"}


def test_a_name_and_roots_may_be_asked_for_at_once(store: AnyStore) -> None:
    first, second = start(store, a_case()), start(store, a_case())
    with store.begin() as work:
        found = work.load(Wanted("default", case=first.root, roots=(second.root,))).aggregates
    assert [stored.root for stored in found] == [first.root, second.root]


def test_a_load_of_nothing_gives_the_clock(store: AnyStore) -> None:
    with store.begin() as work:
        loaded = work.load(Wanted("default"))
    assert loaded.aggregates == ()
    assert loaded.answered is None
    assert loaded.known


def test_the_clock_is_in_utc_and_runs(store: AnyStore) -> None:
    first = store.now()
    with store.begin() as work:
        second = work.load(Wanted("default")).now
    assert first.utcoffset() == second.utcoffset() == timedelta(0)
    assert first <= second + timedelta(seconds=1)
    assert abs(second - datetime.now(UTC)) < timedelta(minutes=10)


def test_a_definition_is_stored_once_and_then_known(store: AnyStore) -> None:
    definition = Definition("d" * 64, "reply", "2026-1", '{"steps":{"审核":1}}')
    for expected in (False, True):
        with store.begin() as work:
            assert work.load(Wanted("default", definition=definition.hash)).known is expected
            work.save(Save((beginning(a_case()),), NOON, definition=definition))
    assert store.definition(definition.hash) == definition
    assert store.definition("unknown") is None


def test_a_definition_may_have_no_label(store: AnyStore) -> None:
    definition = Definition("e" * 64, "reply", None, "{}")
    with store.begin() as work:
        work.save(Save((beginning(a_case()),), NOON, definition=definition))
    assert store.definition(definition.hash) == definition


def test_an_answered_request_comes_with_the_next_load(store: AnyStore) -> None:
    case = a_case()
    answered = Answered("fingerprint", case.root, case.id, 2)
    start(store, case, request=Request("default", "r-1", answered, NOON))
    with store.begin() as work:
        assert work.load(Wanted("default", case.id, request_id="r-1")).answered == answered
        assert work.load(Wanted("default", case.id, request_id="r-2")).answered is None


def test_a_transaction_sees_what_it_has_written(store: AnyStore) -> None:
    case = a_case()
    with store.begin() as work:
        work.save(Save((beginning(case),), NOON))
        stored = work.load(Wanted("default", case.key)).aggregates[0]
        work.save(Save((moving(stored, replace(case, step="next")),), NOON))
    assert load(store, case.id).cases[case.id].step == "next"


@pytest.mark.parametrize("words", ["", "'", '"', "\\", "%s %(x)s :x ?", "\n\t", "审批 👍 \u202e", "{}", "null"])
def test_odd_words_come_back_as_they_were(store: AnyStore, words: str) -> None:
    case = a_case(
        key=f"k{words}", initiator=words, step=words, subject=(words, words), due_at=later(1), tasks=(a_task(seat=words, reason=words),)
    )
    stored = start(store, case)
    assert stored.cases[case.id] == case
    assert store.projection("default", case.id).tasks[0].reason == words


def test_an_unknown_case_is_not_found(store: AnyStore) -> None:
    with pytest.raises(NotFound) as caught:
        store.find("default", "nothing")
    assert caught.value.code == "not_found"
    with pytest.raises(NotFound), store.begin() as work:
        work.load(Wanted("default", "nothing"))
    nothing = store.projection("default", "nothing")
    assert (nothing.cases, nothing.tasks, nothing.head, nothing.seq) == ((), (), "", 0)
