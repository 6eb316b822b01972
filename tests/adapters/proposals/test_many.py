"""Many cases in one act (统一交办), and one look-back for each case of a cohort."""

from datetime import date, timedelta
from typing import Any

import pytest

from signoff.adapters.directory.static import StaticDirectory
from signoff.adapters.proposals.assigning import Assigned, Batch, assign
from signoff.adapters.proposals.campaigns import Campaign, Cohort, campaign
from signoff.adapters.proposals.reading import read_ledger
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.compose import Engine
from signoff.engine.errors import NotFound, Refused
from signoff.testing import ManualClock
from signoff.workflows import load_many
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import catalogue_path, people_path
from tests.engine.house import MONDAY

HANDLING = """
signoff: 1
workflow: proposal-handling
key: "{kind}-{year}-{case_no}"
defaults: {empty: hold, self: allow}
data:
  kind: {type: choice, default: npc_suggestion, options: [npc_suggestion, cppcc_proposal]}
  year: {type: integer, default: 2026}
  case_no: {type: text, required: true}
  title: text
  lead_proposer: {type: person, default: D1}
  co_signers: {type: list, of: person}
  follow_up_officer: person
  units: {type: list, fields: {unit: unit, role: {type: choice, options: [lead, co]}}}
  assign_batch: text
  assigned_at: datetime
  result_class: {type: choice, options: [A, B, C, D]}
steps:
  classified:
    by: role(proposal_section)
    actions:
      assign: {to: next, may_edit: [assign_batch], effects: [{set: {assigned_at: now}}]}
      close: {to: closed, needs: [result_class]}
  assigned: {by: role(proposal_section)}
  closed: {parallel: [unit_assignment], then: filed}
  filed: {end: done}
branches:
  unit_assignment:
    for_each: a in units
    data: {issued_at: datetime, class_at_first_reply: {type: choice, options: [A, B, C, D]}}
    steps:
      replied: {effects: [{set: {issued_at: now, class_at_first_reply: result_class}}], then: answered}
      answered: {end: done}
"""
LOOK_BACK = """
signoff: 1
workflow: look-back
defaults: {empty: hold, self: allow}
data:
  case_no: {type: text, required: true}
  year: integer
  unit: {type: unit, required: true}
  lead_proposer: person
  signers: {type: list, of: person}
  class_at_first_reply: {type: choice, options: [A, B, C, D]}
steps: {planning: {by: principal@unit}}
"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY)


@pytest.fixture
def engine(clock: ManualClock) -> Engine:
    return Engine("memory://", workflows=[HANDLING, LOOK_BACK, "assign-batch", "proposal-record"], directory=people_path(), clock=clock)


def case(engine: Engine, number: str, *units: tuple[str, str], **data: Any) -> str:
    rows = [{"unit": unit, "role": role} for unit, role in units]
    return engine.start("proposal-handling", by="li", data={"case_no": number, "title": number, "units": rows, **data}).key


def closed(engine: Engine, number: str, *units: tuple[str, str], letter: str = "B", **data: Any) -> str:
    key = case(engine, number, *units, **data)
    engine.act(key, "close", by="li", data={"result_class": letter})
    return key


def test_cases_are_assigned_at_one_instant_under_one_record(engine: Engine) -> None:
    keys = [
        case(engine, "6115", ("transport", "lead"), ("finance", "co"), follow_up_officer="chen"),
        case(engine, "6116", ("finance", "lead")),
    ]
    done = assign(engine, keys, Batch(number="1", year=2026, meeting_on=date(2026, 3, 10)), by="li")
    assert done and done.record == "2026-1" and [item.state for _, item in done.items] == ["done", "done"]
    record = engine.case("2026-1")
    assert (record.status, record.data["cases"], record.data["units"]) == ("done", tuple(keys), ("transport", "finance"))
    moved = [engine.case(key) for key in keys]
    assert {(one.step, one.data["assign_batch"], one.data["assigned_at"]) for one in moved} == {("assigned", "2026-1", MONDAY)}
    assert record.data["assigned_at"] == MONDAY


def test_each_receiver_gets_one_notice_whatever_the_number_of_cases(engine: Engine) -> None:
    keys = [case(engine, f"61{n}", ("transport", "lead"), ("finance", "co"), follow_up_officer="chen") for n in range(10, 15)]
    assign(engine, keys, Batch(number="1", year=2026), by="li")
    (notice,) = [event.fact for event in engine.history("2026-1") if event.kind == "noticed"]
    assert sorted(notice.to) == ["a3", "a5", "b3", "b5", "chen"]  # type: ignore[attr-defined]


def test_all_or_none_and_those_that_are_refused_may_be_left_out(engine: Engine) -> None:
    keys = [case(engine, "6115", ("transport", "lead")), case(engine, "6116", ("finance", "lead"))]
    assign(engine, keys[:1], Batch(number="1", year=2026), by="li")
    whole = assign(engine, keys, Batch(number="2", year=2026), by="li")
    assert not whole and states(whole) == ["refused", "held"] and engine.case(keys[1]).step == "classified"
    tried = assign(engine, keys, Batch(number="2", year=2026), by="li", leave_out=True, dry_run=True)
    assert states(tried) == ["refused", "held"] and tried.record is None
    rest = assign(engine, keys, Batch(number="2", year=2026), by="li", leave_out=True)
    assert states(rest) == ["refused", "done"] and rest.record == "2026-2"
    assert engine.case("2026-2").data["cases"] == (keys[1],)


def states(done: Assigned) -> list[str]:
    return [item.state for _, item in done.items]


def test_a_batch_number_is_used_once_and_a_batch_has_cases(engine: Engine) -> None:
    keys = [case(engine, "6115", ("transport", "lead")), case(engine, "6116", ("finance", "lead"))]
    assign(engine, keys[:1], Batch(number="1", year=2026), by="li")
    again = assign(engine, keys[1:], Batch(number="1", year=2026), by="li", leave_out=True)
    assert [reason.code for reason in again.reasons] == ["key_taken"] and engine.case(keys[1]).step == "classified"
    with pytest.raises(Refused):
        assign(engine, [], Batch(number="3", year=2026), by="li")
    with pytest.raises(NotFound):
        assign(engine, [*keys, "nowhere"], Batch(number="3", year=2026), by="li")
    stranger = assign(engine, keys[1:], Batch(number="3", year=2026), by="a1")
    assert [reason.code for reason in stranger.reasons] == ["start_not_allowed"]


def test_a_meeting_that_is_still_to_come_was_no_assignment_meeting(engine: Engine) -> None:
    key = case(engine, "6115", ("transport", "lead"))
    with pytest.raises(Refused) as refused:
        assign(engine, [key], Batch(number="1", year=2026, meeting_on=date(2026, 6, 2)), by="li")
    assert refused.value.code == "meeting_ahead" and engine.case(key).step == "classified"
    assert assign(engine, [key], Batch(number="1", year=2026, meeting_on=date(2026, 6, 1)), by="li")


def test_a_case_named_twice_is_assigned_once(engine: Engine) -> None:
    key = case(engine, "6115", ("transport", "lead"))
    assert states(assign(engine, [key, f"proposal-handling/{key}"], Batch(number="1", year=2026), by="li")) == ["done"]


@pytest.fixture
def picking(clock: ManualClock) -> Engine:
    """An engine in which principals pick, too."""
    texts = [HANDLING, LOOK_BACK, "assign-batch", "proposal-record", "leader-pick"]
    return Engine("memory://", workflows=texts, directory=people_path(), clock=clock)


def test_who_has_the_first_case_of_the_year_is_asked_to_pick_with_the_assignment(picking: Engine) -> None:
    first = case(picking, "6115", ("transport", "lead"), ("finance", "co"))
    tried = assign(picking, [first], Batch(number="1", year=2026), by="li", dry_run=True)
    assert [(one.unit, one.asked) for one in tried.picks] == [("transport", True), ("finance", True)]
    assert picking.cases(workflow="leader-pick") == ()
    done = assign(picking, [first], Batch(number="1", year=2026), by="li")
    assert [(one.unit, one.principals) for one in done.picks] == [("transport", ("a5",)), ("finance", ("b5",))]
    assert picking.case("2026-transport").data["assigned_at"] == MONDAY
    next_year = case(picking, "6001", ("transport", "lead"), ("highways", "co"), year=2027)
    second = case(picking, "6116", ("finance", "lead"), ("highways", "co"))
    later = assign(picking, [second, next_year], Batch(number="2", year=2026), by="li")
    assert [one.key for one in later.picks] == ["2026-highways", "2027-transport", "2027-highways"]


def test_nobody_is_asked_for_a_case_that_was_left_out_or_where_nobody_picks(picking: Engine, engine: Engine) -> None:
    keys = [case(picking, "6115", ("transport", "lead")), case(picking, "6116", ("finance", "lead"))]
    picking.act(keys[0], "assign", by="li")
    whole = assign(picking, keys, Batch(number="1", year=2026), by="li")
    assert not whole and whole.picks == () and picking.cases(workflow="leader-pick") == ()
    rest = assign(picking, keys, Batch(number="1", year=2026), by="li", leave_out=True)
    assert [one.unit for one in rest.picks] == ["finance"]
    alone = case(engine, "6115", ("transport", "lead"))
    assert assign(engine, [alone], Batch(number="1", year=2026), by="li").picks == ()


def looked(engine: Engine, **how: Any) -> Campaign:
    return campaign(engine, Cohort(year=2026), read(engine), name="2026", by="li", **how)


def read(engine: Engine) -> Ledger:
    """The ledger as reports have it now."""
    definition = {view.hash: engine.workflow(view.workflow) for view in engine.definitions()}.get
    return read_ledger(engine, StaticDirectory(load_people(people_path())), Calendars()["cn-gov"], definition, engine.now())


def test_every_case_of_the_cohort_is_looked_back_at_once_for_each_lead_unit(engine: Engine) -> None:
    closed(engine, "6102", ("transport", "lead"), ("finance", "lead"), co_signers=["D2"])
    closed(engine, "6103", ("transport", "lead"), letter="A")
    closed(engine, "6104", ("transport", "lead"), year=2025)
    case(engine, "6105", ("transport", "lead"))
    assert [item.state for item in looked(engine, dry_run=True).items] == ["would", "would"]
    assert engine.cases(workflow="look-back") == ()
    done = looked(engine)
    assert done and [(item.unit, item.state) for item in done.items] == [("transport", "done"), ("finance", "done")]
    first = engine.case(str(done.items[0].started))
    assert (first.data["case_no"], first.data["unit"], first.data["class_at_first_reply"]) == ("6102", "transport", "B")
    assert first.data["signers"] == ("D1", "D2")


def test_a_campaign_that_was_cut_short_goes_on_where_it_was(engine: Engine, clock: ManualClock) -> None:
    closed(engine, "6102", ("transport", "lead"))
    looked(engine)
    closed(engine, "6103", ("finance", "lead"))
    clock.advance(timedelta(days=1))
    done = looked(engine)
    assert (done.count("unchanged"), done.count("done"), len(engine.cases(workflow="look-back"))) == (1, 1, 2)
    assert looked(engine, dry_run=True).count("unchanged") == 2


def test_unless_classes_are_named_they_are_those_that_the_policy_looks_back_at(clock: ManualClock) -> None:
    following = LOOK_BACK.replace("workflow: look-back\n", "workflow: look-back\npolicy: {lookback_classes: [B, C]}\n")
    engine = Engine("memory://", workflows=[HANDLING, following], directory=people_path(), clock=clock)
    for number, letter in enumerate("ABCD", 6102):
        closed(engine, str(number), ("transport", "lead"), letter=letter)
    done = looked(engine)
    assert (done.classes, [item.case.data["result_class"] for item in done.items]) == (("B", "C"), ["B", "C"])
    named = campaign(engine, Cohort(year=2026, classes=("D",)), read(engine), name="more", by="li")
    assert [item.case.data["result_class"] for item in named.items] == ["D"]


def test_each_lead_unit_is_looked_back_at_by_the_class_of_its_own_reply(clock: ManualClock) -> None:
    own = HANDLING.replace("class_at_first_reply: result_class", "class_at_first_reply: B")
    engine = Engine("memory://", workflows=[own, LOOK_BACK, "proposal-record"], directory=people_path(), clock=clock)
    closed(engine, "6102", ("transport", "lead"), ("finance", "co"), letter="A")
    (one,) = looked(engine).items
    assert (one.unit, one.state, engine.case(str(one.started)).data["class_at_first_reply"]) == ("transport", "done", "B")


def test_what_is_refused_is_told_and_stops_none_of_the_others(engine: Engine) -> None:
    engine.start("proposal-record", by="li", data={**RECORD, "year": 2026, "units": []})
    closed(engine, "6103", ("finance", "lead"))
    done = looked(engine)
    assert not done and [item.state for item in done.items] == ["done", "refused"]
    assert [reason.code for reason in done.items[1].reasons] == ["unit_required"]


RECORD: dict[str, Any] = {
    "kind": "npc_suggestion",
    "year": 2025,
    "case_no": "6101",
    "title": "x",
    "upstream_role": "lead",
    "lead_proposer": "（虚构）",
    "reply_issued_at": "2025-05-20",
    "result_class": "B",
    "units": [{"unit": "transport", "role": "lead"}],
}


@pytest.fixture
def city(clock: ManualClock) -> Engine:
    """An office with the workflows that ship, and a record of class B whose lead unit is transport."""
    shipped = ("look-back", "reply-approval", "supervision", "document-approval", "proposal-record")
    loaded = load_many([catalogue_path(name) for name in shipped]).values()
    engine = Engine("memory://", workflows=[one.workflow for one in loaded], directory=people_path(), clock=clock)
    engine.start("proposal-record", by="li", data=RECORD)
    return engine


def test_what_a_campaign_starts_lies_with_the_unit_and_not_with_whoever_typed_it(city: Engine) -> None:
    (tried,) = campaign(city, Cohort(year=2025), read(city), name="2026", by="chen", dry_run=True).items
    assert tried.begun is not None and [task.holder for task in tried.begun.tasks] == ["a3"] and city.cases(workflow="look-back") == ()
    (done,) = campaign(city, Cohort(year=2025), read(city), name="2026", by="chen").items
    assert [(task.step, task.holder) for task in city.case(str(done.started)).tasks] == [("second_plan_due", "a3")]
    with pytest.raises(Refused) as refused:
        city.act(str(done.started), "file_second_plan", by="chen", data={"second_plan": "x"})
    assert refused.value.code == "not_holder"


@pytest.mark.parametrize("by", ["a1", "a3", "D1", "lin"])
def test_only_the_coordinating_office_starts_a_campaign(city: Engine, by: str) -> None:
    (tried,) = campaign(city, Cohort(year=2025), read(city), name="2026", by=by).items
    assert (tried.state, tried.reasons[0].code) == ("refused", "start_not_allowed")
    assert tried.reasons[0].data["who"] == ["chen", "li", "zhou"]


@pytest.mark.parametrize(("by", "may"), [("a1", True), ("a3", True), ("li", True), ("b1", False), ("D1", False), ("sun", False)])
def test_a_document_is_drafted_in_its_own_unit_or_in_the_office(city: Engine, by: str, may: bool) -> None:
    given = {"title": "关于商请支持的函", "unit": "transport"}
    if may:
        assert city.case(city.start("document-approval", by=by, data=given).id).tasks[0].holder == by
    else:
        with pytest.raises(Refused) as refused:
            city.start("document-approval", by=by, data=given)
        assert refused.value.code == "start_not_allowed"


def test_records_of_past_years_are_looked_back_at_too(engine: Engine) -> None:
    engine.start("proposal-record", by="li", data=RECORD)
    done = campaign(engine, Cohort(year=2025), read(engine), name="2026", by="li")
    assert done and "lead_proposer" not in engine.case(str(done.items[0].started)).data
