"""Several at once: the second waits and sees the new state, and of two equal requests one is carried out."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine.errors import Refused, Stale
from signoff.engine.ports import Answered, CaseFilter, Request, Store, Stored, UnitOfWork, Wanted

from .conftest import AnyStore
from .doing import PATIENCE, load, start, together
from .factory import NOON, a_case, beginning, moving, saving
from .test_requests_and_keys import answered
from .test_transactions import HostError

T = TypeVar("T")

RACER = """
import sys
from dataclasses import replace
from signoff.adapters.sql import SqlStore
from signoff.engine.events import Commented, Event
from signoff.engine.history import seal
from signoff.engine.ports import Change, Save, Wanted

store, root, count = SqlStore(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(count):
    with store.begin() as work:
        loaded = work.load(Wanted("default", root))
        (stored,) = loaded.aggregates
        case = stored.cases[root]
        event = Event(seq=stored.seq + 1, root=root, case=root, at=loaded.now, actor="a", fact=Commented(text="x"))
        links = seal([event], stored.head, iter(["salt"]))
        after = replace(case, revision=case.revision + 1)
        work.save(Save((Change(root, "default", stored.cases, {root: after}, links, stored.version),), loaded.now))
store.close()
"""


def bump(store: Store, root: str, times: int) -> None:
    """So many more revisions, whoever else is at it."""
    for _ in range(times):
        with store.begin() as work:
            stored = work.load(Wanted("default", root)).aggregates[0]
            case = stored.cases[root]
            work.save(saving(moving(stored, replace(case, revision=case.revision + 1))))


def waits(future: "Future[T]") -> bool:
    """Whether it is still not done, a moment later."""
    return bool(wait([future], timeout=0.1).not_done)


def until_it_holds(work: Callable[[], str]) -> str:
    """Run a transaction again while it meets a conflict, as a service does."""
    for _ in range(20):
        try:
            return work()
        except Stale as error:
            assert error.code == "conflict"
    raise AssertionError("a conflict without end")


def test_a_second_writer_waits_and_sees_the_new_state(store: AnyStore) -> None:
    stored = start(store, a_case(step="old"))
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as work:
            work.load(Wanted("default", stored.root))
            second = pool.submit(load, store, stored.root)
            assert waits(second)
            work.save(saving(moving(stored, replace(stored.cases[stored.root], step="new"))))
        seen = second.result(PATIENCE)
    assert (seen.cases[stored.root].step, seen.version, seen.seq) == ("new", 3, 3)


def test_a_writer_that_gives_up_lets_the_second_one_on(store: AnyStore) -> None:
    stored = start(store, a_case())
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(HostError) as caught, store.begin() as work:
            given_up(work, stored, lambda: pool.submit(load, store, stored.root))
        assert caught.value.args[0].result(PATIENCE) == stored


def given_up(work: UnitOfWork, stored: Stored, second: "Callable[[], Future[Stored]]") -> None:
    """Write while another one waits, and fail; the other one is told by the error."""
    work.load(Wanted("default", stored.root))
    other = second()
    assert waits(other)
    work.save(saving(moving(stored, replace(stored.cases[stored.root], step="new"))))
    raise HostError(other)


def test_racing_threads_lose_no_move(store: AnyStore) -> None:
    root = start(store, a_case()).root
    together(4, lambda _: bump(store, root, times=5))
    stored = load(store, root)
    assert (stored.cases[root].revision, stored.version, stored.seq) == (21, 22, 22)


def test_racing_processes_lose_no_move(shared_store: SqlStore) -> None:
    root = start(shared_store, a_case()).root
    url = shared_store.engine.url.render_as_string(hide_password=False)
    racers = [
        subprocess.Popen([sys.executable, "-c", RACER, url, root, "15"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [racer.stdout.readline() for racer in racers if racer.stdout] == ["ready\n", "ready\n"]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        racer.communicate(timeout=PATIENCE)
        assert racer.returncode == 0
    stored = load(shared_store, root)
    assert (stored.cases[root].revision, stored.version) == (31, 32)


def test_two_threads_that_lock_several_roots_do_not_block_each_other(store: AnyStore) -> None:
    roots = [start(store, a_case()).root for _ in range(3)]

    def both(number: int) -> None:
        for _ in range(5):
            with store.begin() as work:
                found = work.load(Wanted("default", roots=tuple(roots if number % 2 else reversed(roots)))).aggregates
                work.save(saving(*(moving(one, replace(one.cases[one.root], revision=one.version + 1)) for one in found)))

    together(4, both)
    assert [load(store, root).version for root in roots] == [22, 22, 22]


def test_of_equal_requests_one_is_carried_out(store: AnyStore) -> None:
    cases = [a_case() for _ in range(4)]

    def ask(number: int) -> str:
        case = cases[number]
        with store.begin() as work:
            before = work.load(Wanted("default", request_id="r")).answered
            if before is None:
                work.save(saving(beginning(case), request=Request("default", "r", answered(case), NOON)))
            return before.case if before else case.id

    told = together(4, lambda number: until_it_holds(lambda: ask(number)))
    assert len(set(told)) == 1
    assert [case.id for case in store.cases("default", CaseFilter())] == [told[0]]


def test_equal_requests_on_one_case_move_it_once(store: AnyStore) -> None:
    root = start(store, a_case()).root

    def ask(_: int) -> str:
        with store.begin() as work:
            loaded = work.load(Wanted("default", root, request_id="r"))
            if loaded.answered:
                return "before"
            stored = loaded.aggregates[0]
            after = replace(stored.cases[root], revision=stored.version + 1)
            request = Request("default", "r", Answered("f", root, root, stored.seq + 1), NOON)
            work.save(saving(moving(stored, after), request=request))
            return "now"

    assert sorted(together(4, ask)) == ["before", "before", "before", "now"]
    assert load(store, root).version == 3


def test_of_racing_starts_with_one_key_one_wins(store: AnyStore) -> None:
    def begin(number: int) -> str:
        try:
            with store.begin() as work:
                work.load(Wanted("default"))
                work.save(saving(beginning(a_case(key="k"))))
        except Refused as error:
            return error.code
        return "won"

    assert sorted(together(4, begin)) == ["key_taken", "key_taken", "key_taken", "won"]
    assert len(store.cases("default", CaseFilter(key="k"))) == 1


def test_readers_do_not_wait_for_a_writer(snapshot_store: AnyStore) -> None:
    stored = start(snapshot_store, a_case(step="old"))
    with ThreadPoolExecutor(1) as pool, snapshot_store.begin() as work:
        work.load(Wanted("default", stored.root))
        work.save(saving(moving(stored, replace(stored.cases[stored.root], step="new"))))
        seen = pool.submit(snapshot_store.find, "default", stored.root).result(PATIENCE)
    assert seen.cases[stored.root].step == "old"


def test_a_sweep_passes_over_locked_roots(server_store: SqlStore) -> None:
    locked, free = start(server_store, a_case()), start(server_store, a_case())
    wanted = Wanted("default", roots=(locked.root, free.root), skip_locked=True)
    with ThreadPoolExecutor(1) as pool, server_store.begin() as work:
        work.load(Wanted("default", locked.root))
        assert pool.submit(swept, server_store, wanted).result(PATIENCE) == [free.root]
    assert swept(server_store, wanted) == [locked.root, free.root]


def swept(store: Store, wanted: Wanted) -> list[str]:
    """The roots that a sweep gets."""
    with store.begin() as work:
        return [stored.root for stored in work.load(wanted).aggregates]


def test_other_cases_do_not_wait(server_store: SqlStore) -> None:
    first, second = start(server_store, a_case()), start(server_store, a_case())
    with ThreadPoolExecutor(1) as pool, server_store.begin() as work:
        work.load(Wanted("default", first.root))
        assert pool.submit(start, server_store, a_case()).result(PATIENCE).version == 2
        assert pool.submit(load, server_store, second.root).result(PATIENCE) == second


def test_the_clock_is_read_after_the_wait(server_store: SqlStore) -> None:
    stored = start(server_store, a_case())

    def clock() -> datetime:
        with server_store.begin() as work:
            return work.load(Wanted("default", stored.root)).now

    for moved in (True, False):
        with ThreadPoolExecutor(1) as pool:
            with server_store.begin() as work:
                now = work.load(Wanted("default", stored.root)).aggregates[0]
                second = pool.submit(clock)
                assert waits(second)
                if moved:
                    work.save(saving(moving(now, now.cases[stored.root])))
                released = server_store.now()
            assert second.result(PATIENCE) >= released


def test_what_was_decided_meanwhile_is_seen_with_its_request(server_store: SqlStore) -> None:
    stored = start(server_store, a_case())
    done = Answered("f", stored.root, stored.root, 3)

    def ask() -> Answered | None:
        with server_store.begin() as work:
            return work.load(Wanted("default", stored.root, request_id="r")).answered

    with ThreadPoolExecutor(1) as pool:
        with server_store.begin() as work:
            work.load(Wanted("default", stored.root))
            second = pool.submit(ask)
            assert waits(second)
            work.save(saving(moving(stored, stored.cases[stored.root]), request=Request("default", "r", done, NOON)))
        assert second.result(PATIENCE) == done


def test_children_are_read_afresh_after_the_wait(server_store: SqlStore) -> None:
    root = a_case()
    child = a_case(root=root.id, parent=root.id, step="old")
    stored = start(server_store, root, child)
    with ThreadPoolExecutor(1) as pool:
        with server_store.begin() as work:
            work.load(Wanted("default", stored.root))
            second = pool.submit(load, server_store, child.id)
            assert waits(second)
            work.save(saving(moving(stored, replace(child, step="new"))))
        assert second.result(PATIENCE).cases[child.id].step == "new"
