"""Rungs of one clock at the same instant."""

import pytest

from signoff.engine.errors import Finding
from signoff.workflows.loader import load
from tests.engine.house import started, workflow


def findings(rungs: str) -> list[Finding]:
    """What is said of a step with these rungs."""
    text = workflow(f"wait: {{by: initiator, due: 2d, escalate: [{rungs}]}}", data="late: bool")
    return [one for one in load(text).warnings if one.code == "rung_silenced"]


SAME = "{at: due, remind: holder}, {at: due, notify: role(audit)}"


def test_a_notice_that_a_higher_rung_at_the_same_instant_drops_is_told() -> None:
    (one,) = findings(SAME)
    assert one.severity == "warning" and "rungs 1 and 2 both happen at `due`" in one.message
    assert one.suggestion is not None and "one rung that does both" in one.suggestion
    house = started(f"wait: {{by: initiator, due: 2d, escalate: [{SAME}]}}")
    house.tick("2d")
    assert [kind for kind, _ in house.notices()] == ["notify"]


@pytest.mark.parametrize(
    "rungs",
    [
        "{at: due, remind: holder, notify: role(audit)}",
        "{at: due, remind: holder}, {at: due + 1d, notify: role(audit)}",
        "{at: due, to: approved}, {at: due, notify: role(audit)}",
        "{at: due, remind: holder}, {at: due, set: {late: true}}",
        "{at: due, when: round == 1, remind: holder}, {at: due, when: round == 2, notify: role(audit)}",
        "{at: due, remind: holder}, {at: due, when: round == 2, notify: role(audit)}",
    ],
)
def test_rungs_that_each_have_an_occasion_are_not(rungs: str) -> None:
    assert findings(rungs) == []


@pytest.mark.parametrize(
    "rungs",
    [
        "{at: due + 1d, remind: holder}, {at: due  +  1d, to: approved}",
        "{at: due, when: round == 1, copy_to: role(audit)}, {at: due, when: round == 1, remind: holder}",
        "{at: due, when: round == 1, remind: holder}, {at: due, remind: role(audit)}",
    ],
)
def test_what_happens_together_is(rungs: str) -> None:
    assert len(findings(rungs)) == 1


def test_a_ladder_that_many_steps_share_is_told_of_once() -> None:
    text = workflow("one: {by: initiator, due: 2d}\ntwo: {by: initiator, due: 2d}", escalate=f"[{SAME}]")
    assert len([one for one in load(text).warnings if one.code == "rung_silenced"]) == 1


def test_a_clock_of_the_case_is_looked_at_too() -> None:
    head = f"deadlines: {{all: {{due: 2d, holder: initiator, escalate: [{SAME}]}}}}"
    assert len([one for one in load(workflow("wait: {by: initiator}", head=head)).warnings if one.code == "rung_silenced"]) == 1
