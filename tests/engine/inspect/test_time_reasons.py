"""One case for every reason of the family *time*."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.engine.case import Status
from signoff.engine.events import Entered
from signoff.engine.evolve import fold
from signoff.engine.inspect import Facts, Patience, findings_of, movers
from signoff.engine.reading import found, world_of

from .office import CALENDAR, MONDAY, Office

LADDER = """
check:
  approvers: role(legal)
  due: 2wd
  escalate:
    - {at: due - 1wd, remind: holder}
    - {at: due + 1wd, notify: manager_of(holder)}
"""


def late(office: Office, days: str) -> None:
    """Let time pass with somebody ticking."""
    office.clock.advance(days)
    office.desk.fire_timers()
    office.store.beat("node", {}, at=office.clock.now())


def test_overdue_is_told_in_working_days() -> None:
    office = Office(LADDER)
    office.submitted()
    late(office, "2wd")
    assert office.codes(severity="info") == []
    late(office, "1wd")
    finding = office.only()
    assert (finding.code, finding.variant, finding.severity.value, finding.repair.value) == (
        "overdue",
        "workdays",
        "warning",
        "acknowledges",
    )
    assert finding.params == {"due": "2026-06-03T09:30:00.000000Z", "workdays": 1}
    assert finding.working == 30
    assert finding.people == ("bob", "cat")
    assert finding.commands[0].line == "signoff remind w/1"


def test_overdue_is_told_in_hours_where_no_calendar_counts() -> None:
    text = Office("check: {approvers: role(legal), due: 10h}").text.replace("calendar: cn-gov\n", "")
    office = Office(text=text)
    office.submitted()
    late(office, "13h")
    assert (office.only().params["hours"], office.only().working) == (3, None)


def test_late_on_the_same_day_is_no_working_day() -> None:
    office = Office(LADDER)
    office.submitted()
    late(office, "2wd")
    late(office, "9h")
    assert (office.only().code, office.only().variant) == ("overdue", "same_day")


def test_the_grace_of_a_timer_can_be_set() -> None:
    office = Office(LADDER)
    office.submitted()
    office.clock.set(MONDAY + timedelta(days=1, hours=9))
    assert office.codes() == ["timer_unfired"]
    assert office.desk.stuck(patience=Patience(grace=timedelta(hours=1))).findings == ()


def test_a_ladder_without_a_rung_left() -> None:
    office = Office(LADDER)
    office.submitted()
    late(office, "10wd")
    assert office.codes() == ["overdue", "ladder_exhausted"]
    finding = office.desk.stuck(reason="ladder_exhausted").findings[0]
    assert finding.params == {"due": "2026-06-03T09:30:00.000000Z", "rungs": 2}


def test_a_step_without_a_ladder_is_only_overdue() -> None:
    office = Office("check: {approvers: role(legal), due: 2wd, escalate: none}")
    office.submitted()
    late(office, "10wd")
    assert office.codes() == ["overdue"]


def test_nobody_ticks() -> None:
    office = Office(LADDER)
    office.submitted()
    office.clock.set(MONDAY + timedelta(days=1, hours=8, minutes=34))
    assert office.codes(severity="info") == []
    office.clock.advance(timedelta(minutes=2))
    finding = office.only()
    assert (finding.code, finding.variant, finding.severity.value) == ("timer_unfired", "no_node", "error")
    assert finding.params == {"rung": 1, "due": "2026-06-02T09:30:00.000000Z", "beat": "-"}
    assert finding.commands[0].line == "signoff tick"
    office.desk.fire_timers()
    assert office.codes(severity="info") == []


def test_a_node_that_has_fallen_silent_is_no_node() -> None:
    office = Office(LADDER)
    office.submitted()
    office.store.beat("node", {}, at=office.clock.now())
    office.clock.advance("1wd")
    office.clock.advance("1wd")
    assert (office.only().variant, office.only().params["beat"]) == ("no_node", "2026-06-01T01:00:00.000000Z")


def test_nodes_that_tick_and_lag_behind() -> None:
    office = Office(LADDER)
    office.submitted()
    office.clock.advance("2wd")
    office.store.beat("node", {}, at=office.clock.now())
    assert (office.only().variant, office.only().params["nodes"]) == ("backlog", 1)


def test_a_timer_that_fails_whenever_it_fires() -> None:
    office = Office(LADDER)
    office.submitted()
    office.clock.advance("2wd")
    office.staff.down = True
    assert office.desk.fire_timers().failed
    assert office.desk.fire_timers().failed
    office.staff.down = False
    finding = office.only()
    assert (finding.variant, finding.params["tries"]) == ("failing", 2)
    assert "no answer" in str(finding.params["error"])
    assert finding.evidence["attempts"][0]["actor"] == "system:timer"
    office.desk.fire_timers()
    assert office.codes() == []


def test_a_deadline_that_could_not_be_worked_out() -> None:
    office = Office("check: {approvers: role(legal), due: by_day + 1wd, escalate: [{at: due, remind: holder}]}")
    office.submitted(by_day="9999-12-31")
    finding = office.only()
    assert (finding.code, finding.variant, finding.severity.value) == ("timer_missing", "failed", "warning")
    assert finding.evidence["errors"]


def test_a_deadline_without_a_value_is_worth_knowing() -> None:
    office = Office("check: {approvers: role(legal), due: by_day, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    assert office.codes() == []
    finding = office.only(severity="info")
    assert (finding.code, finding.variant, finding.params) == ("timer_missing", "no_value", {"expression": "by_day"})
    assert office.codes(reason="timer_missing") == ["timer_missing"]


def test_a_timer_that_is_gone_without_having_fired() -> None:
    office = Office(LADDER)
    office.submitted()
    model, case = found(office.service, "1")
    history = office.desk.history("1")
    entered = case.entered
    lost = replace(case, timers=case.timers[1:])
    (finding,) = findings_of(model, lost, world_of(office.service), Facts(lambda: history))
    assert (finding.variant, finding.params, finding.since) == ("rungs", {"rungs": "1"}, entered)


def test_data_that_changed_after_the_entry_make_no_timer_missing() -> None:
    office = Office("check: {approvers: role(legal), may_edit: [by_day], due: by_day, escalate: [{at: due - 1d, remind: holder}]}")
    office.submitted(by_day="2026-06-02")
    late(office, "1wd")
    office.desk.edit("1", by="bob", data={"by_day": "2026-07-20"})
    assert office.codes(severity="info") == []


def test_a_reminder_that_lay_before_the_beginning_is_not_missed() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: [{at: due - 3wd, remind: holder}]}")
    office.submitted()
    assert office.codes(severity="info") == []


def test_a_suspended_case_rests_until_it_is_resumed() -> None:
    office = Office(LADDER)
    office.submitted()
    model, case = found(office.service, "1")
    office.clock.advance("10wd")
    resting = replace(case, status=Status.SUSPENDED)
    (finding,) = findings_of(model, resting, world_of(office.service))
    (mover,) = movers(model, resting, world_of(office.service))
    assert (mover.how, mover.who, mover.primary) == ("resume", ("adm",), True)
    assert (finding.code, finding.commands[0].line) == ("suspended", "signoff resume w/1 --reason resumed")


def test_an_engine_without_the_calendar_says_so() -> None:
    office = Office(LADDER)
    office.submitted()
    office.calendars.clear()
    finding = office.only()
    assert (finding.code, finding.working) == ("calendar_missing", None)
    assert office.desk.why("1").findings == (finding,)
    office.calendars["cn-gov"] = CALENDAR
    assert office.codes() == []


@pytest.mark.parametrize("days", range(1, 12))
def test_what_the_definition_arms_is_what_history_armed(days: int) -> None:
    office = Office(LADDER)
    office.submitted()
    for _ in range(days):
        late(office, "1wd")
    assert "timer_missing" not in office.codes(severity="info")
    entries = [event for event in office.desk.history("1") if isinstance(event.fact, Entered)]
    assert fold(office.desk.history("1")).entered == entries[-1].at
