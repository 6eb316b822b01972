"""`rearm` and `acknowledge`: timers that were missing, and who has seen to what."""

import pytest

from signoff.engine.errors import Refused

from .office import Office

BY_DAY = "check: {approvers: role(legal), may_edit: [by_day], due: by_day + 1wd, escalate: [{at: due - 1wd, remind: holder}]}"
NEVER = "9999-12-31"


def refused(office: Office, **more: str) -> str:
    with pytest.raises(Refused) as caught:
        office.desk.rearm("1", by="adm", reason="r", **more)
    return caught.value.reasons[0].code


def test_a_clock_that_could_not_be_worked_out_is_armed_once_its_value_is_mended() -> None:
    office = Office(BY_DAY)
    office.submitted(by_day=NEVER)
    assert office.only().commands[0].line == "signoff rearm w/1 --reason 'armed anew'"
    assert refused(office) == "time_invalid"
    office.desk.edit("1", by="bob", data={"by_day": "2026-06-04"})
    assert office.codes() == ["timer_missing"]
    case = office.desk.rearm("1", by="adm", reason="the day is right now")
    assert (str(case.due_at), case.tasks[0].due_at) == ("2026-06-05 09:30:00+00:00", case.due_at)
    assert office.codes(severity="info") == [] and office.desk.verify().problems == ()
    office.clock.advance("4wd")
    assert office.desk.fire_timers().fired == 1
    assert refused(office) == "nothing_to_arm"


def test_what_the_clock_has_missed_happens_at_once() -> None:
    office = Office(BY_DAY)
    office.submitted(by_day=NEVER)
    office.clock.advance("5wd")
    office.desk.edit("1", by="bob", data={"by_day": "2026-06-04"})
    office.desk.rearm("1", by="adm", reason="r")
    assert office.desk.fire_timers().fired == 1
    assert office.codes() == ["overdue", "ladder_exhausted"]


def test_only_an_administrator_arms_and_only_what_is_missing() -> None:
    office = Office("check: {approvers: role(legal), due: 2wd, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    with pytest.raises(Refused, match="administrator"):
        office.desk.rearm("1", by="bob", reason="r")
    assert (refused(office), refused(office, clock="reply")) == ("nothing_to_arm", "unknown_clock")


def test_who_has_seen_to_a_finding_is_told_until_it_begins_anew() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: none}")
    office.submitted()
    office.clock.advance("3wd")
    office.desk.acknowledge("1", by="adm", code="overdue", reason="rang them up")
    seen = office.only().acknowledged
    assert seen is not None and (seen.by, seen.at, seen.reason) == ("adm", office.clock.now(), "rang them up")
    office.desk.remind("1", by="ann")
    assert office.only().acknowledged == seen, "that somebody urges is no acknowledgement"
    office.desk.extend("1", by="adm", to="due + 9wd", reason="r")
    office.clock.advance("12wd")
    assert office.only().acknowledged is None


def test_whoever_has_no_part_acknowledges_nothing_and_a_wrong_code_is_told() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}")
    office.submitted()
    for given, code in (({"by": "dan", "code": "overdue"}, "not_by"), ({"by": "adm", "code": "overdew"}, "unknown_reason")):
        with pytest.raises(Refused) as caught:
            office.desk.acknowledge("1", reason="r", **given)
        assert caught.value.reasons[0].code == code
    with pytest.raises(Refused, match="no clock"):
        office.desk.acknowledge("1", by="adm", code="overdue", clock="reply", reason="r")
