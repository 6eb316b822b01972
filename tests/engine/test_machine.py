"""The state machine behind one door: edges as written, returns generated, errors of the library never seen."""

import threading

import pytest
from transitions import MachineError

from signoff import Corrupt
from signoff.compose import Engine
from signoff.engine.machine import PASS, RESUME, RETURN, WITHDRAW, Machine, arm_edge, edge

from .house import House, workflow

STEPS = """
draft: {by: initiator, actions: {submit: {to: [{when: n > 1, to: two}, {to: next}]}, stay_: stay}}
one: {approvers: person(bob), actions: {approve: next, reject: rejected, back: previous}}
two: {approvers: person(cat), return: none}
"""


def machine(head: str = "return: {to: any_earlier}\nwithdraw: {until: end}") -> Machine:
    engine: Engine = House(workflow(STEPS, head, "n: integer")).engine
    return engine._service.setting.registry.workflow("w").machine


@pytest.mark.parametrize(
    ("step", "along", "to"),
    [
        ("draft", arm_edge("draft.submit", "one"), "one"),
        ("draft", arm_edge("draft.submit", "two"), "two"),
        ("draft", arm_edge("draft.stay_", "draft"), "draft"),
        ("draft", edge("draft", PASS, "one"), "one"),
        ("one", arm_edge("one.reject", "rejected"), "rejected"),
        ("one", arm_edge("one.back", "draft"), "draft"),
        ("one", edge("one", RETURN, "draft"), "draft"),
        ("one", edge("one", RESUME, "two"), "two"),
        ("two", edge("two", WITHDRAW, "withdrawn"), "withdrawn"),
    ],
)
def test_an_edge_leads_where_it_is_written(step: str, along: str, to: str) -> None:
    assert machine().move(step, along) == to


@pytest.mark.parametrize(
    ("step", "along"),
    [
        ("one", arm_edge("draft.submit", "one")),
        ("draft", edge("draft", RETURN, "one")),
        ("two", edge("two", RETURN, "one")),
        ("approved", edge("approved", RESUME, "one")),
        ("nowhere", "nothing"),
        ("draft", "to_approved"),
    ],
)
def test_an_edge_that_is_not_there_is_a_bug_that_is_told(step: str, along: str) -> None:
    with pytest.raises(Corrupt) as caught:
        machine().move(step, along)
    assert isinstance(caught.value.__cause__, MachineError | KeyError)


def test_without_withdraw_there_is_no_edge_out() -> None:
    with pytest.raises(Corrupt):
        machine("").move("one", edge("one", WITHDRAW, "withdrawn"))


def test_one_machine_serves_all_threads() -> None:
    shared, found = machine(), list[str]()
    edges = [edge("one", RETURN, "draft"), edge("one", RESUME, "two"), arm_edge("one.reject", "rejected")]
    threads = [threading.Thread(target=lambda: found.extend(shared.move("one", along) for along in edges)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(found) == sorted(["draft", "two", "rejected"] * 8)
