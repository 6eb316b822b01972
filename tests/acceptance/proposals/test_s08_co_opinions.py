"""S08 and S09 会办意见: they come together, late ones are chased, and one that does not come is waived with a note."""

import pytest

from .office import U1, U2, U3, U5, Office, Offices, local


@pytest.fixture
def k(offices: Offices) -> Office:
    """K under way, the lead unit in touch with the proposer; nobody has filed an opinion by 2 April."""
    made = offices(now="2026-03-10 09:00").assigned()
    made.under_way(U1, U2, U3, U5)
    made.contact("pre")
    made.contact("mid", "symposium")
    made.to("2026-04-02 08:30")
    return made


def filed_by_two(k: Office) -> None:
    """U2 and U3 file in time; U5 does not."""
    k.opine(U2, at="2026-04-08 10:00")
    k.opine(U3, at="2026-04-10 17:20")


def test_s08_blue_orders_to_all_who_have_not_filed(k: Office) -> None:
    assert sorted(order.key.split("/")[1] for order in k.orders()) == sorted([U2, U3, U5])
    assert {order.data["level"] for order in k.orders()} == {"blue"}
    assert {k.clock(f"{unit}/supervision", "rectify") for unit in (U2, U3, U5)} == {"2026-04-10 17:30"}


def test_s08_a_yellow_card_to_the_unit_and_its_principal(k: Office) -> None:
    filed_by_two(k)
    before = k.mark
    k.to("2026-04-13 08:30")
    card = k.case(f"{U5}/supervision")
    assert (card.data["level"], card.data["score_delta"], local(card.data["yellow_at"])) == ("yellow", -1, "2026-04-13 08:30")
    assert k.clock(f"{U5}/supervision", "rectify") == "2026-04-16 17:30"
    assert {person for person, _ in k.told(since=before)} == {"e1", "e4", "e5", "chen"}
    assert [k.step(f"{unit}/supervision") for unit in (U2, U3)] == ["feedback_filed"] * 2


def test_s08_the_reply_waits_for_every_opinion(k: Office) -> None:
    filed_by_two(k)
    k.to("2026-04-14 09:00")
    assert k.refused(U1, "start_reply", "a1") == [f"co_opinion_missing:[{U5}]"]
    k.to("2026-04-15 09:00")
    before = k.mark
    k.opine(U5)
    assert ("a1", "《关于拓宽某路段的建议》会办意见已齐") in k.told(since=before)
    assert (k.step(f"{U5}/supervision"), k.case(f"{U5}/supervision").open) == ("feedback_filed", True)
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"
    on_time = {unit: k.clock(unit, "co_opinion") for unit in (U2, U3, U5)}
    stopped = {unit: next(clock.stopped_at for clock in k.case(unit).clocks if clock.id == "co_opinion") for unit in on_time}
    assert [str(local(stopped[unit])) <= str(due) for unit, due in on_time.items()] == [True, True, False]
    k.act(f"{U5}/supervision", "approve", "li")
    assert k.step(f"{U5}/supervision") == "resolved"
    assert k.sound()


def test_s09_an_overdue_opinion_is_waived_with_a_note(k: Office) -> None:
    filed_by_two(k)
    assert k.refused(U5, "waive", "chen", comment="尽快答复") == ["not_overdue"]
    k.to("2026-04-15 09:00")
    assert k.refused(U5, "waive", "chen") == ["comment_required"]
    assert k.refused(U5, "waive", "a1", comment="尽快答复") == ["not_by"]
    k.act(U5, "waive", "chen", comment="尽快答复")
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"
    assert [task.holder for task in k.case(U5).tasks] == ["e1"]
    assert k.clocks(U5)["co_opinion"] == "running" and k.clock(U5, "co_opinion") == "2026-04-10 17:30"
    assert k.case(f"{U1}/replying").data["waived_units"] == (U5,)
