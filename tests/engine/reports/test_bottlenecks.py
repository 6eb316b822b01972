"""Where the time goes: figures that were worked out by hand, of a handful of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.compose import Engine
from signoff.engine.errors import Misconfigured
from signoff.engine.people_data import PeopleFile, Person, Unit
from signoff.engine.reports import Bottlenecks, StepTime
from signoff.testing import ManualClock

MONDAY = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""09:00 in Shanghai: working hours are 08:30–12:00 and 14:30–17:30."""

WORKFLOW = """signoff: 1
workflow: note
title: {zh: 便函, en: Note}
calendar: cn-gov
data: {}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  draft: {by: initiator}
  check: {title: {zh: 审核, en: Check}, approvers: role(legal), due: 8wh}
  sign: {approvers: head@desk}
return: {to: any_earlier, comment: optional, resume: rewalk}
"""
PEOPLE = PeopleFile(
    {"desk": Unit("desk"), "law": Unit("law")},
    {
        "ann": Person("ann", unit="desk"),
        "max": Person("max", unit="desk", posts=("head@desk",)),
        "bob": Person("bob", unit="law", roles=("legal",)),
    },
)


class Office:
    """Cases that are moved by hand."""

    def __init__(self) -> None:
        self.clock = ManualClock(MONDAY)
        self.engine = Engine("memory://", workflows=WORKFLOW, directory=StaticDirectory(PEOPLE), clock=self.clock, timezone="Asia/Shanghai")

    def after(self, **time: int) -> None:
        """So much later."""
        self.clock.set(self.clock.now() + timedelta(**time))

    def act(self, key: str, action: str, by: str, **more: str) -> None:
        self.engine.act(key, action, by=by, **more)  # type: ignore[arg-type]  # texts alone are given here

    def step(self, step: str, **asked: datetime | str | None) -> StepTime:
        report = self.engine.bottlenecks(**asked)  # type: ignore[arg-type]  # the same
        return next(one for one in report.steps if one.step == step)


@pytest.fixture
def office() -> Office:
    """Three notes; at `check` they stay one, two and three working hours, and one is sent back and comes again for five and a half."""
    made = Office()
    for key in ("1", "2", "3"):
        made.engine.start("note", by="ann", key=key)
    for key in ("1", "2", "3"):
        made.act(key, "submit", "ann")
    for key in ("1", "2", "3"):
        made.after(hours=1)  # 10:00, 11:00, 12:00
        made.act(key, "return" if key == "2" else "approve", "bob", **({"to": "draft"} if key == "2" else {}))
    made.after(hours=1)  # 13:00: the break
    made.act("2", "submit", "ann")
    made.after(hours=22)  # Tuesday, 11:00: 3 hours on Monday, 2.5 on Tuesday
    made.act("2", "approve", "bob")
    return made


def test_time_at_a_step_is_working_time(office: Office) -> None:
    check = office.step("check")
    assert check.working
    assert (check.visits, check.median, check.p90, check.total) == (4, 150, 330, 60 + 120 + 180 + 330)
    draft = office.step("draft")
    assert (draft.visits, draft.median, draft.p90) == (4, 0, 60), "at once three times, and from 11:00 until the break"


def test_what_is_sent_back_is_counted_where_from_and_where_to(office: Office) -> None:
    assert [(office.step(step).returned, office.step(step).received) for step in ("draft", "check", "sign")] == [(0, 1), (1, 0), (0, 0)]
    told = {(one.step, one.to, one.back): one.count for one in office.engine.bottlenecks().passages}
    assert told == {("draft", "check", False): 4, ("check", "sign", False): 3, ("check", "draft", True): 1}


def test_what_waits_is_counted_now_with_whom_it_lies(office: Office) -> None:
    assert (office.step("sign").waiting, office.step("sign").visits, office.step("sign").median) == (3, 0, None)
    report = office.engine.bottlenecks()
    people = {one.name: (one.open, one.overdue, one.done) for one in report.people}
    assert people == {"max": (3, 0, 0), "bob": (0, 0, 4), "ann": (0, 0, 4)}
    assert {one.name: (one.open, one.done) for one in report.units} == {"desk": (3, 4), "law": (0, 4)}


def test_a_pool_has_what_nobody_has_taken_and_late_is_late(office: Office) -> None:
    office.engine.start("note", by="ann", key="4")
    office.act("4", "submit", "ann")
    office.after(days=3)
    pool = next(one for one in office.engine.bottlenecks().people if one.kind == "pool")
    assert (pool.name, pool.open, pool.overdue) == ("role:legal", 1, 1)
    assert (office.step("check").waiting, office.step("check").overdue) == (1, 1)


def test_what_is_suspended_is_not_late(office: Office) -> None:
    office.engine.start("note", by="ann", key="4")
    office.act("4", "submit", "ann")
    office.engine.trusting("ops").suspend("4", by="ann", reason="r")
    office.after(days=3)
    pool = next(one for one in office.engine.bottlenecks().people if one.kind == "pool")
    assert (pool.open, pool.overdue, office.step("check").waiting, office.step("check").overdue) == (1, 0, 1, 0)


def test_a_period_takes_what_ended_within(office: Office) -> None:
    tuesday = datetime(2026, 6, 2)  # the engine's midnight
    assert (office.step("check", since=tuesday).visits, office.step("check", since=tuesday).total) == (1, 330)
    assert (office.step("check", until=tuesday).visits, office.step("check", until=tuesday).returned) == (3, 1)
    done = {one.name: one.done for one in office.engine.bottlenecks(since=tuesday).people}
    assert done == {"bob": 1, "max": 0}
    with pytest.raises(Misconfigured, match="ends before it begins"):
        office.engine.bottlenecks(since=tuesday, until=tuesday)


def test_time_that_a_case_was_suspended_does_not_count() -> None:
    office = Office()
    office.engine.start("note", by="ann", key="1")
    office.act("1", "submit", "ann")
    desk = office.engine.trusting("root")
    office.after(hours=1)
    desk.suspend("1", by="max", reason="x")
    office.after(days=2)
    desk.resume("1", by="max", reason="x")
    office.after(hours=1)
    office.act("1", "approve", "bob")
    assert office.step("check").total == 120


def test_another_workflow_is_left_out(office: Office) -> None:
    report = office.engine.bottlenecks(workflow="other")
    assert (report.steps, report.passages, report.people) == ((), (), ())


def test_what_is_read_page_by_page_is_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = office.engine.bottlenecks()
    monkeypatch.setattr("signoff.engine.reports.gathering.PAGE", 3)
    assert office.engine.bottlenecks() == whole
    assert isinstance(whole, Bottlenecks) and whole.cases == 3


def test_units_are_left_out_where_the_directory_does_not_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(self: StaticDirectory, id: str) -> Person | None:
        raise OSError("no answer")

    monkeypatch.setattr(StaticDirectory, "person", down)
    report = office.engine.bottlenecks()
    assert report.units == () and report.unavailable is not None
    assert report.steps
