"""What hosts test with: the engine in memory, time that passes by hand, and assertions that say what is true instead."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from signoff.engine.durations import Duration
from signoff.testing import Trial, assert_at, assert_ended, assert_examples, assert_refused, engine_for
from signoff.workflows.shipped import catalogue_path

PEOPLE = """
signoff: 1
units: {sales: {}}
people:
  chen: {name: Chen, unit: sales, manager: lin}
  lin:  {name: Lin, unit: sales, posts: [head@sales], manager: zhou}
  zhou: {name: Zhou, unit: sales, roles: [clerk]}
  wang: {name: Wang, unit: sales, roles: [clerk]}
"""
WORKFLOW = """
signoff: 1
workflow: note
calendar: cn-gov
data: {unit: {type: unit, required: true}, text: {type: text}}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  head:
    approvers: head@unit
    due: 1wd
    escalate:
      - {at: due, remind: holder}
      - {at: due + 1wd, reassign: manager_of(holder)}
  clerk:
    approvers: role(clerk)
return: {to: any_earlier, comment: required}
examples:
  - {given: {}, do: [head.approve, clerk.approve], end: approved}
"""
BOOKING = """
signoff: 1
workflow: note
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  clerk:
    approvers: role(clerk)
    actions:
      approve: {to: next, effects: [{call: book}]}
      reject: rejected
  file:
    approvers: role(clerk)
examples:
  - {given: {}, do: [clerk.approve, {wait: 2h}, file.approve], end: approved}
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE, "utf-8")
    return file


@pytest.fixture
def engine(people: Path) -> Iterator[Trial]:
    with engine_for([WORKFLOW], people=people, now="2026-06-01 09:00") as made:
        made.start("note", by="chen", key="1", data={"unit": "sales"})
        yield made


def test_it_begins_at_the_local_time_it_is_given(engine: Trial) -> None:
    assert engine.clock.now() == datetime(2026, 6, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai, the zone of the calendar


def test_it_begins_on_a_monday_at_nine_when_nothing_is_said() -> None:
    with engine_for([WORKFLOW]) as engine:
        assert engine.clock.now() == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_a_day_alone_means_nine_in_the_morning() -> None:
    with engine_for([WORKFLOW], now="2026-06-02") as engine:
        assert engine.clock.now() == datetime(2026, 6, 2, 1, tzinfo=UTC)


def test_timers_on_the_way_fire_each_at_its_own_instant(engine: Trial) -> None:
    engine.advance("4wd")
    fired = [event.at for event in engine.history("1") if event.actor == "system:timer"]
    assert len(set(fired)) >= 2 and max(fired) < engine.clock.now()
    assert_at(engine.case("1"), "head", waits_for=["zhou"])  # the seat moved up a day after it was due


def test_time_is_advanced_by_working_time_over_the_weekend(engine: Trial) -> None:
    engine.advance_to("2026-06-05 15:00")
    assert engine.advance("1wd") == datetime(2026, 6, 8, 7, tzinfo=UTC)
    assert engine.clock.advance("1wd") == datetime(2026, 6, 9, 7, tzinfo=UTC)


def test_time_is_advanced_by_a_timedelta_and_by_a_duration(engine: Trial) -> None:
    begin = engine.clock.now()
    assert engine.advance(timedelta(hours=1)) - begin == timedelta(hours=1)
    assert engine.advance(Duration.parse("2h")) - begin == timedelta(hours=3)


def test_time_does_not_go_back(engine: Trial) -> None:
    with pytest.raises(ValueError, match="time does not go back"):
        engine.advance_to("2026-05-31")


def test_working_time_needs_workflows_that_agree_on_a_calendar() -> None:
    plain = WORKFLOW.replace("calendar: cn-gov\n", "").replace("1wd", "1d").replace("workflow: note", "workflow: other")
    with engine_for([plain]) as engine, pytest.raises(ValueError, match="do not name one calendar"):
        engine.advance("1wd")


def test_notices_are_kept_and_asked_for_by_person(engine: Trial) -> None:
    assert engine.notices("lin") == ()
    engine.advance("2wd")
    reminded = engine.notices("lin")
    assert [notice.case["key"] for notice in reminded] == ["1"] and engine.notices("wang") == ()
    assert reminded == engine.notices("lin")  # asking again delivers nothing twice


def test_it_keeps_cases_in_sqlite_where_that_is_asked_for(people: Path) -> None:
    with engine_for([WORKFLOW], people=people, database="sqlite://") as engine:
        engine.start("note", by="chen", key="1", data={"unit": "sales"})
        engine.advance("4wd")
        assert_at(engine.case("1"), "head", waits_for=["zhou"])


def test_assert_at_says_where_the_case_is_instead(engine: Trial) -> None:
    case = engine.case("1")
    assert_at(case, "head", round=1, waits_for={"lin"})
    with pytest.raises(AssertionError, match="expected at `clerk`; case 1 is at `head`, round 1, and waits for lin"):
        assert_at(case, "clerk")
    with pytest.raises(AssertionError, match="expected round 2"):
        assert_at(case, "head", round=2)
    with pytest.raises(AssertionError, match="expected to wait for zhou"):
        assert_at(case, "head", waits_for=["zhou"])


def test_assert_at_names_a_pool_until_somebody_claims_it(engine: Trial) -> None:
    assert_at(engine.act("1", "approve", by="lin"), "clerk", waits_for=["role:clerk"])
    assert_at(engine.claim("1", by="wang"), "clerk", waits_for=["wang"])


def test_assert_ended_says_how_the_case_stands_instead(engine: Trial) -> None:
    with pytest.raises(AssertionError, match="expected to have ended `approved`; case 1 is at `head`"):
        assert_ended(engine.case("1"))
    rejected = engine.act("1", "reject", by="lin")
    assert_ended(rejected, "rejected")
    with pytest.raises(AssertionError, match="case 1 ended `rejected`"):
        assert_ended(rejected)
    with pytest.raises(AssertionError, match="expected at `head`; case 1 ended `rejected`"):
        assert_at(rejected, "head")


def test_assert_refused_wants_this_code(engine: Trial) -> None:
    with assert_refused("not_holder"):
        engine.act("1", "approve", by="wang")
    with pytest.raises(AssertionError, match="expected the refusal `not_now`, it was not_holder"), assert_refused("not_now"):
        engine.act("1", "approve", by="wang")
    with pytest.raises(AssertionError, match="expected the refusal `not_now`, and it was allowed"), assert_refused("not_now"):
        engine.comment("1", by="lin", text="seen")


def test_examples_of_a_file_and_of_a_folder_are_run(tmp_path: Path) -> None:
    file = tmp_path / "note.yaml"
    file.write_text(WORKFLOW, "utf-8")
    assert assert_examples(file) == 1 and assert_examples(str(tmp_path)) == 1
    assert assert_examples(catalogue_path("reply-approval")) > 10


def test_an_example_that_does_not_come_true_is_told_with_its_place(tmp_path: Path, people: Path) -> None:
    file = tmp_path / "note.yaml"
    file.write_text(WORKFLOW.replace("end: approved", "end: rejected"), "utf-8")
    with pytest.raises(
        AssertionError, match=r"1 of 1 examples went otherwise than written:\n.*note.yaml:18:57: expected the end `rejected`"
    ):
        assert_examples(file, people=people)


def test_examples_call_no_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ledger_of_a_test.py").write_text("CALLS = []\n\n\ndef book(call):\n    CALLS.append(call)\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    point = EntryPoint("book", "ledger_of_a_test:book", "signoff.effects")
    monkeypatch.setattr("signoff.adapters.plugins.installed", lambda path: (point,))
    file = tmp_path / "note.yaml"
    file.write_text(BOOKING, "utf-8")
    assert assert_examples(file) == 1
    assert import_module("ledger_of_a_test").CALLS == []
