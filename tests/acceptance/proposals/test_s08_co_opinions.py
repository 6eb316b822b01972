"""S08 and S09 会办意见: they come together, late ones are chased, and one that does not come is waived with a note."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, U2, U3, U5, Office, local

STATED = stated("""
                      taishan           coast             hills
    blue              2026-04-02 08:30  2026-04-30 08:30  2026-04-02 08:30
    U2 files          2026-04-08 10:00  2026-05-07 10:00  2026-04-08 10:00
    U3 files          2026-04-10 17:20  2026-05-11 17:20  2026-04-10 17:20
    due               2026-04-10 17:30  2026-05-11 17:30  2026-04-10 17:30
    overdue           2026-04-13 08:30  2026-05-12 08:30  2026-04-13 08:30
    level             yellow            yellow            red
    card              黄牌              橙色警示单        红牌
    score             -1                -1                -5
    rectify           2026-04-16 17:30  2026-05-19 17:30  by the leader
    told              e1 e4 e5 chen     e1 e4 e5 chen     e1 e5 zhou zheng chen
    reply is started  2026-04-14 09:00  2026-05-13 09:00  2026-04-14 09:00
    U5 files          2026-04-15 09:00  2026-05-14 09:00  2026-04-15 09:00
""")
"""A month for the opinion, in coast two. Overdue brings the second card; in hills the third at once, whose limit the city leader sets."""


def asked_for(office: Office, until: str) -> None:
    """K under way, the lead unit in touch with the proposer; nobody has filed an opinion until then."""
    office.assigned()
    office.under_way(U1, U2, U3, U5)
    office.contact("pre")
    office.contact("mid", "symposium")
    office.to(until)


def filed_by_two(office: Office, blue: str, u2: str, u3: str) -> None:
    """U2 and U3 file in time; U5 does not."""
    asked_for(office, blue)
    office.opine(U2, at=u2)
    office.opine(U3, at=u3)


@pytest.fixture
def k(offices: Offices, city: str) -> Office:
    """K a few minutes before the opinions are due; U5's is missing."""
    return offices.after(filed_by_two, *(STATED[city][line] for line in ("blue", "U2 files", "U3 files")))


def test_s08_blue_orders_to_all_who_have_not_filed(offices: Offices, city: str) -> None:
    k = offices.after(asked_for, STATED[city]["blue"])
    orders = k.orders(clock="co_opinion")
    assert sorted(order.key.split("/")[1] for order in orders) == sorted([U2, U3, U5])
    assert {(order.data["level"], local(order.data["blue_at"])) for order in orders} == {("blue", STATED[city]["blue"])}
    assert {k.clock(f"{unit}/supervision", "rectify") for unit in (U2, U3, U5)} == {STATED[city]["due"]}


def test_s08_a_card_to_the_unit_and_its_principal(k: Office, city: str) -> None:
    says = STATED[city]
    before = k.mark
    k.to(says["overdue"])
    card = k.case(f"{U5}/supervision")
    assert (card.data["level"], card.data["card"], str(card.data["score_delta"])) == (says["level"], says["card"], says["score"])
    assert local(card.data["issued_at"]) == says["overdue"]
    assert k.clock(f"{U5}/supervision", "rectify") == (says["rectify"] if says["level"] == "yellow" else None)
    assert {person for person, _ in k.told(since=before)} == set(says["told"].split())
    assert [k.step(f"{unit}/supervision") for unit in (U2, U3)] == ["feedback_filed"] * 2


def test_s08_the_reply_waits_for_every_opinion(k: Office, city: str) -> None:
    k.to(STATED[city]["reply is started"])
    assert k.refused(U1, "start_reply", "a1") == [f"co_opinion_missing:[{U5}]"]
    k.to(STATED[city]["U5 files"])
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


def test_s09_an_overdue_opinion_is_waived_with_a_note(k: Office, city: str) -> None:
    assert k.refused(U5, "waive", "chen", comment="尽快答复") == ["not_overdue"]
    k.to(STATED[city]["U5 files"])
    assert k.refused(U5, "waive", "chen") == ["comment_required"]
    assert k.refused(U5, "waive", "a1", comment="尽快答复") == ["not_by"]
    k.act(U5, "waive", "chen", comment="尽快答复")
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"
    assert [task.holder for task in k.case(U5).tasks] == ["e1"]
    assert k.clocks(U5)["co_opinion"] == "running" and k.clock(U5, "co_opinion") == STATED[city]["due"]
    assert k.case(f"{U1}/replying").data["waived_units"] == (U5,)
