"""Rules of the host's own: a function from how the seats stand to an outcome, pinned by name and version."""

from collections.abc import Callable, Sequence

import pytest

from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.errors import DirectoryUnavailable, InvalidWorkflow, Misconfigured
from signoff.engine.rules import Vote

from .house import House, workflow

TEXT = workflow("vote: {approvers: {chair: person(boss), members: [person(bob), person(dan)]}, rule: with_chair}")


def with_chair(votes: Sequence[Vote]) -> str | None:
    """The chair and one other."""
    if any(vote.choice == "reject" for vote in votes if vote.group == "chair"):
        return "rejected"
    yes = {vote.group for vote in votes if vote.choice == "approve"}
    return "approved" if yes == {"chair", "members"} else None


def house(rule: Callable[[Sequence[Vote]], object] = with_chair, text: str = TEXT, version: str = "1") -> House:
    made = House(text, plugins=[Plugin("signoff.rules", "with_chair", version, rule)])
    made.start()
    return made


def test_a_rule_of_a_plug_in_decides() -> None:
    found = house()
    found.act("bob", "approve")
    assert found.step == "vote"
    assert found.act("boss", "approve").status == "approved"


def test_a_rejection_is_what_the_plug_in_makes_of_it() -> None:
    found = house()
    found.act("bob", "reject")
    assert found.step == "vote"
    assert found.act("boss", "reject").status == "rejected"


def test_it_sees_each_seat_with_group_weight_and_choice() -> None:
    seen: list[Sequence[Vote]] = []

    def rule(votes: Sequence[Vote]) -> str | None:
        seen.append(votes)
        return None

    found = house(rule, workflow("vote: {approvers: {a: {who: person(bob), weight: 3}, b: person(dan)}, rule: with_chair}"))
    found.act("dan", "approve")
    assert Vote("approve", "b", 1, "2") in seen[-1] and Vote(None, "a", 3, "1") in seen[-1]


def test_where_everyone_has_decided_and_it_says_nothing_the_step_has_failed() -> None:
    """None waits for ever (§2.1)."""
    found = house(lambda votes: None)
    for person in ("bob", "dan", "boss"):
        found.act(person, "approve")
    assert found.case.status == "rejected"


def test_name_and_version_are_part_of_the_definition() -> None:
    first, second = (house(version=version).case.definition for version in ("1", "2"))
    assert first != second
    assert house().engine.workflows["w"].plugins == {"signoff.rules:with_chair": "1"}


def test_a_case_stays_on_the_version_of_the_plug_in() -> None:
    found = house()
    newer = [Plugin("signoff.rules", "with_chair", "2", with_chair)]
    later = Engine(found.engine.store, workflows=[TEXT], directory=found.people, clock=found.clock, plugins=newer)
    with pytest.raises(Misconfigured) as caught:
        later.act("k", "approve", by="bob")
    assert caught.value.code == "plugin_missing"
    assert later.case("k").progress is None
    (finding,) = later.why("k").findings
    assert finding.code == "plugin_missing"


def test_a_rule_that_fails_changes_nothing() -> None:
    def broken(votes: Sequence[Vote]) -> str:
        return "perhaps"

    found = house(broken)
    with pytest.raises(DirectoryUnavailable, match="perhaps"):
        found.act("bob", "approve")
    assert found.holders == ["boss", "bob", "dan"]


def test_an_unknown_rule_is_told_at_load_with_what_there_is() -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        house(text=TEXT.replace("with_chair", "with_chiar"))
    (finding,) = caught.value.findings
    assert finding.code == "unknown_word"
    assert "with_chair" in str(finding.suggestion)


def test_a_rule_that_cannot_be_called_is_refused() -> None:
    with pytest.raises(Misconfigured):
        house("no function")  # type: ignore[arg-type]


def test_a_rule_of_a_plug_in_decides_in_a_branch_too() -> None:
    steps = "split: {parallel: {panel: {steps: {vote: {approvers: {chair: person(boss), members: [person(bob)]}, rule: with_chair}}}}}"
    found = house(text=workflow(steps))
    for person in ("bob", "boss"):
        (item,) = found.engine.inbox(person)
        found.engine.act(item.case.id, "approve", by=person)
    assert found.case.status == "approved"
