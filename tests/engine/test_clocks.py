"""Clocks that are moved: after a rest each is later by what it counts, and its rungs with it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from signoff.testing import Trial, engine_for

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY, MONDAY = "2026-06-05 17:00", "2026-06-08 09:00"


def office(due: str, rung: str = "begin + 2h", head: str = "") -> Trial:
    """A case that came to its step on a Friday at four."""
    engine = engine_for(
        f"""
        signoff: 1
        workflow: w
        calendar: cn-gov
        policy: {{limit: 4h}}
        defaults: {{empty: hold, self: allow}}
        {head}
        steps:
          wait: {{by: initiator, {due}, escalate: [{{at: {rung}, remind: holder}}]}}
        """,
        now="2026-06-05 16:00",
        authorize=lambda by, verb: by == "adm",
    )
    engine.start("w", by="ann", key="k")
    return engine


def rested(engine: Trial, since: str = FRIDAY, until: str = MONDAY) -> tuple[str, str]:
    """When the case is due after a rest, and its rung."""
    engine.advance_to(since)
    engine.suspend("k", by="adm", reason="r")
    engine.advance_to(until)
    engine.resume("k", by="adm")
    due, timer = engine.case("k").due_at, engine.next_timer()
    assert engine.verify().problems == ()
    return local(due), local(timer)


def local(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at is not None else "-"


@pytest.mark.parametrize("due", ["due: 4h", "due: policy.limit", "due: begin + 4h"])
def test_hours_by_the_clock_are_later_by_the_hours_of_the_rest(due: str) -> None:
    assert rested(office(due)) == ("06-08 12:00", "06-08 10:00")  # three of four hours were left, and one of two


def test_calendar_days_are_later_by_the_days_of_the_rest() -> None:
    """Ten days end on the 15th; after seven more on the 22nd, a Monday behind a holiday."""
    assert rested(office("due: 10d", "due - 3d"), "2026-06-05 16:30", "2026-06-12 16:30") == ("06-22 17:30", "06-19 17:30")


def test_months_are_later_by_the_days_of_the_rest() -> None:
    assert rested(office("due: 1m", "due - 1d"), until="2026-06-07 17:00") == ("07-08 17:30", "07-07 17:30")


def test_working_time_is_later_by_the_working_time_of_the_rest() -> None:
    assert rested(office("due: 2wd", "due - 1wd")) == ("06-10 17:30", "06-09 17:30")
    assert rested(office("due: 4wh", "due - 1wh")) == ("06-08 12:00", "06-08 11:00")  # an hour of the rest was open


def test_a_rung_is_later_by_what_it_counts_itself() -> None:
    assert rested(office("due: 2wd", "begin + 2h")) == ("06-10 17:30", "06-08 10:00")


def test_such_a_rung_stays_where_it_is_when_there_is_more_time() -> None:
    engine = office("due: 2wd", "begin + 2h")
    rested(engine)
    engine.extend("k", by="adm", to="due + 2wd", reason="r")
    assert local(engine.next_timer()) == "06-08 10:00"


def test_it_rests_as_often_as_the_case_does() -> None:
    engine = office("due: 4h")
    rested(engine)
    assert rested(engine, "2026-06-08 09:30", "2026-06-09 09:30") == ("06-09 12:00", "06-09 10:00")


def test_a_clock_of_the_case_is_later_by_what_it_counts() -> None:
    engine = office("due: 2wd", head="deadlines: {all: {due: 30h, holder: initiator, escalate: [{at: due - 20h, remind: holder}]}}")
    rested(engine)
    (clock,) = engine.case("k").clocks
    assert local(clock.due_at) == "06-09 14:00"


def test_repetitions_rest_too() -> None:
    engine = office("due: 9d", "begin + 1h, every: 1h, times: 9")
    assert rested(engine, "2026-06-05 19:30", "2026-06-06 19:30")[1] == "06-06 20:00"
