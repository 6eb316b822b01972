"""Many commands as one act: one transaction, one instant, all or none; the same on every store."""

import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.errors import NotFound, Reason, Refused
from signoff.testing import ManualClock
from signoff.workflows.people_file import load_people
from tests.engine.house import MONDAY

from .conftest import AnyStore

TEXT = """
signoff: 1
workflow: order
data: {no: text, at: datetime}
defaults: {empty: hold, self: allow}
series: {orders: {format: "P{seq}", per: none}}
steps:
  waiting:
    by: role(desk)
    actions:
      assign: {to: next, effects: [{set: {at: now}}, {allocate: no, from: orders}]}
  assigned: {parallel: {one: {steps: {first: {by: role(desk)}}}}}
"""
PEOPLE = """
signoff: 1
units: {office: {title: Office}}
people:
  ann: {name: Ann, unit: office, roles: [desk]}
  bob: {name: Bob, unit: office}
"""


@pytest.fixture
def engine(store: AnyStore) -> Engine:
    """Three orders wait."""
    found = Engine(store, workflows=[TEXT], directory=StaticDirectory(load_people(PEOPLE)), clock=ManualClock(MONDAY))
    for key in "abc":
        found.start("order", by="ann", key=key)
    return found


def acts(*keys: str, by: str = "ann") -> list[c.Command]:
    return [c.Act(case=key, by=by, action="assign") for key in keys]


def test_all_of_them_move_at_one_instant_and_take_their_numbers_in_order(engine: Engine) -> None:
    done = engine.together([*acts("c", "a", "b"), c.Start(workflow="order", by="ann", key="d")])
    assert done and [item.state for item in done.items] == ["done"] * 4
    assert [engine.case(key).data["no"] for key in "cab"] == ["P1", "P2", "P3"]
    assert {engine.case(key).data["at"] for key in "abc"} == {MONDAY}
    assert all(engine.verify(key) for key in "abcd")


def test_where_one_is_refused_nothing_is_written_and_each_is_told_of(engine: Engine) -> None:
    engine.act("b", "assign", by="ann")
    done = engine.together([*acts("a", "b", "c"), c.Start(workflow="order", by="ann", key="d")])
    assert not done and [item.state for item in done.items] == ["held", "refused", "held", "held"]
    assert done.items[1].code == "not_now"
    assert [engine.case(key).step for key in "abc"] == ["waiting", "assigned", "waiting"]
    assert [row.code for row in engine.attempts("b")] == ["not_now"]
    with pytest.raises(NotFound):
        engine.case("d")


def test_a_dry_run_says_what_would_be_and_writes_nothing(engine: Engine) -> None:
    told = engine.together([*acts("a"), *acts("b", by="bob")], dry_run=True)
    assert [item.state for item in told.items] == ["held", "refused"]
    assert engine.case("a").step == "waiting" and engine.attempts("b") == ()


def test_a_key_that_is_taken_holds_all_the_others(engine: Engine) -> None:
    done = engine.together([c.Start(workflow="order", by="ann", key=key) for key in ("x", "a")])
    assert [(item.state, item.code) for item in done.items] == [("held", None), ("refused", "key_taken")]
    with pytest.raises(NotFound):
        engine.case("x")


def test_two_commands_on_one_case_follow_each_other(engine: Engine) -> None:
    done = engine.together([*acts("a"), c.Comment(case="order/a", by="ann", text="Go.")])
    assert done and [event.kind for event in engine.history("a")][-1] == "commented"


def test_a_case_that_is_not_there_is_named(engine: Engine) -> None:
    with pytest.raises(NotFound) as none:
        engine.together(acts("a", "z"))
    assert none.value.data == {"case": "z"} and engine.case("a").step == "waiting"


def test_a_hook_of_the_host_may_refuse(engine: Engine) -> None:
    @engine.before("act")
    def closed(name: str, command: c.Command, case: object) -> None:
        raise Refused([Reason("closed", "closed today")])

    done = engine.together(acts("a"))
    assert [item.code for item in done.items] == ["closed"]


def test_nothing_asked_is_nothing_done(engine: Engine) -> None:
    assert engine.together([]).items == ()
