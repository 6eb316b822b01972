"""One case for every reason of the family *owner*, brought about by real commands and people who leave."""

import shlex
from dataclasses import replace

import pytest

from .office import Office

LEGAL = "check: {approvers: role(legal)}"
BOARD = "vote: {approvers: each(role(board)), rule: 2}"


def repaired(office: Office) -> None:
    """Run the finding's own command line, as whoever may."""
    finding = office.only()
    words = shlex.split(finding.commands[0].line)
    given = dict(zip(words[3::2], words[4::2], strict=True))
    assert words[:3] == ["signoff", "reassign", "w/1"]
    trusted = office.desk.trusting("root")
    trusted.reassign(words[2], by=finding.commands[0].by[0], task=given["--task"], to=given["--to"], reason=given["--reason"])


def test_a_healthy_case_has_no_findings_and_a_mover() -> None:
    office = Office(LEGAL)
    office.submitted()
    report = office.desk.stuck(severity="info")
    assert (report.findings, report.examined, report.total, report.cases) == ((), 1, 0, 0)
    (mover,) = office.desk.why("1").movers
    assert (mover.kind.value, mover.who, mover.how, mover.primary) == ("person", ("bob", "cat"), "pool", True)


def test_nobody_was_found_and_the_seat_opened_without_an_owner() -> None:
    office = Office("check: {approvers: role(nurse)}")
    office.submitted()
    finding = office.only()
    assert (finding.code, finding.variant, finding.severity.value) == ("nobody_assigned", "empty", "error")
    assert finding.params == {"expression": "role(nurse)", "policy": "hold"}
    assert finding.cause == "`role(nurse)` found nobody, and `empty: hold` let the seat open without an owner"
    assert finding.evidence["trace"]["resolutions"] == [{"query": "role(nurse)", "found": []}]
    assert office.desk.why("1").movers == ()
    repaired(office)
    assert office.codes() == []


def test_a_rule_that_needs_more_seats_than_were_found_opens_one_without_an_owner() -> None:
    office = Office("vote: {approvers: each(role(legal)), rule: 3}")
    office.submitted()
    finding = next(f for f in office.desk.stuck().findings if f.code == "nobody_assigned")
    assert (finding.variant, finding.params) == ("insufficient", {"policy": "hold"})
    assert office.codes() == ["nobody_assigned", "quorum_unattainable"]


def test_a_seat_that_is_asked_again_keeps_the_reason_why_it_has_no_owner() -> None:
    office = Office("vote: {approvers: each(role(legal)), rule: 3}")
    office.submitted()
    office.desk.act("1", "return", by="bob", to="draft", resume="straight_back", comment="once more")
    assert office.codes() == []
    office.desk.act("1", "submit", by="ann")
    assert next((f.code, f.variant) for f in office.desk.stuck().findings) == ("nobody_assigned", "insufficient")


def test_whom_to_ask_could_not_be_worked_out() -> None:
    office = Office("check: {approvers: {one: {who: role(legal), when: 1 / sum > 0}}}")
    office.submitted(sum=0)
    finding = office.only()
    assert (finding.code, finding.variant) == ("nobody_assigned", "failed")
    assert "zero" in str(finding.params["error"])


def test_a_pool_that_nobody_had_joined_is_mended_by_who_joins() -> None:
    office = Office("check: {approvers: role(nurse)}")
    office.submitted()
    office.staff.people["eve"] = replace(office.staff.people["eve"], roles=("nurse",))
    assert office.codes() == []


def test_a_pool_that_a_rung_handed_over_is_told_as_it_is_now() -> None:
    office = Office("check: {approvers: role(nurse), due: 1wd, escalate: [{at: due, reassign: role(legal)}]}")
    office.submitted()
    assert office.only().code == "nobody_assigned"
    office.clock.advance("2wd")
    office.desk.fire_timers()
    assert office.codes(severity="error") == []
    office.staff.leaves("bob", "cat")
    assert office.codes(severity="error") == ["candidates_empty"]


def test_a_pool_that_everybody_has_left() -> None:
    office = Office(LEGAL)
    office.submitted()
    office.staff.leaves("bob", "cat")
    finding = office.only()
    assert (finding.code, finding.params) == ("candidates_empty", {"pool": "role:legal"})
    assert finding.since == office.desk.case("1").tasks[0].opened_at
    repaired(office)
    assert office.desk.case("1").tasks[0].holder == "adm"
    assert office.codes() == []


def test_a_pool_of_persons_who_have_left() -> None:
    office = Office("check: {approvers: {both: {who: [person(eve), person(fay)]}}}")
    office.submitted()
    office.staff.leaves("eve")
    assert office.codes() == []
    office.staff.vanishes("fay")
    finding = office.only()
    assert (finding.code, finding.params) == ("candidates_empty", {"pool": "eve, fay"})
    assert finding.evidence["kept"] == {"eve": "inactive_person", "fay": "unknown_person"}


def test_a_pool_with_one_who_is_still_there_is_healthy() -> None:
    office = Office(LEGAL)
    office.submitted()
    office.staff.leaves("bob")
    assert office.codes(severity="info") == []


def test_a_holder_who_has_left() -> None:
    office = Office("check: {approvers: manager_of(initiator)}")
    office.submitted()
    office.staff.leaves("max")
    finding = office.only()
    assert (finding.code, finding.people, finding.params) == ("holder_inactive", ("max",), {"person": "max"})
    assert finding.evidence["kept"] == {"max": "inactive_person"}
    assert finding.commands[0].by == ("adm",)
    repaired(office)
    assert office.codes() == []
    assert office.desk.history("1")[-1].fact.comment == "max is no longer active"  # type: ignore[attr-defined]


def test_a_holder_who_claimed_and_left() -> None:
    office = Office(LEGAL)
    office.submitted()
    office.clock.advance("1wd")
    office.desk.claim("1", by="bob")
    office.staff.leaves("bob")
    finding = office.only()
    assert (finding.code, finding.since) == ("holder_inactive", office.clock.now())
    assert "--to cat" in finding.commands[0].line


def test_a_holder_whom_the_directory_does_not_know_any_more() -> None:
    office = Office("check: {approvers: manager_of(initiator)}")
    office.submitted()
    office.staff.vanishes("max")
    finding = office.only()
    assert (finding.code, finding.params) == ("holder_unknown", {"person": "max"})


def test_duties_that_removed_everybody_on_entry() -> None:
    office = Office("check: {approvers: manager_of(initiator)}\nagain: {approvers: manager_of(initiator), not_same_as: [check]}")
    office.submitted()
    office.desk.act("1", "approve", by="max")
    finding = office.only()
    assert (finding.code, finding.variant) == ("duties_leave_nobody", "entry")
    assert finding.params["duties"] == "max: not_same_as"
    repaired(office)
    assert office.desk.case("1").tasks[0].holder == "adm"


def test_a_superior_who_is_not_there_is_what_was_not_found() -> None:
    office = Office("check: {approvers: person(max), self: superior}")
    office.submitted(by="max")
    finding = office.only()
    assert (finding.code, finding.variant) == ("nobody_assigned", "empty")
    assert finding.cause == "`manager_of(max)` found nobody, and `empty: hold` let the seat open without an owner"


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("before: {approvers: person(max)}\ncheck: {approvers: initiator, self: superior, not_same_as: [before]}", "manager_of(ann)"),
        (
            "before: {approvers: person(max)}\ncheck: {approvers: role(nurse), empty: {assign: person(max)}, not_same_as: [before]}",
            "person(max)",
        ),
        (
            "before: {approvers: person(max)}\ncheck: {approvers: initiator, empty: {assign: person(max)}, not_same_as: [before]}",
            "initiator, person(max)",
        ),
    ],
)
def test_whom_duties_removed_is_told_with_what_had_found_them(steps: str, found: str) -> None:
    office = Office(steps)
    office.submitted()
    office.desk.act("1", "approve", by="max")
    finding = office.only()
    assert (finding.code, finding.variant, finding.params["expression"]) == ("duties_leave_nobody", "entry", found)


def test_duties_that_bar_the_rest_of_a_pool() -> None:
    office = Office("check: {approvers: role(legal)}\nagain: {approvers: role(legal), not_same_as: [check]}")
    office.submitted()
    office.desk.act("1", "approve", by="bob")
    assert office.codes() == []
    office.staff.leaves("cat")
    finding = office.only()
    assert (finding.code, finding.variant, finding.people) == ("duties_leave_nobody", "pool", ("bob",))
    assert finding.params == {"pool": "role:legal", "duties": "bob: not_same_as"}


def test_the_initiator_alone_in_the_pool_of_his_own_case() -> None:
    office = Office(LEGAL)
    office.submitted(by="bob")
    office.staff.leaves("cat")
    finding = office.only()
    assert (finding.code, finding.params["duties"]) == ("duties_leave_nobody", "bob: self_forbidden")


def test_a_quorum_that_can_no_longer_be_reached() -> None:
    office = Office(BOARD)
    office.submitted()
    office.desk.act("1", "approve", by="dan")
    office.staff.leaves("eve")
    assert [(f.code, f.severity.value) for f in office.desk.stuck().findings] == [("holder_inactive", "warning")]
    office.staff.leaves("fay")
    findings = {f.code: f for f in office.desk.stuck().findings}
    assert office.codes() == ["holder_inactive", "holder_inactive", "quorum_unattainable"]
    assert findings["quorum_unattainable"].params == {"needed": 2, "got": 1, "able": 0}
    assert len(findings["quorum_unattainable"].commands) == 1
    assert findings["holder_inactive"].severity.value == "error"


def test_a_weight_that_can_no_longer_be_reached_is_mended_by_as_few_seats_as_will_do() -> None:
    office = Office(
        "vote: {approvers: [{who: person(dan), weight: 3}, {who: person(eve), weight: 3}, {who: person(fay), weight: 3}],"
        " rule: {need: 4, of: weight}}"
    )
    office.submitted()
    office.staff.leaves("dan")
    assert office.codes() == ["holder_inactive"]
    office.staff.leaves("eve")
    finding = next(f for f in office.desk.stuck().findings if f.code == "quorum_unattainable")
    assert finding.params == {"needed": 4, "got": 0, "able": 3}
    assert len(finding.commands) == 1


def test_a_group_that_can_no_longer_be_met_is_short_whatever_the_others_do() -> None:
    office = Office("vote: {approvers: {law: each(role(legal)), board: [person(eve), person(fay)]}, rule: {need: 1, of: each_group}}")
    office.submitted()
    office.staff.leaves("eve")
    assert [f.severity.value for f in office.desk.stuck().findings] == ["warning"]
    office.staff.leaves("fay")
    assert "quorum_unattainable" in office.codes()


def test_a_rule_that_waits_for_everyone_waits_for_the_lost_seat_too() -> None:
    office = Office("vote: {approvers: each(role(board)), rule: {need: 1, reject: collect}}")
    office.submitted()
    office.staff.leaves("eve")
    finding = office.only()
    assert (finding.code, finding.severity.value) == ("holder_inactive", "error")


def test_where_every_seat_is_needed_the_lost_seat_says_it_all() -> None:
    office = Office("vote: {approvers: each(role(board)), rule: all}")
    office.submitted()
    office.staff.leaves("eve")
    finding = office.only()
    assert (finding.code, finding.severity.value, finding.people) == ("holder_inactive", "error", ("eve",))


def test_a_seat_that_waits_for_its_turn_warns_before_it_is_its_turn() -> None:
    office = Office("line: {approvers: each(role(board)), rule: sequence}")
    office.submitted()
    office.staff.leaves("eve")
    finding = office.only()
    assert (finding.severity.value, finding.people, finding.commands) == ("warning", ("eve",), ())
    office.desk.act("1", "approve", by="dan")
    assert office.only().severity.value == "error"


def test_a_holder_is_asked_for_and_found() -> None:
    office = Office("check: {approvers: manager_of(initiator)}")
    office.submitted("1")
    office.submitted("2", by="bob")
    office.staff.leaves("max")
    assert len(office.desk.stuck(holder="max").findings) == 2
    assert office.desk.stuck(holder="eve").examined == 0
    assert office.desk.stuck(workflow="v").examined == 0
    assert office.desk.stuck(step="draft").examined == 0


@pytest.mark.parametrize("who", ["ann", "bob", "cat", "dan", "adm", "nobody"])
def test_can_and_inbox_and_why_say_the_same(who: str) -> None:
    office = Office("check: {approvers: role(legal), allow: {transfer: anyone}}\nagain: {approvers: role(legal), not_same_as: [check]}")
    office.submitted()
    office.desk.act("1", "approve", by="bob")
    told = office.desk.why("1", person=who).person
    assert told is not None
    for action in told.actions:
        if action.action in ("claim", "release", "remind"):
            continue
        can = office.desk.can("1", action.action, by=who)
        assert action.allowed is bool(can)
        assert [r.code for r in action.reasons] == [r.code for r in can.reasons]
    offered = {offer.action for item in office.desk.inbox(who) for offer in item.offers}
    assert offered == {action.action for action in told.actions if action.offered and action.task is not None} - {"claim", "release"}
    movers = {person for mover in office.desk.why("1").movers for person in mover.who}
    assert (who in movers) is bool(offered)
