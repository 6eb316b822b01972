"""The rows beside a case are those that its fold says, after any series of moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.engine.case import Case, Status, Task, TaskState
from signoff.engine.history import broken
from signoff.engine.ports import CaseFilter, Stored
from signoff.engine.projection import case_row, key_row, task_row, timer_row

from .conftest import AnyStore
from .doing import load, save, start
from .factory import NOON, a_case, a_rich_case, a_timer, ended, later, moving, new_id

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
PEOPLE = st.lists(st.sampled_from(["li", "wang", "huang", "审核员"]), unique=True, max_size=3).map(tuple)
TOKENS = st.lists(st.sampled_from(["role:a", "role:b", "post:x@y"]), unique=True, max_size=3).map(tuple)
INSTANTS = st.integers(0, 10**9).map(lambda micros: NOON + timedelta(microseconds=micros))
KEYS = ["due:1:0", "due:1:1", "warn"]


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """A task of any form; its id is given later."""
    return Task(
        id="",
        step="review",
        round=1,
        seat="seat",
        state=draw(st.sampled_from(TaskState)),
        opened_at=NOON,
        holder=draw(st.none() | st.sampled_from(["li", "huang"])),
        candidates=draw(PEOPLE),
        tokens=draw(TOKENS),
        due_at=draw(st.none() | INSTANTS),
        urged=draw(st.integers(0, 9)),
        outcome=draw(st.none() | WORDS),
        reason=draw(st.none() | WORDS),
        superseded=draw(st.booleans()),
    )


TIMERS = st.builds(a_timer, key=st.sampled_from(KEYS), due=INSTANTS, repeat=st.integers(0, 3))
DATA = st.dictionaries(WORDS.map(lambda word: f"x{word}"), WORDS | st.integers())


@st.composite
def moves(draw: st.DrawFn) -> Callable[[Case], Case]:
    """A move: another slate that keeps some tasks in another form, other timers, another status."""
    status = draw(st.sampled_from([Status.OPEN, Status.SUSPENDED]))
    timers = tuple(draw(st.lists(TIMERS, max_size=3, unique_by=lambda timer: timer.key)))
    step, due, data = (
        draw(WORDS),
        draw(st.none() | INSTANTS),
        draw(DATA),
    )
    forms, kept = draw(st.lists(tasks(), max_size=3)), draw(st.integers(0, 3))

    def move(case: Case) -> Case:
        ids = [task.id for task in case.tasks][:kept]
        slate = tuple(replace(task, id=ids[n] if n < len(ids) else new_id()) for n, task in enumerate(forms))
        return replace(case, step=step, status=status, timers=timers, due_at=due, data=data, tasks=slate)

    return move


def check(store: AnyStore, stored: Stored, known: dict[str, Task]) -> None:
    """The rows equal the fold; `known` holds every task there ever was, in its last form."""
    rows = store.projection(stored.tenant, stored.root)
    cases = sorted(stored.cases.values(), key=lambda case: case.id)
    assert rows.states == tuple(cases)
    assert rows.cases == tuple(map(case_row, cases))
    assert rows.tasks == tuple(task_row(stored.root, task) for _, task in sorted(known.items()))
    armed = {(case.id, timer.key): timer_row(case, timer) for case in cases for timer in case.timers}
    assert rows.timers == tuple(row for _, row in sorted(armed.items()))
    assert (rows.head, rows.seq, rows.version) == (stored.head, stored.seq, stored.version)
    assert set(rows.keys) == set(map(key_row, cases))
    assert list(broken(store.history(stored.tenant, stored.root), stored.root, stored.head)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=st.lists(moves(), min_size=1, max_size=4))
def test_rows_equal_the_fold_after_any_moves(store: AnyStore, series: list[Callable[[Case], Case]]) -> None:
    stored = start(store, a_case())
    known: dict[str, Task] = {}
    for move in series:
        after = move(stored.cases[stored.root])
        slate = {task.id: task for task in after.tasks}
        left = [closed(task) for task in stored.cases[stored.root].tasks if task.id not in slate]
        stored = save(store, moving(stored, after, tasks={stored.root: (*left, *after.tasks)}))
        known |= {task.id: task for task in (*left, *after.tasks)}
        assert stored.cases[stored.root] == after
        check(store, stored, known)
        inboxes_agree(store, stored)


def closed(task: Task) -> Task:
    """The task in its final form, if it has not been closed before."""
    return task if task.state is TaskState.CLOSED else replace(task, state=TaskState.CLOSED, closed_at=NOON, reason="left")


def inboxes_agree(store: AnyStore, stored: Stored) -> None:
    """Each person's inbox, worked out from the fold."""
    open_ = [task for task in stored.cases[stored.root].tasks if task.open]
    for person, tokens in (("li", ["role:a"]), ("审核员", []), ("nobody", ["role:b", "post:x@y"])):
        mine = {t.id for t in open_ if t.holder == person or (t.holder is None and (person in t.candidates or set(tokens) & set(t.tokens)))}
        rows = store.inbox(stored.tenant, tokens, person)
        assert {row.task for row in rows if row.case.id == stored.root} == mine


def test_rows_equal_the_fold_from_start_to_end(store: AnyStore) -> None:
    case = a_rich_case()
    stored = start(store, case)
    known = {task.id: task for task in case.tasks}
    check(store, stored, known)
    after, closed, facts = ended(case)
    stored = save(store, moving(stored, after, tasks=closed, facts=facts))
    check(store, stored, {task.id: task for task in closed[case.id]})


def test_a_task_of_a_step_left_long_ago_may_still_change(store: AnyStore) -> None:
    stored = start(store, a_rich_case())
    task = stored.cases[stored.root].tasks[0]
    stored = save(store, moving(stored, replace(stored.cases[stored.root], tasks=())))
    superseded = replace(task, superseded=True)
    stored = save(store, moving(stored, stored.cases[stored.root], tasks={stored.root: (superseded,)}))
    rows = {row.id: row for row in store.projection("default", stored.root).tasks}
    assert rows[task.id] == task_row(stored.root, superseded)
    assert len(rows) == 3


def test_a_projection_shows_all_cases_of_a_root(store: AnyStore) -> None:
    root = a_case()
    child = a_rich_case(root=root.id, parent=root.id, subject=None, due_at=later(3))
    start(store, root, child)
    rows = store.projection("default", root.id)
    assert rows.cases == (case_row(root), case_row(child))
    assert {row.case for row in rows.tasks} == {row.case for row in rows.timers} == {child.id}
    assert store.cases("default", CaseFilter(workflow="reply")) == [root, child]
    assert load(store, root.id).cases == {root.id: root, child.id: child}
