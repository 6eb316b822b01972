"""What `stuck` finds comes once over all its pages, however short they are: also a case that waits for another one of the list."""

from collections import Counter

import pytest

from signoff import Engine
from signoff.engine.inspect import StuckFinding
from signoff.engine.service import AnyStore
from signoff.testing import ManualClock

from ..engine.house import MONDAY, Register, workflow

SPLIT = """
draft: {by: initiator, actions: {submit: next}}
split:
  parallel:
    law: {steps: {check: {approvers: person(bob)}}}
    money:
      steps:
        count: {approvers: role(finance)}
        deep: {parallel: {inner: {steps: {look: {approvers: person(dan)}}}}}
sign: {approvers: role(audit)}
"""
WHOLE = """
signoff: 1
workflow: whole
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  run: {parallel: {part: {workflow: w}}}
"""
FILTERS: list[dict[str, str]] = [
    {},
    {"workflow": "w"},
    {"workflow": "whole"},
    {"step": "split"},
    {"step": "check"},
    {"holder": "bob"},
    {"holder": "dan"},
    {"reason": "child_stuck"},
    {"reason": "overdue"},
    {"reason": "holder_inactive"},
    {"severity": "error"},
    {"severity": "info"},
]


@pytest.fixture
def engine(store: AnyStore) -> Engine:
    """Cases that wait for branches, branches of branches and other workflows; some are late themselves, and people have gone."""
    clock, people = ManualClock(MONDAY), Register()
    made = Engine(store, workflows=[workflow(SPLIT, head="deadlines: {reply: {due: 9d}}"), WHOLE], directory=people, clock=clock)
    for number in range(7):
        made.start("w", by="ini", key=f"k{number}")
        if number == 2:
            clock.advance("4d")
        if number != 6:
            made.act(f"k{number}", "submit", by="ini")
        if number in (1, 3, 4):
            made.act(f"k{number}/money", "approve", by="eve")
        if number == 4:
            made.act(f"k{number}/law", "approve", by="bob")
    for number in range(3):
        made.start("whole", by="ini", key=f"o{number}")
        made.act(f"o{number}/part", "submit", by="ini")
        if number:
            made.act(f"o{number}/part/money", "approve", by="eve")
    clock.advance("6d")
    people.leave("bob", "dan")
    return made


def named(findings: list[StuckFinding]) -> Counter[tuple[str, str, str | None, object]]:
    """How often each finding is there."""
    return Counter((one.key, one.code, one.task, one.params.get("child")) for one in findings)


def paged(engine: Engine, size: int, wanted: dict[str, str]) -> list[list[StuckFinding]]:
    """The findings, page by page."""
    pages, after = [], None
    while True:
        page = engine.stuck(page=size, after=after, **wanted)  # type: ignore[arg-type]
        assert page.total == len(page.findings) and page.cases == len({one.case for one in page.findings})
        pages.append(list(page.findings))
        after = page.next
        if after is None:
            return pages


def test_a_case_comes_once_over_all_pages(engine: Engine) -> None:
    for wanted in FILTERS:
        whole = named(list(engine.stuck(**wanted).findings))  # type: ignore[arg-type]
        assert whole and set(whole.values()) == {1}, wanted
        for size in (1, 2, 5):
            pages = paged(engine, size, wanted)
            both = named([one for page in pages for one in page])
            assert (both - whole, whole - both) == (Counter(), Counter()), (wanted, size)
            assert len(pages) > 1 or size > 1
            told = Counter(case for page in pages for case in {one.case for one in page})
            assert set(told.values()) == {1}, "all that is found of a case stands on one page"


def test_one_of_several_that_wait_is_found_also_where_only_those_are_asked_for(engine: Engine) -> None:
    """Their children, which would tell it, are not among the cases asked for."""
    found = engine.stuck(workflow="whole").findings
    assert [(one.key, one.code) for one in found] == [("o1", "child_stuck"), ("o2", "child_stuck")]
