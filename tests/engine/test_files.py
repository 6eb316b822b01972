"""Files by reference: as data, and with an act."""

from collections.abc import Mapping

import pytest

from signoff import Refused
from signoff.engine.world import Limits

from .house import House, started, workflow

GOOD: Mapping[str, object] = {"name": "报告.pdf", "media_type": "application/pdf", "size": 10, "sha256": "a" * 64, "where": "s3://x/1"}


def test_a_file_is_kept_by_reference() -> None:
    house = started("draft: {by: initiator, may_edit: [scan]}", data="scan: file", given={"scan": GOOD})
    assert house.case.data["scan"] == GOOD and house.sound()


@pytest.mark.parametrize(
    "wrong",
    [
        "report.pdf",
        {},
        {**GOOD, "more": 1},
        {**GOOD, "name": "../etc/passwd"},
        {**GOOD, "name": ".."},
        {**GOOD, "name": "a\nb"},
        {**GOOD, "name": "x" * 256},
        {**GOOD, "media_type": "pdf"},
        {**GOOD, "size": -1},
        {**GOOD, "size": 1.5},
        {**GOOD, "size": True},
        {**GOOD, "size": 10**10},
        {**GOOD, "sha256": "A" * 64},
        {**GOOD, "sha256": "a" * 63},
        {**GOOD, "where": " "},
        {**GOOD, "where": "x" * 2001},
    ],
)
def test_what_is_no_reference_is_refused(wrong: object) -> None:
    house = House(workflow("draft: {by: initiator}", data="scan: file"))
    with pytest.raises(Refused) as caught:
        house.start({"scan": wrong})
    assert caught.value.code == "scan_invalid"
    if isinstance(wrong, dict):
        house.start()
        assert house.refused("ini", "submit", attachments=(wrong,)) == "attachment_invalid"


def test_another_content_is_another_file_to_a_signature() -> None:
    house = started(
        "first: {approvers: person(bob), may_edit: [scan]}\nsecond: {approvers: person(cat), may_edit: [scan]}",
        data="scan: file",
        given={"scan": GOOD},
    )
    house.act("bob", "approve")
    house.act("cat", "approve", data={"scan": {**GOOD, "sha256": "b" * 64}})
    assert house.fields("superseded", "step") == [("first",)]


def test_attachments_land_on_the_decision_they_came_with() -> None:
    """Rule D 35: attachments on a decision, in its history row."""
    house = started("review: {approvers: [person(bob), person(cat)], rule: all}")
    house.act("bob", "approve", attachments=(GOOD,))
    house.act("cat", "approve")
    decisions = [fact.decision for fact in house.facts("decided")]  # type: ignore[attr-defined]
    assert [[one.name for one in d.attachments] for d in decisions] == [["报告.pdf"], []] and house.sound()


def test_a_return_takes_attachments_too() -> None:
    house = started("draft: {by: initiator}\nreview: {approvers: person(bob)}", head="return: {to: any_earlier}")
    house.act("ini", "submit")
    house.act("bob", "return", comment="see", attachments=(GOOD,))
    assert [len(fact.decision.attachments) for fact in house.facts("decided")] == [0, 1]  # type: ignore[attr-defined]


def test_what_a_policy_decides_in_the_same_move_has_no_attachments() -> None:
    house = started("one: {approvers: person(bob)}\ntwo: {approvers: person(bob)}", duplicate="any")
    house.act("bob", "approve", attachments=(GOOD,))
    assert [len(fact.decision.attachments) for fact in house.facts("decided")] == [1, 0]  # type: ignore[attr-defined]


def test_there_is_a_limit() -> None:
    house = House(workflow("draft: {by: initiator}"), limits=Limits(attachments=1, file=9))
    house.start()
    assert house.refused("ini", "submit", attachments=({**GOOD, "size": 9},) * 2) == "too_many_attachments"
    assert house.refused("ini", "submit", attachments=(GOOD,)) == "attachment_invalid"
    assert house.refused("ini", "submit", attachments="x.pdf") == "attachment_invalid"


def test_a_withdrawal_takes_none() -> None:
    house = started("draft: {by: initiator}", head="withdraw: {until: end}")
    assert house.refused("ini", "withdraw", attachments=(GOOD,)) == "attachments_not_wanted"
