"""Rules that are refused when a definition is loaded: no outcome in reach, or a part that can never matter (approval-semantics §2.1)."""

from pathlib import Path

import pytest

from signoff.engine.errors import InvalidWorkflow
from signoff.workflows import check

from .house import started
from .test_votes import BOARD, GROUPS, THREE


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (f"{{approvers: {THREE}, rule: 4}}", "rule_unreachable"),
        ("{approvers: {a: person(bob), b: [person(dan), person(fay)]}, rule: {need: 2, of: each_group}}", "rule_unreachable"),
        ("{approvers: [{who: person(bob), weight: 10}, person(dan)], rule: {need: 12, of: weight}}", "rule_unreachable"),
        (f"{{approvers: {THREE}, rule: 2, actions: {{table: approved}}}}", "rule_unreachable"),
        (f"{{approvers: {THREE}, rule: {{need: 2, reject: 3}}}}", "reject_idle"),
        ("{approvers: each(role(legal)), rule: {need: all, reject: 1/2}}", "reject_idle"),
        (f"{{approvers: {GROUPS}, rule: {{need: all, of: each_group, reject: 2}}}}", "reject_idle"),
        (f"{{approvers: {THREE}, rule: {{need: 2, reject: veto}}, actions: {{approve: next}}}}", "reject_not_offered"),
        (f"{{approvers: {THREE}, rule: {{need: 2, abstain: true}}, actions: {{approve: next}}}}", "outcome_nowhere"),
        (f"{{approvers: {THREE}, rule: {{need: all, abstain: true}}}}", "abstain_rejects"),
        (f"{{approvers: {THREE}, rule: {{need: 3, abstain: true}}}}", "abstain_rejects"),
        ("{approvers: [{who: person(bob), weight: 10}, person(dan)], rule: all}", "weight_unused"),
        (f"{{approvers: {THREE}, rule: {{need: 2, of: weight}}}}", "weight_missing"),
        (f"{{approvers: {THREE}, rule: {{need: 1, of: each_group}}}}", "group_missing"),
        (f"{{approvers: {GROUPS}, rule: {{need: sequence, of: each_group}}}}", "rule_unclear"),
        (f"{{approvers: {THREE}, rule: {{need: any_approve, reject: 2}}}}", "rule_unclear"),
        (f"{{approvers: {THREE}, rule: all, actions: {{approve: next, reject: rejected, abstain: next}}}}", "reserved_action"),
    ],
)
def test_rule_2_1_a_rule_that_cannot_come_to_an_outcome_is_refused_at_load(step: str, code: str) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        started(f"vote: {step}")
    assert [finding.code for finding in caught.value.findings] == [code]


@pytest.mark.parametrize(
    "step",
    [
        f"{{approvers: {THREE}, rule: {{need: 2, reject: 2}}}}",
        "{approvers: each(role(legal)), rule: {need: 2/3, reject: 1/3, abstain: true}}",
        f"{{approvers: {BOARD}, rule: {{need: 60, of: weight, reject: 41, abstain: true}}}}",
        f"{{approvers: {GROUPS}, rule: {{need: 1, of: each_group, reject: 2}}}}",
        f"{{approvers: {THREE}, rule: {{need: all, reject: collect}}}}",
    ],
)
def test_a_rule_that_makes_sense_is_taken(step: str) -> None:
    assert started(f"vote: {step}").case.open


@pytest.mark.parametrize(
    ("approvers", "twice"),
    [
        ("[person(bob), person(bob)]", True),
        ("[person(bob), person(dan), {who: person(bob)}]", True),
        ("[person(bob), person(dan), {who: person(bob), when: open}]", False),
        ("{a: person(bob), b: person(bob)}", False),
        ("[role(legal), role(legal)]", False),
    ],
)
def test_one_person_at_two_seats_of_a_slate_is_warned_of(approvers: str, twice: bool, tmp_path: Path) -> None:
    """In each of two groups, or at a seat that is not always there, somebody may well stand a second time."""
    defaults = "{empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}"
    text = f"signoff: 1\nworkflow: board\ndefaults: {defaults}\ndata: {{open: {{type: bool}}}}\nsteps:\n"
    text += f"  draft: {{by: initiator, may_edit: [open]}}\n  vote: {{approvers: {approvers}, rule: 2}}\n"
    (tmp_path / "board.yaml").write_text(text, "utf-8")
    found = [(one.code, one.severity) for one in check(tmp_path / "board.yaml")]
    assert found == ([("seat_twice", "warning")] if twice else [])
