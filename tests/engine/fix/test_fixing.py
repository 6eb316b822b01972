"""`fix`: for each reason that a repair can mend, a case made by real commands and people who leave, the repair, and what is true then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signoff.compose import Engine
from signoff.engine.errors import NotFound
from signoff.engine.fix import ADVICE, CaseFix, CaseFixed, FixReport, FixState
from signoff.engine.fix.measures import BY_CODE
from signoff.engine.inspect import REASONS, Repair
from signoff.engine.people_data import Person, Proxy
from signoff.engine.world import Limits

from ..house import House, Register, workflow

LEGAL = "check: {approvers: role(legal)}"
HEAD = "check: {approvers: manager_of(initiator)}"
LADDER = "check: {approvers: role(legal), due: 2d, escalate: [{at: due - 1d, remind: holder}, {at: due + 1d, remind: holder}]}"
BOARD = "check: {approvers: each(role(finance) | role(audit)), rule: 2}"
TOLD = "check: {approvers: role(legal), effects: [{notify: manager_of(initiator)}]}"
LISTED = """
draft: {by: initiator, may_edit: [urgent, parts]}
split:
  parallel:
    part: {for_each: p in parts if urgent > 0 else parts.where(it / 0 > 1), steps: {do: {by: role(legal)}}}
sign: {approvers: role(audit)}
"""
FIELDS = "parts: {type: list, of: integer}\nurgent: {type: integer, default: 0}"
BRANCHES = "split: {parallel: {law: {steps: {read: {approvers: person(bob)}}}, money: {steps: {count: {approvers: person(dan)}}}}}"

FOREVER = datetime(2099, 1, 1, tzinfo=UTC)

Make = Callable[..., House]


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """A house on a store of this kind, with a case under way."""

    def made(steps: str, *, data: str = "", given: dict[str, object] | None = None, limits: Limits | None = None, **policies: str) -> House:
        database = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'signoff.db'}"
        more = {"limits": limits} if limits is not None else {}
        house = House(workflow(steps, data=data, **policies), database=database, **more)  # type: ignore[arg-type]
        house.start(given)
        return house

    return made


def planned(house: House, **how: str) -> CaseFix:
    """The plan for the one case."""
    (fix,) = house.engine.plan_fix("k", by="adm", reason="looked into it", **how).cases  # type: ignore[arg-type]
    return fix


def mended(house: House, **how: str) -> FixReport:
    """Carry it out: afterwards `stuck` finds nothing, and tables and history agree."""
    report = house.engine.fix("k", by="adm", reason="looked into it", **how)  # type: ignore[arg-type]
    assert report and {one.state for one in report.cases} == {FixState.MENDED}
    assert {found.state for one in report.cases for found in one.found} == {FixState.MENDED}
    assert house.engine.stuck().findings == () and house.sound()
    return report


def test_what_a_repair_would_bring_to_light_is_left_in_the_plan_as_in_the_report(make: Make) -> None:
    house = make("check: {by: initiator, actions: {go: {when: urgent > 0, to: next}}}", data="urgent: {type: integer, default: 0}")
    house.engine.suspend("k", by="adm", reason="later")
    fix = planned(house)
    assert [measure.verb for measure in fix.possible] == ["resume"] and fix.left == ("no_move",)
    (case,) = house.engine.fix("k", by="adm", reason="looked into it").cases
    assert case.state is FixState.STUCK


def test_a_seat_without_an_owner_wants_somebody_to_be_named(make: Make) -> None:
    house = make("check: {approvers: role(nurse)}")
    fix = planned(house)
    (measure,) = fix.measures
    assert (measure.wants_person, measure.possible, fix.left, fix.possible) == (True, False, ("nobody_assigned",), ())
    assert [(one.person, one.source.value) for one in measure.candidates] == [("adm", "administrator")]
    assert house.engine.fix("k", by="adm", reason="x").cases[0].state is FixState.UNCHANGED
    mended(house, to="bob")
    assert house.holders == ["bob"]


def test_a_pool_that_everybody_has_left(make: Make) -> None:
    house = make(LEGAL)
    house.people.leave("bob", "cat")
    assert [one.code for one in planned(house).findings] == ["candidates_empty"]
    mended(house, to="boss")


def test_a_holder_who_has_left_is_followed_by_whom_the_step_names_today(make: Make) -> None:
    house = make(LEGAL)
    house.engine.claim("k", by="bob")
    house.people.leave("bob")
    fix = planned(house)
    assert (fix.before, fix.after) != (None, None)
    assert fix.before is not None and fix.after is not None and (fix.before.who, fix.after.who) == ((), ("cat",))
    assert (fix.measures[0].to, fix.measures[0].candidates[0].source.value, fix.left) == ("cat", "step", ())
    assert house.holders == ["bob"], "nothing is written by a plan"
    mended(house)
    assert house.holders == ["cat"] and house.fields("transferred", "comment")[-1] == ("looked into it",)


def test_whoever_stands_in_for_the_holder_comes_before_whoever_leads_him(make: Make) -> None:
    house = make("check: {approvers: person(dan)}")
    house.people.put(replace(house.people.people["dan"], active=False))
    assert (planned(house).measures[0].to, planned(house).measures[0].candidates[0].source.value) == ("boss", "manager")
    house.people.rules = (Proxy("dan", "eve"),)
    assert [one.person for one in planned(house).measures[0].candidates] == ["eve", "boss", "adm"]
    mended(house)
    assert house.holders == ["eve"]


def test_a_holder_whom_the_directory_does_not_know(make: Make) -> None:
    house = make(HEAD)
    del house.people.people["boss"]
    assert [one.code for one in planned(house).findings] == ["holder_unknown"]
    mended(house, to="fay")


def test_duties_that_leave_nobody_are_not_got_round(make: Make) -> None:
    house = make(f"{HEAD}\nagain: {{approvers: manager_of(initiator), not_same_as: [check]}}")
    house.act("boss", "approve")
    fix = planned(house, to="boss")
    (measure,) = fix.measures
    assert ([one.code for one in measure.reasons], fix.left) == (["not_same_as"], ("duties_leave_nobody",))
    report = house.engine.fix("k", by="adm", reason="x", to="boss")
    assert not report and report.cases[0].state is FixState.REFUSED
    assert [one.code for one in report.cases[0].found[0].reasons] == ["not_same_as"]
    mended(house, to="fay")


def test_a_rule_that_can_no_longer_be_met_gets_as_many_seats_as_it_takes(make: Make) -> None:
    house = make(BOARD)
    house.people.leave("eve", "fay")
    assert [measure.wants_person for measure in planned(house, code="quorum_unattainable").measures] == [True, True]
    house.people.put(Person("kim", unit="office", roles=("finance",)), Person("lee", unit="office", roles=("finance",)))
    only = planned(house, code="quorum_unattainable")
    assert ([(measure.verb, measure.to) for measure in only.measures], only.left) == ([("reassign", "kim")], ())
    assert [(measure.verb, measure.to) for measure in planned(house).measures] == [("reassign", "kim"), ("reassign", "lee")]
    mended(house)
    assert sorted(map(str, house.holders)) == ["dan", "kim", "lee"]


def test_a_timer_that_nobody_has_fired(make: Make) -> None:
    house = make(LADDER)
    house.clock.advance("25h")
    fix = planned(house)
    assert fix.before is not None and fix.after is not None
    assert ([t.rung for t in fix.before.timers], [t.rung for t in fix.after.timers]) == ([1, 2], [2])
    mended(house)
    assert "urged" in house.kinds()


def test_a_timer_that_fails_is_said_to_fail_before_anything_is_done(make: Make) -> None:
    house = make("check: {approvers: role(legal), due: 2d, escalate: [{at: due - 1d, remind: manager_of(initiator)}]}")
    house.clock.advance("25h")
    house.people.broken = True
    (fix,) = house.engine.plan_fix("k", by="adm", reason="x", code="timer_unfired").cases
    assert [one.code for one in fix.measures[0].reasons] == ["directory_unavailable"] and not fix.possible
    house.people.broken = False
    mended(house)


def test_a_timer_that_fails_after_the_plan_was_made_is_refused_with_its_reason(make: Make) -> None:
    house = make("check: {approvers: role(legal), due: 2d, escalate: [{at: due - 1d, remind: manager_of(initiator)}]}")
    house.clock.advance("25h")
    plan = house.engine.plan_fix("k", by="adm", reason="x", code="timer_unfired")
    house.people.broken = True
    (done,) = house.engine.fix_planned(plan).cases
    assert (done.state, [one.code for one in done.found[0].reasons]) == (FixState.REFUSED, ["timer_failed"])
    assert done.found[0].now is not None and done.found[0].now.variant == "failing"


def test_a_case_that_was_put_to_rest(make: Make) -> None:
    house = make(LADDER)
    house.engine.suspend("k", by="adm", reason="later")
    house.clock.advance("72h")
    fix = planned(house)
    assert fix.before is not None and fix.after is not None and (fix.before.status, fix.after.status) == ("suspended", "open")
    assert fix.after.due_at is not None and fix.before.due_at is not None and (fix.after.due_at - fix.before.due_at).days == 3
    mended(house)


def test_a_branch_that_sleeps_with_the_case_above_goes_on_with_it(make: Make) -> None:
    house = make(BRANCHES)
    house.engine.suspend("k", by="adm", reason="later")
    plan = house.engine.plan_fix("k/law", by="adm", reason="looked into it")
    ((measure,),) = [fix.measures for fix in plan.cases]
    assert (measure.verb, measure.to, measure.line) == ("resume", "k", "signoff resume w/k --reason 'looked into it'") and measure.possible
    (done,) = house.engine.fix_planned(plan).cases
    assert done.state is FixState.MENDED and {case.status for case in house.engine.cases()} == {"open"}


def test_branches_that_could_not_be_opened_lead_back_to_where_the_data_are_mended(make: Make) -> None:
    house = make(LISTED, data=FIELDS, given={"parts": [1, 2]})
    house.act("ini", "submit")
    fix = planned(house)
    (measure,) = fix.measures
    assert (measure.verb, measure.to, [one.code for one in measure.instead_of]) == ("jump", "draft", ["expression_failed"])
    mended(house)
    assert house.step == "draft"


def test_branches_that_can_be_opened_now_are(make: Make) -> None:
    text = workflow(LISTED, data=FIELDS)
    house = make(LISTED, data=FIELDS, given={"parts": [1, 2], "urgent": 1}, limits=Limits(children=1))
    house.act("ini", "submit")
    assert planned(house).measures[0].verb == "jump"
    roomy = Engine(house.engine.store, workflows=[text], directory=house.people, clock=house.clock)
    (fix,) = roomy.plan_fix("k", by="adm", reason="the limit is raised").cases
    assert [measure.verb for measure in fix.measures] == ["retry"]
    assert roomy.fix("k", by="adm", reason="the limit is raised").cases[0].state is FixState.MENDED
    assert len(roomy.case("k").children) == 2


def test_effects_that_were_given_up(make: Make) -> None:
    house = make(TOLD)
    house.act("bob", "approve")
    (row,) = house.engine.store.lease("node", FOREVER, 10, 60)
    house.engine.store.failed(row.id, FOREVER, "no such address", None)
    report = mended(house)
    assert report.cases[0].fix.measures[0].line == "signoff retry w/k --reason 'looked into it'"


def test_what_is_late_is_acknowledged_and_the_history_says_by_whom(make: Make) -> None:
    house = make(LADDER)
    house.tick("24h")
    house.tick("49h")
    assert [one.code for one in planned(house).findings] == ["overdue", "ladder_exhausted"]
    house.clock.advance("1h")
    report = house.engine.fix("k", by="adm", reason="rang them up")
    (done,) = report.cases
    assert (
        report
        and done.state is FixState.ACKNOWLEDGED
        and [one.verb for one in done.fix.measures] == ["remind", "acknowledge", "acknowledge"]
    )
    told = {one.code: one.acknowledged for one in house.engine.stuck().findings}
    assert {code: one and (one.by, one.at) for code, one in told.items()} == {
        "overdue": ("adm", house.clock.now()),
        "ladder_exhausted": ("adm", house.clock.now()),
    }
    again = house.engine.fix("k", by="adm", reason="once more").cases[0]
    assert (again.fix.measures, again.state, house.kinds().count("urged")) == ((), FixState.SEEN, 3)
    assert {found.state for found in again.found} == {FixState.SEEN} and again.fix.seen == ("overdue", "ladder_exhausted")
    assert {found.now and found.now.acknowledged and found.now.acknowledged.reason for found in again.found} == {"rang them up"}


def test_what_is_late_gets_more_time_where_somebody_says_until_when(make: Make) -> None:
    house = make("check: {approvers: role(legal), due: 2d}")
    house.clock.advance("49h")
    fix = planned(house, until="due + 3d")
    assert (fix.measures[0].line, fix.left) == ("signoff extend w/k --to 'due + 3d' --reason 'looked into it'", ())
    mended(house, until="due + 3d")
    house.clock.advance("100h")
    late = planned(house, until="due + 1d")
    assert ([one.code for one in late.measures[0].reasons], late.left) == (["time_past"], ("overdue",))
    assert house.engine.fix("k", by="adm", reason="x", until="due + 1d").cases[0].state is FixState.REFUSED


def test_what_lies_outside_is_left_alone(make: Make) -> None:
    house = make("wait: {by: initiator, actions: {go: {to: next, when: sum > 5}}}", data="sum: {type: integer, default: 1}")
    (done,) = house.engine.fix("k", by="adm", reason="x").cases
    assert (done.state, done.fix.measures, done.fix.left) == (FixState.UNCHANGED, (), ("no_move",))


def test_a_parent_is_mended_by_its_child_which_comes_first(make: Make) -> None:
    house = make(BRANCHES)
    house.people.put(replace(house.people.people["dan"], active=False))
    plan = house.engine.plan_fix("k", by="adm", reason="x")
    assert [(one.key, one.left) for one in plan.cases] == [("k/money", ()), ("k", ())] and plan
    report = house.engine.fix_planned(plan)
    assert report and [one.state for one in report.cases] == [FixState.MENDED, FixState.GONE]
    assert house.engine.stuck().findings == () and house.sound()


def test_who_is_no_administrator_is_told_so_before_anything_is_done(make: Make) -> None:
    house = make(LEGAL)
    house.engine.claim("k", by="bob")
    house.people.leave("bob")
    (fix,) = house.engine.plan_fix("k", by="eve", reason="x").cases
    assert [one.code for one in fix.measures[0].reasons] == ["not_admin"]
    assert house.engine.fix("k", by="eve", reason="x").cases[0].state is FixState.REFUSED
    (fix,) = house.engine.trusting("root").plan_fix("k", by="eve", reason="x").cases
    assert fix.possible


def several(make: Make) -> House:
    """Three cases whose holder has left."""
    house = make("check: {approvers: person(dan)}")
    for key in ("k2", "k3"):
        house.engine.start("w", by="ini", key=key)
    house.people.put(replace(house.people.people["dan"], active=False))
    return house


def test_a_batch_that_was_interrupted_goes_on_where_it_stopped(make: Make) -> None:
    house = several(make)
    plan = house.engine.plan_fix(by="adm", reason="dan has left", workflow="w")
    seen: list[CaseFixed] = []

    def crash(done: CaseFixed) -> None:
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.engine.fix_planned(plan, watch=crash)
    assert [one.fix.key for one in seen] == ["k"]
    report = house.engine.fix_planned(plan)
    assert [(one.fix.key, one.state.value) for one in report.cases] == [("k", "gone"), ("k2", "mended"), ("k3", "mended")]
    assert [len([e for e in house.engine.history(key) if e.kind == "transferred"]) for key in ("k", "k2", "k3")] == [1, 1, 1]
    assert house.engine.fix(by="adm", reason="x", workflow="w").cases == ()


def test_a_refusal_stops_none_of_the_others(make: Make) -> None:
    house = several(make)
    plan = house.engine.plan_fix(by="adm", reason="dan has left", holder="dan")
    assert (plan.examined, len(plan.possible)) == (3, 3)
    house.engine.suspend("k2", by="adm", reason="wait")
    states = [(one.fix.key, one.state.value) for one in house.engine.fix_planned(plan).cases]
    assert [key for key, state in states if state == "mended"] == ["k", "k3"]
    assert dict(states)["k2"] not in ("mended", "acknowledged")


def test_what_comes_back_at_once_is_told_as_having_recurred(make: Make) -> None:
    house = make(LEGAL)
    house.engine.claim("k", by="bob")
    house.people.leave("bob")
    house.clock.advance("1h")
    plan = house.engine.plan_fix("k", by="adm", reason="x")

    class Fickle(Register):
        """The people of the house, of whom one leaves as soon as a seat is hers."""

        def person(self, id: str) -> Person | None:
            found = house.people.person(id)
            held = house.engine.store.find("default", "k").meant.tasks[0].holder
            return replace(found, active=False) if found is not None and id == held else found

    fickle = Fickle()
    fickle.people = house.people.people
    engine = Engine(house.engine.store, workflows=[workflow(LEGAL)], directory=fickle, clock=house.clock)
    (done,) = engine.fix_planned(plan).cases
    assert done.state is FixState.RECURRED
    assert done.found[0].now is not None and done.found[0].now.people == ("cat",)


def test_filters_hold_for_cases_that_are_named_too(make: Make) -> None:
    house = several(make)
    assert house.engine.plan_fix(["k", "k2"], by="adm", reason="x", holder="bob").cases == ()
    assert [one.key for one in house.engine.plan_fix(by="adm", reason="x", everything=True, limit=2).cases] == ["k", "k2"]
    with pytest.raises(NotFound, match="overdew"):
        house.engine.plan_fix("k", by="adm", reason="x", code="overdew")
    with pytest.raises(NotFound):
        house.engine.plan_fix("nothing", by="adm", reason="x")


def test_every_reason_that_can_be_mended_or_acknowledged_has_a_repair_and_every_other_has_advice() -> None:
    within = {code for code, one in REASONS.items() if one.repair is not Repair.OUTSIDE}
    assert set(BY_CODE) == within
    assert set(REASONS) - within <= set(ADVICE) <= set(REASONS)
