"""The ticker: duties run, apart from each other, until it is stopped."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier, Event

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES

from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.memory import MemoryStore
from signoff.adapters.process import Process
from signoff.engine.heart import Heart
from signoff.engine.ports import About
from signoff.testing import ManualClock

from .conftest import NOW

LONG = 3600.0


class Told(MemoryStore):
    """A store of beats; it can be waited for, and made to fail."""

    def __init__(self, failing: bool = False) -> None:
        super().__init__()
        self.beats: list[tuple[str, Mapping[str, object], About | None]] = []
        self.failing = failing
        self.heard = Event()

    def beat(self, node: str, duties: Mapping[str, object], about: About | None = None, at: datetime | None = None) -> None:
        self.beats.append((node, duties, about))
        super().beat(node, duties, about, at)
        self.heard.set()
        if self.failing:
            raise ConnectionError("the database is away")


class Counted:
    """A duty that counts its runs, and waits to be let go where it is told to."""

    def __init__(self, raises: Exception | None = None, held: bool = False) -> None:
        self.runs = 0
        self.raises = raises
        self.ran = [Event() for _ in range(50)]
        self.let_go = Event()
        if not held:
            self.let_go.set()

    def __call__(self) -> int:
        self.runs += 1
        self.ran[min(self.runs, 50) - 1].set()
        assert self.let_go.wait(5)
        if self.raises:
            raise self.raises
        return self.runs

    def wait_for(self, number: int) -> bool:
        return self.ran[number - 1].wait(5)


def ticker(clock: ManualClock, *duties: Duty, beats: Told | None = None, jitter: float = 0) -> Ticker:
    return Ticker(duties, clock=clock, heart=heart(clock, beats) if beats is not None else None, jitter=jitter)


def heart(clock: ManualClock, beats: Told) -> Heart:
    return Heart(beats, "n1", Process(lambda: ["notice"], {}).about, clock, injected=True)


def test_each_duty_runs_at_once_and_at_its_interval(clock: ManualClock) -> None:
    often, seldom = Counted(), Counted()
    with ticker(clock, Duty("fire", often, 0.01), Duty("silence", seldom, LONG)):
        assert often.wait_for(3) and seldom.wait_for(1)
    assert seldom.runs == 1


def test_duties_do_not_wait_for_each_other(clock: ManualClock) -> None:
    together = Barrier(2, timeout=5)
    with ticker(clock, Duty("fire", together.wait, LONG), Duty("deliver", together.wait, LONG)) as made:
        made.stop()
    assert not together.broken


def test_a_duty_that_fails_comes_again(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    bad = Counted(raises=ConnectionError("the database is away"))
    with ticker(clock, Duty("fire", bad, 0.01)):
        assert bad.wait_for(2)
    assert "the duty fire failed" in caplog.text and "the database is away" in caplog.text


def test_it_beats_with_what_each_duty_did(clock: ManualClock) -> None:
    @dataclass
    class Report:
        fired: int
        late: tuple[object, ...]

    told = Told()
    with ticker(clock, Duty("fire", lambda: {"report": Report(3, (1.5,))}, LONG), beats=told):
        assert told.heard.wait(5)
    did = {"fire": {"at": NOW.isoformat(), "ok": True, "result": {"report": {"fired": 3, "late": ["1.5"]}}}}
    ((node, duties, about),) = told.beats
    assert (node, duties) == ("n1", did)
    assert about is not None and (about.clock, about.every, about.serves) == (NOW, LONG, ("notice",))


def test_several_tickers_of_a_process_are_one_node(clock: ManualClock) -> None:
    told = Told()
    one = heart(clock, told)
    with Ticker([Duty("fire", int, LONG)], clock=clock, heart=one):
        assert told.heard.wait(5)
        told.heard.clear()
        with Ticker([Duty("deliver", int, LONG)], clock=clock, heart=one):
            assert told.heard.wait(5)
            (node,) = told.nodes()
    assert node.duties.keys() == {"fire", "deliver"}


def test_a_node_that_stops_in_order_leaves(clock: ManualClock) -> None:
    told = Told()
    with ticker(clock, Duty("fire", int, LONG), beats=told):
        assert told.heard.wait(5)
        assert [node.name for node in told.nodes()] == ["n1"]
    assert list(told.nodes()) == []


def test_a_node_with_nothing_new_to_say_beats_seldom(clock: ManualClock) -> None:
    told = Told()
    one = heart(clock, told)
    for _ in range(5):
        one.did("fire", {"ok": True})
    assert len(told.beats) == 1
    one.did("fire", {"ok": False})
    assert len(told.beats) == 2, "that a duty fails is news"
    clock.advance("1h")
    one.did("fire", {"ok": False})
    assert len(told.beats) == 3
    clock.set(NOW)
    one.did("fire", {"ok": False})
    assert len(told.beats) == 4, "a clock that is set back keeps nobody silent"


def test_it_beats_that_a_duty_failed(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    told = Told()
    with caplog.at_level(logging.CRITICAL), ticker(clock, Duty("fire", Counted(raises=ValueError("no")), LONG), beats=told):
        assert told.heard.wait(5)
    assert told.beats[0][1] == {"fire": {"at": NOW.isoformat(), "ok": False, "result": "ValueError: no"}}


def test_a_node_that_cannot_beat_still_does_its_duties(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    duty = Counted()
    with ticker(clock, Duty("fire", duty, 0.01), beats=Told(failing=True)):
        assert duty.wait_for(2)
    assert "could not tell that it is alive" in caplog.text


def test_a_duty_is_woken(clock: ManualClock) -> None:
    duty = Counted()
    with ticker(clock, Duty("deliver", duty, LONG)) as made:
        assert duty.wait_for(1)
        while duty.runs < 2:
            made.wake("deliver")
            duty.ran[1].wait(0.05)
    with pytest.raises(KeyError):
        made.wake("fly")
    made.wake("deliver")


def test_a_duty_woken_while_it_runs_runs_once_more_and_never_twice_at_a_time(clock: ManualClock) -> None:
    duty = Counted(held=True)
    with ticker(clock, Duty("deliver", duty, LONG)) as made:
        assert duty.wait_for(1)
        made.wake("deliver")
        made.wake("deliver")
        assert not duty.ran[1].is_set()
        duty.let_go.set()
        assert duty.wait_for(2)


def test_a_duty_that_takes_longer_than_its_interval_is_nothing_to_warn_of(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    duty, left_out = Counted(held=True), Event()
    made = ticker(clock, Duty("deliver", duty, 0.01))
    with made:
        assert made._scheduler is not None
        made._scheduler.add_listener(lambda _: left_out.set(), EVENT_JOB_MAX_INSTANCES)
        assert left_out.wait(5)
        duty.let_go.set()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_it_stops_after_the_duties_under_way(clock: ManualClock) -> None:
    duty = Counted()
    made = ticker(clock, Duty("fire", duty, 0.01))
    made.start()
    made.start()
    assert duty.wait_for(1)
    made.stop()
    made.stop()
    runs = duty.runs
    assert not made.running
    assert not duty.ran[runs].wait(0.05)


def test_it_can_be_started_again(clock: ManualClock) -> None:
    duty = Counted()
    made = ticker(clock, Duty("fire", duty, LONG))
    with made:
        assert duty.wait_for(1)
    with made:
        assert duty.wait_for(2)


def test_a_duty_needs_an_interval_and_a_name_of_its_own(clock: ManualClock) -> None:
    with pytest.raises(ValueError, match="would never rest"):
        Duty("fire", print, 0)
    with pytest.raises(ValueError, match="two duties have one name"):
        ticker(clock, Duty("fire", print, 1), Duty("fire", print, 1))


def test_the_jobs_are_late_rather_than_lost(clock: ManualClock) -> None:
    scheduler = ticker(clock, Duty("fire", print, 30), jitter=0.1)._made()
    scheduler.start(paused=True)
    try:
        (job,) = scheduler.get_jobs()
        assert (job.coalesce, job.max_instances, job.misfire_grace_time, job.trigger.jitter) == (True, 1, None, 3.0)
        assert type(scheduler._jobstores["default"]).__name__ == "MemoryJobStore"
    finally:
        scheduler.shutdown()
