"""All of it or nothing; and nobody writes over what somebody else has written."""

from dataclasses import replace

import pytest

from signoff.engine.errors import NotFound, SignoffError, Stale
from signoff.engine.ports import CaseFilter, Definition, Request, Save, UnitOfWork, Wanted

from .conftest import AnyStore
from .doing import load, save, start
from .factory import NOON, a_case, a_rich_case, an_outgoing, beginning, ended, moving, saving
from .test_requests_and_keys import answered


class HostError(Exception):
    """Something of the host's went wrong."""


def everything(store: AnyStore) -> list[object]:
    """All that can be seen from outside."""
    cases = store.cases("default", CaseFilter())
    inbox = list(store.inbox("default", ["role:legal"], "huang"))
    return [cases, inbox, store.next_due(None), [list(store.history("default", case.root)) for case in cases]]


def fail_after(work: UnitOfWork, what: Save, error: BaseException | None = None) -> None:
    """Save, and then something goes wrong."""
    work.load(Wanted("default"))
    work.save(what)
    raise error or HostError


def test_a_failed_block_leaves_nothing(store: AnyStore) -> None:
    case = a_rich_case()
    request, definition = Request("default", "r-1", answered(case), NOON), Definition("d", "reply", None, "{}")
    with pytest.raises(HostError), store.begin() as work:
        fail_after(work, Save((beginning(case, outgoing=[an_outgoing(case)]),), NOON, request, definition))
    assert everything(store) == [[], [], None, []]
    assert store.definition("d") is None
    assert list(store.lease("n", NOON, 10, 60)) == []
    with pytest.raises(NotFound):
        store.find("default", case.key)
    start(store, case, request=request)


def test_rule_2_16_a_failed_block_leaves_a_case_as_it_was(store: AnyStore) -> None:
    stored = start(store, a_rich_case())
    before = everything(store)
    after, tasks, facts = ended(stored.cases[stored.root])
    with pytest.raises(HostError), store.begin() as work:
        fail_after(work, saving(moving(stored, after, tasks=tasks, facts=facts)))
    assert everything(store) == before
    assert load(store, stored.root) == stored


def test_interrupts_roll_back_too(store: AnyStore) -> None:
    case = a_case()
    with pytest.raises(KeyboardInterrupt), store.begin() as work:
        fail_after(work, saving(beginning(case)), KeyboardInterrupt())
    assert everything(store) == [[], [], None, []]


def test_the_store_works_on_after_a_failed_block(store: AnyStore) -> None:
    for _ in range(3):
        with pytest.raises(HostError), store.begin() as work:
            fail_after(work, saving(beginning(a_case())))
    start(store, a_case())


def test_nothing_is_seen_before_commit(snapshot_store: AnyStore) -> None:
    case = a_case()
    with snapshot_store.begin() as work:
        work.save(saving(beginning(case)))
        assert snapshot_store.cases("default", CaseFilter()) == []
    assert snapshot_store.cases("default", CaseFilter()) == [case]


def test_an_old_version_is_refused_and_nothing_is_written(store: AnyStore) -> None:
    stored = start(store, a_rich_case())
    moved = save(store, moving(stored, replace(stored.cases[stored.root], step="second")))
    before = everything(store)
    after, tasks, facts = ended(stored.cases[stored.root])
    late = moving(stored, after, tasks=tasks, facts=facts, outgoing=[an_outgoing(after)])
    with pytest.raises(Stale) as caught, store.begin() as work:
        work.save(saving(late, request=Request("default", "r-9", answered(after), NOON)))
    assert caught.value.code == "conflict"
    assert caught.value.hint
    assert everything(store) == before
    assert load(store, stored.root) == moved
    with store.begin() as work:
        assert work.load(Wanted("default", request_id="r-9")).answered is None


def test_one_old_version_among_several_roots_refuses_all(store: AnyStore) -> None:
    first, second = start(store, a_case()), start(store, a_case())
    save(store, moving(second, replace(second.cases[second.root], step="moved")))
    changes = [moving(stored, replace(stored.cases[stored.root], step="late")) for stored in (first, second)]
    with pytest.raises(Stale), store.begin() as work:
        work.save(saving(*changes))
    assert load(store, first.root) == first


def test_a_case_is_started_once(store: AnyStore) -> None:
    case = a_case()
    start(store, case)
    with pytest.raises(SignoffError), store.begin() as work:
        work.save(saving(beginning(replace(case, key="another"))))
    assert store.cases("default", CaseFilter()) == [case]
