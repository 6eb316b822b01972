"""What `stuck` and `why` say of the clocks of a case: which is late, whom it waits for, and whether its timers are there."""

from dataclasses import replace
from datetime import timedelta

from signoff.engine.case import Case
from signoff.engine.inspect import StuckFinding
from signoff.engine.inspect.facts import Facts
from signoff.engine.inspect.findings import findings_of
from signoff.engine.reading import world_of

from ..house import MONDAY, House, started

DAY = timedelta(days=1)
REPLY = "reply: {due: 10d, met: passed(review), holder: person(fay), escalate: [{at: due - 2d, remind: holder}, {at: due, notify: holder}]}"
STEPS = "review: {approvers: person(bob)}\nsign: {approvers: person(cat)}"


def clocks(deadlines: str = REPLY, steps: str = STEPS, data: str = "", head: str = "") -> House:
    return started(steps, head=f"{head}\ndeadlines:\n  {deadlines}\n", data=data)


def findings(house: House) -> dict[str, StuckFinding]:
    """The findings about clocks, by code and variant."""
    found = house.engine.why("k").findings
    return {f"{one.code}.{one.variant}": one for one in found if "clock" in one.params}


def test_no_clock_is_late_while_the_case_is_suspended() -> None:
    house = clocks()
    house.engine.suspend("k", by="adm", reason="a ruling is awaited")
    house.tick("9999h")
    told = house.engine.why("k")
    assert ([(one.late, one.overdue_workdays) for one in told.clocks], [one.late for one in told.timers]) == (
        [(False, None)],
        [False, False],
    )


def test_a_clock_that_is_late_is_a_finding_with_whom_it_waits_for() -> None:
    house = clocks()
    house.tick("9999h")
    found = findings(house)
    late = found["overdue.clock_hours"]
    assert (late.since, late.people, late.params["clock"]) == (MONDAY + 10 * DAY, ("fay",), "reply")
    assert found["ladder_exhausted.clock_fired"].params["rungs"] == 2
    (stuck,) = [one for one in house.engine.stuck().findings if one.code == "overdue"]
    assert stuck.people == ("fay",)


def test_working_days_are_counted_by_the_calendar_of_the_clock() -> None:
    house = clocks(REPLY.replace("10d", "10wd, calendar: cn-gov").replace("2d", "2wd"))
    house.tick("480h")
    assert findings(house)["overdue.clock_workdays"].params["workdays"] == 3


def test_a_clock_in_time_or_met_is_no_finding() -> None:
    house = clocks()
    assert findings(house) == {}
    house.act("bob", "approve")
    house.clock.advance("9999h")
    assert findings(house) == {}


def test_why_tells_of_every_clock_and_of_its_timers() -> None:
    house = clocks()
    why = house.engine.why("k")
    (clock,) = why.clocks
    assert (clock.id, clock.due, clock.holder, clock.late) == ("reply", MONDAY + 10 * DAY, ("fay",), False)
    assert [(timer.clock, timer.rung, timer.deeds[0].people) for timer in why.timers] == [("reply", 1, ("fay",)), ("reply", 2, ("fay",))]
    house.act("bob", "approve")
    assert [clock.stopped for clock in house.engine.why("k").clocks] == ["met"]


def test_a_clock_that_leads_away_is_a_mover() -> None:
    house = clocks("reply: {due: 5d, escalate: [{at: due, to: rejected}]}")
    assert [mover.how for mover in house.engine.why("k").movers] == ["holder", "to"]


def test_a_due_instant_without_a_value_is_worth_knowing() -> None:
    house = clocks("visit: {due: planned}", data="planned: datetime")
    found = findings(house)["timer_missing.clock_no_value"]
    assert found.severity.value == "info"


def test_a_begin_that_cannot_be_worked_out_is_told() -> None:
    house = clocks("visit: {from: started + 1h, when: 1 / (amount - 5) > 0, due: 2d}", data="amount: {type: integer, default: 5}")
    assert "division" in str(findings(house)["timer_missing.clock_failed"].params["error"])


def told(house: House, case: Case) -> set[str]:
    """What would be found if the case stood so, however that came about."""
    service = house.engine._service
    model = service.setting.registry.model_of(case, service.store)
    facts = Facts(lambda: tuple(house.engine.history("k")))
    found = findings_of(model, case, world_of(service), facts)
    return {f"{one.code}.{one.variant}" for one in found if "clock" in one.params}


def test_a_timer_that_is_not_there_is_told() -> None:
    house = clocks()
    case = house.engine.store.find("default", "k").meant
    assert told(house, replace(case, timers=case.timers[1:])) == {"timer_missing.clock_rungs"}
    assert told(house, replace(case, clocks=(), timers=())) == {"timer_missing.clock_missing"}


def test_a_rung_that_an_administrator_did_not_wait_for_is_not_missing() -> None:
    house = clocks(REPLY.replace("met: passed(review), ", ""))
    house.tick("193h")
    assert not told(house, house.engine.store.find("default", "k").meant)
