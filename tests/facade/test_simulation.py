"""Simulation: every path of a workflow on a clock and a store of its own, with who is asked, until when, and dead ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signoff import Engine
from signoff.engine.errors import Misconfigured, NotFound, Refused
from signoff.testing import ManualClock, Trial, assert_asked, assert_no_dead_end, assert_way, engine_for, simulate
from signoff.workflows.simulation import Simulation

NOW = "2026-03-02 09:00"
HEAD = """\
signoff: 1
workflow: w
calendar: cn-gov
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data:
  amount: {type: money, required: true}
  units: {type: list, of: text}
steps:
"""
SIMPLE = (
    HEAD
    + """\
  draft: {by: initiator, due: 1wd}
  head: {approvers: role(head), due: 2wd, return: {to: any_earlier}}
  director: {approvers: director@office, when: amount > 100, due: 1wd}
"""
)
PEOPLE = """\
units: {office: {title: Office}}
people:
  lin: {name: Lin, unit: office, roles: [clerk]}
  wu: {name: Wu, unit: office, roles: [head], manager: xu}
  xu: {name: Xu, unit: office, roles: [head]}
  yan: {name: Yan, unit: office, posts: [director@office]}
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def tried(steps: str, **settings: object) -> Simulation:
    """The simulation of these steps."""
    given = {"amount": "50", **settings.pop("given", {})}  # type: ignore[dict-item]
    return simulate(HEAD + steps, given=given, now=NOW, **settings)  # type: ignore[arg-type]


def kinds(simulation: Simulation) -> list[tuple[str, str | None, str]]:
    """Of each path: its kind, where it leaves the others, how it stands at the end."""
    return [(path.kind, path.choice.step if path.choice else None, path.status) for path in simulation.paths]


# ---- paths


def test_the_main_line_comes_first_then_returned_then_rejected() -> None:
    found = simulate(SIMPLE, given={"amount": "500"}, now=NOW)
    assert kinds(found) == [
        ("main", None, "approved"),
        ("returned", "head", "approved"),
        ("rejected", "head", "rejected"),
        ("rejected", "director", "rejected"),
    ]
    assert_way(found, "draft", "head", "director", "approved")


def test_the_data_decides_the_way_and_what_is_passed_says_why() -> None:
    found = simulate(SIMPLE, given={"amount": "50"}, now=NOW)
    assert_way(found, "draft", "head", "approved")
    assert [(passed.step, passed.reason) for passed in found.main.passed] == [("director", "when")]
    assert found.never == ()


def test_a_returned_case_goes_round_again_and_counts_its_rounds() -> None:
    path = next(path for path in simulate(SIMPLE, given={"amount": "50"}, now=NOW).paths if path.kind == "returned")
    assert [(stop.step, stop.round, [d.action for d in stop.decisions]) for stop in path.stops] == [
        ("draft", 1, ["submit"]),
        ("head", 1, ["return"]),
        ("draft", 2, ["submit"]),
        ("head", 2, ["approve"]),
    ]


def test_nobody_acting_is_a_path_where_a_rung_decides() -> None:
    found = tried("  draft: {by: initiator}\n  head: {approvers: role(head), due: 2wd, escalate: [{at: due + 1wd, act: reject}]}\n")
    path = next(path for path in found.paths if path.kind == "timed_out")
    assert (path.status, path.late.days) == ("rejected", 3)
    assert path.stops[-1].decisions[0].by is None


def test_a_clock_of_the_case_that_leads_on_is_a_path_from_every_step() -> None:
    head = HEAD.replace("data:\n", "deadlines: {whole: {due: 10wd, escalate: [{at: due, to: rejected}]}}\ndata:\n")
    found = simulate(head + "  draft: {by: initiator}\n  head: {approvers: role(head)}\n", given={"amount": "1"}, now=NOW)
    assert [(path.choice.step, path.status) for path in found.paths if path.choice and path.kind == "timed_out"] == [
        ("draft", "rejected"),
        ("head", "rejected"),
    ]


def test_an_action_of_no_step_is_taken_once_and_never_on_the_main_line() -> None:
    head = HEAD.replace("data:\n", "anytime: {stop: {by: role(boss), to: rejected}}\ndata:\n")
    found = simulate(head + "  draft: {by: initiator}\n  head: {approvers: role(head)}\n", given={"amount": "1"}, now=NOW)
    assert_way(found, "draft", "head", "approved")
    assert [(path.choice.action, path.status) for path in found.paths if path.choice and path.kind == "other"] == [("stop", "rejected")]


def test_an_action_of_no_step_does_not_end_the_main_line_while_branches_are_under_way() -> None:
    head = HEAD.replace("data:\n", "anytime: {stop: {by: role(boss), in: ask, to: rejected}}\ndata:\n")
    steps = "  draft: {by: initiator}\n  ask:\n    parallel:\n      law: {steps: {read_: {by: role(clerk)}, look: {by: role(clerk)}}}\n"
    found = simulate(head + steps, given={"amount": "1"}, now=NOW)
    assert_way(found, "draft", "ask", "read_", "look", "approved")
    assert ("other", "ask", "rejected") in kinds(found)


def test_a_seat_that_nobody_has_is_a_dead_end_though_somebody_could_call_all_of_it_off(people: Path) -> None:
    head = HEAD.replace("data:\n", "anytime: {stop: {by: role(head), to: rejected}}\ndata:\n")
    found = simulate(head + "  draft: {by: initiator}\n  last: {approvers: chief@office}\n", given={"amount": "1"}, people=people, now=NOW)
    assert found.main.dead_end is not None
    assert found.main.dead_end.code == "nobody_assigned"


def test_own_actions_that_lead_elsewhere_are_paths_of_their_own() -> None:
    steps = "  draft: {by: initiator}\n  order: {by: role(buyer), actions: {place: next, ask_again: draft}}\n"
    assert [kind for kind, _, _ in kinds(tried(steps))] == ["main", "other"]


def test_a_rejection_is_repeated_until_the_rule_has_enough() -> None:
    steps = "  draft: {by: initiator}\n  vote: {approvers: [person(a), person(b), person(c)], rule: {need: 2, reject: 2}}\n"
    path = next(path for path in tried(steps).paths if path.kind == "rejected")
    assert [decision.action for decision in path.stops[-1].decisions] == ["reject", "reject"]
    assert path.status == "rejected"


def test_every_seat_of_a_vote_is_asked() -> None:
    found = tried("  draft: {by: initiator}\n  vote: {approvers: [person(a), person(b)], rule: all}\n")
    assert_asked(found, "vote", "a", "b")
    assert [decision.by for decision in found.main.stops[-1].decisions] == ["a", "b"]


def test_branches_are_acted_in_one_after_the_other_and_named() -> None:
    steps = "  draft: {by: initiator}\n  both:\n    parallel:\n      audit: {steps: {look: {by: role(auditor)}}}\n"
    found = tried(steps + "      legal: {steps: {read_: {approvers: role(lawyer)}}}\n  last: {by: role(clerk)}\n")
    assert_way(found, "draft", "both", "look", "read_", "last", "approved")
    assert [stop.case for stop in found.main.stops] == ["", "", "audit", "legal", ""]
    assert [child.branch for child in found.main.stops[1].children] == ["audit", "legal"]
    assert ("rejected", "read_", "rejected") in kinds(found)


def test_a_branch_for_each_element_is_one_stop_each() -> None:
    steps = "  draft: {by: initiator}\n  ask:\n    parallel:\n      unit: {for_each: u in units, steps: {answer: {by: role(clerk)}}}\n"
    found = tried(steps, given={"units": ["north", "south"]})
    assert [stop.case for stop in found.main.stops if stop.step == "answer"] == ["unit/north", "unit/south"]


def test_another_workflow_that_is_not_there_has_a_stand_in() -> None:
    found = tried("  draft: {by: initiator}\n  inner: {workflow: other}\n  last: {by: initiator}\n")
    assert_way(found, "draft", "inner", "waiting", "last", "approved")


def test_automatic_steps_and_those_passed_by_a_policy_are_told() -> None:
    steps = "  draft: {by: initiator}\n  sort: {then: next}\n  boss: {approvers: initiator, self: skip}\n  last: {by: initiator}\n"
    found = tried(steps)
    assert [(passed.step, passed.reason) for passed in found.main.stops[-1].passed] == [("sort", "automatic"), ("boss", "self")]


def test_too_many_paths_are_cut_and_said() -> None:
    found = simulate(SIMPLE, given={"amount": "500"}, now=NOW, most=2)
    assert (len(found.paths), found.left) == (2, 2)


def test_a_path_that_never_ends_is_cut_and_said() -> None:
    found = tried("  draft: {by: initiator, actions: {again: stay2, done: approved}}\n  stay2: {by: initiator, actions: {back: draft}}\n")
    assert found.main.cut
    assert [path.status for path in found.paths if path.kind == "other"] == ["approved"]


# ---- who, and when


def test_who_is_asked_comes_with_how_they_were_found(people: Path) -> None:
    found = simulate(SIMPLE, given={"amount": "500"}, people=people, by="wu", now=NOW)
    (seat,) = next(found.stops("head")).seats
    assert (seat.resolution.expression, seat.resolution.found, seat.able) == ("role(head)", ("wu", "xu"), ("wu", "xu"))
    assert_asked(found, "director", "yan")


def test_who_is_barred_is_told_with_the_duty(people: Path) -> None:
    text = SIMPLE.replace("approvers: role(head)", "approvers: role(head), not_same_as: [draft]")
    (seat,) = next(simulate(text, given={"amount": "50"}, people=people, by="wu", now=NOW).stops("head")).seats
    assert (seat.able, seat.resolution.removed) == (("xu",), {"wu": "not_same_as"})


def test_deadlines_count_working_time_and_everybody_takes_all_of_it() -> None:
    found = simulate(SIMPLE, given={"amount": "500"}, now="2026-03-05 10:00")
    assert [(stop.due.isoformat()[:10], stop.days) for stop in found.main.stops if stop.due] == [
        ("2026-03-06", 1),
        ("2026-03-10", 2),
        ("2026-03-11", 1),
    ]
    assert (found.main.late.days, found.main.soon.days if found.main.soon else None) == (4, 0)


def test_what_escalates_when_is_told_with_the_people_it_goes_to(people: Path) -> None:
    text = SIMPLE.replace("due: 2wd", "due: 2wd, escalate: [{at: due + 1wd, notify: manager_of(holder)}]")
    stop = next(simulate(text, given={"amount": "50"}, people=people, by="lin", now=NOW).stops("head"))
    assert [(timer.rung, timer.deeds[0].verb, timer.deeds[0].people) for timer in stop.timers] == [(1, "notify", ("xu",))]


def test_a_step_where_nobody_is_found_is_a_dead_end(people: Path) -> None:
    text = SIMPLE.replace("director@office", "director@nowhere")
    found = simulate(text, given={"amount": "500"}, people=people, by="lin", now=NOW)
    assert [(end.step, end.code) for end in found.dead_ends] == [("director", "nobody_assigned")]
    assert found.main.status == "open"
    with pytest.raises(AssertionError, match=r"`director`: .*nobody_assigned"):
        assert_no_dead_end(found)


def test_a_step_that_time_leads_on_from_is_no_dead_end_but_nobody_is_there(people: Path) -> None:
    text = SIMPLE.replace("director@office", "director@nowhere").replace(
        "amount > 100, due: 1wd", "amount > 100, due: 1wd, escalate: [{at: due, to: rejected}]"
    )
    found = simulate(text, given={"amount": "500"}, people=people, by="lin", now=NOW)
    assert (found.main.status, found.dead_ends) == ("rejected", ())
    with pytest.raises(AssertionError, match="nobody is found"):
        assert_no_dead_end(found)


def test_without_people_stand_ins_act_and_samples_fill_what_is_missing() -> None:
    found = simulate(SIMPLE, now=NOW)
    assert (found.made_up, found.samples, found.initiator) == (True, ("amount",), "initiator")
    assert_no_dead_end(found)


# ---- through an engine


def test_an_engine_simulates_on_its_own_directory_and_keeps_nothing(people: Path) -> None:
    engine = Engine("memory://", workflows=SIMPLE, directory=people, clock=ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))
    found = engine.simulate("w", by="lin", data={"amount": "500"})
    assert_asked(found, "head", "wu", "xu")
    assert engine.cases() == ()
    with pytest.raises(Misconfigured, match="who starts"):
        engine.simulate("w", data={"amount": "500"})


def test_bad_names_and_starts_are_refused() -> None:
    engine = engine_for(SIMPLE.replace("steps:\n", "start: role(nobody_has_it)\nsteps:\n", 1))
    with pytest.raises(NotFound, match="no field `amuont`"):
        engine.simulate("w", data={"amuont": 1})
    with pytest.raises(NotFound, match="no workflow"):
        engine.simulate("v")
    with pytest.raises(Refused, match="could not be started"):
        simulate(SIMPLE, given={"amount": "much"}, now=NOW)


@pytest.fixture
def running(people: Path) -> Trial:
    """A case that has been sent back once and lies with the heads again; the database is SQLite."""
    engine = engine_for(SIMPLE, people=people, now=NOW, database="sqlite://")
    engine.start("w", by="lin", data={"amount": "500"}, key="1")
    engine.act("1", "submit", by="lin")
    engine.act("1", "return", by="wu", to="draft", comment="x")
    engine.act("1", "submit", by="lin")
    return engine


def test_what_lies_ahead_of_a_running_case(running: Trial) -> None:
    found = running.ahead("1")
    assert [(stop.step, stop.round) for stop in found.main.stops] == [("head", 2), ("director", 1)]
    assert_way(found, "head", "director", "approved")
    assert [path.kind for path in found.paths] == ["main", "returned", "rejected", "rejected"]


def test_looking_ahead_changes_nothing(running: Trial) -> None:
    before, events = running.case("1"), running.history("1")
    running.ahead("1")
    assert (running.case("1"), running.history("1")) == (before, events)
    assert running.verify().problems == ()


def test_ahead_stays_on_the_definition_of_the_case(running: Trial) -> None:
    with Engine(running.store, workflows=SIMPLE.replace("amount > 100", "amount > 1000"), directory=running.directory) as other:
        assert_way(other.ahead("1"), "head", "director", "approved")


def test_the_way_ahead_foretells_what_happens(running: Trial) -> None:
    foretold = running.ahead("1").main
    for stop in foretold.stops:
        case = running.case("1")
        assert (case.step, {person for seat in stop.seats for person in seat.able}) == (stop.step, set(stop.people))
        running.act("1", "approve", by=stop.decisions[0].by or "")
    assert running.case("1").status == foretold.status


def test_who_stands_in_by_a_stored_rule_counts_there_too(running: Trial) -> None:
    running.claim("1", by="wu")
    running.proxy("wu", "yan", by="wu", reason="away")
    now, ahead = running.why("1"), running.ahead("1").main.stops[0].why
    assert "yan" in ahead.seats[0].able
    assert (ahead.seats[0].able, ahead.stand_ins) == (now.seats[0].able, now.stand_ins)


def test_time_in_a_simulation_stands_still_outside(running: Trial) -> None:
    before = running.clock.now()
    assert running.ahead("1").main.late.end - before > timedelta(days=1)
    assert running.clock.now() == before
