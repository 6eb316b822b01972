"""Refused commands are counted, not piled up."""

from signoff.engine.ports import Attempt, AttemptRow

from .conftest import AnyStore
from .doing import start, together
from .factory import NOON, a_case, later


def an_attempt(**given: object) -> Attempt:
    """Huang may not approve."""
    plain: dict[str, object] = {"tenant": "default", "case": "c", "actor": "huang", "action": "approve", "code": "not_yours", "at": NOON}
    return Attempt(**(plain | given))  # type: ignore[arg-type]


def test_the_same_refusal_counts_up(store: AnyStore) -> None:
    store.attempt([an_attempt(message="first")])
    store.attempt([an_attempt(at=later(1), message="second")])
    assert list(store.attempts("default", "c")) == [AttemptRow("c", "huang", "approve", "not_yours", "second", 2, NOON, later(1))]


def test_another_actor_action_or_code_is_another_row(store: AnyStore) -> None:
    others = [an_attempt(actor="he"), an_attempt(action="reject"), an_attempt(code="other"), an_attempt(case="d"), an_attempt(tenant="t")]
    store.attempt([an_attempt(), *others])
    assert [row.count for row in store.attempts("default", "c")] == [1, 1, 1, 1]
    assert len(store.attempts("default", "d")) == len(store.attempts("t", "c")) == 1


def test_the_latest_comes_first(store: AnyStore) -> None:
    store.attempt([an_attempt(code=str(n), at=later(n)) for n in (2, 3, 1)])
    assert [row.code for row in store.attempts("default", "c")] == ["3", "2", "1"]


def test_one_call_may_count_twice(store: AnyStore) -> None:
    store.attempt([an_attempt(), an_attempt()])
    assert store.attempts("default", "c")[0].count == 2


def test_attempts_need_no_case(store: AnyStore) -> None:
    store.attempt([an_attempt(case="no such case / 没有")])
    assert store.attempts("default", "no such case / 没有")[0].count == 1


def test_no_attempts_are_no_problem(store: AnyStore) -> None:
    store.attempt([])
    assert list(store.attempts("default", "c")) == []


def test_attempts_leave_the_case_alone(store: AnyStore) -> None:
    stored = start(store, a_case())
    store.attempt([an_attempt(case=stored.root)])
    assert store.find("default", stored.root) == stored


def test_racing_refusals_are_all_counted(store: AnyStore) -> None:
    rows = [an_attempt(code=code) for code in "abc"]
    together(4, lambda n: store.attempt(rows if n % 2 else rows[::-1]))
    assert [row.count for row in store.attempts("default", "c")] == [4, 4, 4]
