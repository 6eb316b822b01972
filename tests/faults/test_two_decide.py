"""Two processes decide at the same instant: one wins, the other is told."""

from collections import Counter
from multiprocessing.synchronize import Barrier

import pytest

from signoff import Refused

from .office import office
from .processes import met, together

TIMES = 30


def approve(barrier: Barrier, url: str, person: str, cases: list[str], tasks: list[str] | None = None) -> list[str]:
    """Approve one case after the other, each at the same instant as the others do."""
    told = []
    with office(url) as engine:
        engine.case(cases[0])
        for number, case in enumerate(cases):
            met(barrier)
            try:
                engine.act(case, "approve", by=person, task=tasks[number] if tasks else None)
                told.append("approved")
            except Refused as refused:
                told.append(refused.code)
    return told


def raced(url: str, cases: list[str], *persons: str, tasks: list[str] | None = None) -> Counter[frozenset[str]]:
    answers = together(*((approve, (url, person, cases, tasks)) for person in persons))
    return Counter(frozenset(pair) for pair in zip(*answers, strict=True))


def test_of_two_clicks_of_one_person_one_counts_and_the_other_hears_that_it_is_done(url: str) -> None:
    with office(url) as engine:
        cases = [engine.start("paper", by="ann").id for _ in range(TIMES)]
        assert raced(url, cases, "he", "he") == {frozenset({"approved", "already_done"}): TIMES}
        assert {engine.case(case).step for case in cases} == {"law"}
        assert [sum(event.kind == "decided" for event in engine.history(case)) for case in cases] == [1] * TIMES
        assert engine.verify().problems == ()


def test_a_click_that_names_its_task_does_not_decide_the_next_one_of_that_person(url: str) -> None:
    with office(url) as engine:
        started = [engine.start("twice", by="ann") for _ in range(TIMES)]
        cases, tasks = [case.id for case in started], [case.tasks[0].id for case in started]
        assert raced(url, cases, "he", "he", tasks=tasks) == {frozenset({"approved", "already_done"}): TIMES}
        assert {engine.case(case).step for case in cases} == {"second"}
        assert engine.verify().problems == ()


def test_of_two_members_of_a_pool_one_has_the_seat_and_the_other_hears_whose_it_was(url: str) -> None:
    with office(url) as engine:
        cases = [engine.start("paper", by="ann").id for _ in range(TIMES)]
        for case in cases:
            engine.act(case, "approve", by="he")
        assert raced(url, cases, "li", "lu") == {frozenset({"approved", "seat_already_decided"}): TIMES}
        assert {engine.case(case).step for case in cases} == {"law"}
        assert [sum(event.kind == "decided" for event in engine.history(case)) for case in cases] == [2] * TIMES
        assert engine.verify().problems == ()


def test_the_last_two_votes_at_one_instant_move_the_case_once(url: str) -> None:
    with office(url) as engine:
        cases = [engine.start("paper", by="ann").id for _ in range(TIMES)]
        for case in cases:
            engine.act(case, "approve", by="he")
        assert raced(url, cases, "li", "ann") == {frozenset({"approved"}): TIMES}
        assert {engine.case(case).step for case in cases} == {"file"}
        assert [sum(event.kind == "left" for event in engine.history(case)) for case in cases] == [2] * TIMES
        assert engine.verify().problems == ()


def test_rule_2_15_the_last_two_branches_at_one_instant_move_the_parent_once(url: str) -> None:
    """C7 CompetingJoinTest, approval-semantics 2.15: the loser of the race is tried again, and nothing is lost."""
    with office(url) as engine:
        cases = [engine.start("split", by="ann", key=f"s{number}").id for number in range(TIMES)]
        keys = [f"s{number}" for number in range(TIMES)]
        first = (approve, (url, "he", [f"{key}/one" for key in keys], None))
        second = (approve, (url, "li", [f"{key}/two" for key in keys], None))
        assert together(first, second) == [["approved"] * TIMES] * 2
        assert {engine.case(case).step for case in cases} == {"file"}
        assert [sum(event.kind == "left" for event in engine.history(case)) for case in cases] == [1] * TIMES
        assert engine.verify().problems == ()


def start(barrier: Barrier, url: str, keys: list[str]) -> list[str]:
    """Start one case after the other, each at the same instant as the others do, under the same request."""
    ids = []
    with office(url) as engine:
        engine.cases()
        for key in keys:
            met(barrier)
            ids.append(engine.start("paper", by="ann", key=key, request_id=f"start {key}").id)
    return ids


def test_one_request_given_twice_at_one_instant_starts_one_case(url: str) -> None:
    keys = [f"2026-{number}" for number in range(TIMES)]
    first, second = together((start, (url, keys)), (start, (url, keys)))
    assert first == second
    with office(url) as engine:
        assert sorted(case.id for case in engine.cases()) == sorted(first)
        assert engine.verify().problems == ()


def same_key(barrier: Barrier, url: str, keys: list[str]) -> list[str]:
    """Start cases under keys that somebody else wants, too."""
    told = []
    with office(url) as engine:
        engine.cases()
        for key in keys:
            met(barrier)
            try:
                engine.start("paper", by="ann", key=key)
                told.append("started")
            except Refused as refused:
                told.append(refused.code)
    return told


@pytest.mark.parametrize("processes", [2, 3])
def test_a_key_is_given_once(url: str, processes: int) -> None:
    keys = [f"2026-{number}" for number in range(TIMES)]
    answers = together(*[(same_key, (url, keys))] * processes)
    for told in zip(*answers, strict=True):
        assert sorted(told) == ["key_taken"] * (processes - 1) + ["started"]
    with office(url) as engine:
        assert engine.verify().problems == ()
