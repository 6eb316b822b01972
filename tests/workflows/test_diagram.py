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
        '    s0 -->|"submit"| s1',
        '    s1 -->|"approve"| s2',
        '    s1 -->|"reject"| s3',
        '    s1 -. "return" .-> s0',
        '    s0 -. "withdraw" .-> s4',
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
