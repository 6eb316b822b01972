"""`why`: where a case stands, why exactly these people, what was tried, what timers and actions will do."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest

from signoff.engine.errors import Refused
from signoff.engine.inspect.story import Deed, Handing, Next

from .office import Office

TWO = """
check: {approvers: role(legal), allow: {transfer: anyone}}
chief: {approvers: manager_of(initiator), not_same_as: [check]}
"""


def nexts(office: Office) -> dict[str, Next]:
    return {found.action: found for found in office.desk.why("1").nexts}


def test_it_tells_where_the_case_stands_and_since_when() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd}")
    office.submitted()
    office.clock.advance("2wd")
    told = office.desk.why("w/1")
    assert (told.key, told.step, told.status, told.round, told.revision, told.walk) == ("1", "check", "open", 1, 1, ("draft", "check"))
    assert (told.elapsed, told.working, told.overdue_workdays) == (2 * 86400, 2 * 390, 1)
    assert told.at - told.since == timedelta(days=2)


def test_nothing_is_late_while_the_case_is_suspended() -> None:
    office = Office("check: {approvers: role(legal), due: 1wd, escalate: [{at: due, remind: holder}]}")
    office.submitted()
    office.desk.suspend("1", by="adm", reason="a ruling is awaited")
    office.clock.advance("3wd")
    told = office.desk.why("1")
    assert told.due_at is not None and told.due_at < office.clock.now()
    assert (told.overdue_workdays, [timer.late for timer in told.timers]) == (None, [False])
    office.desk.resume("1", by="adm", keep_due=True)
    told = office.desk.why("1")
    assert (told.overdue_workdays, [timer.late for timer in told.timers]) == (2, [True])


def test_it_tells_why_exactly_these_people() -> None:
    office = Office(TWO)
    office.submitted(by="bob")
    (seat,) = office.desk.why("1").seats
    assert (seat.holder, seat.candidates, seat.tokens) == (None, (), ("role:legal",))
    assert (seat.able, seat.kept) == (("cat",), {"bob": "self_forbidden"})
    found = seat.resolution
    assert (found.expression, found.found, found.removed) == ("role(legal)", ("bob", "cat"), {"bob": "self_forbidden"})
    assert found.trace["line"].startswith("role(legal)")


def test_it_names_the_policy_that_decided_instead() -> None:
    office = Office("check: {approvers: role(nurse), empty: {assign: manager_of(initiator)}}")
    office.submitted()
    (seat,) = office.desk.why("1").seats
    assert (seat.holder, seat.resolution.policy, seat.resolution.instead) == ("max", "empty: assign", ("max",))
    office = Office("check: {approvers: manager_of(initiator), self: superior}".replace("manager_of(initiator)", "person(ann)"))
    office.submitted()
    (seat,) = office.desk.why("1").seats
    assert (seat.holder, seat.resolution.policy, seat.resolution.instead) == ("max", "self: superior", ("max",))


@pytest.mark.parametrize(
    ("step", "policy"), [("approvers: role(nurse)", "empty: admin"), ("approvers: each(role(legal)), rule: 3", "insufficient_seats: admin")]
)
def test_it_names_the_administrators_to_whom_a_policy_gave_the_seat(step: str, policy: str) -> None:
    office = Office(f"check: {{{step}, {policy}}}")
    office.submitted()
    seat = office.desk.why("1").seats[-1]
    assert (seat.able, seat.resolution.policy, seat.resolution.instead) == (("adm",), policy, ("adm",))


def test_whom_a_policy_named_and_a_duty_bars_has_not_been_given_the_seat() -> None:
    office = Office("check: {approvers: role(nurse), empty: {assign: initiator}}")
    office.submitted()
    (seat,) = office.desk.why("1").seats
    assert (seat.resolution.removed, seat.resolution.policy, seat.resolution.instead) == ({"ann": "self_forbidden"}, "empty: assign", ())


def test_both_policies_are_named_where_one_fell_to_the_other() -> None:
    office = Office("check: {approvers: person(max), self: superior}")
    office.submitted(by="max")
    (seat,) = office.desk.why("1").seats
    assert (seat.resolution.policy, seat.resolution.instead) == ("self: superior, empty: hold", ())


def test_a_seat_that_a_duty_keeps_from_being_skipped_names_the_policy_as_written() -> None:
    office = Office("check: {approvers: initiator, self: skip, not_same_as: [draft]}")
    office.submitted()
    (seat,) = office.desk.why("1").seats
    assert (seat.holder, seat.resolution.policy, seat.resolution.instead) == ("max", "self: skip", ("max",))


def test_it_tells_through_whose_hands_a_seat_has_gone() -> None:
    office = Office(TWO)
    office.submitted()
    start = office.clock.now()
    office.desk.claim("1", by="bob")
    office.clock.advance("1h")
    office.desk.transfer("1", by="bob", to="eve", comment="away")
    (seat,) = office.desk.why("1").seats
    assert seat.hands == (
        Handing(start, "bob", "claim", None, "bob"),
        Handing(office.clock.now(), "bob", "transfer", "bob", "eve", "away"),
    )
    assert (seat.able, seat.held_since, seat.opened_at) == (("eve",), office.clock.now(), start)


def test_a_seat_that_is_asked_again_tells_how_it_was_found_first() -> None:
    office = Office(TWO)
    office.submitted()
    office.desk.act("1", "approve", by="bob")
    office.desk.act("1", "return", by="max", to="draft", resume="straight_back", comment="once more")
    told = office.desk.why("1")
    assert [(p.target, p.origin, p.between) for p in told.promises] == [("draft", "chief", ("check",))]
    assert nexts(office)["submit"].to == "chief"
    office.desk.act("1", "submit", by="ann")
    (seat,) = office.desk.why("1").seats
    assert (seat.resolution.reopened, seat.resolution.expression) == ("same_persons", "manager_of(initiator)")


def test_it_tells_what_was_tried_and_refused() -> None:
    office = Office(TWO)
    office.submitted()
    for _ in range(2):
        with suppress(Refused):
            office.desk.act("1", "approve", by="eve")
    (tried,) = office.desk.why("1").attempts
    assert (tried.actor, tried.action, tried.code, tried.count) == ("eve", "approve", "not_holder", 2)


def test_it_tells_what_each_timer_will_do() -> None:
    office = Office("""
check:
  approvers: role(legal)
  due: 2wd
  escalate:
    - {at: due, per: seat, remind: holder, every: 1wd, times: 3}
    - {at: due + 1wd, when: sum > 5, reassign: manager_of(holder)}
    - {at: due + 2wd, set: {sum: 9}, notify: role(board)}
""")
    office.submitted()
    first, second, third = office.desk.why("1").timers
    assert set(third.deeds) == {Deed("notify", "role(board)", ("dan", "eve", "fay")), Deed("set", fields=("sum",))}
    assert (first.rung, first.every, first.per_seat, first.late) == (1, "1wd", True, False)
    assert first.deeds == (Deed("remind", "holder", ("bob", "cat")),)
    assert (second.when, second.met, second.deeds) == ("sum > 5", False, (Deed("reassign", "manager_of(holder)", ("max",)),))
    movers = office.desk.why("1").movers
    assert [(m.kind.value, m.how, m.primary) for m in movers] == [("person", "pool", True), ("timer", "reassign", False)]
    assert movers[1].when == second.due


def test_it_tells_what_each_action_would_do() -> None:
    office = Office(TWO)
    office.submitted()
    found = nexts(office)
    assert list(found) == ["approve", "reject", "return", "withdraw"]
    assert (found["approve"].to, found["approve"].status, found["approve"].by) == ("chief", None, "bob")
    assert (found["reject"].to, found["reject"].status) == ("rejected", "rejected")
    assert (found["return"].targets, found["return"].resume) == (("draft",), ("rewalk", "straight_back"))
    assert (found["withdraw"].by, found["withdraw"].status) == ("ann", "withdrawn")


def test_an_approval_that_is_not_the_last_tells_how_many_are_still_needed() -> None:
    office = Office("vote: {approvers: each(role(board)), rule: 3}")
    office.submitted()
    assert (nexts(office)["approve"].to, nexts(office)["approve"].more) == (None, 2)
    office.desk.act("1", "approve", by="dan")
    count = office.desk.why("1").count
    assert count is not None and (count.need, count.needed, count.got, count.still) == ("3", 3, 1, 2)
    assert nexts(office)["approve"].more == 1


def test_an_action_that_wants_something_says_what() -> None:
    office = Office("wait: {by: initiator, may_edit: [by_day], actions: {go: {to: next, needs: [by_day]}}}")
    office.submitted()
    go = nexts(office)["go"]
    assert (go.to, go.needs, [r.code for r in go.refused]) == ("approved", ("by_day",), ["by_day_required"])


def test_for_one_person_it_tells_what_he_may_and_why_not() -> None:
    office = Office(TWO)
    office.submitted()
    office.desk.act("1", "approve", by="bob")
    told = office.desk.why("1", person="bob").person
    assert told is not None and (told.known, told.active, told.acted) == (True, True, ("check",))
    assert {a.action: [r.code for r in a.reasons] for a in told.actions}["approve"] == ["already_done"]
    stranger = office.desk.why("1", person="zoe").person
    assert stranger is not None and not stranger.known
    assert {r.code for a in stranger.actions for r in a.reasons} == {"unknown_person"}


def test_to_look_changes_nothing() -> None:
    office = Office(TWO)
    office.submitted()
    before = [event.seq for event in office.desk.history("1")]
    office.desk.why("1", person="bob")
    office.desk.stuck(severity="info")
    assert [event.seq for event in office.desk.history("1")] == before
    assert office.desk.attempts("1") == ()


def test_the_answer_is_plain_json_without_floats() -> None:
    office = Office(TWO)
    office.submitted()
    office.staff.leaves("bob", "cat")
    plain = office.desk.why("1", person="bob").to_plain()

    def no_float(text: str) -> object:
        raise AssertionError(text)

    assert json.loads(json.dumps(plain), parse_float=no_float) == plain
    report = office.desk.stuck().to_plain()
    assert json.loads(json.dumps(report), parse_float=no_float) == report
    assert report["findings"][0]["severity"] == "error"
    assert report["findings"][0]["since"] == "2026-06-01T01:00:00.000000Z"
