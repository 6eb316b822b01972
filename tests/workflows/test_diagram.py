"""The picture of a workflow."""

import re
from collections.abc import Callable

import pytest

from signoff.workflows import PolicyTexts, diagram, load
from signoff.workflows.diagram import escape


def test_steps_arms_ends_and_returns_are_drawn(simple: Callable[..., str]) -> None:
    text = simple(head="return: {to: any_earlier}\nwithdraw: {until: review}\n").replace(
        "by: initiator", "title: {zh: 拟稿, en: Draft}\n    by: initiator"
    )
    assert diagram(load(text).workflow, "zh").splitlines() == [
        "flowchart TD",
        '    s0["拟稿"]',
        '    s1("review")',
        '    s2(["已批准"])',
        '    s3(["未批准"])',
        '    s4(["已撤回"])',
        "    start(( )) --> s0",
        '    s0 -->|"提交"| s1',
        '    s1 -->|"同意"| s2',
        '    s1 -->|"不同意"| s3',
        '    s1 -. "退回" .-> s0',
        '    s0 -. "撤回，至review" .-> s4',
    ]


def test_the_language_can_be_chosen(simple: Callable[..., str]) -> None:
    text = simple().replace("by: initiator", "title: {zh: 拟稿, en: Draft}\n    by: initiator")
    assert '"Draft"' in diagram(load(text).workflow, "en")


def test_the_same_workflow_gives_the_same_text(good: str, policies: PolicyTexts) -> None:
    assert diagram(load(good, policies=policies).workflow) == diagram(load(good, policies=policies).workflow)


@pytest.mark.parametrize("title", ['a"] --> x', "<script>alert(1)</script>", "a|b", "end", "`x`", "%%{init}%%", "a;b", "#quot;", "a\nb"])
def test_no_title_can_leave_its_label(title: str) -> None:
    assert re.fullmatch(r"[^\"<>|`{}%\[\]\n]*", escape(title))


def test_ends_that_nothing_leads_to_are_left_out(simple: Callable[..., str]) -> None:
    assert "已终止" not in diagram(load(simple()).workflow)


LINE = """\
signoff: 1
workflow: line
return: {to: any_earlier}
withdraw: {until: end}
defaults: {empty: hold, duplicate: none, self: forbid}
data: {amount: money}
steps:
  draft: {by: initiator}
  first: {approvers: role(a), when: amount > 5}
  second:
    approvers: role(b)
    actions:
      approve: {title: {zh: 批准, en: Approve}, to: next}
      look_again: {to: previous}
      wait_for_it: [{by: role(a), when: amount > 9, to: stay}, {to: [{when: amount > 7, to: approved}, {to: rejected}]}]
"""


@pytest.fixture
def edges() -> list[str]:
    return [line.strip() for line in diagram(load(LINE).workflow, "en").splitlines()]


def test_a_return_to_any_earlier_step_is_one_edge(edges: list[str]) -> None:
    assert [edge for edge in edges if "return" in edge] == ['s1 -. "return" .-> s0', 's2 -. "return to any earlier step" .-> s0']


def test_a_step_that_may_be_passed_over_shows_its_condition(edges: list[str]) -> None:
    assert 's1 -. "passed over unless amount #62; 5" .-> s2' in edges


def test_arms_routes_stay_and_previous_are_drawn(edges: list[str]) -> None:
    assert [edge for edge in edges if edge.startswith("s2 -->")] == [
        's2 -->|"Approve"| s3',
        's2 -->|"look_again"| s1',
        's2 -->|"wait_for_it role(a) #91;amount #62; 9#93;"| s2',
        's2 -->|"wait_for_it #91;amount #62; 7#93;"| s3',
        's2 -->|"wait_for_it"| s4',
    ]


def test_withdrawal_until_the_end_names_no_step(edges: list[str]) -> None:
    assert edges[-1] == 's0 -. "withdraw" .-> s5'
