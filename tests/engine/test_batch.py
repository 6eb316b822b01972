"""Many commands in one go: each stands by itself, and the report is honest."""

import pytest

from signoff.engine import commands as c
from signoff.engine.errors import Misconfigured

from .house import House, workflow

POOL = "review: {approvers: role(legal)}"


def three() -> House:
    """Three cases wait for the same people."""
    house = House(workflow(POOL))
    for key in ("k1", "k2", "k3"):
        house.start(key=key)
    return house


def approve(key: str, by: str = "bob", **more: str) -> c.Act:
    return c.Act(case=key, by=by, action="approve", **more)  # type: ignore[arg-type]


def test_what_one_case_comes_to_stops_none_of_the_others() -> None:
    """Rule D 38: batch approve, each case its own transaction."""
    house = three()
    report = house.engine.batch([approve("k1"), approve("nowhere"), approve("k2", by="dan"), approve("k3")])
    assert [(item.state, item.code) for item in report.items] == [
        ("done", None),
        ("failed", "not_found"),
        ("refused", "not_holder"),
        ("done", None),
    ]
    assert not report and [house.engine.case(key).status for key in ("k1", "k2", "k3")] == ["approved", "open", "approved"]
    assert [item.case.key for item in report.of("done") if item.case] == ["k1", "k3"]


def test_what_changed_nothing_is_said_to() -> None:
    house = three()
    report = house.engine.batch(
        [c.Claim(case="k1", by="bob"), c.Claim(case="k1", by="bob"), approve("k2", request_id="r"), approve("k2", request_id="r")]
    )
    assert [item.state for item in report.items] == ["done", "unchanged", "done", "unchanged"] and report


def test_a_refusal_keeps_all_its_reasons() -> None:
    house = House(
        workflow("review: {approvers: person(bob), actions: {approve: {to: next, comment: required, needs: [x]}}}", data="x: text")
    )
    house.start()
    (item,) = house.engine.batch([approve("k")]).items
    assert [reason.code for reason in item.reasons] == ["comment_required", "x_required"]


def test_nothing_to_do_is_a_report_too() -> None:
    assert three().engine.batch([]).items == ()


def test_a_batch_is_not_run_inside_a_hosts_transaction() -> None:
    from signoff.engine.desk import Desk
    from signoff.engine.service import Service

    house = three()
    inside = Desk(Service(house.engine.store, house.engine._service.setting, bound=True))
    with pytest.raises(Misconfigured):
        inside.batch([approve("k1")])
    assert house.engine.case("k1").open
