"""A case that has ended is locked, found by all its names, and written again when it is woken."""

from dataclasses import replace

import pytest

from signoff.engine.case import Case, Child, Status
from signoff.engine.events import Reopened
from signoff.engine.ports import CaseFilter, Stored

from .conftest import AnyStore
from .doing import load, save, start
from .factory import NOON, a_case, a_pool, a_rich_case, a_task, a_timer, ended, later, moving
from .test_projection import check


def over(store: AnyStore, case: Case, *children: Case) -> Stored:
    """A case that has ended."""
    stored = start(store, case, *children)
    after, tasks, facts = ended(stored.cases[stored.root])
    return save(store, moving(stored, after, tasks=tasks, facts=facts))


def woken(stored: Stored) -> Case:
    """The same case at a step again, with a pool, a held seat and a clock."""
    case = stored.cases[stored.root]
    slate = (a_task(round=2, holder="he"), a_pool("role:legal", round=2))
    timers = (a_timer("redo:1:0", later(30), clock="redo"),)
    return replace(
        case, status=Status.OPEN, end=None, ended_at=None, step="redo", round=2, due_at=later(30), tasks=slate, timers=timers, fired=("x",)
    )


@pytest.mark.parametrize("name", ["{key}", "reply/{key}", "{id}"])
def test_an_ended_case_is_locked_by_each_of_its_names(store: AnyStore, name: str) -> None:
    stored = over(store, a_rich_case())
    case = stored.cases[stored.root]
    found = load(store, name.format(key=case.key, id=case.id))
    assert found.meant == case and found.meant.status is Status.APPROVED


def test_the_rows_of_a_woken_case_are_those_of_an_open_one(store: AnyStore) -> None:
    first = a_rich_case()
    stored = over(store, first)
    tasks = {task.id: task for task in ended(first)[1][first.id]}
    after = woken(stored)
    stored = save(store, moving(stored, after, facts=[Reopened(end="approved", status="approved", ended=NOON)]))
    assert stored.cases[stored.root] == after
    check(store, stored, tasks | {task.id: task for task in after.tasks})


def test_a_woken_case_is_among_the_open_ones_in_inboxes_and_its_clock_runs(store: AnyStore) -> None:
    stored = over(store, a_rich_case())
    assert store.cases("default", CaseFilter(open=True)) == []
    assert store.next_due(None) is None
    save(store, moving(stored, woken(stored)))
    assert [case.step for case in store.cases("default", CaseFilter(open=True, step="redo"))] == ["redo"]
    assert [row.claimed for row in store.inbox("default", ["role:legal"], "he")] == [True, False]
    assert [timer.key for timer in store.due("default", later(60), 10)] == ["redo:1:0"]


def test_a_woken_child_leaves_its_parent_and_its_siblings_as_they_are(store: AnyStore) -> None:
    root = a_case()
    first, second = (a_rich_case(root=root.id, parent=root.id, subject=None) for _ in range(2))
    root = replace(root, children=(Child(first.id, first.key, "b"), Child(second.id, second.key, "b")))
    stored = start(store, root, first, second)
    after, tasks, facts = ended(first)
    stored = save(store, moving(stored, after, tasks=tasks, facts=facts))
    again = replace(after, status=Status.OPEN, end=None, ended_at=None, step="redo", tasks=(a_task(holder="he"),))
    stored = save(store, moving(stored, again))
    assert stored.cases == {root.id: root, first.id: again, second.id: second}


def test_one_end_after_another_leaves_the_last(store: AnyStore) -> None:
    stored = over(store, a_rich_case())
    void = replace(stored.cases[stored.root], status=Status.VOID, end="gone", step="gone", ended_at=later(5))
    stored = save(store, moving(stored, void))
    assert load(store, stored.root).meant == void
    assert store.cases("default", CaseFilter(status="void")) == [void] and store.cases("default", CaseFilter(status="approved")) == []
