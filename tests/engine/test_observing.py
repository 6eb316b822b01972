"""What is told of moves, timers and deliveries: after the commit, in fields that have names, and nothing that people wrote."""

import logging
from collections.abc import Iterator
from contextlib import suppress

import pytest

from signoff import Engine, Refused, StoreUnavailable
from signoff.engine.errors import Stale
from signoff.engine.observing import FACTS, Ended, Happening, Outcome, What
from signoff.testing import ManualClock

from .house import MONDAY

SECRET = "what-nobody-may-read"
NOTE = """\
signoff: 1
workflow: note
title: Note
data: {text: text}
defaults: {empty: hold, duplicate: none, self: allow}
steps:
  write:
    by: initiator
  read:
    approvers: role(reader)
    due: 1d
    escalate: [{at: due, remind: holder}]
  filed: {end: approved}
"""
PEOPLE = "signoff: 1\npeople:\n  chen: {}\n  lin: {roles: [reader]}\n"


class Seen:
    """An observer that keeps what it is told, and what it was told to have begun and ended."""

    def __init__(self) -> None:
        self.told: list[Happening] = []
        self.begun: list[What] = []
        self.ended: list[What] = []

    def awake(self) -> bool:
        return True

    def begins(self, it: Happening) -> Ended:
        self.begun.append(it.what)
        return lambda: self.ended.append(it.what)

    def happened(self, it: Happening) -> None:
        self.told.append(it)

    def of(self, what: What) -> list[Happening]:
        return [one for one in self.told if one.what is what]


class Broken(Seen):
    """One that fails at everything."""

    def begins(self, it: Happening) -> Ended:
        raise ZeroDivisionError("begins")

    def happened(self, it: Happening) -> None:
        raise ZeroDivisionError("happened")


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def engine(tmp_path: object, seen: Seen) -> Iterator[Engine]:
    people = f"{tmp_path}/people.yaml"
    with open(people, "w", encoding="utf-8") as file:
        file.write(PEOPLE)
    with Engine("memory://", workflows=NOTE, directory=people, clock=ManualClock(MONDAY)) as made:
        made.observe(seen)
        yield made


def test_a_move_is_told_with_who_did_what_to_which_case(engine: Engine, seen: Seen) -> None:
    case = engine.start("note", by="chen", data={"text": SECRET}, request_id="r-1")
    engine.act(case.id, "submit", by="chen", comment=SECRET)
    start, submit = seen.of(What.MOVE)
    assert (start.verb, start.workflow, start.case, start.step, start.actor) == ("start", "note", case.id, "write", "chen")
    assert (start.request_id, start.outcome, start.tenant) == ("r-1", Outcome.DONE, "default")
    assert (submit.verb, submit.action, submit.step, submit.case) == ("act", "submit", "write", case.id)
    assert all(one.seconds is not None and 0 < one.seconds < 60 for one in (start, submit))


def test_a_refusal_has_its_code_and_a_case_that_is_not_there_no_workflow(engine: Engine, seen: Seen) -> None:
    case = engine.start("note", by="chen")
    with pytest.raises(Refused):
        engine.act(case.id, "submit", by="lin")
    with suppress(Exception):
        engine.act("x" * 500, "submit", by="lin")
    refused, lost = seen.of(What.MOVE)[1:]
    assert (refused.outcome, refused.code, refused.step, refused.workflow) == (Outcome.REFUSED, "not_holder", "write", "note")
    assert (lost.outcome, lost.code, lost.workflow, len(str(lost.case))) == (Outcome.FAILED, "not_found", None, 200)


def test_what_changes_nothing_says_so(engine: Engine, seen: Seen) -> None:
    engine.start("note", by="chen", request_id="once")
    engine.start("note", by="chen", request_id="once")
    assert [one.outcome for one in seen.of(What.MOVE)] == [Outcome.DONE, Outcome.UNCHANGED]


def test_timers_say_how_late_they_are_and_sweeps_how_many_they_fired(engine: Engine, seen: Seen) -> None:
    case = engine.start("note", by="chen")
    engine.act(case.id, "submit", by="chen")
    clock = engine._clock
    assert isinstance(clock, ManualClock)
    clock.advance("25h")
    engine.fire_timers()
    (timer,) = seen.of(What.TIMER)
    assert (timer.case, timer.workflow, timer.step, timer.late) == (case.id, "note", "read", 3600.0)
    (sweep,) = seen.of(What.SWEEP)
    assert (sweep.count, sweep.late) == (1, 3600.0)


def test_a_delivery_says_of_which_case_it_is(engine: Engine, seen: Seen) -> None:
    case = engine.start("note", by="chen")
    engine.act(case.id, "submit", by="chen")
    engine.remind(case.id, by="chen")
    engine.deliver()
    (one,) = seen.of(What.DELIVERY)
    assert (one.kind, one.case, one.workflow, one.outcome, one.tries) == ("notice", case.id, "note", Outcome.DONE, 1)


def test_everything_that_begins_ends(engine: Engine, seen: Seen) -> None:
    case = engine.start("note", by="chen")
    with suppress(Refused):
        engine.act(case.id, "approve", by="nobody")
    engine.tick()
    assert seen.begun == seen.ended == [What.MOVE, What.MOVE]


def test_a_conflict_that_is_tried_again_is_told(engine: Engine, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, left = engine.store.begin, [1]

    def conflicting(**given: bool) -> object:
        if left.pop() if left else 0:
            raise Stale("two at a time", code="conflict")
        return begin(**given)

    monkeypatch.setattr(engine.store, "begin", conflicting)
    engine.start("note", by="chen")
    assert [(one.what, one.outcome) for one in seen.told][-1] == (What.MOVE, Outcome.DONE)
    assert [one.code for one in seen.of(What.CONFLICT)] == ["conflict"]


def test_a_refusal_that_cannot_be_counted_is_told(engine: Engine, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(attempts: object) -> None:
        raise StoreUnavailable("the database is away")

    case = engine.start("note", by="chen")
    monkeypatch.setattr(engine.store, "attempt", away)
    with pytest.raises(Refused):
        engine.act(case.id, "submit", by="lin")
    assert [one.code for one in seen.of(What.UNCOUNTED)] == ["database_unavailable"]


def test_an_observer_that_fails_breaks_nothing(engine: Engine, seen: Seen, caplog: pytest.LogCaptureFixture) -> None:
    engine.observe(Broken())
    case = engine.start("note", by="chen")
    assert engine.case(case.id).step == "write"
    assert "an observer failed" in caplog.text and seen.of(What.MOVE)


def test_records_have_the_fields_and_none_of_the_words(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "signoff"):
        case = engine.start("note", by="chen", data={"text": SECRET}, request_id="r-9")
        engine.act(case.id, "submit", by="chen", comment=SECRET)
        with suppress(Refused):
            engine.act(case.id, "approve", by="chen", comment=SECRET)
        engine.remind(case.id, by="chen", reason=SECRET)
        engine.deliver()
    records = [record for record in caplog.records if record.name in ("signoff.moves", "signoff.delivery")]
    assert [record.getMessage() for record in records][:2] == [
        f"start on {case.id} at write by chen: done",
        f"submit on {case.id} at write by chen: done",
    ]
    assert vars(records[0]).items() >= {"case": case.id, "workflow": "note", "request_id": "r-9", "tenant": "default"}.items()
    assert {"case", "workflow", "step", "verb", "action", "actor", "code", "tenant", "seconds"} <= vars(records[2]).keys() & set(FACTS)
    assert all(SECRET not in f"{record.getMessage()} {vars(record)}" for record in records)


def test_nothing_is_said_that_nobody_asked_for(engine: Engine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    engine.start("note", by="chen")
    assert not caplog.records and capfd.readouterr() == ("", "")
    assert any(isinstance(one, logging.NullHandler) for one in logging.getLogger("signoff").handlers)
