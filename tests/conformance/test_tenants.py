"""Tenants never see each other, whatever they call their cases."""

import pytest

from signoff.engine.errors import NotFound
from signoff.engine.ports import CaseFilter, Wanted

from .conftest import AnyStore
from .doing import load, save, start
from .factory import a_case, a_pool, a_task, moving

SAME = "0195ffff-0000-7000-8000-000000000001"


def test_two_tenants_may_use_the_same_ids_and_keys(store: AnyStore) -> None:
    cases = [
        a_case(
            tenant=tenant, id="0195ffff-0000-7000-8000-000000000001", key="k", step=tenant, tasks=(a_task("t"), a_pool("role:a", id="p"))
        )
        for tenant in ("one", "two")
    ]
    for case in cases:
        start(store, case)
    for case in cases:
        assert load(store, "k", case.tenant).cases[case.id] == store.find(case.tenant, case.id).cases[case.id] == case
        assert store.cases(case.tenant, CaseFilter()) == [case]
        assert [row.case for row in store.inbox(case.tenant, ["role:a"], "huang")] == [case, case]
        assert [row.id for row in store.projection(case.tenant, case.id).tasks] == ["p", "t"]
        assert len(list(store.history(case.tenant, case.id))) == 2


def test_a_move_of_one_leaves_the_other_alone(store: AnyStore) -> None:
    one, two = (
        start(store, a_case(tenant=tenant, id="0195ffff-0000-7000-8000-000000000002", tasks=(a_task("t"),))) for tenant in ("one", "two")
    )
    save(store, moving(one, a_case(tenant="one", id=one.root, step="moved")))
    assert load(store, two.root, "two") == two


def test_nothing_is_found_across(store: AnyStore) -> None:
    case = a_case(tenant="one", tasks=(a_task(), a_pool("role:a")))
    start(store, case)
    for name in (case.id, case.key, f"reply/{case.key}"):
        with pytest.raises(NotFound):
            store.find("two", name)
        with pytest.raises(NotFound), store.begin() as work:
            work.load(Wanted("two", name))
    with store.begin() as work:
        assert work.load(Wanted("two", roots=(case.id,))).aggregates == ()
    assert store.projection("two", case.id).cases == ()
    assert (list(store.roots("one", 10)), list(store.roots("two", 10))) == ([case.id], [])
    assert store.cases("two", CaseFilter()) == []
    assert list(store.inbox("two", ["role:a"], "huang")) == []
    assert list(store.history("two", case.id)) == []
