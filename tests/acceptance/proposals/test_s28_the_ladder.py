"""S28 to S31 督办: from the reminder to the red card, more time in time, over the long holidays."""

import pytest

from signoff.engine.events import Entered
from signoff.engine.facts_out import Extended

from .beginnings import Offices
from .cities import stated
from .office import U1, Office, local

WHY = {"delay_reason": "征地未完成"}
LADDER = stated("""
                       taishan                coast                  hills
    before reminder    2026-05-27 08:29       2026-05-27 08:29       2026-04-23 08:29
    reminder           2026-05-27 08:30       2026-05-27 08:30       2026-04-23 08:30
    before blue        2026-06-03 08:29       2026-06-03 08:29       2026-04-30 08:29
    blue               2026-06-03 08:30       2026-06-03 08:30       2026-04-30 08:30
    due                2026-06-10 17:30       2026-06-10 17:30       2026-05-11 17:30
    before overdue     2026-06-11 08:29       2026-06-11 08:29       2026-05-12 08:29
    overdue            2026-06-11 08:30       2026-06-11 08:30       2026-05-12 08:30
    level              yellow                 yellow                 red
    card               黄牌                   橙色警示单             红牌
    score              -1                     -1                     -5
    rectify            2026-06-16 17:30       2026-06-18 17:30       by the leader
    before red         2026-06-17 08:29       2026-06-22 08:29       2026-05-14 08:29
    red                2026-06-17 08:30       2026-06-22 08:30       2026-05-14 08:30
    red card           红牌                   红色督办单             红牌
    score of both      -4                     -4                     -5
    cards              yellow_card, red_card  yellow_card, red_card  red_card
    working days late  5                      7                      3
    reply at last      2026-06-18 10:00       2026-06-23 10:00       2026-05-15 10:00
""")
"""Overdue is yellow (orange in coast), and red when that is not put right within three working days or five, 19 to 21 June being holidays.

In hills overdue is red at once; three working days later, when anything overdue turns red there, no second one is issued.
"""
MORE_TIME = stated("""
                 taishan           coast             hills
    asked        2026-06-01 10:00  2026-06-01 10:00  2026-04-28 10:00
    granted      2026-06-02 10:00  2026-06-02 10:00  2026-04-29 10:00
    until        2026-08-10        2026-08-10        2026-06-10
    due          2026-08-10 17:30  2026-08-10 17:30  2026-06-10 17:30
    first due    2026-06-10 17:30  2026-06-10 17:30  2026-05-11 17:30
    reminder     2026-07-27 08:30  2026-07-27 08:30  2026-05-27 08:30
    blue         2026-08-03 08:30  2026-08-03 08:30  2026-06-03 08:30
    overdue      2026-08-11 08:30  2026-08-11 08:30  2026-06-11 08:30
    no card      2026-06-11 09:00  2026-06-11 09:00  2026-05-12 09:00
    reply        2026-08-03 08:00  2026-08-03 08:00  2026-06-03 08:00
    late reply   2026-08-07 10:00  2026-08-07 10:00  2026-06-08 10:00
    last minute  2026-06-10 17:00  2026-06-10 17:00  2026-05-11 17:00
    carded       2026-06-12 09:00  2026-06-12 09:00  2026-05-13 09:00
    level        yellow            yellow            red
    score        -1                -1                -5
    too late     2026-06-10 17:31  2026-06-10 17:31  2026-05-11 17:31
""")
"""Two months more; in hills, where a reply may take three in all, one."""
HOLIDAY = stated("""
                 taishan           coast             hills
    registered   2026-07-01 09:00  2026-07-01 09:00  2026-08-03 09:00
    assigned     2026-07-01 10:00  2026-07-01 10:00  2026-08-03 10:00
    under way    2026-07-02 09:00  2026-07-02 09:00  2026-08-04 09:00
    due          2026-10-08 17:30  2026-10-08 17:30  2026-10-08 17:30
    reminder     2026-09-17 08:30  2026-09-17 08:30  2026-09-17 08:30
    blue         2026-09-23 08:30  2026-09-23 08:30  2026-09-23 08:30
    overdue      2026-10-09 08:30  2026-10-09 08:30  2026-10-09 08:30
    replied      2026-10-08 17:00  2026-10-08 17:00  2026-10-08 17:00
    just before  2026-10-09 08:29  2026-10-09 08:29  2026-10-09 08:29
    level        yellow            yellow            red
""")
"""Three months from 1 July, two from 3 August: both end in the holiday of 1 to 7 October. 25 to 27 September is one, too."""
PROGRESS = stated("""
                 taishan           coast             hills
    clock        04-30             09-30             04-30
    period       2026-04-30        2026-09-30        2026-04-30
    due          2026-04-30 17:30  2026-09-30 17:30  2026-04-30 17:30
    just before  2026-05-06 08:29  2026-10-08 08:29  2026-05-06 08:29
    blue         2026-05-06 08:30  2026-10-08 08:30  2026-05-06 08:30
    in time      2026-04-30 17:00  2026-09-30 17:00  2026-04-30 17:00
    later        2026-05-06 09:00  2026-10-08 09:00  2026-05-06 09:00
""")
"""Nobody owes a report at the end of April in coast: there the holiday that the order waits for is that of October."""


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, in touch with the proposer, its reply not begun."""
    return offices.after(Office.handled)


def until_overdue(office: Office, at: str) -> None:
    """The same, and it is late."""
    office.handled()
    office.to(at)


def assigned(office: Office, at: str, under_way: str) -> None:
    """K is assigned and under way in summer."""
    office.assigned(units=(U1,), at=at)
    office.under_way(U1, at=under_way)


def entered(k: Office, case: str) -> list[str]:
    """The steps that a case has entered."""
    return [event.fact.step for event in k.engine.history(case) if isinstance(event.fact, Entered)]


def people(k: Office, since: int, kind: str | None = None) -> set[str]:
    """Who was told since then."""
    return {person for person, _ in k.told(kind, since=since)}


def test_s28_reminder_blue_and_the_card_of_the_city_when_it_is_overdue(k: Office, city: str) -> None:
    says = LADDER[city]
    k.to(says["before reminder"])
    mark = k.mark
    k.to(says["reminder"])
    assert people(k, mark, "remind") == {"a1", "a2"}
    k.to(says["before blue"])
    mark = k.mark
    k.to(says["blue"])
    (order,) = k.orders(clock="reply")
    key = order.key.partition("6115/")[2]
    assert (order.data["level"], people(k, mark)) == ("blue", {"a1", "a2", "a4", "chen"})
    assert k.clock(key, "rectify") == says["due"]
    k.to(says["before overdue"])
    mark = k.mark
    k.to(says["overdue"])
    (order,) = k.orders(clock="reply")
    assert (order.data["level"], order.data["card"], str(order.data["score_delta"])) == (says["level"], says["card"], says["score"])
    assert local(order.data["issued_at"]) == says["overdue"] and "a5" in people(k, mark)
    assert any(text.startswith(f"{says['card']}：") for _, text in k.told(since=mark))
    assert (k.clock(key, "rectify") or "by the leader") == says["rectify"]


def test_s28_exactly_one_red_card(offices: Offices, city: str) -> None:
    says = LADDER[city]
    k = offices.after(until_overdue, says["overdue"])
    k.to(says["before red"])
    mark = k.mark
    k.to(says["red"])
    (order,) = k.orders(clock="reply")
    assert (order.data["level"], order.data["card"], str(order.data["score_delta"])) == ("red", says["red card"], says["score of both"])
    assert people(k, 0 if city == "hills" else mark) >= {"zhou", "wu"}
    assert [step for step in entered(k, order.id) if step.endswith("_card")] == says["cards"].split(", ")
    (clock,) = [one for one in k.engine.why(k.case(U1).id).clocks if one.id == "reply"]
    assert str(clock.overdue_workdays) == says["working days late"]


def test_s28_the_reply_answers_the_orders_and_their_issuer_closes_them(offices: Offices, city: str) -> None:
    says = LADDER[city]
    k = offices.after(until_overdue, says["overdue"])
    k.replied(says["reply at last"])
    (order,) = k.orders(clock="reply")
    assert order.step == "feedback_filed" and order.open
    key = order.key.partition("6115/")[2]
    assert k.refused(key, "approve", "a1") == ["not_holder"]
    k.act(key, "approve", "chen")
    assert k.step(key) == "resolved"
    reply = next(clock for clock in k.case(U1).clocks if clock.id == "reply")
    assert (reply.status, local(reply.stopped_at), local(reply.due_at)) == ("met", says["reply at last"], says["due"])


def test_s29_more_time_asked_for_and_granted_in_time(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    k.to(says["asked"])
    if city == "hills":
        assert k.refused(U1, "request_extension", "a1", data={**WHY, "new_due": "2026-08-10"}) == ["beyond_max"]
    k.act(U1, "request_extension", "a1", data={**WHY, "new_due": says["until"]})
    assert [task.tokens for task in k.case(f"{U1}/extension").tasks] == [("role:assigning_office",)]
    k.to(says["granted"])
    mark = k.mark
    k.act(f"{U1}/extension", "grant", "jiang")
    assert k.clock(U1, "reply") == says["due"] and "D1" in people(k, mark)
    assert k.timers(U1, "reply") == [says["reminder"], says["blue"], says["overdue"]]
    k.to(says["no card"])
    assert k.orders(clock="reply") == []
    k.replied(says["reply"])
    reply = next(clock for clock in k.case(U1).clocks if clock.id == "reply")
    assert (reply.status, reply.extended, k.orders(clock="reply")) == ("met", True, [])


def test_s29_what_is_asked_for_is_later_than_the_reply_is_due(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    k.to(says["asked"])
    for day in ("2026-03-01", k.today, says["first due"].partition(" ")[0]):
        assert k.refused(U1, "request_extension", "a1", data={**WHY, "new_due": day}) == ["no_more_time"]
    assert [child.key for child in k.case(U1).children if "extension" in child.key] == []


def test_s29_there_is_one_request_at_a_time(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    asked = {**WHY, "new_due": says["until"]}
    k.to(says["asked"])
    k.act(U1, "request_extension", "a1", data=asked)
    assert k.refused(U1, "request_extension", "a1", data=asked) == ["extension_open"]
    k.act(f"{U1}/extension", "refuse", "jiang", comment="请按期答复")
    k.act(U1, "request_extension", "a1", data=asked)
    assert [child.status for child in k.case(U1).children if child.branch.endswith("extension")] == ["rejected", "open"]


def test_s29_on_time_by_the_extended_limit_and_late_by_the_first(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    k.to(says["asked"])
    k.act(U1, "request_extension", "a1", data={**WHY, "new_due": says["until"]})
    k.to(says["granted"])
    k.act(f"{U1}/extension", "grant", "jiang")
    k.replied(says["late reply"])
    (stopped,) = [clock.stopped_at for clock in k.case(U1).clocks if clock.id == "reply"]
    (given,) = [event.fact for event in k.engine.history(k.case(U1).id) if isinstance(event.fact, Extended)]
    assert (local(given.was), local(given.due)) == (says["first due"], says["due"])
    assert str(local(given.was)) < str(local(stopped)) <= str(local(given.due))


def test_s29_a_card_between_the_request_and_its_grant_is_cancelled(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    k.to(says["last minute"])
    k.act(U1, "request_extension", "a1", data={**WHY, "new_due": says["until"]})
    k.to(says["carded"])
    (card,) = k.orders(clock="reply")
    assert (card.data["level"], str(card.data["score_delta"])) == (says["level"], says["score"])
    k.act(f"{U1}/extension", "grant", "jiang")
    (card,) = k.orders(clock="reply")
    assert (card.step, card.status, card.data["score_delta"]) == ("cancelled", "void", 0)
    assert k.clock(U1, "reply") == says["due"]


def test_s29_refused_nothing_changes_and_late_it_is_not_asked_for(k: Office, city: str) -> None:
    says = MORE_TIME[city]
    asked = {**WHY, "new_due": says["until"]}
    k.to(says["asked"])
    k.act(U1, "request_extension", "a1", data=asked)
    k.act(f"{U1}/extension", "refuse", "jiang", comment="请按期答复")
    assert k.clock(U1, "reply") == says["first due"]
    k.to(says["too late"])
    assert k.refused(U1, "request_extension", "a1", data=asked) == ["extension_too_late"]


@pytest.fixture
def summer(offices: Offices, city: str) -> Office:
    """K, assigned in summer and under way."""
    says = HOLIDAY[city]
    return offices.after(assigned, says["assigned"], says["under way"], now=says["registered"])


def test_s30_over_the_long_holiday(summer: Office, city: str) -> None:
    k, says = summer, HOLIDAY[city]
    assert k.clock(U1, "reply") == says["due"]
    assert k.timers(U1, "reply") == [says["reminder"], says["blue"], says["overdue"]]
    k.contact("pre")
    k.contact("mid")
    k.replied(says["replied"])
    (clock,) = [clock for clock in k.case(U1).clocks if clock.id == "reply"]
    assert (clock.status, local(clock.stopped_at)) == ("met", says["replied"])


def test_s30_late_after_the_holiday_is_carded_on_friday(summer: Office, city: str) -> None:
    k, says = summer, HOLIDAY[city]
    k.to(says["just before"])
    assert [order.data["level"] for order in k.orders(clock="reply")] == ["blue"]
    k.to(says["overdue"])
    assert [order.data["level"] for order in k.orders(clock="reply")] == [says["level"]]


def test_s31_a_missed_progress_report_is_blue_after_the_holiday(k: Office, city: str) -> None:
    says = PROGRESS[city]
    clock = f"progress_report/{says['clock']}"
    assert k.clock(U1, clock) == says["due"]
    assert (k.clock(U1, "progress_report/04-30") is None) == (city == "coast")
    k.to(says["just before"])
    assert k.orders(clock=clock) == []
    k.to(says["blue"])
    (order,) = k.orders(clock=clock)
    assert (order.data["level"], local(order.data["blue_at"])) == ("blue", says["blue"])
    k.act(U1, "report_progress", "a1", data={"progress_reports": [{"period": says["period"], "percent": 60, "progress_text": "设计完成"}]})
    assert k.clocks(U1)[clock] == "met"
    assert k.engine.case(order.id).step == "feedback_filed"


def test_s31_reported_in_time_there_is_no_order(k: Office, city: str) -> None:
    says = PROGRESS[city]
    k.to(says["in time"])
    k.act(U1, "report_progress", "a1", data={"progress_reports": [{"period": says["period"], "percent": 60}]})
    k.to(says["later"])
    assert k.orders(clock=f"progress_report/{says['clock']}") == []
