"""S28 to S31 督办: from the reminder to the red card, more time in time, over the long holidays."""

import pytest

from signoff.engine.events import Entered
from signoff.engine.facts_out import Extended

from .office import U1, Office, Offices, local


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, in touch with the proposer, its reply not begun."""
    return offices(now="2026-03-10 09:00").handled()


def entered(k: Office, case: str) -> list[str]:
    """The steps that a case has entered."""
    return [event.fact.step for event in k.engine.history(case) if isinstance(event.fact, Entered)]


def people(k: Office, since: int) -> set[str]:
    """Who was told since then."""
    return {person for person, _ in k.told(since=since)}


def test_s28_reminder_blue_yellow_and_exactly_one_red(k: Office) -> None:
    k.to("2026-05-27 08:29")
    mark = k.mark
    k.to("2026-05-27 08:30")
    assert people(k, mark) == {"a1", "a2"}
    k.to("2026-06-03 08:29")
    mark = k.mark
    k.to("2026-06-03 08:30")
    (order,) = k.orders(clock="reply")
    assert (order.data["level"], people(k, mark)) == ("blue", {"a1", "a2", "a4", "chen"})
    assert k.clock(order.key.partition("6115/")[2], "rectify") == "2026-06-10 17:30"
    k.to("2026-06-11 08:29")
    mark = k.mark
    k.to("2026-06-11 08:30")
    (order,) = k.orders(clock="reply")
    assert order.data["level"] == "yellow" and "a5" in people(k, mark)
    assert k.clock(order.key.partition("6115/")[2], "rectify") == "2026-06-16 17:30"
    k.to("2026-06-17 08:29")
    mark = k.mark
    k.to("2026-06-17 08:30")
    (order,) = k.orders(clock="reply")
    assert (order.data["level"], order.data["score_delta"]) == ("red", -4)
    assert {"zhou", "wu"} <= people(k, mark)
    assert [step for step in entered(k, order.id) if step.endswith("_card")] == ["yellow_card", "red_card"]
    (clock,) = [one for one in k.engine.why(k.case(U1).id).clocks if one.id == "reply"]
    assert clock.overdue_workdays == 5


def test_s28_the_reply_answers_the_orders_and_their_issuer_closes_them(k: Office) -> None:
    k.to("2026-06-18 09:00")
    k.replied("2026-06-18 10:00")
    (order,) = k.orders(clock="reply")
    assert order.step == "feedback_filed" and order.open
    key = order.key.partition("6115/")[2]
    assert k.refused(key, "approve", "a1") == ["not_holder"]
    k.act(key, "approve", "chen")
    assert k.step(key) == "resolved"
    reply = next(clock for clock in k.case(U1).clocks if clock.id == "reply")
    assert (reply.status, local(reply.stopped_at), local(reply.due_at)) == ("met", "2026-06-18 10:00", "2026-06-10 17:30")


def test_s29_more_time_asked_for_and_granted_in_time(k: Office) -> None:
    asked = {"new_due": "2026-08-10", "delay_reason": "征地未完成"}
    k.to("2026-06-01 10:00")
    k.act(U1, "request_extension", "a1", data=asked)
    assert [task.tokens for task in k.case(f"{U1}/extension").tasks] == [("role:assigning_office",)]
    k.to("2026-06-02 10:00")
    mark = k.mark
    k.act(f"{U1}/extension", "grant", "jiang")
    assert k.clock(U1, "reply") == "2026-08-10 17:30" and "D1" in people(k, mark)
    assert k.timers(U1, "reply") == ["2026-07-27 08:30", "2026-08-03 08:30", "2026-08-11 08:30"]
    k.to("2026-06-11 09:00")
    assert k.orders(clock="reply") == []
    k.replied("2026-08-03 08:00")
    reply = next(clock for clock in k.case(U1).clocks if clock.id == "reply")
    assert (reply.status, reply.extended, k.orders(clock="reply")) == ("met", True, [])


def test_s29_on_time_by_the_extended_limit_and_late_by_the_first(k: Office) -> None:
    k.to("2026-06-01 10:00")
    k.act(U1, "request_extension", "a1", data={"new_due": "2026-08-10", "delay_reason": "征地未完成"})
    k.to("2026-06-02 10:00")
    k.act(f"{U1}/extension", "grant", "jiang")
    k.replied("2026-08-07 10:00")
    (stopped,) = [clock.stopped_at for clock in k.case(U1).clocks if clock.id == "reply"]
    (given,) = [event.fact for event in k.engine.history(k.case(U1).id) if isinstance(event.fact, Extended)]
    assert (local(given.was), local(given.due)) == ("2026-06-10 17:30", "2026-08-10 17:30")
    assert str(local(given.was)) < str(local(stopped)) <= str(local(given.due))


def test_s29_a_card_between_the_request_and_its_grant_is_cancelled(k: Office) -> None:
    k.to("2026-06-10 17:00")
    k.act(U1, "request_extension", "a1", data={"new_due": "2026-08-10", "delay_reason": "征地未完成"})
    k.to("2026-06-12 09:00")
    (card,) = k.orders(clock="reply")
    assert (card.data["level"], card.data["score_delta"]) == ("yellow", -1)
    k.act(f"{U1}/extension", "grant", "jiang")
    (card,) = k.orders(clock="reply")
    assert (card.step, card.status, card.data["score_delta"]) == ("cancelled", "void", 0)
    assert k.clock(U1, "reply") == "2026-08-10 17:30"


def test_s29_refused_nothing_changes_and_late_it_is_not_asked_for(k: Office) -> None:
    asked = {"new_due": "2026-08-10", "delay_reason": "征地未完成"}
    k.to("2026-06-01 10:00")
    k.act(U1, "request_extension", "a1", data=asked)
    k.act(f"{U1}/extension", "refuse", "jiang", comment="请按期答复")
    assert k.clock(U1, "reply") == "2026-06-10 17:30"
    k.to("2026-06-10 17:31")
    assert k.refused(U1, "request_extension", "a1", data=asked) == ["extension_too_late"]


def test_s30_over_the_long_holiday(offices: Offices) -> None:
    k = offices(now="2026-07-01 09:00").assigned(units=(U1,), at="2026-07-01 10:00")
    assert k.clock(U1, "reply") == "2026-10-08 17:30"
    assert k.timers(U1, "reply") == ["2026-09-17 08:30", "2026-09-23 08:30", "2026-10-09 08:30"]
    k.under_way(U1, at="2026-07-02 09:00")
    k.contact("pre")
    k.contact("mid")
    k.replied("2026-10-08 17:00")
    stopped = next(clock.stopped_at for clock in k.case(U1).clocks if clock.id == "reply")
    assert str(local(stopped)) <= "2026-10-08 17:30"


def test_s30_late_after_the_holiday_is_yellow_on_friday(offices: Offices) -> None:
    k = offices(now="2026-07-01 09:00").assigned(units=(U1,), at="2026-07-01 10:00")
    k.under_way(U1, at="2026-07-02 09:00")
    k.to("2026-10-09 08:29")
    assert [order.data["level"] for order in k.orders(clock="reply")] == ["blue"]
    k.to("2026-10-09 08:30")
    assert [order.data["level"] for order in k.orders(clock="reply")] == ["yellow"]


def test_s31_a_missed_progress_report_is_blue_after_the_may_holiday(k: Office) -> None:
    assert k.clock(U1, "progress_report/04-30") == "2026-04-30 17:30"
    k.to("2026-05-06 08:29")
    assert k.orders(clock="progress_report/04-30") == []
    k.to("2026-05-06 08:30")
    (order,) = k.orders(clock="progress_report/04-30")
    assert (order.data["level"], local(order.data["blue_at"])) == ("blue", "2026-05-06 08:30")
    k.act(U1, "report_progress", "a1", data={"progress_reports": [{"period": "2026-04-30", "percent": 60, "progress_text": "设计完成"}]})
    assert k.clocks(U1)["progress_report/04-30"] == "met"
    assert k.engine.case(order.id).step == "feedback_filed"


def test_s31_reported_in_time_there_is_no_order(k: Office) -> None:
    k.to("2026-04-30 17:00")
    k.act(U1, "report_progress", "a1", data={"progress_reports": [{"period": "2026-04-30", "percent": 60}]})
    k.to("2026-05-06 09:00")
    assert k.orders(clock="progress_report/04-30") == []
