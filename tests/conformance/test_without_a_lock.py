"""A unit of work without a lock: whoever comes in between makes it a conflict, with nothing written, and never a wrong state."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine.case import Case
from signoff.engine.errors import Refused, Stale
from signoff.engine.ports import Change, Request, Store, Stored, Wanted

from .conftest import AnyStore, emptied
from .doing import PATIENCE, load, start, together
from .factory import NOON, a_case, beginning, moving, new_id, saving
from .numbering import a_counter
from .test_requests_and_keys import answered


@pytest.fixture
def at_once_store(postgresql_store: SqlStore) -> SqlStore:
    """A store whose database carries a unit of work out in one statement; any other one takes the lock all the same."""
    return emptied(postgresql_store)


def act(
    store: Store, *changes: Change, locking: bool = False, request: Request | None = None, meanwhile: Callable[[], object] | None = None
) -> None:
    """Read what the request has come to, let `meanwhile` happen, save."""
    with store.begin(locking=locking) as work:
        assert work.load(Wanted("default", request_id="r")).answered is None
        if meanwhile is not None:
            meanwhile()
        work.save(saving(*changes, request=request))


def to(stored: Stored, step: str) -> Change:
    """The case goes to a step."""
    return moving(stored, replace(stored.cases[stored.root], step=step))


def a_request(case: Case) -> Request:
    """A request that has begun this case."""
    return Request("default", "r", answered(case), NOON)


def test_it_saves_what_it_has_decided(store: AnyStore) -> None:
    stored = start(store, a_case(step="old"))
    act(store, to(stored, "new"))
    assert load(store, stored.root).cases[stored.root].step == "new"


def test_what_raises_writes_nothing(store: AnyStore) -> None:
    stored = start(store, a_case(step="old"))
    with pytest.raises(ZeroDivisionError), store.begin(locking=False) as work:
        work.save(saving(to(stored, str(1 // 0))))
    assert load(store, stored.root) == stored


def test_who_was_slower_has_a_conflict_and_has_written_nothing(server_store: SqlStore) -> None:
    """Not even the request and the key, which a save under a lock writes before it looks at the case."""
    stored, other = start(server_store, a_case(step="old")), a_case()
    with pytest.raises(Stale) as caught:
        act(
            server_store,
            to(stored, "slow"),
            beginning(other),
            request=a_request(other),
            meanwhile=lambda: act(server_store, to(stored, "quick")),
        )
    assert caught.value.code == "conflict"
    assert load(server_store, stored.root).cases[stored.root].step == "quick"
    act(server_store, beginning(other), request=a_request(other), locking=True)


def test_a_key_that_is_taken_is_told_by_whoever_tries_again_under_a_lock(store: AnyStore) -> None:
    start(store, a_case(key="k"))
    other = a_case(key="k")
    with pytest.raises((Refused, Stale)):  # refused at once by a store that knows no other way than under a lock
        act(store, beginning(other), request=a_request(other))
    with pytest.raises(Refused) as caught:
        act(store, beginning(other), request=a_request(other), locking=True)
    assert caught.value.code == "key_taken"


def test_a_request_that_was_carried_out_meanwhile_is_a_conflict(at_once_store: SqlStore) -> None:
    request = a_request(quick := a_case())
    with pytest.raises(Stale) as caught:
        act(at_once_store, beginning(a_case()), request=request, meanwhile=lambda: act(at_once_store, beginning(quick), request=request))
    assert caught.value.code == "conflict"


def test_it_reads_while_somebody_else_holds_the_lock(at_once_store: SqlStore) -> None:
    stored = start(at_once_store, a_case(step="old"))

    def read() -> str:
        with at_once_store.begin(locking=False) as work:
            return work.load(Wanted("default", stored.root)).aggregates[0].meant.step

    with ThreadPoolExecutor(1) as pool, at_once_store.begin() as work:
        work.load(Wanted("default", stored.root))
        assert pool.submit(read).result(PATIENCE) == "old"


def test_a_lone_root_is_read_as_under_a_lock(store: AnyStore) -> None:
    root = a_case()
    stored = start(store, root, a_case(root=root.id, parent=root.id), a_case(root=root.id, parent=root.id))
    for wanted in (Wanted("default", roots=(root.id,), skip_locked=True), Wanted("default", roots=(new_id(),), skip_locked=True)):
        with store.begin(locking=False) as work:
            found = work.load(wanted).aggregates
        assert found == ((replace(stored, addressed=None),) if root.id in wanted.roots else ())


def test_what_passes_over_locked_roots_is_not_kept_waiting_by_a_lock(at_once_store: SqlStore) -> None:
    stored = start(at_once_store, a_case(step="old"))

    def pass_over() -> str | None:
        try:
            with at_once_store.begin(locking=False) as work:
                work.load(Wanted("default", roots=(stored.root,), skip_locked=True))
                work.save(saving(to(stored, "new")))
        except Stale as error:
            return error.code
        return None

    with ThreadPoolExecutor(1) as pool, at_once_store.begin() as work:
        work.load(Wanted("default", stored.root))
        assert pool.submit(pass_over).result(PATIENCE) == "conflict"
    assert load(at_once_store, stored.root) == stored
    assert pass_over() is None
    assert load(at_once_store, stored.root).cases[stored.root].step == "new"


def test_counters_are_not_taken_without_a_lock(at_once_store: SqlStore) -> None:
    with at_once_store.begin(locking=False) as work, pytest.raises(Stale) as caught:
        work.counters("default", [a_counter()])
    assert caught.value.code == "conflict"


def test_racing_threads_lose_no_move(store: AnyStore) -> None:
    root = start(store, a_case()).root

    def bump(*, locking: bool) -> bool:
        """Whether it was one more revision; False: a conflict."""
        try:
            with store.begin(locking=locking) as work:
                stored = work.load(Wanted("default", root)).aggregates[0]
                work.save(saving(moving(stored, replace(stored.cases[root], revision=stored.cases[root].revision + 1))))
        except Stale as error:
            assert error.code == "conflict"
            return False
        return True

    together(4, lambda _: [bump(locking=False) or bump(locking=True) for _ in range(5)])
    stored = load(store, root)
    assert (stored.cases[root].revision, stored.version, stored.seq) == (21, 22, 22)
