"""Who sees which task, and in which order."""

from collections.abc import Sequence
from dataclasses import replace

from signoff.engine.case import Case, Task, TaskState

from .conftest import AnyStore
from .doing import save, start
from .factory import NOON, a_case, a_pool, a_rich_case, a_task, ended, later, moving


def seen(store: AnyStore, person: str, *tokens: str, limit: int = 1000) -> list[str]:
    """The ids of the tasks in an inbox."""
    return [row.task for row in store.inbox("default", tokens, person, limit)]


def with_tasks(*tasks: Task) -> Case:
    """A case with these tasks."""
    return a_case(tasks=tasks)


def test_a_holder_sees_the_task_with_its_case(store: AnyStore) -> None:
    case = a_rich_case()
    start(store, case)
    held = case.tasks[1]
    (row,) = store.inbox("default", [], "huang")
    assert (row.case, row.task, row.claimed) == (case, held.id, True)


def test_nobody_else_sees_it(store: AnyStore) -> None:
    start(store, with_tasks(a_task(holder="huang")))
    assert seen(store, "he", "role:legal") == []


def test_a_candidate_sees_a_pool(store: AnyStore) -> None:
    pool = a_pool(persons=["li", "wang"])
    start(store, with_tasks(pool))
    assert seen(store, "wang") == [pool.id]
    assert not store.inbox("default", [], "wang")[0].claimed
    assert seen(store, "he") == []


def test_whoever_carries_a_token_sees_a_pool(store: AnyStore) -> None:
    pool = a_pool("role:legal@finance")
    start(store, with_tasks(pool))
    assert seen(store, "anyone", "role:other", "role:legal@finance") == [pool.id]
    assert seen(store, "anyone", "role:legal") == []


def test_a_person_named_like_a_token_is_no_carrier(store: AnyStore) -> None:
    start(store, with_tasks(a_pool("role:legal"), a_pool(persons=["li"])))
    assert seen(store, "role:legal", "li") == []


def test_a_pool_fitting_twice_is_seen_once(store: AnyStore) -> None:
    pool = a_pool("role:a", "role:b", persons=["li"])
    start(store, with_tasks(pool))
    assert seen(store, "li", "role:a", "role:b") == [pool.id]


def test_a_claimed_task_is_seen_by_its_holder_alone(store: AnyStore) -> None:
    pool = a_pool("role:legal", persons=["wang"])
    stored = start(store, with_tasks(pool))
    claimed = replace(pool, holder="li", held=("li",))
    stored = save(store, moving(stored, replace(stored.cases[stored.root], tasks=(claimed,))))
    assert seen(store, "li", "role:legal") == [pool.id]
    assert seen(store, "wang", "role:legal") == []
    released = save(store, moving(stored, replace(stored.cases[stored.root], tasks=(replace(claimed, holder=None),))))
    assert seen(store, "wang") == seen(store, "x", "role:legal") == [pool.id]
    assert released.version == released.seq == 4


def test_changed_candidates_count_at_once(store: AnyStore) -> None:
    pool = a_pool("role:a", "role:b", persons=["li", "wang"])
    stored = start(store, with_tasks(pool))
    fewer = replace(pool, candidates=("zhao",), tokens=("role:c",))
    save(store, moving(stored, replace(stored.cases[stored.root], tasks=(fewer,))))
    assert [seen(store, person) for person in ("li", "wang", "zhao")] == [[], [], [pool.id]]
    assert [seen(store, "x", token) for token in ("role:a", "role:b", "role:c")] == [[], [], [pool.id]]
    assert store.projection("default", stored.root).tasks[0].tokens == ("role:c",)


def test_waiting_and_closed_tasks_are_not_shown(store: AnyStore) -> None:
    closed = a_task(state=TaskState.CLOSED, closed_at=NOON, outcome="approve")
    waiting = [a_task(state=TaskState.WAITING), a_pool("role:legal", state=TaskState.WAITING)]
    start(store, with_tasks(closed, *waiting))
    assert seen(store, "huang", "role:legal") == []


def test_the_end_of_a_case_empties_inboxes(store: AnyStore) -> None:
    stored = start(store, with_tasks(a_task(), a_pool("role:legal")))
    after, tasks, facts = ended(stored.cases[stored.root])
    save(store, moving(stored, after, tasks=tasks, facts=facts))
    assert seen(store, "huang", "role:legal") == []


def test_the_earliest_due_comes_first_and_those_without_come_last(store: AnyStore) -> None:
    dues = [later(30), None, later(10), later(20), None, later(10)]
    tasks = [a_task(due_at=due) if n % 2 else a_pool("role:legal", due_at=due) for n, due in enumerate(dues)]
    start(store, with_tasks(*tasks))
    order = [tasks[n].id for n in (2, 5, 3, 0, 1, 4)]
    assert seen(store, "huang", "role:legal") == order
    assert seen(store, "huang", "role:legal", limit=3) == order[:3]


def test_an_inbox_goes_over_cases(store: AnyStore) -> None:
    tasks = [a_task(due_at=later(n)) for n in (2, 1, 3)]
    for task in tasks:
        start(store, with_tasks(task))
    assert seen(store, "huang") == [tasks[n].id for n in (1, 0, 2)]


def test_many_tokens_are_no_problem(store: AnyStore) -> None:
    pool = a_pool("role:r1999")
    start(store, with_tasks(pool))
    tokens: Sequence[str] = [f"role:r{n}" for n in range(2000)]
    assert seen(store, "x", *tokens) == [pool.id]
