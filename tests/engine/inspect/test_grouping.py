"""Findings by cause, person and step: of all that is stuck, and no more than counts of each."""

from dataclasses import replace

import pytest

from signoff.engine import inspect
from signoff.engine.errors import NotFound
from signoff.engine.inspect import Severity, StuckFilter, StuckGroups, grouped

from .office import Office

STEPS = "check: {approvers: each(role(legal)), rule: all, due: 1wd}\nboard: {approvers: role(board), due: 30wd}"


@pytest.fixture
def office() -> Office:
    """Three cases are late, with two persons each; a fourth lies with the board, whose members have left."""
    made = Office(STEPS)
    for key in ("1", "2", "3", "4"):
        made.submitted(key)
    for person in ("bob", "cat"):
        made.desk.act("4", "approve", by=person)
    made.clock.advance("4wd")
    made.staff.leaves("dan", "eve", "fay")
    return made


def told(groups: StuckGroups) -> list[tuple[str, int, int]]:
    return [(one.name, one.cases, one.findings) for one in groups.groups]


def test_by_cause_the_most_cases_first(office: Office) -> None:
    found = office.desk.stuck_by("cause")
    assert told(found) == [("overdue", 3, 3), ("candidates_empty", 1, 1)]
    assert (found.findings, found.cases) == (4, 4)
    assert [one.severity for one in found.groups] == [Severity.WARNING, Severity.ERROR]
    assert found.groups[0].examples == ("1", "2", "3") and found.groups[0].codes == {"overdue": 3}


def test_by_person_each_case_counts_for_everybody_whom_it_waits_for(office: Office) -> None:
    found = office.desk.stuck_by("holder")
    assert told(found)[:2] == [("bob", 3, 3), ("cat", 3, 3)]
    assert ("", 1, 1) in told(found), "nobody has the fourth"


def test_by_step_with_its_workflow(office: Office) -> None:
    assert [(one.workflow, one.name, one.cases) for one in office.desk.stuck_by("step").groups] == [("w", "check", 3), ("w", "board", 1)]


def test_a_case_counts_once_for_a_reason_however_many_findings_say_it(office: Office) -> None:
    late = office.desk.stuck(reason="overdue").findings[0]
    found = grouped([late, replace(late, cause="by a clock of the case, too")], "step")
    assert told(found) == [("check", 1, 2)] and found.groups[0].codes == {"overdue": 1}


def test_the_filters_are_those_of_stuck(office: Office) -> None:
    assert told(office.desk.stuck_by("cause", step="board")) == [("candidates_empty", 1, 1)]
    assert told(office.desk.stuck_by("cause", reason="overdue", holder="bob")) == [("overdue", 3, 3)]
    assert office.desk.stuck_by("cause", workflow="v").groups == ()


def test_the_counts_are_those_of_the_report(office: Office) -> None:
    report = office.desk.stuck()
    found = grouped(inspect.findings(office.service, StuckFilter()), "cause")
    assert (found.findings, found.cases) == (report.total, report.cases)
    assert found == grouped(report.findings, "cause")


def test_a_directory_that_is_down_is_noted(office: Office) -> None:
    office.staff.down = True
    found = office.desk.stuck_by("cause")
    assert [note.code for note in found.notes] == ["directory_unavailable"]
    assert told(found) == [("overdue", 3, 3)], "what needs nobody is found all the same"


def test_a_word_that_is_no_group(office: Office) -> None:
    with pytest.raises(NotFound, match="not grouped by `case`") as refused:
        office.desk.stuck_by("case")
    assert (refused.value.code, refused.value.hint) == ("unknown_group", "Did you mean `cause`?")
