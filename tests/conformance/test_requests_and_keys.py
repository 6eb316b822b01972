"""A request id is used once, a human key once per workflow; a text finds the case it means."""

from dataclasses import replace

import pytest

from signoff.engine.case import Case
from signoff.engine.errors import NotFound, Refused, Stale
from signoff.engine.ports import Answered, CaseFilter, Request, Wanted

from .conftest import AnyStore
from .doing import load, start
from .factory import NOON, a_case, beginning, saving


def answered(case: Case) -> Answered:
    """The answer to the request that started a case."""
    return Answered("fingerprint", case.root, case.id, 2)


def test_a_request_id_is_used_once(store: AnyStore) -> None:
    first, second = a_case(), a_case()
    start(store, first, request=Request("default", "r", answered(first), NOON))
    with pytest.raises(Stale) as caught, store.begin() as work:
        work.save(saving(beginning(second), request=Request("default", "r", answered(second), NOON)))
    assert caught.value.code == "conflict"
    assert store.cases("default", CaseFilter()) == [first]


def test_a_request_id_belongs_to_its_tenant(store: AnyStore) -> None:
    for tenant in ("one", "two"):
        case = a_case(tenant=tenant)
        start(store, case, request=Request(tenant, "r", answered(case), NOON))


def test_a_key_that_the_workflow_has_is_refused(store: AnyStore) -> None:
    first = a_case(key="2026-1")
    start(store, first)
    with pytest.raises(Refused) as caught, store.begin() as work:
        work.save(saving(beginning(a_case(key="2026-1"))))
    assert caught.value.code == "key_taken"
    assert caught.value.data == {"workflow": "reply", "key": "2026-1"}
    assert store.cases("default", CaseFilter()) == [first]


def test_two_new_cases_cannot_share_a_key(store: AnyStore) -> None:
    with pytest.raises(Refused) as caught, store.begin() as work:
        work.save(saving(beginning(a_case(key="k")), beginning(a_case(key="k"))))
    assert caught.value.code == "key_taken"
    assert store.cases("default", CaseFilter()) == []


def test_the_refusal_names_the_key_that_is_taken(store: AnyStore) -> None:
    start(store, a_case(key="taken"))
    with pytest.raises(Refused) as caught, store.begin() as work:
        work.save(saving(beginning(a_case(key="free")), beginning(a_case(key="taken"))))
    assert caught.value.data["key"] == "taken"


def test_a_refused_key_leaves_the_request_unused(store: AnyStore) -> None:
    start(store, a_case(key="k"))
    late = a_case(key="k")
    request = Request("default", "r", answered(late), NOON)
    with pytest.raises(Refused), store.begin() as work:
        work.save(saving(beginning(late), request=request))
    start(store, replace(late, key="another"), request=request)


def test_another_workflow_may_have_the_key_too(store: AnyStore) -> None:
    cases = [a_case(key="k", workflow=workflow) for workflow in ("leave", "reply")]
    for case in cases:
        start(store, case)
    for case in cases:
        assert load(store, f"{case.workflow}/k").root == store.find("default", f"{case.workflow}/k").root == case.id


def test_a_bare_key_that_two_workflows_have_is_ambiguous(store: AnyStore) -> None:
    for workflow in ("reply", "leave"):
        start(store, a_case(key="k", workflow=workflow))
    with pytest.raises(NotFound) as caught:
        store.find("default", "k")
    assert caught.value.code == "ambiguous_key"
    assert caught.value.data["candidates"] == ["leave/k", "reply/k"]
    with pytest.raises(NotFound, match="leave/k, reply/k"), store.begin() as work:
        work.load(Wanted("default", "k"))


@pytest.mark.parametrize("spelled", [str, str.upper, lambda id: id.replace("-", ""), lambda id: f"{{{id}}}"])
def test_an_id_is_found_in_every_spelling(store: AnyStore, spelled: "type[str]") -> None:
    case = a_case(id="0195abcd-0000-7000-8000-00000000abcd")
    start(store, case)
    assert store.find("default", spelled(case.id)).root == case.id
    assert load(store, spelled(case.id)).root == case.id


def test_an_id_wins_over_a_key_that_looks_like_it(store: AnyStore) -> None:
    first = a_case()
    start(store, first)
    start(store, a_case(key=first.id))
    assert store.find("default", first.id).root == first.id


@pytest.mark.parametrize("locking", [True, False])
def test_a_key_that_looks_like_an_id_is_found_where_no_case_has_that_id(store: AnyStore, locking: bool) -> None:
    case = a_case(key="0195abcd-0000-7000-8000-00000000abcd")
    start(store, case)
    with store.begin(locking=locking) as work:
        assert work.load(Wanted("default", case.key)).aggregates[0].addressed == case.id


@pytest.mark.parametrize("locking", [True, False])
def test_the_id_of_a_child_finds_the_whole_aggregate(store: AnyStore, locking: bool) -> None:
    case = a_case()
    child, other = a_case(root=case.id, parent=case.id), a_case(root=case.id, parent=case.id)
    start(store, case, child, other)
    with store.begin(locking=locking) as work:
        (found,) = work.load(Wanted("default", child.id)).aggregates
    assert (found.root, found.addressed, found.cases) == (case.id, child.id, {one.id: one for one in (case, child, other)})


@pytest.mark.parametrize("locking", [True, False])
def test_an_id_asked_for_with_a_request_gives_its_answer_too(store: AnyStore, locking: bool) -> None:
    case = a_case()
    start(store, case, request=Request("default", "r", answered(case), NOON))
    for request, answer in (("r", answered(case)), ("another", None)):
        with store.begin(locking=locking) as work:
            loaded = work.load(Wanted("default", case.id, request_id=request))
        assert (loaded.answered, loaded.aggregates[0].root) == (answer, case.id)


def test_a_key_may_hold_slashes(store: AnyStore) -> None:
    case = a_case(key="2026/03/17")
    start(store, case)
    assert store.find("default", "2026/03/17").root == load(store, "reply/2026/03/17").root == case.id


def test_workflow_and_key_win_over_a_bare_key_with_a_slash(store: AnyStore) -> None:
    exact = a_case(workflow="reply", key="1")
    start(store, exact)
    start(store, a_case(workflow="leave", key="reply/1"))
    assert store.find("default", "reply/1").root == load(store, "reply/1").root == exact.id
    assert store.find("default", "leave/reply/1").root != exact.id
