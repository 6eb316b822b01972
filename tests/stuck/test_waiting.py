"""Of cases that only wait for another of the same list the count line says so: their cause stands beside them."""

from dataclasses import replace

import pytest

from signoff.cli.calling import Calling
from signoff.cli.messages import speaking
from signoff.cli.screen import Screen
from signoff.cli.stuck_told import counted, mending, summary

from .town import TROUBLES, troubled


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "1 of them only waits for another of this list"), ("zh", "其中 1 件只是在等本列表中的其他件")]
)
def test_a_parent_whose_child_is_listed_is_counted_apart(lang: str, told: str) -> None:
    engine = troubled("memory://", {"child_stuck": TROUBLES["child_stuck"]}).after()
    with speaking(lang):
        assert told in list(summary(engine.stuck(count=True), Screen()))
        page = engine.stuck(reason="child_stuck", count=True)
        assert [one.key for one in page.findings] == ["child-stuck"] and told not in list(summary(page, Screen()))


def test_where_nothing_waits_nothing_is_said() -> None:
    engine = troubled("memory://", {"overdue": TROUBLES["overdue"]}).after()
    assert not any("of them only" in line for line in summary(engine.stuck(count=True), Screen()))


def test_a_parent_is_told_once_whether_it_is_come_upon_by_itself_or_by_its_child() -> None:
    engine = troubled("memory://", {"child_stuck": TROUBLES["child_stuck"]}).after()
    report = engine.stuck()
    assert [(one.key, one.code) for one in report.findings] == [("child-stuck", "child_stuck"), ("child-stuck/law", "nobody_assigned")]
    assert (report.total, report.cases, len(engine.stuck(reason="child_stuck").findings)) == (2, 2, 1)


def test_a_page_has_examined_whatever_it_tells_of() -> None:
    engine = troubled("memory://", {"child_stuck": TROUBLES["child_stuck"]}).after()
    page = engine.stuck(page=1, count=True)
    assert (page.cases, page.examined) == (2, 2), "the parent rides along with its child"


def test_the_count_is_of_cases() -> None:
    report = troubled("memory://", {"overdue": TROUBLES["overdue"]}).after().stuck(count=True)
    (late,) = report.findings
    twice = replace(report, findings=(late, replace(late, cause="by a clock of the case, too")), total=2)
    with speaking("en"):
        assert counted(twice, Screen()) == "1 of 1 open case: overdue 1"
        assert "in the 1 case" in counted(replace(twice, total=5), Screen())


def test_a_command_is_marked_with_what_it_mends_and_not_with_who_waits_for_that() -> None:
    engine = troubled("memory://", {"child_stuck": TROUBLES["child_stuck"]}).after()
    for findings in (engine.stuck().findings, engine.stuck(reason="child_stuck").findings):
        lines = mending(findings, Screen(), Calling())
        assert lines and all(line.endswith(" --as USER  # nobody_assigned") for line in lines)
