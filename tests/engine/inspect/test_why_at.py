"""`why(at=…)`: a past instant told from history, whatever the directory, the clock and the case have come to since."""

from datetime import UTC, datetime, timedelta

import pytest

from signoff.engine.errors import NotFound, Refused
from signoff.engine.inspect import Why

from ...stuck.town import TROUBLES, troubled
from .office import MONDAY, Office

TWO = """
check: {approvers: role(legal), due: 1wd, escalate: [{at: due, remind: holder}], allow: {transfer: anyone}}
chief: {approvers: manager_of(initiator), not_same_as: [check]}
"""


def told_at(office: Office, at: datetime, person: str | None = None) -> Why:
    return office.desk.why("1", at=at, person=person)


def test_the_step_the_clock_and_the_seat_of_that_instant_are_told() -> None:
    office = Office(TWO)
    office.submitted()
    office.clock.advance("1h")
    live, then = office.desk.why("1"), office.clock.now()
    office.clock.advance("1h")
    office.desk.claim("1", by="bob")
    office.desk.act("1", "approve", by="bob")
    office.desk.act("1", "approve", by="max")
    past = told_at(office, then)
    assert (past.past, past.at, past.status, past.step, past.elapsed) == (True, then, "open", "check", 3600)
    assert (past.since, past.due_at, past.walk) == (live.since, live.due_at, ("draft", "check"))
    assert [(timer.key, timer.due, timer.late) for timer in past.timers] == [(timer.key, timer.due, False) for timer in live.timers]
    (seat,), (was,) = past.seats, live.seats
    assert (seat.holder, seat.tokens, seat.hands, seat.resolution) == (None, ("role:legal",), (), was.resolution)
    assert office.desk.why("1").status == "approved"


def test_an_event_of_that_very_instant_has_happened() -> None:
    office = Office(TWO)
    office.submitted()
    office.clock.advance("1h")
    office.desk.claim("1", by="bob")
    claimed = office.clock.now()
    assert told_at(office, claimed).seats[0].holder == "bob"
    assert told_at(office, claimed - timedelta(microseconds=1)).seats[0].holder is None


def test_who_could_act_is_told_by_the_last_recorded_answer_and_marked_whatever_the_directory_says_today() -> None:
    office = Office(TWO)
    office.submitted()
    then = office.clock.now()
    office.clock.advance("1d")
    office.staff.vanishes("bob", "cat")
    past = told_at(office, then)
    assert past.seats[0].able == ("bob", "cat")
    assert past.movers[0].who == ("bob", "cat")
    assert {"seats.able", "movers", "nexts", "findings.owner"} <= set(past.unrecorded)
    assert [finding.code for finding in office.desk.why("1").findings] == ["candidates_empty"]
    assert past.findings == ()


def test_it_needs_no_directory_at_all() -> None:
    office = Office(TWO)
    office.submitted()
    then = office.clock.now()
    before = told_at(office, then, "bob")
    office.clock.advance("1d")
    office.staff.down = True
    assert told_at(office, then, "bob") == before


def test_what_was_wrong_then_is_told_without_commands_for_today() -> None:
    office = Office("check: {approvers: role(nurse), due: 1wd}")
    office.submitted()
    office.clock.advance("9d")
    then = office.clock.now()
    office.clock.advance("9d")
    found = told_at(office, then).findings
    assert [(finding.code, finding.commands) for finding in found] == [("overdue", ())]
    assert found[0].params["due"] == office.desk.why("1").findings[-1].params["due"]
    assert found[0].params != office.desk.why("1").findings[-1].params


def test_refusals_count_as_far_as_their_instants_tell() -> None:
    office = Office(TWO)
    office.submitted()
    office.clock.advance("1h")
    for _ in range(3):
        with pytest.raises(Refused):
            office.desk.act("1", "approve", by="dan")
        office.clock.advance("1h")
    (all_,) = told_at(office, office.clock.now()).attempts
    assert (all_.count, all_.last_at - all_.first_at) == (3, timedelta(hours=2))
    cut = told_at(office, all_.first_at + timedelta(minutes=90))
    assert [(row.count, row.last_at) for row in cut.attempts] == [(1, all_.first_at)]
    assert "attempts.count" in cut.unrecorded
    assert told_at(office, all_.first_at - timedelta(seconds=1)).attempts == ()


def test_a_person_might_have_done_what_hangs_on_the_case_alone() -> None:
    office = Office("check: {approvers: person(bob)}")
    office.submitted()
    then = office.clock.now()
    office.clock.advance("1h")
    office.desk.act("1", "approve", by="bob")
    office.staff.leaves("bob")
    person = told_at(office, then, "bob").person
    assert person is not None
    assert (person.known, person.active) == (None, None)
    assert {act.action: (act.allowed, act.recorded) for act in person.actions}["approve"] == (True, True)
    other = told_at(office, then, "eve").person
    assert other is not None
    approve = next(act for act in other.actions if act.action == "approve")
    assert (approve.allowed, [reason.code for reason in approve.reasons]) == (False, ["not_holder"])


def test_an_instant_before_the_case_or_still_to_come_is_refused_with_a_sentence() -> None:
    office = Office(TWO)
    office.clock.advance("1h")
    office.submitted()
    with pytest.raises(NotFound) as early:
        told_at(office, MONDAY)
    assert (early.value.code, early.value.message) == ("not_begun", "1 began at 2026-06-01T02:00:00.000000Z, after that instant")
    with pytest.raises(Refused) as late:
        told_at(office, office.clock.now() + timedelta(seconds=1))
    assert late.value.code == "at_ahead"
    assert "signoff simulate --case 1" in str(late.value.hint)


def test_an_instant_without_a_zone_is_in_the_engines() -> None:
    office = Office(TWO)
    office.submitted()
    zone = office.desk._service.setting.around.zone
    here = office.clock.now().astimezone(zone).replace(tzinfo=None)
    assert told_at(office, here).at.astimezone(UTC) == office.clock.now()


def test_who_stood_in_by_a_stored_rule_is_told_from_when_it_was_set_up_until_it_was_ended() -> None:
    office = Office("check: {approvers: person(max)}")
    office.submitted()
    before = office.clock.now()
    office.clock.advance("1h")
    rule = office.desk.proxy("max", "eve", by="max", reason="on leave")
    during, live = office.clock.now(), office.desk.why("1")
    office.clock.advance("1h")
    office.desk.end_proxy(str(rule.id), by="max", reason="back")
    ended = office.clock.now()
    office.clock.advance("1h")
    past = told_at(office, during)
    assert past.stand_ins == live.stand_ins != () and "stand_ins" not in past.unrecorded
    assert "stand_ins.kept" in past.unrecorded, "whether she was active then is not recorded"
    assert past.seats[0].able == ("max", "eve")
    assert (told_at(office, before).stand_ins, told_at(office, ended).stand_ins) == ((), ())


def test_what_a_directory_told_of_stand_ins_on_that_day_is_not_recorded() -> None:
    office = Office("check: {approvers: person(max)}")
    office.staff.proxies = lambda person: ()  # type: ignore[attr-defined]
    office.submitted()
    assert "stand_ins" in told_at(office, office.clock.now()).unrecorded


def test_whether_what_was_sent_had_arrived_is_not_recorded_from_when_it_was_sent_on() -> None:
    office = Office("check: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    before = office.clock.now()
    office.clock.advance("2d")
    office.desk.fire_timers()
    sent = office.clock.now()
    assert [event.kind for event in office.desk.history("1")].count("noticed") == 1
    assert "effects" not in told_at(office, before).unrecorded
    past = told_at(office, sent)
    assert "effects" in past.unrecorded and "findings.machinery" in past.unrecorded, "nor whether anybody was there to bring it"


def test_of_each_case_it_is_told_apart_and_of_one_that_has_ended_too() -> None:
    town = troubled("memory://", {code: TROUBLES[code] for code in ("effect_dead", "effect_waiting", "overdue")})
    now = town.clock.now()
    town.engine.terminate("effect-waiting", by="adm", reason="enough")
    for case in ("effect-dead", "effect-waiting"):
        assert "effects" in town.engine.why(case, at=now).unrecorded
    assert "effects" in town.engine.why("effect-waiting", at=town.clock.now()).unrecorded
    assert "effects" not in town.engine.why("overdue", at=now).unrecorded


def test_what_is_known_of_refusals_is_told_though_something_was_sent() -> None:
    office = Office("check: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    office.clock.advance("2d")
    office.desk.fire_timers()
    for _ in range(3):
        office.clock.advance("1h")
        with pytest.raises(Refused):
            office.desk.act("1", "approve", by="dan")
    assert "commands_failing" in [one.code for one in told_at(office, office.clock.now()).findings]


def test_what_an_effect_was_to_bring_is_told_as_long_as_its_row_is_given_up() -> None:
    town = troubled("memory://", {"effect_dead": TROUBLES["effect_dead"]})
    live, then = town.engine.why("effect-dead"), town.clock.now()
    past = town.engine.why("effect-dead", at=then)
    assert [one.evidence for one in past.findings] == [one.evidence for one in live.findings]
    assert "findings.evidence" not in past.unrecorded
    town.clock.advance("1h")
    town.engine.retry("effect-dead", by="adm", reason="the counter is open")
    again = town.engine.why("effect-dead", at=then)
    assert [one.code for one in again.findings] == ["effect_dead"] and "findings.evidence" in again.unrecorded
    assert [one.code for one in town.engine.why("effect-dead").findings] == ["effect_waiting"], (
        "of this process nobody knows that it delivers"
    )
