"""What `stuck` may be asked for, and the counts that go with the answer."""

import pytest

from signoff.engine import inspect
from signoff.engine.durations import Duration, Unit
from signoff.engine.errors import Misconfigured
from signoff.engine.inspect import StuckFilter

from .office import HEAD, Office

LEGAL = "check: {approvers: role(legal), due: 1wd}"


def late(*keys: str, steps: str = LEGAL) -> Office:
    """An office in which these cases have been due some working days ago."""
    office = Office(steps)
    for key in keys:
        office.submitted(key)
    office.clock.advance("4wd")
    return office


def test_how_long_it_has_been_so_counts_from_when_the_finding_began() -> None:
    office = late("1")
    assert [office.codes(older_than=text) for text in ("2wd", "3wd")] == [["overdue"], []]
    assert office.codes(older_than=Duration(2, Unit.WD)) == ["overdue"]
    assert [office.codes(older_than=text) for text in ("1h", "2d", "30d")] == [["overdue"], ["overdue"], []]


def test_an_age_that_is_no_duration_is_refused_with_what_to_write() -> None:
    with pytest.raises(Misconfigured, match="`a week` is not a duration") as refused:
        late("1").desk.stuck(older_than="a week")
    assert "3wd" in str(refused.value.hint)


def test_a_whole_report_counts_the_open_cases_that_fit_and_is_exact() -> None:
    office = late("1", "2", "3")
    office.submitted("4")
    report = office.desk.stuck()
    assert (report.examined, report.open, report.cases, report.exact) == (4, 4, 3, True)
    assert (office.desk.stuck(workflow="v").open, office.desk.stuck(step="draft").open, office.desk.stuck(holder="eve").open) == (0, 0, 0)


def test_a_page_counts_only_when_asked_and_says_that_there_may_be_more() -> None:
    office = late("1", "2", "3")
    first = office.desk.stuck(page=2)
    assert (first.cases, first.open, first.exact) == (2, None, False)
    assert office.desk.stuck(page=2, after=first.next, count=True).open == 3


def test_findings_come_one_after_the_other() -> None:
    office = late("1", "2", "3")
    asked = inspect.findings(office.service, StuckFilter(reason="overdue"))
    assert next(asked).code == "overdue"
    assert len(list(asked)) == 2


def test_a_case_is_of_the_unit_that_its_field_says() -> None:
    office = Office(text=HEAD.replace("  by_day:", "  unit: {type: unit}\n  by_day:") + "  check: {approvers: role(legal), due: 1wd}\n")
    office.submitted("1", unit="desk")
    office.submitted("2")
    office.clock.advance("4wd")
    assert [[one.key for one in office.desk.stuck(unit=unit).findings] for unit in ("desk", "legal")] == [["1"], []]


EACH = """
  work:
    parallel:
      part:
        for_each: p in parts
        steps: {do: {by: role(legal), due: 1wd}, done: {end: done}}
    then: approved
"""


def of_units(head: str, **data: object) -> dict[str, list[str]]:
    """The keys that are found for each of three units; the case `1` has had branches for some working days."""
    office = Office(text=HEAD.replace("  by_day:", head + "  by_day:") + EACH)
    office.desk.start("w", by="ann", key="1", data=data)
    office.desk.act("1", "submit", by="ann")
    office.clock.advance("4wd")
    return {unit: sorted(one.key for one in office.desk.stuck(unit=unit).findings) for unit in ("desk", "yard", "legal")}


def test_a_branch_for_each_unit_is_of_that_unit_and_the_case_around_of_all() -> None:
    rows = "  parts: {type: list, fields: {unit: unit, n: integer}}\n"
    found = of_units(rows, parts=[{"unit": "desk", "n": 1}, {"unit": "yard", "n": 2}])
    assert [len(found[unit]) for unit in ("desk", "yard", "legal")] == [1, 1, 0]
    assert found["desk"] != found["yard"]
    texts = "  parts: {type: list, of: unit}\n"
    assert [len(keys) for keys in of_units(texts, parts=["desk", "yard"]).values()] == [1, 1, 0]


def test_a_branch_that_says_nothing_of_units_is_of_those_of_the_case_around_it() -> None:
    head = "  unit: {type: unit}\n  parts: {type: list, of: integer}\n"
    found = of_units(head, unit="desk", parts=[1, 2])
    assert [len(found[unit]) for unit in ("desk", "yard", "legal")] == [2, 0, 0]


def test_where_no_field_says_so_a_case_is_of_the_units_of_its_pools() -> None:
    office = late("1", steps="check: {approvers: role(legal)@desk, due: 1wd}")
    assert [office.codes(unit=unit) for unit in ("desk", "legal")] == [["overdue"], []]
