"""Many cases: pages, the honest count, and each situation judged once."""

from dataclasses import replace
from pathlib import Path

import pytest

from signoff.engine import inspect
from signoff.engine.durations import Duration, Unit
from signoff.engine.errors import Misconfigured
from signoff.engine.inspect import REASONS, Family, Patience, scan
from signoff.engine.inspect.reference import reasons_page
from signoff.engine.inspect.scan import Scan
from signoff.engine.reading import found

from .office import Office

LEGAL = "check: {approvers: role(legal)}"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "reasons.md"


def test_all_open_cases_are_examined_and_the_limit_bounds_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "PAGE", 2)
    office = Office(LEGAL)
    for key in ("1", "2", "3", "4", "5"):
        office.submitted(key)
    office.desk.act("5", "approve", by="bob")
    office.staff.leaves("bob", "cat")
    report = office.desk.stuck(limit=3)
    assert (len(report.findings), report.examined, report.total, report.cases) == (3, 4, 4, 4)
    assert [finding.key for finding in report.findings] == ["1", "2", "3"]


def test_a_page_stops_where_enough_are_stuck_and_the_next_one_goes_on_there() -> None:
    office = Office(LEGAL)
    for key in ("1", "2", "3", "4", "5"):
        office.submitted(key)
    office.staff.leaves("bob", "cat")
    keys, after = [], None
    for expected in (2, 2, 1):
        report = office.desk.stuck(page=2, after=after)
        assert report.examined == report.total == expected
        keys += [finding.key for finding in report.findings]
        after = report.next
    assert (keys, after) == (["1", "2", "3", "4", "5"], None)


def test_a_page_in_which_nothing_is_stuck_ends_after_so_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that whoever waits for it need not wait for all."""
    monkeypatch.setattr(scan, "PAGE", 3)
    office = Office(LEGAL)
    for key, by in (("1", "ann"), ("2", "eve"), ("3", "dan"), ("4", "fay")):
        office.desk.start("w", by=by, key=key)
    first = office.desk.stuck(page=10, count=True)
    assert (first.findings, first.examined, first.open) == ((), 3, 4) and first.next is not None
    last = office.desk.stuck(page=10, after=first.next)
    assert (last.findings, last.examined, last.next) == ((), 1, None)


def test_of_cases_that_are_alike_one_is_looked_at() -> None:
    office = Office(LEGAL)
    for number in range(8):
        office.submitted(str(number), by=("ann", "eve")[number % 2])
    page = office.desk.stuck(page=10)
    assert (page.findings, page.examined, page.next) == ((), 1, None)
    office.staff.leaves("bob", "cat")
    assert len(office.desk.stuck(page=10).findings) == 8


def test_a_pool_so_small_that_a_duty_may_empty_it_is_looked_at_case_by_case() -> None:
    office = Office("check: {approvers: role(board)}")
    for key, by in (("1", "ann"), ("2", "eve"), ("3", "ann")):
        office.submitted(key, by=by)
    assert office.desk.stuck(page=10).findings == ()
    office.staff.leaves("dan", "fay")
    assert [(one.key, one.code) for one in office.desk.stuck(page=10).findings] == [("2", "duties_leave_nobody")]


def test_a_page_begins_where_the_one_before_has_ended_and_nowhere_else() -> None:
    office = Office(LEGAL)
    for after in ("1", "hanging~noon~~~0", "hanging~2026-06-01T01:00:00~~~0", "nowhere~2026-06-01T01:00:00Z~~~0", "hanging~x~~~0~1"):
        with pytest.raises(Misconfigured, match="is not where a page of `stuck` ends"):
            office.desk.stuck(page=10, after=after)
    with pytest.raises(Misconfigured, match="was written by an older release"):
        office.desk.stuck(page=10, after="hanging~2026-06-01T01:00:00Z~~")


OTHERS = [
    {"workflow": "w"},
    {"step": "check"},
    {"holder": "bob"},
    {"unit": "desk"},
    {"reason": "overdue"},
    {"severity": "error"},
    {"older_than": "1d"},
]


def three_late() -> Office:
    """An office with three cases that are overdue."""
    office = Office("check: {approvers: role(legal), due: 1wd}")
    for key in "123":
        office.submitted(key)
    office.clock.advance("4wd")
    return office


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_a_page_of_another_question_is_not_gone_on_with(other: dict[str, str]) -> None:
    office = three_late()
    place = office.desk.stuck(page=1).next
    assert len(office.desk.stuck(page=1, after=place).findings) == 1
    with pytest.raises(Misconfigured, match="another question ends: other filters"):
        office.desk.stuck(page=1, after=place, **other)  # type: ignore[arg-type]


def test_a_page_of_another_tenant_is_not_gone_on_with() -> None:
    office = three_late()
    place = office.desk.stuck(page=1).next
    with pytest.raises(Misconfigured, match="another tenant"):
        inspect.stuck(replace(office.service, tenant="other"), page=1, after=place)


def test_a_duration_is_the_same_question_however_it_is_given() -> None:
    office = three_late()
    place = office.desk.stuck(page=1, older_than="1d").next
    assert office.desk.stuck(page=1, older_than=Duration(1, Unit.D), after=place).findings


def test_the_gravest_comes_first_then_the_oldest() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}\nchief: {approvers: manager_of(initiator)}")
    office.submitted("1")
    office.clock.advance("1h")
    office.submitted("2")
    office.desk.act("2", "approve", by="bob")
    office.clock.advance("3wd")
    office.staff.leaves("max")
    assert [(f.code, f.key) for f in office.desk.stuck().findings] == [("holder_inactive", "2"), ("overdue", "1")]
    assert [f.code for f in office.desk.stuck(severity="error").findings] == ["holder_inactive"]


def test_each_situation_is_judged_once() -> None:
    office = Office(LEGAL)
    for number in range(20):
        office.submitted(str(number), by=("ann", "eve")[number % 2])
    office.staff.leaves("bob", "cat")
    looking = Scan(office.service, Patience())
    for number in range(20):
        looking.look_at(found(office.service, str(number))[1])
    assert len(looking.found) == 20
    assert len(looking.standings) == 2


def test_cases_that_differ_in_who_did_what_are_not_taken_for_one() -> None:
    office = Office("check: {approvers: role(legal)}\nagain: {approvers: role(legal), not_same_as: [check]}")
    for key, who in (("1", "bob"), ("2", "cat")):
        office.submitted(key)
        office.desk.act(key, "approve", by=who)
    office.staff.leaves("cat")
    assert [(f.key, f.code) for f in office.desk.stuck().findings] == [("1", "duties_leave_nobody")]


def test_the_reference_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == reasons_page()


def test_every_sentence_takes_its_parameters() -> None:
    for reason in REASONS.values():
        assert reason.sentences
        for variant, sentence in reason.sentences.items():
            told = sentence.format_map(dict.fromkeys(reason.params(variant), "x"))
            assert "{" not in told, (reason.code, variant)
    assert list(REASONS) == list(dict.fromkeys(reason.code for reason in REASONS.values()))
    assert {reason.family for reason in REASONS.values()} == set(Family)
