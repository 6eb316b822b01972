"""Who comes from another engine, or writes in Chinese what is a key here, is told what it is called."""

from collections.abc import Callable
from itertools import chain

import pytest

from signoff.workflows import Finding
from signoff.workflows.elsewhere import KEYS, TYPES, key_here
from signoff.workflows.keys import SCOPES, find_key

Found = Callable[[str], list[Finding]]

STEP = "steps: {draft: {by: initiator}, boss: {approvers: role(boss), empty: hold, duplicate: none, self: forbid, %s}}"


def workflow(rest: str) -> str:
    return f"signoff: 1\nworkflow: simple\n{rest}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (STEP % "deadline: 3d", "due"),
        (STEP % "timeout: 3d", "due"),
        (STEP % "condition: true", "when"),
        (STEP % "审批人: role(boss)", "approvers"),
        (STEP % "on-timeout: []", "escalate"),
        (STEP % "actions: {approve: {goto: next}}", "to"),
        ("steps: {draft: {assignee: initiator}}", "by"),
        ("name: 报销\nsteps: {draft: {by: initiator}}", "title"),
        ("data: {amount: {kind: money}}\nsteps: {draft: {by: initiator}}", "type"),
        ("data: {amount: {type: money, 必填: true}}\nsteps: {draft: {by: initiator}}", "required"),
        ("data: {amount: {type: money, mandatory: true}}\nsteps: {draft: {by: initiator}}", "required"),
        ("fields: {amount: money}\nsteps: {draft: {by: initiator}}", "data"),
        ("steps: {draft: {by: initiator}}\n环节: {}", "steps"),
    ],
)
def test_a_key_of_another_name_is_told_by_its_own(found: Found, written: str, meant: str) -> None:
    findings = [finding for finding in found(workflow(written)) if finding.code == "unknown_key"]
    assert [finding.suggestion for finding in findings] == [f"Did you mean `{meant}`?"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("string", "text"), ("Boolean", "bool"), ("int", "integer"), ("enum", "choice"), ("department", "unit"), ("附件", "file")],
)
def test_a_type_of_another_name_is_told_by_its_own(found: Found, written: str, meant: str) -> None:
    findings = found(workflow(f"data: {{amount: {{type: {written}}}}}\nsteps: {{draft: {{by: initiator}}}}"))
    assert [(finding.code, finding.suggestion) for finding in findings] == [("unknown_word", f"Did you mean `{meant}`?")]


def test_the_elements_of_a_list_too(found: Found) -> None:
    findings = found(workflow("data: {names: {type: list, of: string}}\nsteps: {draft: {by: initiator}}"))
    assert [(finding.code, finding.suggestion) for finding in findings] == [("unknown_word", "Did you mean `text`?")]


@pytest.mark.parametrize("scope", KEYS)
def test_every_suggestion_is_a_key_there_and_nothing_that_is_one_is_corrected(scope: str) -> None:
    for mine, others in KEYS[scope].items():
        assert find_key(scope, mine).built
        assert not set(others.split()) & set(SCOPES[scope].by_name), mine


@pytest.mark.parametrize("scope", KEYS)
def test_every_name_has_one_meaning(scope: str) -> None:
    names = [*chain.from_iterable(others.split() for others in KEYS[scope].values())]
    assert sorted(names) == sorted(set(names))


def test_every_type_is_one_and_every_name_of_it_has_one_meaning() -> None:
    words = find_key("field", "type").words
    names = [*chain.from_iterable(others.split() for others in TYPES.values())]
    assert set(TYPES) <= set(words)
    assert not set(names) & set(words)
    assert sorted(names) == sorted(set(names))


def test_what_is_no_key_of_this_map_is_not_suggested() -> None:
    assert key_here("step", "assignee", ["due"]) is None
    assert key_here("period", "assignee", ["by"]) is None
