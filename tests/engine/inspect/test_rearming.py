"""`rearm` and `acknowledge`: timers that were missing, and who has seen to what."""

import pytest

from signoff.engine.errors import Reason, Refused
from signoff.engine.inspect import REASONS, Repair

from ..house import House, workflow
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
    office.desk.acknowledge("1", by="adm", code="overdue", reason="again")
    assert office.only().acknowledged is not None


def test_whoever_has_no_part_acknowledges_nothing_and_a_wrong_code_is_told() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}")
    office.submitted()
    for given, code in (({"by": "dan", "code": "overdue"}, "not_by"), ({"by": "adm", "code": "overdew"}, "unknown_reason")):
        with pytest.raises(Refused) as caught:
            office.desk.acknowledge("1", reason="r", **given)
        assert caught.value.reasons[0].code == code
    with pytest.raises(Refused, match="no clock"):
        office.desk.acknowledge("1", by="adm", code="overdue", clock="reply", reason="r")


def not_acknowledged(office: Office, by: str = "adm", **given: str) -> Reason:
    before = len(office.desk.history("1"))
    with pytest.raises(Refused) as caught:
        office.desk.acknowledge("1", by=by, reason="r", **given)
    assert len(office.desk.history("1")) == before and caught.value.who_could == (), "nobody else could"
    return caught.value.reasons[0]


def test_what_somebody_has_seen_to_is_not_acknowledged_again_while_that_holds() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: none}")
    office.submitted()
    office.clock.advance("3wd")
    office.desk.acknowledge("1", by="bob", code="overdue", reason="rang them up")
    at = office.clock.now().isoformat(timespec="minutes")
    office.clock.advance("1wd")
    reason = not_acknowledged(office, code="overdue")
    assert (reason.code, reason.data["person"], reason.data["at"]) == ("acknowledged_already", "bob", at)


def test_only_what_is_there_is_acknowledged_and_what_is_there_is_told() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    assert not_acknowledged(office, code="overdue").code == "not_stuck_so"
    office.clock.advance("3wd")
    assert not_acknowledged(office, code="ladder_exhausted").data["holding"] == ["`overdue`"]
    office.desk.fire_timers()
    for code in ("ping_pong", "silent"):
        reason = not_acknowledged(office, code=code)
        assert (reason.code, reason.data["holding"]) == ("not_stuck_so", ["`overdue`", "`ladder_exhausted`"])
    office.desk.acknowledge("1", by="adm", code="ladder_exhausted", reason="r")
    office.desk.suspend("1", by="adm", reason="r")
    assert not_acknowledged(office, code="overdue").code == "not_stuck_so", "a case that is suspended is not late"


@pytest.mark.parametrize("code", sorted(code for code, reason in REASONS.items() if reason.repair is not Repair.ACKNOWLEDGES))
def test_what_can_be_mended_is_mended_and_not_acknowledged(code: str) -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}")
    office.submitted()
    office.clock.advance("3wd")
    assert not_acknowledged(office, code=code).code == "to_be_mended"


def test_a_case_that_has_ended_has_nothing_to_acknowledge() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}")
    office.submitted()
    office.clock.advance("3wd")
    office.desk.terminate("1", by="adm", reason="r")
    assert not_acknowledged(office, code="overdue").code == "not_open"


def test_a_late_clock_of_the_case_is_acknowledged_by_its_name() -> None:
    house = House(workflow("check: {approvers: role(legal)}", head="deadlines: {reply: {due: 2d}}"))
    house.start()
    house.clock.advance("3d")
    with pytest.raises(Refused) as caught:
        house.engine.acknowledge("k", by="adm", code="overdue", reason="r")
    assert (caught.value.code, caught.value.hint) == ("not_stuck_so", "What can be acknowledged now: `overdue` of `reply`.")
    house.engine.acknowledge("k", by="adm", code="overdue", clock="reply", reason="r")
    with pytest.raises(Refused) as caught:
        house.engine.acknowledge("k", by="adm", code="overdue", clock="reply", reason="r")
    assert caught.value.code == "acknowledged_already"


def test_what_somebody_has_seen_to_is_offered_to_be_urged_and_not_to_be_acknowledged_again() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: none}")
    office.submitted()
    office.clock.advance("3wd")
    assert [one.verb for one in office.only().commands] == ["remind", "acknowledge"]
    office.desk.acknowledge("1", by="adm", code="overdue", reason="r")
    assert [one.verb for one in office.only().commands] == ["remind"]


BACK = """draft: {by: initiator, actions: {submit: next}}
check: {approvers: role(legal), return: {to: any_earlier}}
"""


def test_a_case_that_goes_back_and_forth_is_acknowledged_once_until_it_was_returned_again() -> None:
    house = House(workflow(BACK))
    house.start()
    with pytest.raises(Refused, match="not stuck so"):
        house.engine.acknowledge("k", by="adm", code="ping_pong", reason="r")
    for _ in range(3):
        house.act("ini", "submit")
        house.clock.advance("1h")
        house.act("bob", "return", to="draft", comment="no")
    house.engine.acknowledge("k", by="adm", code="ping_pong", reason="r")
    house.clock.advance("9h")
    with pytest.raises(Refused) as caught:
        house.engine.acknowledge("k", by="ini", code="ping_pong", reason="r")
    assert caught.value.code == "acknowledged_already"
