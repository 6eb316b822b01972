"""One case for every reason of the families *logic* and *machinery*."""

from contextlib import suppress
from dataclasses import replace

import pytest

from signoff.engine.desk import Desk
from signoff.engine.errors import NotFound, Refused
from signoff.engine.expressions import Expression
from signoff.engine.inspect import stuck, why
from signoff.engine.ports import Definition
from signoff.engine.registry import Registry
from signoff.engine.service import Service, Setting

from .office import Office

LEGAL = "check: {approvers: role(legal)}"
NOTIFIED = "check: {approvers: role(legal), effects: [{notify: manager_of(initiator)}]}"


def test_an_effect_that_has_failed_its_last_try() -> None:
    office = Office(NOTIFIED)
    office.submitted()
    (row,) = office.store.lease("node", office.store.now(), 10, 60)
    office.store.failed(row.id, office.store.now(), "no such address", None)
    finding = office.only()
    assert (finding.code, finding.severity.value, finding.params) == (
        "effect_dead",
        "error",
        {"count": 1, "kinds": "notify", "error": "no such address"},
    )
    assert finding.commands[0].line == "signoff retry w/1 --reason 'tried again'"
    assert office.desk.why("1").findings == (finding,)
    office.desk.trusting("os").retry("1", by="ann", reason="the address is known now")
    assert office.codes() == []


def test_commands_that_were_all_refused_are_told_on_request() -> None:
    office = Office(LEGAL)
    office.submitted()
    office.clock.advance("1h")
    for _ in range(3):
        with suppress(Refused):
            office.desk.act("1", "approve", by="eve")
    assert office.codes() == []
    finding = office.only(severity="info")
    assert (finding.code, finding.severity.value, finding.people) == ("commands_failing", "info", ("eve",))
    assert finding.params == {"count": 3, "action": "approve", "person": "eve", "refusal": "not_holder"}
    assert finding.commands[0].line == "signoff why w/1 --for eve"
    assert office.only(reason="commands_failing") == finding
    office.clock.advance("1h")
    office.desk.comment("1", by="eve", text="who?")
    assert office.codes(severity="info") == []


def test_nobody_is_offered_any_action() -> None:
    office = Office("wait: {by: initiator, may_edit: [sum], actions: {go: {to: next, when: sum > 5}}}")
    office.submitted()
    finding = office.only()
    assert (finding.code, finding.params) == ("no_move", {"person": "ann", "step": "wait", "reasons": "go: not_now"})
    assert finding.evidence["actions"]["go"][0]["data"]["trace"]["text"] == "sum > 5"
    assert office.desk.why("1").movers == ()
    office.desk.edit("1", by="ann", data={"sum": 6})
    assert office.codes() == []


def test_an_action_that_names_its_own_people_is_a_move() -> None:
    office = Office("wait: {by: initiator, actions: {go: {to: next, when: sum > 5}, drop: {to: rejected, by: role(legal)}}}")
    office.submitted()
    assert office.codes() == []
    (mover,) = office.desk.why("1").movers
    assert (mover.how, mover.who, mover.action) == ("arm", ("bob", "cat"), "drop")


def elsewhere(office: Office, registry: Registry, store: object = None) -> Service:
    """Another engine on the same database."""
    setting = office.service.setting
    return Service(store or office.store, Setting(registry, setting.around, setting.clock))  # type: ignore[arg-type]


class WithoutDefinitions:
    """The store as it would be if the table of definitions had been lost."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def definition(self, hash: str) -> None:
        return None


def test_a_definition_that_is_gone() -> None:
    office = Office(LEGAL)
    office.submitted()
    assert stuck(elsewhere(office, Registry([]))).findings == ()
    service = elsewhere(office, Registry([]), WithoutDefinitions(office.store))
    (finding,) = stuck(service).findings
    assert (finding.code, finding.repair.value) == ("definition_missing", "outside")
    told = why(service, "1")
    assert (told.findings, told.step, told.title) == ((finding,), "check", {})


def test_a_definition_that_this_release_cannot_read() -> None:
    office = Office(LEGAL)
    office.submitted()

    class Older(WithoutDefinitions):
        def definition(self, hash: str) -> Definition:  # type: ignore[override]
            return Definition(hash, "w", None, '{"id":"w"}')

    (finding,) = stuck(elsewhere(office, Registry([]), Older(office.store))).findings
    assert (finding.code, finding.variant) == ("definition_unreadable", "unreadable")


def with_condition(office: Office, when: str) -> Desk:
    """The office's workflow with a condition on approving that the loader would refuse; a case has come there."""
    workflow = office.registry.workflow("w").workflow
    step = workflow.steps["check"]
    approve = step.actions["approve"]
    actions = {"approve": replace(approve, arms=(replace(approve.arms[0], when=Expression(when)),))}
    changed = replace(workflow, steps={**workflow.steps, "check": replace(step, actions=actions)})
    desk = Desk(elsewhere(office, Registry([changed])))
    desk.start("w", by="ann", key="1")
    desk.act("1", "submit", by="ann")
    return desk


def test_a_condition_that_needs_a_plug_in_which_is_not_there() -> None:
    desk = with_condition(Office("check: {approvers: role(legal), return: none}"), "credit(sum) > 0")
    (finding,) = desk.stuck().findings
    assert (finding.code, finding.variant, finding.severity.value, finding.params["action"]) == (
        "guard_raises",
        "action",
        "error",
        "approve",
    )
    assert "credit" in finding.evidence["error"] and finding.evidence["expression"] == "credit(sum) > 0"


def test_a_condition_that_this_release_cannot_read() -> None:
    desk = with_condition(Office("check: {approvers: role(legal)}"), "sum >")
    (finding,) = desk.stuck().findings
    assert (finding.code, finding.variant) == ("definition_unreadable", "unreadable")
    assert desk.why("1").findings == (finding,)


def test_a_directory_that_fails_leaves_the_rest_of_the_report() -> None:
    office = Office(NOTIFIED.replace("effects", "due: 1wd, effects"))
    office.submitted()
    office.clock.advance("3wd")
    office.staff.down = True
    report = office.desk.stuck()
    assert [finding.code for finding in report.findings] == ["overdue"]
    assert [note.code for note in report.notes] == ["directory_unavailable"]
    told = office.desk.why("1", person="bob")
    assert ([f.code for f in told.findings], [n.code for n in told.notes]) == (["overdue"], ["directory_unavailable"])


def test_a_reason_or_severity_that_does_not_exist_is_refused_with_a_suggestion() -> None:
    office = Office(LEGAL)
    with pytest.raises(NotFound) as reason:
        office.desk.stuck(reason="overdew")
    assert (reason.value.code, reason.value.hint) == ("unknown_reason", "Did you mean `overdue`?")
    with pytest.raises(NotFound) as severity:
        office.desk.stuck(severity="fatal")
    assert severity.value.code == "unknown_severity"


def test_an_ended_case_is_told_as_it_ended() -> None:
    office = Office(LEGAL)
    office.submitted()
    office.desk.act("1", "approve", by="bob")
    told = office.desk.why("1", person="ann")
    assert (told.status, told.step, told.movers, told.findings, told.seats) == ("approved", "approved", (), (), ())
    assert told.person is not None and {r.code for a in told.person.actions for r in a.reasons} == {"not_open"}
    assert office.desk.stuck().examined == 0
