"""The same scenarios under the policies of three cities: other limits, other classes, other cards, another whose word decides."""

import pytest

from .office import U1, U2, Office, Offices, local

REPLY = {"taishan": "2026-06-10 17:30", "coast": "2026-06-10 17:30", "hills": "2026-05-11 17:30"}


@pytest.mark.parametrize(
    ("city", "sign_in", "dispute", "contact", "opinion", "plan"),
    [
        ("taishan", "03-13", "03-19", "03-31", "04-10", "03-26"),
        ("coast", "03-17", "03-24", "03-31", "05-11", "04-02"),
        ("hills", "03-13", "03-13", "03-31", "04-10", "03-19"),
    ],
)
def test_the_limits_of_a_unit(offices: Offices, city: str, sign_in: str, dispute: str, contact: str, opinion: str, plan: str) -> None:
    k = offices(now="2026-03-10 09:00", policy=city).assigned(units=(U1, U2))
    limits = [k.due(U1), k.clock(U1, "dispute"), k.clock(U1, "first_contact"), k.clock(U2, "co_opinion"), k.clock(U1, "reply")]
    assert limits == [*(f"2026-{day} 17:30" for day in (sign_in, dispute, contact, opinion)), REPLY[city]]
    k.sign_in(U1, at="2026-03-12 09:00")
    assert k.clock(U1, "plan") == f"2026-{plan} 17:30"


@pytest.mark.parametrize(("city", "due"), [("taishan", "2026-06-10"), ("coast", "2026-08-10"), ("hills", "2026-05-11")])
def test_a_proposal_may_have_another_limit_than_a_suggestion(offices: Offices, city: str, due: str) -> None:
    key = "cppcc_proposal-2026-2026177"
    k = offices(now="2026-03-10 09:00", policy=city).assigned(key=key, units=(U1,))
    assert k.clock(U1, "reply", case=key) == f"{due} 17:30"


@pytest.mark.parametrize(("city", "due"), [("taishan", "03-31"), ("coast", "04-08"), ("hills", "03-31")])
def test_how_long_an_assessment_of_feasibility_may_take(offices: Offices, city: str, due: str) -> None:
    k = offices(now="2026-03-10 09:00", policy=city).assigned(units=(U1,))
    k.under_way(U1)
    k.to("2026-03-17 09:00")
    k.act(U1, "assess_feasibility", "a1", data={"assessed_point": "全线拓宽"})
    assert k.clock(f"{U1}/feasibility", "assessment") == f"2026-{due} 17:30"


def replied(offices: Offices, city: str, **data: object) -> Office:
    """K, signed by D1 and D2, replied to on 27 April."""
    k = offices(now="2026-03-10 09:00", policy=city).assigned(units=(U1,), co_signers=["D2"])
    k.under_way(U1)
    k.contact("pre")
    k.contact("mid")
    k.replied("2026-04-27 10:00", **data)
    k.contact("post")
    return k


@pytest.mark.parametrize(
    ("city", "form", "after"),
    [("taishan", "2026-05-20", "handled"), ("coast", "2026-05-20", "rehandling"), ("hills", "2026-05-13", "handled")],
)
def test_whose_word_decides(offices: Offices, city: str, form: str, after: str) -> None:
    k = replied(offices, city)
    assert k.due(f"{U1}/D1") == f"{form} 17:30"
    k.feedback("D1", "satisfied", at="2026-05-06 10:00")
    k.feedback("D2", "dissatisfied")
    assert k.step(U1) == after


@pytest.mark.parametrize(("city", "due"), [("taishan", "2026-06-08"), ("coast", "2026-08-06"), ("hills", "2026-05-21")])
def test_how_long_it_is_handled_again(offices: Offices, city: str, due: str) -> None:
    k = replied(offices, city)
    k.feedback("D2", "satisfied", at="2026-05-06 10:00")
    k.feedback("D1", "dissatisfied")
    assert (k.step(U1), k.due(U1)) == ("rehandling", f"{due} 17:30")


@pytest.mark.parametrize(
    ("city", "result_class", "after"),
    [("taishan", "C", "handled"), ("coast", "C", "handled"), ("hills", "C", "looking_back"), ("hills", "B", "looking_back")],
)
def test_which_classes_are_looked_back_at(offices: Offices, city: str, result_class: str, after: str) -> None:
    k = replied(offices, city, result_class=result_class, class_reason="列入规划", reason_category="funds")
    k.feedback("D1", "satisfied")
    k.feedback("D2", "satisfied")
    assert k.step(U1) == after


@pytest.mark.parametrize(
    ("city", "at", "level", "card", "score"),
    [
        ("taishan", "2026-06-11 08:30", "yellow", "黄牌", -1),
        ("coast", "2026-06-11 08:30", "yellow", "橙色警示单", -1),
        ("hills", "2026-05-12 08:30", "red", "红牌", -5),
    ],
)
def test_what_an_overdue_reply_brings(offices: Offices, city: str, at: str, level: str, card: str, score: int) -> None:
    k = offices(now="2026-03-10 09:00", policy=city).handled()
    k.to(at)
    (order,) = k.orders(clock="reply")
    assert (order.data["level"], order.data["card"], order.data["score_delta"]) == (level, card, score)
    assert local(order.data["issued_at"]) == at
    assert any(text.startswith(f"{card}：") for _, text in k.told())


def test_where_one_contact_is_enough_nobody_asks_for_a_second(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00", policy="hills").assigned(units=(U1,))
    k.under_way(U1)
    assert k.refused(U1, "start_reply", "a1") == ["contact_missing:[pre]"]
    k.contact("pre")
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"


@pytest.mark.parametrize(("city", "joint"), [("taishan", False), ("coast", True)])
def test_co_units_countersign_where_the_city_wants_it(offices: Offices, city: str, joint: bool) -> None:
    k = offices(now="2026-03-10 09:00", policy=city).assigned(units=(U1, U2))
    k.under_way(U1, U2)
    k.opine(U2)
    k.contact("pre")
    k.contact("mid")
    k.act(U1, "start_reply", "a1")
    assert k.case(f"{U1}/replying").data["joint"] is joint
